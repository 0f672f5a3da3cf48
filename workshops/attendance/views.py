"""The staff's part: correct and countersign what was reported, and give the school its link."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from accounts.access import own_scope, person
from core import audit, clock
from workshops.attendance import queries, services
from workshops.attendance.bound_forms import bind_form, compare, is_right, refuse
from workshops.attendance.counts import ProblemKind
from workshops.attendance.forms import AttendanceForm, NotHeldForm
from workshops.attendance.queries import WorkshopReport
from workshops.attendance.wording import ACTIONS, NOT_HELD_REASONS, STATE_TAGS, STATES, say_actor, say_closure
from workshops.visits import queries as visit_queries
from workshops.visits.models import NotHeldReason, Visit, Workshop

bp = Blueprint("attendance", __name__, url_prefix="/attendance")


@bp.route("/workshops/<int(max=2147483647):workshop_id>", methods=["GET", "POST"])
def correct_attendance(workshop_id: int) -> ResponseReturnValue:
    """Enter or correct the counts of a workshop, which countersigns them."""
    workshop = _workshop(workshop_id)
    if request.method == "GET":
        return _show(workshop)
    form = bind_form(workshop, None, is_sent=True)
    if not is_right(form):
        return _show(workshop, form)
    counts, sent, actor = form.to_counts(), form.to_sent_form(), person()
    try:
        if form.keeps_recorded:
            services.set_aside(workshop.id, counts, sent, actor=actor)
        else:
            services.correct_attendance(workshop.id, counts, sent, actor=actor, now=clock.now())
    except services.AttendanceRefused as refused:
        refuse(form, refused.problems)
        return _show(workshop, form)
    except services.AttendanceDiffers as other:
        return compare("attendance/staff_compares.html", form, workshop, other.recorded)
    flash(gettext("The attendance is saved."), "success")
    return _back_to(workshop.visit_id)


@bp.post("/workshops/<int(max=2147483647):workshop_id>/not-held")
def mark_not_held(workshop_id: int) -> ResponseReturnValue:
    """Note that a workshop was not held, and why."""
    workshop = _workshop(workshop_id)
    form = _not_held_form()
    if not form.validate():
        return _show(workshop, not_held=form)
    try:
        services.mark_not_held(workshop.id, NotHeldReason(form.reason.data), actor=person())
    except services.AttendanceRefused:
        abort(HTTPStatus.CONFLICT)
    flash(gettext("The workshop is marked as not held."), "success")
    return _back_to(workshop.visit_id)


@bp.post("/workshops/<int(max=2147483647):workshop_id>/held")
def mark_held(workshop_id: int) -> ResponseReturnValue:
    """Take back that a workshop was not held."""
    workshop = _workshop(workshop_id)
    services.mark_held(workshop.id, actor=person())
    flash(gettext("The workshop counts as held again; its attendance can be entered."), "success")
    return _back_to(workshop.visit_id)


@bp.post("/visits/<int(max=2147483647):visit_id>/countersign")
def countersign(visit_id: int) -> ResponseReturnValue:
    """Countersign the counts that the page showed."""
    visit, seen = _visit(visit_id), request.form.getlist("seen")
    changed = services.countersign(visit, seen, actor=person(), now=clock.now())
    if changed:
        flash(
            gettext("Some counts have changed in the meantime and wait for you; please look at them again."),
            "warning",
        )
    if count := len(set(seen) - changed):
        flash(
            ngettext(
                "The counts of %(num)s workshop are countersigned.",
                "The counts of %(num)s workshops are countersigned.",
                count,
            ),
            "success",
        )
    return _back_to(visit.id)


@bp.post("/visits/<int(max=2147483647):visit_id>/link")
def issue_teacher_link(visit_id: int) -> ResponseReturnValue:
    """Make the link for the teachers of a visit."""
    visit = _visit(visit_id)
    try:
        services.issue_teacher_link(visit, actor=person(), now=clock.now())
    except services.AttendanceRefused:
        abort(HTTPStatus.CONFLICT)
    flash(gettext("The link for the teachers is ready."), "success")
    return _back_to(visit.id)


@bp.post("/visits/<int(max=2147483647):visit_id>/link/revoke")
def revoke_teacher_link(visit_id: int) -> ResponseReturnValue:
    """End the link of a visit."""
    visit = _visit(visit_id)
    services.revoke_teacher_link(visit, actor=person(), now=clock.now())
    flash(gettext("The link does not work any more."), "success")
    return _back_to(visit.id)


def _show(
    workshop: Workshop, sent: AttendanceForm | None = None, not_held: NotHeldForm | None = None
) -> ResponseReturnValue:
    (report,) = queries.list_reports([workshop])
    closure = services.find_teachers_closure(workshop, clock.now())
    return render_template(
        "attendance/correct_attendance.html",
        report=report,
        workshop=workshop,
        counts_form=sent or bind_form(workshop, report.attendance),
        not_held_form=not_held or _not_held_form(),
        form=sent or not_held,
        closure="" if closure is ProblemKind.OVER else say_closure(closure),
        can_be_not_held=_can_be_not_held(report),
        history=[
            (entry, say_actor(entry.actor_label), ACTIONS[entry.action])
            for entry in audit.list_entries(queries.SUBJECT, workshop.id)
        ],
        states=STATES,
        tags=STATE_TAGS,
        reasons=NOT_HELD_REASONS,
    )


def _can_be_not_held(report: WorkshopReport) -> bool:
    return report.workshop.visit.cancelled_at is None and report.workshop.not_held_reason is None


def _not_held_form() -> NotHeldForm:
    form = NotHeldForm()
    form.offer([(reason.value, text) for reason, text in NOT_HELD_REASONS.items()])
    return form


def _workshop(workshop_id: int) -> Workshop:
    """Return a workshop of the person's own; another's does not exist."""
    return queries.find_workshop(workshop_id, own_scope()) or abort(HTTPStatus.NOT_FOUND)


def _visit(visit_id: int) -> Visit:
    return visit_queries.find_visit(visit_id, own_scope()) or abort(HTTPStatus.NOT_FOUND)


def _back_to(visit_id: int) -> ResponseReturnValue:
    return redirect(url_for("visits.show_visit", visit_id=visit_id), HTTPStatus.SEE_OTHER)
