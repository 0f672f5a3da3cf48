"""Visits: the list, the week, one's own, booking, and the page of each."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.access import may, own_scope, person
from accounts.policy import Permission
from core import audit, clock
from core.language import localized
from workshops.register.school_year import SchoolYear
from workshops.visits import queries, services
from workshops.visits.conflicts import Conflict, VisitConflict
from workshops.visits.forms import YEARS, AbsenceForm, BookVisitForm, CancelVisitForm, FilterForm
from workshops.visits.models import Facilitator, Visit, VisitState
from workshops.visits.panels import find_workshop_actions, render_day_sheet_parts, render_visit_panels
from workshops.visits.queries import VisitFilter
from workshops.visits.weeks import Week
from workshops.visits.wording import ACTIONS, STATE_TAGS, STATES, field_of, say_conflict, say_language

# Larger numbers are none of ours, and too large for a database.
_LARGEST = 999_999_999
bp = Blueprint("visits", __name__, url_prefix="/visits")


@bp.app_context_processor
def add_wording() -> dict[str, object]:
    """Give the templates the words of the states."""
    return {"visit_states": STATES, "visit_state_tags": STATE_TAGS, "visit_actions": ACTIONS}


@bp.get("")
def list_visits() -> ResponseReturnValue:
    """List the visits that the person may see."""
    scope, today = own_scope(), clock.today()
    form = FilterForm(request.args)
    form.validate()
    form.region.choices = [
        ("", gettext("all")),
        *((r.code, localized(r)) for r in queries.list_regions(scope)),
    ]
    form.facilitator.choices = [
        ("", gettext("all")),
        *((str(one.id), one.name) for one in queries.list_facilitators(scope, only_active=False)),
    ]
    form.state.choices = [("", gettext("all")), *((state.value, str(text)) for state, text in STATES.items())]
    page = queries.list_visits(_filter(form), scope, today)
    return render_template("visits/list_visits.html", form=form, visits=page, today=today)


@bp.get("/week")
def show_week() -> ResponseReturnValue:
    """Show a week: who is where on which day."""
    scope, today = own_scope(), clock.today()
    asked = _day(request.args.get("day", ""))
    # A week without anything is rarely what somebody wants to see first.
    day = asked or queries.find_visit_day_after(today - timedelta(days=1), scope)
    day = day or queries.find_visit_day_before(today, scope) or today
    week = Week.containing(day)
    rows = queries.list_week(week, scope)
    busy = frozenset(held_on for row in rows for held_on in row.visits)
    return render_template(
        "visits/show_week.html",
        week=week,
        days=week.days(busy),
        rows=rows,
        today=today,
        before=queries.find_visit_day_before(week.monday, scope),
        after=queries.find_visit_day_after(week.sunday, scope),
    )


@bp.get("/mine")
def list_own_visits() -> ResponseReturnValue:
    """Show a person what is theirs: today first."""
    today = clock.today()
    own = queries.list_own_visits(person(), today)
    shown = [*own.today, *own.upcoming, *own.past]
    actions = find_workshop_actions([workshop for visit in shown for workshop in visit.workshops])
    return render_template("visits/list_own_visits.html", own=own, today=today, actions=actions)


@bp.get("/new")
def choose_school() -> ResponseReturnValue:
    """Let the person find the school of a new visit."""
    text, school_year = request.args.get("text", "").strip(), str(SchoolYear.containing(clock.today()))
    return render_template(
        "visits/choose_school.html",
        text=text,
        school_year=school_year,
        choices=queries.list_school_choices(text, own_scope(), school_year),
    )


@bp.route("/new/<school_id>", methods=["GET", "POST"])
def book_visit(school_id: str) -> ResponseReturnValue:
    """Book a visit to one school."""
    scope, today = own_scope(), clock.today()
    school = queries.find_school(school_id, scope) or abort(404)
    form = BookVisitForm(language=school.languages[0])
    groups = queries.list_class_groups(school, today)
    form.offer(
        classes=[(str(one.id), f"{one.label} ({one.school_year}, {one.pupils})") for one in groups],
        facilitators=[(str(one.id), one.name) for one in queries.list_facilitators(scope)],
        languages=[(code, say_language(code)) for code in school.languages],
    )
    warnings: list[Conflict] = []
    if form.validate_on_submit():
        try:
            visit = services.book_visit(
                form.to_request(school.id), actor=person(), now=clock.now(), scope=scope
            )
        except VisitConflict as conflict:
            warnings = _refuse(form, conflict.conflicts)
        else:
            flash(gettext("The visit is booked."), "success")
            return redirect(url_for(".show_visit", visit_id=visit.id), 303)
    return render_template(
        "visits/book_visit.html",
        form=form,
        school=school,
        warnings=[(one.key, say_conflict(one)) for one in warnings],
    )


@bp.get("/<int:visit_id>")
def show_visit(visit_id: int) -> ResponseReturnValue:
    """Show one visit with everything that belongs to it."""
    visit = _visit(visit_id)
    return _show(visit, CancelVisitForm())


@bp.get("/<int:visit_id>/day-sheet")
def show_day_sheet(visit_id: int) -> ResponseReturnValue:
    """Show what is printed for the day: where, when, whom, and room to write."""
    visit = _visit(visit_id)
    return render_template(
        "visits/show_day_sheet.html",
        visit=visit,
        state=visit.state(clock.today()),
        language=say_language(visit.language),
        parts=render_day_sheet_parts(visit),
    )


@bp.post("/<int:visit_id>/confirm")
def confirm_visit(visit_id: int) -> ResponseReturnValue:
    """Note that the school has agreed."""
    visit = _visit(visit_id)
    try:
        services.confirm_visit(visit, actor=person(), now=clock.now())
    except services.WrongState:
        abort(409)
    flash(gettext("The visit is confirmed."), "success")
    return redirect(url_for(".show_visit", visit_id=visit.id), 303)


@bp.post("/<int:visit_id>/cancel")
def cancel_visit(visit_id: int) -> ResponseReturnValue:
    """Cancel a visit with its reason and free its time."""
    visit = _visit(visit_id)
    form = CancelVisitForm()
    if not form.validate():
        return _show(visit, form)
    try:
        services.cancel_visit(visit, form.reason.data, actor=person(), now=clock.now())
    except services.WrongState:
        abort(409)
    flash(gettext("The visit is cancelled and its time is free again."), "success")
    return redirect(url_for(".show_visit", visit_id=visit.id), 303)


@bp.get("/facilitators")
def list_facilitators() -> ResponseReturnValue:
    """Show who leads workshops, and how much."""
    years = queries.list_school_years(own_scope())
    asked = request.args.get("school_year", "")
    school_year = asked if asked in years else (years or [str(SchoolYear.containing(clock.today()))])[-1]
    return render_template(
        "visits/list_facilitators.html",
        loads=queries.list_loads(own_scope(), school_year),
        school_year=school_year,
        years=years,
    )


@bp.get("/facilitators/<int:facilitator_id>")
def show_facilitator(facilitator_id: int) -> ResponseReturnValue:
    """Show a facilitator with what is to come, and when they are away."""
    return _show_facilitator(_facilitator(facilitator_id), AbsenceForm())


@bp.post("/facilitators/<int:facilitator_id>/absences")
def add_absence(facilitator_id: int) -> ResponseReturnValue:
    """Note days on which a facilitator leads no workshops."""
    facilitator, form = _own_facilitator(facilitator_id), AbsenceForm()
    if not form.validate():
        return _show_facilitator(facilitator, form)
    services.add_absence(
        facilitator, form.starts_on.data, form.ends_on.data, form.note.data or "", actor=person()
    )
    flash(gettext("The absence is noted; no visit can be booked on these days."), "success")
    return redirect(url_for(".show_facilitator", facilitator_id=facilitator.id), 303)


@bp.post("/facilitators/<int:facilitator_id>/absences/<int:absence_id>/remove")
def remove_absence(facilitator_id: int, absence_id: int) -> ResponseReturnValue:
    """Take an absence back; one that is gone already stays gone."""
    facilitator = _own_facilitator(facilitator_id)
    if absence := queries.find_absence(min(absence_id, _LARGEST), facilitator):
        services.remove_absence(absence, actor=person())
    flash(gettext("The absence is removed."), "success")
    return redirect(url_for(".show_facilitator", facilitator_id=facilitator.id), 303)


def _show(visit: Visit, form: CancelVisitForm) -> ResponseReturnValue:
    today, now = clock.today(), clock.now()
    return render_template(
        "visits/show_visit.html",
        visit=visit,
        form=form,
        state=visit.state(today),
        can_change=may(Permission.BOOK_VISITS),
        can_confirm=visit.state(today) in {VisitState.DRAFT, VisitState.OFFERED},
        can_cancel=visit.can_be_cancelled(now),
        language=say_language(visit.language),
        panels=render_visit_panels(visit),
        history=audit.list_entries("visit", visit.id),
    )


def _visit(visit_id: int) -> Visit:
    """Return a visit that the person may see; another's does not exist."""
    return queries.find_visit(min(visit_id, _LARGEST), own_scope()) or abort(404)


