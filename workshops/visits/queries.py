"""Visits and facilitators as the pages show them, each within the scope of whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import User
from accounts.policy import Scope
from core.database import db
from workshops.register.models import ClassGroup, School, SchoolLevel, StatisticalRegion
from workshops.register.names import fold
from workshops.register.school_year import SchoolYear
from workshops.visits.booking_queries import list_turns
from workshops.visits.models import (
    Facilitator,
    FacilitatorAbsence,
    Visit,
    VisitFacilitator,
    VisitState,
    Workshop,
)
from workshops.visits.weeks import Week

Chosen = TypeVar("Chosen", bound=Select[Any])
PAGE_SIZE = 50
_MOST_SCHOOLS = 40
_SORTED_BY: dict[str, tuple[Any, ...]] = {
    "day": (Visit.starts_at,),
    "school": (School.folded_name, Visit.starts_at),
    "region": (School.region_code, Visit.starts_at),
}


@dataclass(frozen=True)
class VisitFilter:
    """Which visits to list; what is empty does not narrow the list."""

    region_code: str = ""
    facilitator_id: int | None = None
    state: VisitState | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "-day"
    page: int = 1


@dataclass(frozen=True)
class VisitPage:
    """One page of a list of visits."""

    visits: Sequence[Visit]
    count: int
    number: int
    pages: int


@dataclass(frozen=True)
class FacilitatorWeek:
    """The visits of one facilitator in one week, by day."""

    facilitator: Facilitator
    visits: dict[date, list[Visit]]


@dataclass(frozen=True)
class OwnVisits:
    """The visits of one person: today's, those to come, those of the past."""

    today: list[Visit]
    upcoming: list[Visit]
    past: list[Visit]


@dataclass(frozen=True)
class FacilitatorLoad:
    """A facilitator with what they lead in a school year."""

    facilitator: Facilitator
    visits: int
    workshops: int


@dataclass(frozen=True)
class SchoolChoice:
    """A school in which a visit could be booked."""

    school: School
    is_due: bool
    visits: int


def find_visit(visit_id: int, scope: Scope) -> Visit | None:
    """Return a visit with all that its page shows, or None when it lies outside the scope."""
    return db.session.scalar(_whole_visits(scope).where(Visit.id == visit_id))


def find_visit_of_form(form_token: str) -> Visit | None:
    """Return the visit that a form has made already, if it has."""
    return db.session.scalar(select(Visit).filter_by(form_token=form_token))


