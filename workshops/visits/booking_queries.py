"""What is known about a request for a visit: the school's day, each class's day, each facilitator's day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.policy import Scope
from core.database import db
from core.settings import get_setting
from workshops.calendar import queries as calendar_queries
from workshops.register.models import ClassGroup, School
from workshops.register.school_year import SchoolYear
from workshops.rotation.models import Assignment, RotationPlan
from workshops.visits.booking import (
    BookedVisit,
    BookingFacts,
    ClassFacts,
    EarlierWorkshop,
    FacilitatorFacts,
    LocalName,
    SchoolFacts,
    VisitRequest,
)
from workshops.visits.booking_times import Spell, WorkshopLengths
from workshops.visits.journeys import Place
from workshops.visits.models import Facilitator, FacilitatorAbsence, Visit, VisitFacilitator, Workshop

_TWELVE_MONTHS = timedelta(days=365)
LENGTHS = "workshop_lengths"


def get_lengths() -> WorkshopLengths:
    """Return how long workshops and breaks last, as the programme has set it."""
    return WorkshopLengths(**get_setting(LENGTHS))


def get_booking_facts(request: VisitRequest, scope: Scope) -> BookingFacts:
    """Return everything that the rules ask; what lies outside the scope is unknown."""
    school_year = str(SchoolYear.containing(request.held_on))
    school = db.session.scalar(
        select(School)
        .options(joinedload(School.level), joinedload(School.municipality))
        .where(School.id == request.school_id)
    )
    if school is None or not (scope.region_codes is None or school.region_code in scope.region_codes):
        return BookingFacts(None, school_year)
    return BookingFacts(
        _school_facts(school, request.held_on, school_year),
        school_year,
        _class_facts(school, request),
        _facilitator_facts(request, scope),
        get_lengths(),
    )


def list_turns(school_year: str) -> frozenset[tuple[str, str]]:
    """Return the regions and levels whose turn it is by the newest published plan that has the year."""
    newest = (
        select(RotationPlan.id)
        .join(Assignment)
        .where(RotationPlan.published_at.is_not(None), Assignment.school_year == school_year)
        .order_by(RotationPlan.published_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    cells = select(Assignment.region_code, Assignment.level_code).where(
        Assignment.plan_id == newest, Assignment.school_year == school_year
    )
    return frozenset((region, level) for region, level in db.session.execute(cells))


def is_due(school: School, school_year: str) -> bool | None:
    """Tell whether it is the school's turn; None when no published plan has the year."""
    turns = list_turns(school_year)
    return (school.region_code, school.level_code) in turns if turns else None


def _school_facts(school: School, day: date, school_year: str) -> SchoolFacts:
    visits = select(Visit).where(
        Visit.school_id == school.id, Visit.held_on == day, Visit.cancelled_at.is_(None)
    )
    place = Place(school.lat, school.lon)
    return SchoolFacts(
        name=school.name,
        place=place,
        level=LocalName(school.level.name_sl, school.level.name_en),
        level_code=school.level_code,
        languages=school.languages,
        is_bookable=school.is_bookable,
        closed_on=school.closed_on,
        is_due=is_due(school, school_year),
        visits=tuple(
            BookedVisit(visit.provider_id, school.name, place, Spell(visit.starts_at, visit.ends_at))
            for visit in db.session.scalars(visits)
        ),
    )


def _class_facts(school: School, request: VisitRequest) -> dict[int, ClassFacts]:
    wanted = [workshop.class_group_id for workshop in request.workshops]
    groups = db.session.scalars(
        select(ClassGroup).where(ClassGroup.id.in_(wanted), ClassGroup.school_id == school.id)
    ).all()
    calendar = calendar_queries.get_calendar()
    workshops = _workshops_of(groups, request.held_on)
    return {
        group.id: ClassFacts(
            name=group.label,
            school_year=group.school_year,
            is_target=group.grade in school.level.target_grades,
            busy=tuple(
                Spell(workshop.starts_at, workshop.ends_at)
                for workshop in workshops[group.id]
                if workshop.class_group_id == group.id and workshop.visit.held_on == request.held_on
            ),
            earlier=next(
                (
                    EarlierWorkshop(workshop.visit.held_on, workshop.visit.provider.name)
                    for workshop in workshops[group.id]
                ),
                None,
            ),
            closure=calendar.find_closure(request.held_on, calendar_queries.scope_of_class_group(group)),
        )
        for group in groups
    }


