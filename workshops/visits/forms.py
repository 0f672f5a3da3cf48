"""Booking and cancelling a visit."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from core import clock
from core.forms import Form
from workshops.visits.booking import RequestedWorkshop, VisitRequest
from workshops.visits.booking_times import GRID, MOST_WORKSHOPS
from workshops.visits.conflicts import MOST_FACILITATORS

Choices = Sequence[tuple[str, str]]
# A day outside of these is a slip of the pen, and some of them are too early or late to be reckoned with.
YEARS = range(2000, 2101)
_POSITIONS = range(1, MOST_WORKSHOPS + 1)
_LEADERS = range(1, MOST_FACILITATORS + 1)
_TOKEN_LENGTH = 32


class DayField(DateField):  # type: ignore[misc]
    """A day; what was typed stays in the field."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say what a day looks like."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
        if self.data is None or self.data.year not in YEARS:
            self.data = None
            if any(text.strip() for text in valuelist):
                raise ValueError(str(_("Enter a day, such as 2025-03-14.")))


class ClockField(TimeField):  # type: ignore[misc]
    """A time of day, with a colon or with a full stop."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time, or say what a time looks like."""
        try:
            super().process_formdata([text.replace(".", ":") for text in valuelist])
        except ValueError as error:
            raise ValueError(str(_("Enter a time, such as 8.20."))) from error


class ChoiceField(SelectField):  # type: ignore[misc]
    """One of a list."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not in the list, or no longer."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(str(_("Choose from the list; it may have changed meanwhile."))) from error


def at_most(characters: int) -> Length:
    """Return the rule that a text has no more than so many characters."""
    return Length(max=characters, message=_("Enter at most %(max)d characters."))


class BookVisitForm(Form):
    """A visit to one school: day, time, classes in order, who leads."""

    held_on = DayField(_("Day"), validators=[InputRequired(_("Enter the day of the visit."))])
    starts_at = ClockField(
        _("First workshop starts at"),
        validators=[InputRequired(_("Enter when the first workshop starts."))],
        render_kw={"step": int(GRID.total_seconds())},
    )
    workshop_1 = ChoiceField(_("First class"))
    room_1 = StringField(_("Room of the first class"), validators=[at_most(50)])
    workshop_2 = ChoiceField(_("Second class"))
    room_2 = StringField(_("Room of the second class"), validators=[at_most(50)])
    workshop_3 = ChoiceField(_("Third class"))
    room_3 = StringField(_("Room of the third class"), validators=[at_most(50)])
    workshop_4 = ChoiceField(_("Fourth class"))
    room_4 = StringField(_("Room of the fourth class"), validators=[at_most(50)])
    facilitator_1 = ChoiceField(_("Facilitator"))
    facilitator_2 = ChoiceField(_("Second facilitator"))
    language = ChoiceField(_("Language of the workshops"))
    contact = StringField(_("Contact at the school"), validators=[at_most(200)])
    note = TextAreaField(_("Note"), validators=[at_most(1000)])
    is_agreed = BooleanField(_("The school has agreed"))
    accepted = SelectMultipleField(_("Book in spite of"), validate_choice=False)
    form_token = HiddenField(default=lambda: secrets.token_hex(_TOKEN_LENGTH // 2))
    submit = SubmitField(_("Book visit"))

    def offer(self, *, classes: Choices, facilitators: Choices, languages: Choices) -> None:
        """Fill the lists to choose from."""
        for position in _POSITIONS:
            self[f"workshop_{position}"].choices = [("", ""), *classes]
        for position in _LEADERS:
            self[f"facilitator_{position}"].choices = [("", ""), *facilitators]
        self.language.choices = list(languages)

    def to_request(self, school_id: str) -> VisitRequest:
        """Return what is asked for."""
        chosen = [
            RequestedWorkshop(int(self[f"workshop_{position}"].data), self[f"room_{position}"].data or "")
            for position in _POSITIONS
            if self[f"workshop_{position}"].data
        ]
        leaders = [self[f"facilitator_{position}"].data for position in _LEADERS]
        starts_at = clock.from_the_wall(self.held_on.data, self.starts_at.data)
        return VisitRequest(
            school_id=school_id,
            starts_at=clock.on_the_wall(starts_at),
            workshops=tuple(chosen),
            facilitator_ids=tuple(int(leader) for leader in leaders if leader),
            language=self.language.data,
            contact=self.contact.data or "",
            note=self.note.data or "",
            is_agreed=self.is_agreed.data,
            accepted=frozenset(self.accepted.data or ()),
            form_token=(self.form_token.data or "")[:_TOKEN_LENGTH],
        )

    def refuse(self, stem: str, position: int, sentence: str) -> None:
        """Put a sentence at a field, or at the nth of its fields that is filled in; what was typed stays."""
        numbered = [name for name in self._fields if name.startswith(f"{stem}_") and name[-1].isdigit()]
        filled = [name for name in numbered if self[name].data] or numbered or [stem]
        wrong: Any = self[filled[min(position, len(filled)) - 1]]
        wrong.errors = [*wrong.errors, sentence]


class CancelVisitForm(Form):
    """Why a visit is cancelled."""

    reason = StringField(
        _("Reason"),
        description=_("The school and the reports will see it."),
        validators=[DataRequired(_("Enter the reason.")), at_most(500)],
    )
    submit = SubmitField(_("Cancel visit"))


class AbsenceForm(Form):
    """Days on which a facilitator leads no workshops."""

    starts_on = DayField(_("First day"), validators=[InputRequired(_("Enter the first day."))])
    ends_on = DayField(_("Last day"), validators=[InputRequired(_("Enter the last day."))])
    note = StringField(
        _("Note"),
        description=_("For example leave or training. Please write nothing about anybody's health."),
        validators=[at_most(200)],
    )
    submit = SubmitField(_("Add absence"))

    def validate_ends_on(self, field: DayField) -> None:
        """Refuse days that end before they begin."""
        if self.starts_on.data and field.data and field.data < self.starts_on.data:
            raise ValidationError(str(_("The last day cannot come before the first.")))


class FilterForm(Form):
    """Which visits to list."""

    class Meta(Form.Meta):
        """A search changes nothing, so it needs no token."""

        csrf = False

    region = SelectField(_("Region"), validate_choice=False)
    facilitator = SelectField(_("Facilitator"), validate_choice=False)
    state = SelectField(_("State"), validate_choice=False)
    since = DayField(_("From"))
    until = DayField(_("To"))

    def day(self, name: str) -> date | None:
        """Return a day of the filter; one that cannot be read does not narrow the list."""
        value: date | None = self[name].data
        return value