def list_visits(wanted: VisitFilter, scope: Scope, today: date) -> VisitPage:
    """Return one page of the visits in scope."""
    conditions = _conditions(wanted, today)
    count = (
        db.session.scalar(_within(select(func.count(Visit.id)).join(School), scope).where(*conditions)) or 0
    )
    pages = max(1, ceil(count / PAGE_SIZE))
    number = min(max(1, wanted.page), pages)
    chosen = _whole_visits(scope).where(*conditions).order_by(*_order(wanted.sort), Visit.id)
    visits = db.session.scalars(chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return VisitPage(visits, count, number, pages)


def list_week(week: Week, scope: Scope) -> list[FacilitatorWeek]:
    """Return the week of every facilitator who has a visit in it, by name."""
    visits = db.session.scalars(
        _whole_visits(scope)
        .where(Visit.held_on.between(week.monday, week.sunday), Visit.cancelled_at.is_(None))
        .order_by(Visit.starts_at)
    ).all()
    rows: dict[int, FacilitatorWeek] = {}
    for visit in visits:
        for leader in visit.leaders:
            row = rows.setdefault(leader.facilitator_id, FacilitatorWeek(leader.facilitator, {}))
            row.visits.setdefault(visit.held_on, []).append(visit)
    return sorted(rows.values(), key=lambda row: fold(row.facilitator.name))


def find_visit_day_before(day: date, scope: Scope) -> date | None:
    """Return the last day before this one on which there is a visit."""
    return _find_day(func.max(Visit.held_on), Visit.held_on < day, scope)


def find_visit_day_after(day: date, scope: Scope) -> date | None:
    """Return the first day after this one on which there is a visit."""
    return _find_day(func.min(Visit.held_on), Visit.held_on > day, scope)


def list_own_visits(user: User, today: date, *, most_past: int = 30) -> OwnVisits:
    """Return the visits that a person leads, without the cancelled ones that are over."""
    own = (
        _whole_visits(Scope())
        .join(VisitFacilitator, VisitFacilitator.visit_id == Visit.id)
        .join(Facilitator, Facilitator.id == VisitFacilitator.facilitator_id)
        .where(Facilitator.user_id == user.id)
    )
    ahead = db.session.scalars(own.where(Visit.held_on >= today).order_by(Visit.starts_at)).all()
    past = db.session.scalars(
        own.where(Visit.held_on < today, Visit.cancelled_at.is_(None))
        .order_by(Visit.starts_at.desc())
        .limit(most_past)
    )
    return OwnVisits(
        today=[visit for visit in ahead if visit.held_on == today],
        upcoming=[visit for visit in ahead if visit.held_on > today],
        past=list(past),
    )


def list_facilitators(scope: Scope, *, only_active: bool = True) -> Sequence[Facilitator]:
    """Return the facilitators in scope, by name."""
    chosen = _facilitators(scope).order_by(Facilitator.name, Facilitator.id)
    return db.session.scalars(chosen.where(Facilitator.is_active) if only_active else chosen).all()


def list_school_years(scope: Scope) -> Sequence[str]:
    """Return the school years that have visits in scope, oldest first."""
    years = select(Visit.school_year).join(School).distinct().order_by(Visit.school_year)
    return db.session.scalars(_within(years, scope)).all()


def list_loads(scope: Scope, school_year: str) -> list[FacilitatorLoad]:
    """Return every facilitator in scope with their visits and workshops of a school year."""
    counted = (
        select(
            VisitFacilitator.facilitator_id,
            func.count(Visit.id.distinct()),
            func.count(Workshop.id),
        )
        .join(VisitFacilitator.visit)
        .join(Visit.workshops)
        .where(
            Visit.school_year == school_year,
            Visit.cancelled_at.is_(None),
            Workshop.not_held_reason.is_(None),
        )
        .group_by(VisitFacilitator.facilitator_id)
    )
    counts = {number: (visits, workshops) for number, visits, workshops in db.session.execute(counted)}
    return [
        FacilitatorLoad(person, *counts.get(person.id, (0, 0)))
        for person in list_facilitators(scope, only_active=False)
    ]


def find_facilitator(facilitator_id: int, scope: Scope) -> Facilitator | None:
    """Return a facilitator, or None when they lie outside the scope."""
    return db.session.scalar(_facilitators(scope).where(Facilitator.id == facilitator_id))


def list_visits_to_come(facilitator: Facilitator, today: date) -> Sequence[Visit]:
    """Return the visits that a facilitator leads from a day on, the first first."""
    return db.session.scalars(
        _whole_visits(Scope())
        .where(
            Visit.leaders.any(VisitFacilitator.facilitator_id == facilitator.id),
            Visit.held_on >= today,
            Visit.cancelled_at.is_(None),
        )
        .order_by(Visit.starts_at)
    ).all()


def list_visits_of_school(school: School, scope: Scope, *, most: int = 20) -> Sequence[Visit]:
    """Return the newest visits in scope of a school, the newest first, the cancelled ones too."""
    chosen = _whole_visits(scope).where(Visit.school_id == school.id)
    return db.session.scalars(chosen.order_by(Visit.starts_at.desc(), Visit.id).limit(most)).all()


def find_absence(absence_id: int, facilitator: Facilitator) -> FacilitatorAbsence | None:
    """Return an absence of a facilitator, or None when it is not theirs."""
    return db.session.scalar(
        select(FacilitatorAbsence).filter_by(id=absence_id, facilitator_id=facilitator.id)
    )


def list_absences(facilitator: Facilitator, since: date) -> Sequence[FacilitatorAbsence]:
    """Return the absences of a facilitator that are not over on a day."""
    return db.session.scalars(
        select(FacilitatorAbsence)
        .where(FacilitatorAbsence.facilitator_id == facilitator.id, FacilitatorAbsence.ends_on >= since)
        .order_by(FacilitatorAbsence.starts_on)
    ).all()


def list_levels(facilitator: Facilitator) -> Sequence[SchoolLevel]:
    """Return the school levels at which a facilitator leads workshops."""
    chosen = select(SchoolLevel).where(SchoolLevel.code.in_(facilitator.level_codes))
    return db.session.scalars(chosen.order_by(SchoolLevel.position)).all()


def list_regions(scope: Scope) -> Sequence[StatisticalRegion]:
    """Return the regions in scope, by code."""
    chosen = select(StatisticalRegion).order_by(StatisticalRegion.code)
    if scope.region_codes is not None:
        chosen = chosen.where(StatisticalRegion.code.in_(scope.region_codes))
    return db.session.scalars(chosen).all()


def find_school(school_id: str, scope: Scope) -> School | None:
    """Return a school in which the person may book visits, or None."""
    return db.session.scalar(_schools(scope).where(School.id == school_id))


def list_school_choices(text: str, scope: Scope, school_year: str) -> list[SchoolChoice]:
    """Return the schools that a text finds; without a text those whose turn it is and that have no visit."""
    turns = list_turns(school_year)
    visits = (
        select(func.count(Visit.id))
        .where(Visit.school_id == School.id, Visit.school_year == school_year, Visit.cancelled_at.is_(None))
        .correlate(School)
        .scalar_subquery()
    )
    chosen = _schools(scope).add_columns(visits).order_by(School.folded_name, School.id)
    if text:
        chosen = chosen.where(
            *(School.folded_name.contains(word, autoescape=True) for word in fold(text).split())
        )
    else:
        chosen = chosen.where(visits == 0, School.is_bookable, School.closed_on.is_(None), _is_turn(turns))
    rows = db.session.execute(chosen.limit(_MOST_SCHOOLS))
    return [
        SchoolChoice(school, (school.region_code, school.level_code) in turns, count)
        for school, count in rows
    ]


def list_class_groups(school: School, today: date) -> Sequence[ClassGroup]:
    """Return the class groups of a school from this school year on, those of the target grades first."""
    groups = db.session.scalars(
        select(ClassGroup)
        .where(
            ClassGroup.school_id == school.id,
            ClassGroup.school_year >= str(SchoolYear.containing(today)),
        )
        .order_by(ClassGroup.school_year, ClassGroup.grade, ClassGroup.label)
    ).all()
    return sorted(
        groups, key=lambda group: (group.school_year, group.grade not in school.level.target_grades)
    )


def is_within(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a visit, joined with its school, lies within the scope."""
    condition: ColumnElement[bool] = true()
    if scope.region_codes is not None:
        is_led = Visit.leaders.any(VisitFacilitator.facilitator.has(user_id=scope.person_id))
        condition = School.region_code.in_(scope.region_codes) | is_led
    return condition if scope.provider_id is None else condition & (Visit.provider_id == scope.provider_id)


def _within(chosen: Chosen, scope: Scope) -> Chosen:
    """Narrow a selection of visits, joined with their schools, to the scope."""
    return chosen.where(is_within(scope))


def _whole_visits(scope: Scope) -> Select[Visit]:
    """Return the selection of the visits in scope with everything that their pages show."""
    whole = (
        select(Visit)
        .join(Visit.school)
        .options(
            joinedload(Visit.school).joinedload(School.region),
            joinedload(Visit.school).joinedload(School.level),
            joinedload(Visit.provider),
            selectinload(Visit.leaders).joinedload(VisitFacilitator.facilitator),
            selectinload(Visit.workshops).joinedload(Workshop.class_group),
        )
    )
    return _within(whole, scope)


def _conditions(wanted: VisitFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.region_code:
        conditions.append(School.region_code == wanted.region_code)
    if wanted.facilitator_id is not None:
        conditions.append(Visit.leaders.any(VisitFacilitator.facilitator_id == wanted.facilitator_id))
    if wanted.state is not None:
        conditions.append(_stands(wanted.state, today))
    if wanted.since:
        conditions.append(Visit.held_on >= wanted.since)
    if wanted.until:
        conditions.append(Visit.held_on <= wanted.until)
    return conditions


def _stands(state: VisitState, today: date) -> ColumnElement[bool]:
    """Return the condition that `Visit.state` has a value."""
    if state is VisitState.CANCELLED:
        return Visit.cancelled_at.is_not(None)
    is_confirmed, is_offered = Visit.confirmed_at.is_not(None), Visit.offered_at.is_not(None)
    stands = {
        VisitState.HELD: is_confirmed & (Visit.held_on < today),
        VisitState.CONFIRMED: is_confirmed & (Visit.held_on >= today),
        VisitState.OFFERED: ~is_confirmed & is_offered,
        VisitState.DRAFT: ~is_confirmed & ~is_offered,
    }
    return Visit.cancelled_at.is_(None) & stands[state]


def _order(sort: str) -> list[UnaryExpression[Any]]:
    columns = _SORTED_BY.get(sort.removeprefix("-"), _SORTED_BY["day"])
    return [column.desc() if sort.startswith("-") else column.asc() for column in columns]


def _find_day(day: Any, condition: ColumnElement[bool], scope: Scope) -> date | None:
    chosen = select(day).join(Visit.school).where(condition, Visit.cancelled_at.is_(None))
    found: date | None = db.session.scalar(_within(chosen, scope))
    return found


def _facilitators(scope: Scope) -> Select[Facilitator]:
    chosen = select(Facilitator).options(joinedload(Facilitator.provider))
    return chosen if scope.provider_id is None else chosen.where(Facilitator.provider_id == scope.provider_id)


def _schools(scope: Scope) -> Select[School]:
    chosen = select(School).options(
        joinedload(School.level), joinedload(School.region), joinedload(School.municipality)
    )
    return chosen if scope.region_codes is None else chosen.where(School.region_code.in_(scope.region_codes))


def _is_turn(turns: frozenset[tuple[str, str]]) -> ColumnElement[bool]:
    """Return the condition that it is a school's turn; true of every school when no plan says whose it is."""
    return tuple_(School.region_code, School.level_code).in_(sorted(turns)) if turns else true()
