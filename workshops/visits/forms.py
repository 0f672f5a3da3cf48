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
from wtforms.validators import InputRequired, Length

from core import clock
from core.forms import Form
from workshops.visits.booking import RequestedWorkshop, VisitRequest
from workshops.visits.booking_times import MOST_WORKSHOPS
from workshops.visits.conflicts import MOST_FACILITATORS

Choices = Sequence[tuple[str, str]]
_POSITIONS = range(1, MOST_WORKSHOPS + 1)
_LEADERS = range(1, MOST_FACILITATORS + 1)


class BookVisitForm(Form):
    """A visit to one school: day, time, classes in order, who leads."""

    held_on = DateField(_("Day"), validators=[InputRequired(_("Enter the day of the visit."))])
    starts_at = TimeField(
        _("First workshop starts at"), validators=[InputRequired(_("Enter when the first workshop starts."))]
    )
    workshop_1 = SelectField(_("First class"))
    room_1 = StringField(_("Room of the first class"), validators=[Length(max=50)])
    workshop_2 = SelectField(_("Second class"))
    room_2 = StringField(_("Room of the second class"), validators=[Length(max=50)])
    workshop_3 = SelectField(_("Third class"))
    room_3 = StringField(_("Room of the third class"), validators=[Length(max=50)])
    workshop_4 = SelectField(_("Fourth class"))
    room_4 = StringField(_("Room of the fourth class"), validators=[Length(max=50)])
    facilitator_1 = SelectField(_("Facilitator"))
    facilitator_2 = SelectField(_("Second facilitator"))
    language = SelectField(_("Language of the workshops"))
    contact = StringField(_("Contact at the school"), validators=[Length(max=200)])
    note = TextAreaField(_("Note"), validators=[Length(max=1000)])
    is_agreed = BooleanField(_("The school has agreed"))
    accepted = SelectMultipleField(_("Book in spite of"), validate_choice=False)
    form_token = HiddenField(default=lambda: secrets.token_hex(16))
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
            form_token=self.form_token.data or "",
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
        validators=[InputRequired(_("Enter the reason.")), Length(max=500)],
    )
    submit = SubmitField(_("Cancel visit"))


class FilterForm(Form):
    """Which visits to list."""

    class Meta(Form.Meta):
        """A search changes nothing, so it needs no token."""

        csrf = False

    region = SelectField(_("Region"), validate_choice=False)
    facilitator = SelectField(_("Facilitator"), validate_choice=False)
    state = SelectField(_("State"), validate_choice=False)
    since = DateField(_("From"))
    until = DateField(_("To"))

    def day(self, name: str) -> date | None:
        """Return a day of the filter; one that cannot be read does not narrow the list."""
        value: date | None = self[name].data
        return value
