"""The teacher's page: one link for a visit, one short form for each of its workshops, no account."""

from http import HTTPStatus

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.models import LinkPurpose
from accounts.policy import Scope
from accounts.signed_links import find_link
from core import clock
from workshops.attendance import queries, services
from workshops.attendance.bound_forms import bind_form, compare, is_right, refuse
from workshops.attendance.counts import last_day_to_correct
from workshops.attendance.forms import AttendanceForm
from workshops.attendance.wording import DEVIATIONS, say_closure
from workshops.visits import queries as visit_queries
from workshops.visits.models import Visit, Workshop

bp = Blueprint("teacher", __name__, url_prefix="/a")


@bp.route("/<token>", methods=["GET", "POST"])
def report_attendance(token: str) -> ResponseReturnValue:
    """Show the forms of a visit, and take the counts of one workshop."""
    visit = _visit(token)
    if request.method == "GET":
        return _show(visit, token)
    workshop = _sent_workshop(visit)
    form = bind_form(workshop, None, is_sent=True)
    if not is_right(form):
        return _show(visit, token, form)
    counts, sent, now = form.to_counts(), form.to_sent_form(), clock.now()
    try:
        if form.keeps_recorded:
            services.set_aside(workshop.id, counts, sent, actor=services.TEACHER)
        else:
            services.record_attendance(workshop.id, counts, sent, actor=services.TEACHER, now=now)
    except services.AttendanceRefused as refused:
        refuse(form, refused.problems)
        return _show(visit, token, form)
    except services.AttendanceDiffers as other:
        return compare("attendance/teacher_compares.html", form, workshop, other.recorded)
    return redirect(url_for(".show_received", token=token), HTTPStatus.SEE_OTHER)


@bp.get("/<token>/received")
def show_received(token: str) -> ResponseReturnValue:
    """Say what has arrived, and what is still missing."""
    visit = _visit(token)
    reports = queries.list_reports(visit.workshops)
    if not any(one.attendance for one in reports):
        return redirect(url_for(".report_attendance", token=token))
    return render_template(
        "attendance/received.html",
        visit=visit,
        token=token,
        reports=reports,
        deviations=DEVIATIONS,
        last_day=last_day_to_correct(visit.held_on),
    )


def _show(visit: Visit, token: str, sent: AttendanceForm | None = None) -> ResponseReturnValue:
    now, sent_for = clock.now(), sent.workshop.data if sent else None
    reports = queries.list_reports(visit.workshops)
    forms = {
        one.workshop.id: sent
        if sent and one.workshop.id == sent_for
        else bind_form(one.workshop, one.attendance)
        for one in reports
    }
    return render_template(
        "attendance/report_attendance.html",
        visit=visit,
        token=token,
        reports=reports,
        forms=forms,
        form=sent,
        sent_for=sent_for,
        closures={
            one.workshop.id: say_closure(services.find_teachers_closure(one.workshop, now)) for one in reports
        },
        deviations=DEVIATIONS,
        last_day=last_day_to_correct(visit.held_on),
    )


def _visit(token: str) -> Visit:
    """Return the visit behind a link; every link that opens nothing leads to the same page."""
    link = find_link(token, LinkPurpose.ATTENDANCE)
    visit = visit_queries.find_visit(int(link.subject_id), Scope()) if link else None
    return visit or abort(make_response(render_template("attendance/no_link.html"), HTTPStatus.NOT_FOUND))


def _sent_workshop(visit: Visit) -> Workshop:
    asked = request.form.get("workshop", "")
    found = [workshop for workshop in visit.workshops if str(workshop.id) == asked]
    return found[0] if found else abort(HTTPStatus.BAD_REQUEST)
