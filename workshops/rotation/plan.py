"""The rotation plan that the planner hands back, with what it costs and what is proven about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workshops.rotation.problem import Assignment


class PlanStatus(StrEnum):
    """What is known about a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class RotationRule(StrEnum):
    """The rules that a coordinator may switch on."""

    FOLLOW = "follow"
    CONTIGUOUS = "contiguous"
    TOLERANCE = "tolerance"


@dataclass(frozen=True)
class Terms:
    """The value of each wish, before weights."""

    balance: float
    cut: int
    changes: int


@dataclass(frozen=True)
class Load:
    """What one year asks for at one level, or at all levels together."""

    year: str
    level: str
    classes: float
    pupils: float


@dataclass(frozen=True)
class CellDemand:
    """A fixed or forbidden cell as a member of a conflict."""

    kind: str
    cell: Assignment
    text: str


@dataclass(frozen=True)
class RuleDemand:
    """A rule as a member of a conflict."""

    rule: RotationRule
    text: str


@dataclass(frozen=True)
class RotationPlan:
    """A plan with its terms and its proof, or the conflict that forbids every plan.

    `bound` is a proven lower bound of the objective and `gap` the distance to it, as a share of the
    bound; both are None where nothing is proven. `conflict_minimal` says that every member of the
    conflict was shown to be needed.
    """

    years: tuple[str, ...]
    status: PlanStatus
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    terms: Terms | None = None
    deviations: Mapping[str, float] | None = None
    assignments: tuple[Assignment, ...] = ()
    loads: tuple[Load, ...] = ()
    alternatives: tuple["RotationPlan", ...] = ()
    conflict: tuple[CellDemand | RuleDemand, ...] = ()
    conflict_minimal: bool = False


def relative_gap(objective: float, bound: float | None) -> float | None:
    """Return (objective - bound) / bound; zero at the bound, None where it is not defined."""
    if bound is None:
        return None
    if objective <= bound:
        return 0.0
    return (objective - bound) / bound if bound > 0 else None


def plan_document(plan: RotationPlan, seconds: float) -> dict[str, Any]:
    """Return the plan as a `rotation-plan/1` document."""
    return {
        "format": "rotation-plan/1",
        **_plan_fields(plan),
        "alternatives": [_plan_fields(other) for other in plan.alternatives],
        "conflict": [_demand_fields(demand) for demand in plan.conflict],
        "conflict_minimal": plan.conflict_minimal,
        "seconds": seconds,
    }


def _plan_fields(plan: RotationPlan) -> dict[str, Any]:
    return {
        "years": list(plan.years),
        "status": plan.status.value,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "terms": vars(plan.terms) if plan.terms else None,
        "deviations": dict(plan.deviations) if plan.deviations is not None else None,
        "assignments": [vars(cell) for cell in plan.assignments],
        "loads": [vars(load) for load in plan.loads],
    }


def _demand_fields(demand: CellDemand | RuleDemand) -> dict[str, str]:
    if isinstance(demand, RuleDemand):
        return {"kind": "rule", "rule": demand.rule.value, "text": demand.text}
    return {"kind": demand.kind, **vars(demand.cell), "text": demand.text}
