"""Drafting, approving, publishing and loading rotation plans."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core import audit, clock
from core.audit import COMMAND_LINE, Actor
from core.database import Json, db
from core.tables import read_rows
from workshops.rotation import plan as planned
from workshops.rotation import queries
from workshops.rotation.drafting import DraftRequest, build_problem
from workshops.rotation.models import Assignment, RotationPlan
from workshops.rotation.plan import CellDemand, PlanStatus, RuleDemand
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import Assignment as Cell

SLOVENIA = Path(__file__).parent / "slovenia"
_COLUMNS = ("school_year", "level", "region_code", "source")


class Refusal(StrEnum):
    """Why a plan cannot take the next step."""

    OWN_PLAN = "own_plan"
    NOT_APPROVED = "not_approved"
    FROZEN = "frozen"


class PlanRefused(Exception):  # noqa: N818 - it says what happened to the plan
    """The plan does not take this step."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


class NoDemand(Exception):  # noqa: N818 - nothing went wrong, the register has gaps
    """There are no class groups of the target grades in some regions; without any code in none."""

    def __init__(self, region_codes: Sequence[str] = ()) -> None:
        super().__init__(f"no class groups of the target grades: {', '.join(region_codes) or 'nowhere'}")
        self.region_codes = tuple(region_codes)


class NoRotation(Exception):  # noqa: N818 - an answer, not an error
    """No plan keeps everything that was asked for; the conflict says what cannot hold together."""

    def __init__(self, conflict: tuple[CellDemand | RuleDemand, ...]) -> None:
        super().__init__("; ".join(demand.text for demand in conflict))
        self.conflict = conflict


def draft_plan(request: DraftRequest, *, actor: User) -> RotationPlan:
    """Plan a cycle and keep it as a draft; the same form sent twice makes one plan."""
    if made := queries.find_plan_of_form(request.form_token):
        return made
    plan = _plan(request, queries.list_sources(request.years))
    plan.created_by_id = actor.id
    db.session.add(plan)
    try:
        db.session.flush()
    except IntegrityError:
        # The same form was faster on another connection.
        db.session.rollback()
        return queries.get_plan_of_form(request.form_token)
    audit.record(actor, "drafted", "rotation_plan", plan.id, after={"name": plan.name})
    db.session.commit()
    return plan


def approve_plan(plan_id: int, *, actor: User) -> RotationPlan:
    """Approve a draft as its second person; approving twice changes nothing."""
    plan = _take(plan_id)
    if plan.created_by_id == actor.id:
        raise PlanRefused(Refusal.OWN_PLAN)
    if plan.approved_at is None:
        plan.approved_at, plan.approved_by_id = clock.now(), actor.id
        audit.record(actor, "approved", "rotation_plan", plan.id)
        db.session.commit()
    return plan


def publish_plan(plan_id: int, *, actor: User) -> RotationPlan:
    """Publish an approved plan: from now on it is frozen, and the newest one for its years."""
    plan = _take(plan_id)
    if plan.approved_at is None:
        raise PlanRefused(Refusal.NOT_APPROVED)
    if plan.published_at is None:
        plan.published_at = clock.now()
        audit.record(actor, "published", "rotation_plan", plan.id)
        db.session.commit()
    return plan


def discard_plan(plan_id: int, *, actor: User) -> None:
    """Take away a plan that was never published."""
    plan = _take(plan_id)
    if plan.published_at is not None:
        raise PlanRefused(Refusal.FROZEN)
    cells = [vars(cell) for cell in queries.cells_of(plan)]
    audit.record(
        actor, "discarded", "rotation_plan", plan.id, before={"name": plan.name, "assignments": cells}
    )
    db.session.delete(plan)
    db.session.commit()


def load_slovenia(actor: Actor = COMMAND_LINE) -> RotationPlan:
    """Bring in the published years; the planner completes their cycle. A second call changes nothing."""
    content = (SLOVENIA / "programme_rotation_published.csv").read_bytes()
    sources = {
        Cell(row.cells["school_year"], row.cells["level"], row.cells["region_code"]): row.cells["source"]
        for row in read_rows(content, _COLUMNS)
    }
    fixed_years = tuple(sorted({cell.year for cell in sources}))
    request = DraftRequest("", fixed_years[0], fixed_years, follow=False)
    loaded = next(
        (
            plan
            for plan in queries.list_published_plans()
            if plan.created_by_id is None and tuple(plan.school_years) == request.years
        ),
        None,
    )
    if loaded is not None:
        return loaded
    plan = _plan(request, sources)
    plan.approved_at = plan.published_at = clock.now()
    db.session.add(plan)
    db.session.flush()
    audit.record(actor, "loaded", "rotation_plan", plan.id, after={"name": plan.name})
    db.session.commit()
    return plan


def _plan(request: DraftRequest, published: Mapping[Cell, str]) -> RotationPlan:
    """Return a new plan for a request and the published cells with their sources.

    Raises NoDemand, NoRotation or the planner's own errors.
    """
    demand = queries.get_demand_year(request.years)
    if demand is None:
        raise NoDemand
    country = queries.get_country(demand.school_year)
    if country.empty_regions:
        raise NoDemand(country.empty_regions)
    problem = build_problem(request, country, published)
    begun = perf_counter()
    answer = plan_rotation(problem)
    if answer.status is PlanStatus.INFEASIBLE:
        raise NoRotation(answer.conflict)
    document = planned.plan_document(answer, perf_counter() - begun)
    asked = {
        "demand_year": demand.school_year,
        "bases": list(demand.bases),
        "weights": vars(request.weights),
        "fixed_years": list(request.fixed_years),
        "follow": problem.follow is not None,
        "contiguous": request.contiguous,
    }
    return RotationPlan(
        name=request.name or f"{request.years[0]} \N{EN DASH} {request.years[-1]}",
        school_years=list(request.years),
        result=_kept(document) | asked,
        form_token=request.form_token or None,
        created_at=clock.now(),
        assignments=[
            Assignment(
                school_year=cell.year,
                level_code=cell.level,
                region_code=cell.region,
                is_fixed=cell in problem.fixed,
                source=published.get(cell, "") if cell in problem.fixed else "",
            )
            for cell in answer.assignments
        ],
    )


def _kept(document: Json) -> Json:
    """Return what the planner said without what stands in the plan's own cells."""
    left_out = {"assignments", "alternatives", "conflict", "conflict_minimal", "years"}
    return {name: value for name, value in document.items() if name not in left_out}


def _take(plan_id: int) -> RotationPlan:
    """Return a plan to change, so that nobody else changes it meanwhile."""
    return db.session.get_one(RotationPlan, plan_id, with_for_update=True)
