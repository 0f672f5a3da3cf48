"""The part of attendance in the page of a visit and on the card of a workshop."""

from collections.abc import Sequence

from flask import render_template, url_for
from flask_babel import gettext
from markupsafe import Markup

from accounts.access import may
from accounts.policy import Permission
from accounts.signed_links import token_of
from core import clock
from core.squares import draw_square
from workshops.attendance import queries
from workshops.attendance.queries import ReportState
from workshops.attendance.wording import NOT_HELD_REASONS, STATE_TAGS, STATES
from workshops.visits.models import Visit, Workshop
from workshops.visits.panels import Action


def render_attendance(visit: Visit) -> Markup:
    """Return the section of a visit's page about its attendance."""
    if visit.cancelled_at or not may(Permission.RECORD_ATTENDANCE):
        return Markup()
    now = clock.now()
    link = queries.find_teacher_link(visit, now)
    address = url_for("teacher.report_attendance", token=token_of(link), _external=True) if link else ""
    reports = queries.list_reports(visit.workshops)
    html = render_template(
        "attendance/visit_panel.html",
        visit=visit,
        reports=reports,
        to_sign=[
            one.attendance.form_token
            for one in reports
            if one.attendance and one.state is ReportState.REPORTED
        ],
        has_begun=visit.starts_at <= now,
        link=link,
        address=address,
        square=draw_square(address) if link else "",
        states=STATES,
        tags=STATE_TAGS,
        reasons=NOT_HELD_REASONS,
    )
    return Markup(html)  # noqa: S704 - our own template


def offer_attendance(workshops: Sequence[Workshop]) -> dict[int, list[Action]]:
    """Offer the attendance of every workshop whose visit has begun."""
    if not may(Permission.RECORD_ATTENDANCE):
        return {}
    now = clock.now()
    return {
        workshop.id: [
            Action(gettext("Attendance"), url_for("attendance.correct_attendance", workshop_id=workshop.id))
        ]
        for workshop in workshops
        if workshop.visit.starts_at <= now
        and not workshop.visit.cancelled_at
        and not workshop.not_held_reason
    }
