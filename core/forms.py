"""The base of every form: it strips white space, speaks in sentences and draws itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, IntegerField, StringField, TextAreaField

from core.language import Text

# What WTForms says by itself, in our words: the library speaks no Slovene.
_SENTENCES: dict[str, Text] = {
    "Not a valid choice.": _("Choose one of the options."),
    "Not a valid date value.": _("Enter a date, such as 2024-10-08."),
    "Not a valid time value.": _("Enter a time, such as 08:20."),
    "Not a valid integer value.": _("Enter a whole number, such as 21."),
    "Invalid Choice: could not coerce.": _("Choose one of the options."),
    "This field is required.": _("Fill this in."),
    "Field cannot be longer than %(max)d character.": _("Use at most %(max)d characters."),
    "Field cannot be longer than %(max)d characters.": _("Use at most %(max)d characters."),
}


class OwnSentences:
    """What WTForms asks for the words of its messages."""

    def gettext(self, text: str) -> str:
        """Return one of the library's messages in the language of the page."""
        return str(_SENTENCES.get(text, text))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return a message with a number in it."""
        return self.gettext(singular if count == 1 else plural)


def strip_white_space(value: object) -> object:
    """Return a text without the white space around it, and without NUL, which no database takes."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the product. `{{ form.name }}` in a template draws label, hint, error and field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are made and drawn."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text field the filter that strips white space."""
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                options.setdefault("filters", []).append(strip_white_space)
            return unbound_field.bind(form=form, **options)

        def get_translations(self, _form: Any) -> OwnSentences:
            """Let the library speak our sentences."""
            return OwnSentences()

        def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Markup:
            """Draw the field with its label, hint and error."""
            merged = {**(field.render_kw or {}), **render_kw}
            return Markup(render_template("components/field.html", field=field, render_kw=merged))  # noqa: S704

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the field, sentence) of every error, for the summary at the top.

        What is wrong with the form as a whole has no field: its id is empty.
        """
        as_a_whole = [("", sentence) for sentence in _sentences(self.form_errors)]
        return as_a_whole + [(field.id, sentence) for field in self for sentence in _sentences(field.errors)]


def _sentences(errors: Any) -> list[str]:
    """Return the errors of a field as one flat list; fields of fields nest theirs."""
    if isinstance(errors, Mapping):
        return [sentence for nested in errors.values() for sentence in _sentences(nested)]
    if isinstance(errors, Sequence) and not isinstance(errors, str):
        return [sentence for nested in errors for sentence in _sentences(nested)]
    return [str(errors)]


class CountField(IntegerField):  # type: ignore[misc]
    """A whole number from 0 upwards; what was typed stays in the field."""

    def __init__(
        self,
        label: Text,
        validators: Sequence[Callable[..., None]] = (),
        *,
        largest: int = 9999,
        **options: Any,
    ) -> None:
        super().__init__(label, list(validators), **options)
        self.largest = largest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say what a number looks like."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not (text.isascii() and text.isdigit()):
            raise ValueError(str(_("Enter a whole number, such as 21.")))
        if len(text) > len(str(self.largest)) or int(text) > self.largest:
            raise ValueError(str(_("Enter a number of at most %(largest)s.", largest=self.largest)))
        self.data = int(text)