def _workshops_of(groups: Sequence[ClassGroup], day: date) -> dict[int, list[Workshop]]:
    """Return the workshops that the same pupils have within twelve months of a day, the latest first.

    A class of this year is last year's class of the grade below: 9. a was 8. a.
    """
    same_pupils = {group.id: {group.id, *_classes_before(group)} for group in groups}
    found = db.session.scalars(
        select(Workshop)
        .join(Workshop.visit)
        .options(joinedload(Workshop.visit).joinedload(Visit.provider))
        .where(
            Workshop.class_group_id.in_(set().union(*same_pupils.values())),
            Workshop.not_held_reason.is_(None),
            Visit.cancelled_at.is_(None),
            Visit.held_on > day - _TWELVE_MONTHS,
            Visit.held_on < day + _TWELVE_MONTHS,
        )
        .order_by(Visit.held_on.desc(), Workshop.id)
    ).all()
    return {
        number: [workshop for workshop in found if workshop.class_group_id in same]
        for number, same in same_pupils.items()
    }


def _classes_before(group: ClassGroup) -> Sequence[int]:
    """Return the numbers of the class group in which the same pupils were a year before: one or none."""
    before = select(ClassGroup.id).where(
        ClassGroup.school_id == group.school_id,
        ClassGroup.school_year == str(SchoolYear.parse(group.school_year).later(-1)),
        ClassGroup.grade == group.grade - 1,
        ClassGroup.label == re.sub(rf"\b{group.grade}\b", str(group.grade - 1), group.label),
    )
    return db.session.scalars(before).all()


def _facilitator_facts(request: VisitRequest, scope: Scope) -> dict[int, FacilitatorFacts]:
    wanted = select(Facilitator).where(Facilitator.id.in_(request.facilitator_ids), Facilitator.is_active)
    if scope.provider_id is not None:
        wanted = wanted.where(Facilitator.provider_id == scope.provider_id)
    absences = select(FacilitatorAbsence.facilitator_id, func.max(FacilitatorAbsence.ends_on)).where(
        FacilitatorAbsence.facilitator_id.in_(request.facilitator_ids),
        FacilitatorAbsence.starts_on <= request.held_on,
        FacilitatorAbsence.ends_on >= request.held_on,
    )
    absences = absences.group_by(FacilitatorAbsence.facilitator_id)
    absent = {row[0]: row[1] for row in db.session.execute(absences)}
    days = _days_of(request.facilitator_ids, request.held_on)
    return {
        person.id: FacilitatorFacts(
            name=person.name,
            provider_id=person.provider_id,
            base=Place(person.lat, person.lon),
            level_codes=person.level_codes,
            languages=person.languages,
            most_workshops=person.most_workshops_a_day,
            most_minutes=person.most_minutes_one_way,
            absent_until=absent.get(person.id),
            visits=tuple(
                _booked(leader.visit) for leader in days[person.id] if leader.visit.cancelled_at is None
            ),
            next_turn=max((leader.day_turn for leader in days[person.id]), default=0) + 1,
        )
        for person in db.session.scalars(wanted)
    }


def _days_of(facilitator_ids: Sequence[int], day: date) -> dict[int, list[VisitFacilitator]]:
    """Return the visits of each facilitator on a day, cancelled ones too: they have used up their turns.

    Turns and visits come from one statement: a visit that another one books meanwhile is in both or in none.
    """
    leaders = db.session.scalars(
        select(VisitFacilitator)
        .join(VisitFacilitator.visit)
        .options(
            joinedload(VisitFacilitator.visit).joinedload(Visit.school),
            joinedload(VisitFacilitator.visit).joinedload(Visit.workshops),
        )
        .where(VisitFacilitator.facilitator_id.in_(facilitator_ids), VisitFacilitator.held_on == day)
        .order_by(Visit.starts_at)
        .execution_options(populate_existing=True)
    ).unique()
    days: dict[int, list[VisitFacilitator]] = {number: [] for number in facilitator_ids}
    for leader in leaders:
        days[leader.facilitator_id].append(leader)
    return days


def _booked(visit: Visit) -> BookedVisit:
    place = Place(visit.school.lat, visit.school.lon)
    spell = Spell(visit.starts_at, visit.ends_at)
    return BookedVisit(visit.provider_id, visit.school.name, place, spell, len(visit.workshops))
