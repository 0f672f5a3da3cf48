"""The form in which the coordinator confirms whom pupils can call."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, SubmitField
from wtforms.validators import Optional, Regexp

from core.forms import Form
from surveys.responses.help_lines import Help


class HelpLinesForm(Form):
    """One number for each line; a line without a number is not shown."""

    submit = SubmitField(_("I have checked these numbers"))

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers that were typed, by line."""
        return {name: value for name, value in self.data.items() if name not in _OTHERS and value}


_OTHERS = frozenset({"submit", "csrf_token"})


def help_lines_form(known: Help, language: str) -> HelpLinesForm:
    """Return the form with a field for each line, filled in with what is known."""

    class BoundForm(HelpLinesForm):
        """The form of these lines."""

    for line in known.lines:
        field = StringField(
            line.name[language],
            description=line.source,
            validators=[
                Optional(),
                Regexp(r"\+?[0-9]+( [0-9]+)*$", message=_("Write the number in digits and spaces.")),
            ],
            render_kw={"inputmode": "tel", "maxlength": "20"},
        )
        setattr(BoundForm, line.id, field)
    return BoundForm(data={line.id: line.number for line in known.lines})
