"""The base of every form: it strips white space, speaks in sentences and draws itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, IntegerField, StringField, TextAreaField

from core.language import Text


def strip_white_space(value: object) -> object:
    """Return a text without the white space around it."""
    return value.strip() if isinstance(value, str) else value


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the product. `{{ form.name }}` in a template draws label, hint, error and field."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are made and drawn."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text field the filter that strips white space."""
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                options.setdefault("filters", []).append(strip_white_space)
            return unbound_field.bind(form=form, **options)

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
