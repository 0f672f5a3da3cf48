"""The counts of one workshop, and why one was not held."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TextInput

from core.forms import CountField, Form
from workshops.attendance.counts import MOST_ADULTS, MOST_COPIES, MOST_PUPILS, Counts, SentForm

Choices = Sequence[tuple[str, object]]
_COPIES = "copies_"
# A field for numbers would throw away what it cannot read; what was typed must come back.
_AS_TYPED = {"widget": TextInput()}
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """Return what tells one form from any other."""
    return secrets.token_hex(16)


class AttendanceForm(Form):
    """Counts only: there is no field for a name."""

    class Meta(Form.Meta):
        """Sent behind a signed link, which nobody can forge, or behind the check of all staff pages."""

        csrf = False

    workshop = HiddenField()
    form_token = HiddenField()
    replaces = HiddenField()
    choice = HiddenField()
    enrolled = CountField(
        _("Pupils in the class"),
        [InputRequired(_("Enter how many pupils the class has."))],
        largest=MOST_PUPILS,
        render_kw=_DIGITS,
        **_AS_TYPED,
    )
    present = CountField(
        _("Pupils present"),
        [InputRequired(_("Enter how many pupils were present."))],
        largest=MOST_PUPILS,
        render_kw=_DIGITS | {"data-start-from": "enrolled"},
        **_AS_TYPED,
    )
    teachers = CountField(
        _("Teachers present"),
        [InputRequired(_("Enter how many teachers were present; 0 if none."))],
        largest=MOST_ADULTS,
        render_kw=_DIGITS,
        **_AS_TYPED,
    )
    other_educators = CountField(
        _("Others from the school"),
        [InputRequired(_("Enter how many others were present; 0 if none."))],
        description=_("counsellors, assistants"),
        largest=MOST_ADULTS,
        render_kw=_DIGITS,
        **_AS_TYPED,
    )
    deviation = SelectField(_("Was it as planned?"))
    note = TextAreaField(
        _("Note (optional)"),
        description=_("Please write no names of pupils."),
        validators=[Length(max=500, message=_("The note has more than 500 characters; please shorten it."))],
        filters=[lambda text: text and text.replace("\0", "").replace("\r\n", "\n")],
        render_kw={"rows": 2},
    )

    @property
    def material_fields(self) -> list[CountField]:
        """The fields for copies of each material."""
        return [field for field in self if field.name.startswith(_COPIES)]

    @property
    def keeps_recorded(self) -> bool:
        """Whether the person, having seen both, wants what is recorded to stay."""
        return bool(self.choice.data == "keep")

    def to_counts(self) -> Counts:
        """Return what was counted."""
        return Counts(
            enrolled=self.enrolled.data or 0,
            present=self.present.data or 0,
            teachers=self.teachers.data or 0,
            other_educators=self.other_educators.data or 0,
            copies={
                int(field.name.removeprefix(_COPIES)): field.data
                for field in self.material_fields
                if field.data
            },
            deviation=self.deviation.data,
            note=self.note.data or "",
        )

    def to_sent_form(self) -> SentForm:
        """Return which form this is."""
        return SentForm(self.form_token.data, self.replaces.data or "")

    def refuse(self, field: str, sentence: str) -> None:
        """Put a sentence at a field, or over the form; what was typed stays."""
        if field:
            self[field].errors = [*self[field].errors, sentence]
        else:
            self.form_errors.append(sentence)

    def renew(self) -> None:
        """Become another form with the same content, to be sent again."""
        self.form_token.data = new_token()


def attendance_form(
    workshop_id: int,
    known: Mapping[str, object],
    *,
    materials: Sequence[tuple[int, str]],
    deviations: Choices,
    is_sent: bool,
) -> AttendanceForm:
    """Return the form of a workshop, as it was sent, or filled in with what is known."""

    class BoundForm(AttendanceForm):
        """The form with a field for each material."""

    for number, name in materials:
        field = CountField(
            name,
            [Optional()],
            description=_("copies handed out"),
            largest=MOST_COPIES,
            render_kw=_DIGITS | {"data-start-from": "present"},
            **_AS_TYPED,
        )
        setattr(BoundForm, f"{_COPIES}{number}", field)
    form = BoundForm() if is_sent else BoundForm(formdata=None, data={"other_educators": 0, **known})
    form.workshop.data = workshop_id
    form.deviation.choices = deviations
    if not _TOKEN.fullmatch(form.form_token.data or ""):
        form.renew()
    # Several workshops of a visit stand on one page.
    for one in form:
        one.id = one.label.field_id = f"w{workshop_id}-{one.name}"
    return form


class NotHeldForm(Form):
    """Why a workshop was not held."""

    reason = SelectField(
        _("Reason"),
        validators=[InputRequired(_("Choose why the workshop was not held."))],
    )

    def offer(self, reasons: Choices) -> None:
        """Fill the list to choose from."""
        self.reason.choices = [("", ""), *reasons]


def known_values(counts: Counts | None, *, pupils: int, replaces: str) -> dict[str, Any]:
    """Return what the form is filled in with: the record, else only what the register knows."""
    if counts is None:
        return {"enrolled": pupils}
    return {
        "replaces": replaces,
        "enrolled": counts.enrolled,
        "present": counts.present,
        "teachers": counts.teachers,
        "other_educators": counts.other_educators,
        "deviation": counts.deviation,
        "note": counts.note,
        **{f"{_COPIES}{number}": copies for number, copies in counts.copies.items()},
    }
