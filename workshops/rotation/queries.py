"""Reading rotation plans, and what a plan is made from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from workshops.register import queries as register
from workshops.register.models import CountBasis, SchoolLevel
from workshops.rotation.coverage import Coverage, CoverageProblem, coverage
from workshops.rotation.drafting import Country
from workshops.rotation.models import RotationPlan
from workshops.rotation.problem import Assignment, Demand, InvalidProblem, Region


@dataclass(frozen=True)
class DemandYear:
    """The school year whose class groups a plan counts, and where their numbers come from."""

    school_year: str
    bases: tuple[CountBasis, ...]


def list_plans() -> Sequence[RotationPlan]:
    """Return every plan, the newest first."""
    newest_first = _plans().order_by(RotationPlan.created_at.desc(), RotationPlan.id.desc())
    return db.session.scalars(newest_first).all()


def find_plan(plan_id: int) -> RotationPlan | None:
    """Return a plan with its assignments, or None."""
    return db.session.scalar(_plans().where(RotationPlan.id == plan_id))


def find_plan_of_form(form_token: str) -> RotationPlan | None:
    """Return the plan that a form has made already, if it has."""
    return db.session.scalar(select(RotationPlan).filter_by(form_token=form_token))


def get_plan_of_form(form_token: str) -> RotationPlan:
    """Return the plan that a form has made, or raise NoResultFound."""
    return db.session.scalars(select(RotationPlan).filter_by(form_token=form_token)).one()


def list_published_plans() -> Sequence[RotationPlan]:
    """Return the published plans with their assignments, the newest first."""
    return db.session.scalars(
        _plans()
        .where(RotationPlan.published_at.is_not(None))
        .order_by(RotationPlan.published_at.desc(), RotationPlan.id.desc())
    ).all()


def find_plan_of_year(school_year: str) -> RotationPlan | None:
    """Return the newest published plan that has a school year, or None."""
    return next((plan for plan in list_published_plans() if school_year in plan.school_years), None)


def list_turns(school_years: Collection[str]) -> list[Assignment]:
    """Return the turns of these school years; the newest published plan that has a year decides it."""
    return list(list_sources(school_years))


def list_sources(school_years: Collection[str]) -> dict[Assignment, str]:
    """Return the turns of these school years with who published each; empty where the planner chose it."""
    plans = list_published_plans()
    turns: dict[Assignment, str] = {}
    for year in school_years:
        deciding = next((plan for plan in plans if year in plan.school_years), None)
        cells = [] if deciding is None else deciding.assignments
        turns |= {
            Assignment(year, cell.level_code, cell.region_code): cell.source
            for cell in cells
            if cell.school_year == year
        }
    return turns


def list_published_years() -> list[str]:
    """Return the school years of the published plans, the first one first."""
    return sorted({year for plan in list_published_plans() for year in plan.school_years})


def cells_of(plan: RotationPlan) -> list[Assignment]:
    """Return the cells of a plan as the planner knows them."""
    return [
        Assignment(assignment.school_year, assignment.level_code, assignment.region_code)
        for assignment in plan.assignments
    ]


def list_target_levels() -> list[SchoolLevel]:
    """Return the levels that the programme visits, in their order."""
    return [level for level in register.list_levels() if level.target_grades]


def get_demand_year(school_years: Sequence[str]) -> DemandYear | None:
    """Return the year whose class groups count: the first of these that has some, else the newest."""
    known = register.list_school_years()
    year = next((year for year in school_years if year in known), known[-1] if known else None)
    if year is None:
        return None
    bases = {basis for cell in register.list_demand(year) for basis in cell.bases}
    return DemandYear(year, tuple(sorted(bases)))


def get_country(demand_year: str) -> Country:
    """Return regions with their demand in a school year, their borders and the levels visited."""
    levels = tuple(level.code for level in list_target_levels())
    demand = {
        (cell.region_code, cell.level_code): Demand(cell.classes, cell.pupils)
        for cell in register.list_demand(demand_year)
    }
    regions = tuple(
        Region(
            code=region.code,
            name=region.name_sl,
            demand={level: demand.get((region.code, level), Demand(0)) for level in levels},
            lat=region.lat,
            lon=region.lon,
        )
        for region in register.list_regions()
    )
    borders = tuple((border.region_a, border.region_b) for border in register.list_region_borders())
    return Country(levels, regions, borders)


def find_coverage(plan: RotationPlan) -> Coverage | None:
    """Return whom a plan reaches, cohort by cohort; None for levels through which no cohort is followed."""
    levels = {level.code: level for level in list_target_levels()}
    if "primary" not in levels:
        return None
    try:
        return coverage(
            CoverageProblem(
                years=tuple(plan.school_years),
                assignments=tuple(cells_of(plan)),
                target_grades={code: tuple(level.target_grades) for code, level in levels.items()},
                last_primary_grade=levels["primary"].last_grade,
            )
        )
    except InvalidProblem:
        return None


def _plans() -> Select[RotationPlan]:
    return select(RotationPlan).options(
        selectinload(RotationPlan.assignments),
        joinedload(RotationPlan.created_by),
        joinedload(RotationPlan.approved_by),
    )
