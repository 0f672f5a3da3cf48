"""Collect the texts of the code into the catalogues: one catalogue a slice, so that each stays readable."""

import sys
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

ROOT = Path(__file__).resolve().parent.parent
# Each catalogue and the folders whose texts it holds.
SOURCES = {
    "core": ("core", "templates/components", "templates/errors", "templates/base.html"),
    "accounts": ("accounts", "templates/accounts", "templates/security"),
    **{
        name: (f"workshops/{name}", f"templates/{name}")
        for name in ("register", "calendar", "rotation", "visits", "attendance", "activities")
    },
    **{
        name: (f"surveys/{name}", f"templates/{name}")
        for name in ("questionnaires", "responses", "indicators", "reports")
    },
}
# The pupil's pages speak two languages more.
LANGUAGES = {name: ("sl", "it", "hu") if name == "responses" else ("sl",) for name in SOURCES}


def extract(catalogue: str, template: Path) -> None:
    """Write the texts of one slice into a template."""
    sources = [source for source in SOURCES[catalogue] if (ROOT / source).exists()]
    keywords = [word for name in ("lazy_gettext", "lazy_ngettext:1,2") for word in ("-k", name)]
    _babel(
        "extract", "-F", "translations/babel.cfg", *keywords, "--no-location", "--sort-output",
        "--omit-header", "-o", template, *sources,
    )  # fmt: skip


def update(catalogue: str, template: Path) -> None:
    """Bring the catalogues of one slice up to date with its template; translations stay."""
    for language in LANGUAGES[catalogue]:
        file = ROOT / f"translations/{language}/LC_MESSAGES/{catalogue}.po"
        if file.exists():
            _babel(
                "update", "-i", template, "-o", file, "-l", language, "-D", catalogue,
                "--no-fuzzy-matching", "--ignore-obsolete",
            )  # fmt: skip
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            _babel("init", "-i", template, "-o", file, "-l", language, "-D", catalogue)


def main(wanted: list[str]) -> None:
    """Update the named catalogues, or all."""
    for catalogue in wanted or SOURCES:
        template = ROOT / f"translations/{catalogue}.pot"
        extract(catalogue, template)
        update(catalogue, template)
        template.unlink()


def _babel(*words: object) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *map(str, words)])  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(sys.argv[1:])
