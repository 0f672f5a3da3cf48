"""Say why no plan exists: an irreducible set of cells and rules that cannot hold together.

References
----------
U. Junker, "QuickXplain: preferred explanations and relaxations for over-constrained problems", AAAI 2004:
the division that finds the set with few questions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workshops.rotation.check import check_plan
from workshops.rotation.enumeration import list_best_plans
from workshops.rotation.exact import Answer, Model
from workshops.rotation.layout import Layout, lay_out
from workshops.rotation.obstacles import find_blocked_region, is_blocked
from workshops.rotation.plan import CellDemand, RotationRule, RuleDemand
from workshops.rotation.problem import Assignment, RotationProblem, Weights
from workshops.rotation.search import Harvest, Watch, search_plans
from workshops.rotation.symmetry import find_symmetry

Demand = CellDemand | RuleDemand


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot hold together; `is_minimal` says that without any one of them a plan was found."""

    demands: tuple[Demand, ...]
    is_minimal: bool


def explain_conflict(problem: RotationProblem, seconds_left: Callable[[], float], watch: Watch) -> Conflict:
    """Return an irreducible conflict of a problem that has no plan.

    A question that the time does not suffice to answer counts as "a plan exists": the conflict then
    stays one, but may have more members than it needs, and says so.
    """

    def has_plan(demands: Sequence[Demand]) -> bool | None:
        return _has_plan(_keep(problem, demands), seconds_left, watch)

    demands = _narrow(problem, list_demands(problem))
    conflict = _divide([], demands, lambda chosen: has_plan(chosen) is False, is_new=False)
    is_minimal = has_plan(conflict) is False and all(
        has_plan([other for other in conflict if other != demand]) for demand in conflict
    )
    return Conflict(tuple(conflict), is_minimal)


def list_demands(problem: RotationProblem) -> list[Demand]:
    """Return everything that the coordinator demands, in words: cells first, then rules."""
    names = {region.code: region.name for region in problem.regions}
    demands: list[Demand] = []
    for kind, cells, verb in (
        ("fixed", problem.fixed, "must have"),
        ("forbidden", problem.forbidden, "must not have"),
    ):
        demands += [
            CellDemand(kind, cell, f"{names[cell.region]} {verb} {cell.level} in {cell.year}.")
            for cell in dict.fromkeys(cells)
        ]
    if follow := problem.follow:
        text = f"Every region has {follow.level} {follow.years} year(s) after {follow.after}."
        demands.append(RuleDemand(RotationRule.FOLLOW, text))
    if problem.contiguous:
        text = "The regions of one year are connected on the map, at each level."
        demands.append(RuleDemand(RotationRule.CONTIGUOUS, text))
    if problem.tolerance is not None:
        text = f"No year's classes differ from their mean by more than {100 * problem.tolerance:g} %."
        demands.append(RuleDemand(RotationRule.TOLERANCE, text))
    return demands


def _keep(problem: RotationProblem, demands: Sequence[Demand]) -> RotationProblem:
    """Return the problem with no other demands than these, and no wishes."""
    cells: dict[str, list[Assignment]] = {"fixed": [], "forbidden": []}
    rules = set()
    for demand in demands:
        if isinstance(demand, RuleDemand):
            rules.add(demand.rule)
        else:
            cells[demand.kind].append(demand.cell)
    return replace(
        problem,
        fixed=tuple(cells["fixed"]),
        forbidden=tuple(cells["forbidden"]),
        follow=problem.follow if RotationRule.FOLLOW in rules else None,
        contiguous=RotationRule.CONTIGUOUS in rules,
        tolerance=problem.tolerance if RotationRule.TOLERANCE in rules else None,
        weights=Weights(balance=0.0),
        previous=(),
    )


def _narrow(problem: RotationProblem, demands: list[Demand]) -> list[Demand]:
    """Leave out what cannot matter where the cells of one region alone contradict each other."""
    region = find_blocked_region(lay_out(problem))
    if region is None:
        return demands
    code = problem.regions[region].code
    return [
        demand
        for demand in demands
        if (
            demand.rule is RotationRule.FOLLOW
            if isinstance(demand, RuleDemand)
            else demand.cell.region == code
        )
    ]


def _divide(
    given: list[Demand],
    demands: list[Demand],
    is_conflict: Callable[[Sequence[Demand]], bool],
    *,
    is_new: bool,
) -> list[Demand]:
    """Return an irreducible part of the demands that conflicts with the given ones (QuickXplain)."""
    if is_new and is_conflict(given):
        return []
    if len(demands) <= 1:
        return demands
    half = len(demands) // 2
    first, second = demands[:half], demands[half:]
    from_second = _divide(given + first, second, is_conflict, is_new=True)
    from_first = _divide(given + from_second, first, is_conflict, is_new=bool(from_second))
    return from_first + from_second


def _has_plan(problem: RotationProblem, seconds_left: Callable[[], float], watch: Watch) -> bool | None:
    """Whether a problem has a plan, shown by one that the checker accepts; None when the time is up."""
    layout = lay_out(problem)
    answer = _find_plan(layout, seconds_left, watch)
    if answer.turns is None:
        return False if answer.finished else None
    return not check_plan(problem, layout.assignments(answer.turns)) or None


def _find_plan(layout: Layout, seconds_left: Callable[[], float], watch: Watch) -> Answer:
    """Return any plan by the quickest way, or the proof that there is none."""
    if is_blocked(layout):
        return Answer(None, None, finished=True)
    symmetry = find_symmetry(layout)
    plans = list_best_plans(layout, symmetry, 1)
    if plans is not None:
        return Answer(plans[0] if plans else None, None, finished=True)
    harvest = Harvest(symmetry)
    search_plans(layout, harvest, Watch(stop=lambda: bool(harvest.plans) or watch.stop()))
    if harvest.plans:
        return Answer(harvest.plans[0], None, finished=False)
    if watch.stop():
        return Answer(None, None, finished=False)
    return Model(layout, symmetry).solve(seconds_left(), any_plan=True, stop=watch.stop)
