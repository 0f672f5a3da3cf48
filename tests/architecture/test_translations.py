"""Every text of the code stands in its catalogue, translated, in all the plural forms of its language."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from core.configuration import CATALOGUES
from translations.update import LANGUAGES, ROOT, SOURCES, extract

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
PAIRS = [(name, language) for name in SOURCES for language in LANGUAGES[name]]


def read(name: str, language: str) -> dict[object, Message]:
    with (ROOT / f"translations/{language}/LC_MESSAGES/{name}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
        return {(message.context, message.id): message for message in catalogue if message.id}


def test_every_catalogue_is_loaded_by_the_application() -> None:
    assert set(SOURCES) == set(CATALOGUES)


@pytest.mark.parametrize(("name", "language"), PAIRS)
def test_catalogue_holds_exactly_the_texts_of_the_code(name: str, language: str, tmp_path: Path) -> None:
    template = tmp_path / f"{name}.pot"
    extract(name, template)
    with template.open("rb") as file:
        wanted = {(message.context, message.id) for message in read_po(file) if message.id}
    assert set(read(name, language)) == wanted


def texts(several: object) -> list[str]:
    """Return the texts of a message or a translation: one, or one for each plural form."""
    return [str(text) for text in several] if isinstance(several, tuple | list) else [str(several or "")]


@pytest.mark.parametrize(("name", "language"), PAIRS)
def test_every_text_is_translated_in_every_form(name: str, language: str) -> None:
    for message in read(name, language).values():
        forms = texts(message.string)
        assert all(forms), f"{name}.{language}: {message.id!r} is not translated"
        assert not message.fuzzy, f"{name}.{language}: {message.id!r} is fuzzy"
        if isinstance(message.id, tuple) and language == "sl":
            assert len(forms) == 4, f"{name}: {message.id!r} needs four forms"


@pytest.mark.parametrize(("name", "language"), PAIRS)
def test_translations_keep_the_placeholders(name: str, language: str) -> None:
    for message in read(name, language).values():
        wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        # One and two may be said in words: "ena delavnica", "obe delavnici".
        may_leave_out = {"num"} if isinstance(message.id, tuple) else set()
        for form in texts(message.string):
            used = set(PLACEHOLDER.findall(form))
            assert used <= wanted | {"num"}, f"{name}.{language}: {form!r}"
            assert wanted - used <= may_leave_out, f"{name}.{language}: {form!r}"


def test_the_same_text_has_the_same_translation_everywhere() -> None:
    seen: dict[tuple[str, object], tuple[object, str]] = {}
    for name, language in PAIRS:
        for key, message in read(name, language).items():
            earlier = seen.setdefault((language, key), (message.string, name))
            assert earlier[0] == message.string, f"{key!r}: {earlier[1]} and {name} differ"


def test_a_missing_text_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('{{ _("A text nobody has translated") }}')
    template = tmp_path / "page.pot"
    SOURCES["page"] = (str(page),)
    try:
        extract("page", template)
    finally:
        del SOURCES["page"]
    assert "A text nobody has translated" in template.read_text()
