"""What the overview of a school year shows."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select

from core.database import db
from surveys.reports.annual_report import sum_delivery
from surveys.reports.overview import SOON, DueRegion, Overview, VisitCounts, WorkshopCounts
from surveys.reports.queries import is_delivered, list_contradictions, list_delivered
from workshops.activities.statements import Named
from workshops.register.models import School, SchoolLevel, StatisticalRegion
from workshops.register.queries import list_demand
from workshops.register.school_year import SchoolYear
from workshops.rotation.models import RotationPlan
from workshops.rotation.queries import list_published_plans, list_turns
from workshops.visits.models import Visit, VisitState, Workshop


def get_overview(asked: str, today: date) -> Overview:
    """Return the overview of the school year asked for; of the one that matters now when it is unknown."""
    with_visits = list(db.session.scalars(select(Visit.school_year).distinct()))
    current = str(SchoolYear.containing(today))
    known = {current, *with_visits, *(year for plan in list_published_plans() for year in plan.school_years)}
    default = current if current in with_visits or not with_visits else max(with_visits)
    school_year = asked if asked in known else default
    return Overview(
        school_year=school_year,
        school_years=tuple(sorted(known)),
        visits=_count_visits(school_year, today),
        workshops=_count_workshops(school_year, today),
        due=_due_regions(school_year, today),
        plans_in_work=_count_plans_in_work(),
        contradictions=tuple(list_contradictions()),
    )


def _count_visits(school_year: str, today: date) -> VisitCounts:
    visits = db.session.scalars(
        select(Visit).where(Visit.school_year == school_year, Visit.cancelled_at.is_(None))
    ).all()
    states = Counter(visit.state(today) for visit in visits)
    soon = Counter(visit.state(today) for visit in visits if visit.held_on <= today + SOON)
    return VisitCounts(
        draft=states[VisitState.DRAFT],
        offered=states[VisitState.OFFERED],
        confirmed=states[VisitState.CONFIRMED],
        held=states[VisitState.HELD],
        offered_soon=soon[VisitState.OFFERED],
        draft_soon=soon[VisitState.DRAFT],
    )


def _count_workshops(school_year: str, today: date) -> WorkshopCounts:
    year = SchoolYear.parse(school_year)
    whole = sum_delivery(list_delivered(year.first_day, min(year.last_day, today), today))
    return WorkshopCounts(
        held=whole.workshops,
        with_attendance=whole.with_attendance,
        present=whole.pupils,
        responses_of_present=whole.responses_of_present,
        surplus=whole.surplus,
    )


def _due_regions(school_year: str, today: date) -> tuple[DueRegion, ...]:
    turns = list_turns([school_year])
    regions = {region.code: region for region in db.session.scalars(select(StatisticalRegion))}
    levels = {level.code: level for level in db.session.scalars(select(SchoolLevel))}
    demand = {(cell.region_code, cell.level_code): cell.classes for cell in list_demand(school_year)}
    booked, held = _workshops_by_turn(school_year), _workshops_by_turn(school_year, today)
    return tuple(
        DueRegion(
            region=_named(regions[turn.region]),
            level=_named(levels[turn.level]),
            classes=demand.get((turn.region, turn.level), 0),
            booked=booked[turn.region, turn.level],
            held=held[turn.region, turn.level],
        )
        for turn in sorted(turns, key=lambda turn: (levels[turn.level].position, turn.region))
    )


def _workshops_by_turn(school_year: str, held_before: date | None = None) -> Counter[tuple[str, str]]:
    """Return the workshops of each region and level: all that stand, or those held."""
    statement = (
        select(School.region_code, School.level_code, func.count(Workshop.id))
        .join(Visit, Visit.id == Workshop.visit_id)
        .join(School, School.id == Visit.school_id)
        .where(
            Visit.school_year == school_year,
            Visit.cancelled_at.is_(None),
            Workshop.not_held_reason.is_(None),
        )
        .group_by(School.region_code, School.level_code)
    )
    if held_before is not None:
        statement = statement.where(is_delivered(held_before))
    return Counter({(region, level): count for region, level, count in db.session.execute(statement)})


def _count_plans_in_work() -> int:
    unpublished = select(func.count()).select_from(RotationPlan).where(RotationPlan.published_at.is_(None))
    return db.session.scalar(unpublished) or 0


def _named(row: StatisticalRegion | SchoolLevel) -> Named:
    return Named(row.code, row.name_sl, row.name_en)
