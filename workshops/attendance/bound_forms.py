"""What the teacher's and the staff's pages share: the form of a workshop, its errors, two versions of it."""

from collections.abc import Iterable

from flask import render_template
from flask.typing import ResponseReturnValue

from core.language import localized
from workshops.attendance import queries
from workshops.attendance.counts import CountProblem, ProblemKind, check_counts
from workshops.attendance.forms import AttendanceForm, attendance_form, known_values
from workshops.attendance.models import Attendance
from workshops.attendance.queries import counts_of
from workshops.attendance.wording import DEVIATIONS, say_problem
from workshops.visits.models import Workshop


def bind_form(workshop: Workshop, attendance: Attendance | None, *, is_sent: bool = False) -> AttendanceForm:
    """Return the form of a workshop, filled in with what is known, or as it was sent."""
    return attendance_form(
        workshop.id,
        known_values(
            counts_of(attendance) if attendance else None,
            pupils=workshop.class_group.pupils,
            replaces=attendance.form_token if attendance else "",
        ),
        materials=[(material.id, localized(material)) for material in queries.list_materials()],
        deviations=[(kind.value, text) for kind, text in DEVIATIONS.items()],
        is_sent=is_sent,
    )


def is_right(form: AttendanceForm) -> bool:
    """Tell whether a form can be recorded; else every problem stands at its field, all of them at once."""
    is_complete = form.validate()
    problems = [one for one in check_counts(form.to_counts()) if not form[one.field].errors]
    refuse(form, problems)
    return is_complete and not problems


def refuse(form: AttendanceForm, problems: Iterable[CountProblem]) -> None:
    """Put every problem at its field."""
    for problem in problems:
        form.refuse(problem.field, say_problem(problem))
        if problem.kind is ProblemKind.FORM_SPENT:
            form.renew()


def compare(
    template: str, form: AttendanceForm, workshop: Workshop, recorded: Attendance
) -> ResponseReturnValue:
    """Show what is recorded beside what was sent, to choose from."""
    form.renew()
    form.replaces.data = recorded.form_token
    both = bind_form(workshop, recorded)
    names = ["enrolled", "present", "teachers", "other_educators", *(f.name for f in both.material_fields)]
    rows = [(both[name].label.text, both[name].data or 0, form[name].data or 0) for name in names]
    rows += [
        (both.deviation.label.text, _say(both.deviation.data), _say(form.deviation.data)),
        (both.note.label.text, both.note.data, form.note.data or ""),
    ]
    return render_template(template, sent=form, workshop=workshop, recorded=recorded, rows=rows)


def _say(deviation: str) -> str:
    return next(str(text) for kind, text in DEVIATIONS.items() if kind.value == deviation)