def _show_facilitator(facilitator: Facilitator, form: AbsenceForm) -> ResponseReturnValue:
    today = clock.today()
    absences = queries.list_absences(facilitator, today)
    return render_template(
        "visits/show_facilitator.html",
        facilitator=facilitator,
        form=form,
        languages=[say_language(code) for code in facilitator.languages],
        levels=queries.list_levels(facilitator),
        absences=absences,
        visits=[
            (visit, any(absence.starts_on <= visit.held_on <= absence.ends_on for absence in absences))
            for visit in queries.list_visits_to_come(facilitator, today)
        ],
        today=today,
        can_change=_may_change(facilitator),
        history=audit.list_entries("facilitator", facilitator.id),
    )


def _facilitator(facilitator_id: int) -> Facilitator:
    """Return a facilitator whom the person may see; another's does not exist."""
    return queries.find_facilitator(min(facilitator_id, _LARGEST), own_scope()) or abort(404)


def _own_facilitator(facilitator_id: int) -> Facilitator:
    """Return a facilitator whose absences the person may change: their own, or everybody's."""
    facilitator = _facilitator(facilitator_id)
    return facilitator if _may_change(facilitator) else abort(403)


def _may_change(facilitator: Facilitator) -> bool:
    return may(Permission.CHANGE_FACILITATORS) or facilitator.user_id == person().id


def _refuse(form: BookVisitForm, conflicts: Sequence[Conflict]) -> list[Conflict]:
    """Put every reason at its field; return the warnings, which the person may accept."""
    warnings = [conflict for conflict in conflicts if conflict.is_warning]
    for conflict in conflicts:
        if not conflict.is_warning:
            form.refuse(field_of(conflict), conflict.position, say_conflict(conflict))
    return warnings


def _filter(form: FilterForm) -> VisitFilter:
    facilitator, state = form.facilitator.data or "", form.state.data or ""
    return VisitFilter(
        region_code=form.region.data or "",
        facilitator_id=_number(facilitator),
        state=VisitState(state) if state in set(VisitState) else None,
        since=form.day("since"),
        until=form.day("until"),
        sort=request.args.get("sort", "-day"),
        page=_number(request.args.get("page", "")) or 1,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST)) else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
