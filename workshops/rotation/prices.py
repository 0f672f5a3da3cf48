"""What it costs to have a cell where the coordinator expected it, and to keep every wait over the cycles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workshops.register.school_year import SchoolYear
from workshops.rotation.plan import CellDemand, RotationPlan, RuleDemand
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import Assignment, Flaw, InvalidProblem, RotationProblem
from workshops.rotation.search import Watch


@dataclass(frozen=True)
class Price:
    """By how much each term of one plan is above that of another; negative where it is better."""

    balance: float
    cut: int
    changes: int
    objective: float


@dataclass(frozen=True)
class Forced:
    """The best plan under a demand, and its price against the plan without it; None when there is no plan."""

    plan: RotationPlan
    price: Price | None


@dataclass(frozen=True)
class Shift:
    """An assignment of the next cycle that does not come exactly one cycle after the last one."""

    cell: Assignment
    last: Assignment
    waits: int


@dataclass(frozen=True)
class NextCycle:
    """The plan of the next cycle.

    `conflict` says why not every region can wait exactly one cycle; it is empty when all do, and then there
    are no shifts. `price` is what waiting costs against the best plan that forgets the last cycle.
    """

    plan: RotationPlan
    shifts: tuple[Shift, ...]
    conflict: tuple[CellDemand | RuleDemand, ...]
    price: Price | None


def compare_plans(plan: RotationPlan, other: RotationPlan) -> Price | None:
    """Return the price of one plan against another; None unless both are plans."""
    if plan.terms is None or other.terms is None or plan.objective is None or other.objective is None:
        return None
    return Price(
        balance=plan.terms.balance - other.terms.balance,
        cut=plan.terms.cut - other.terms.cut,
        changes=plan.terms.changes - other.terms.changes,
        objective=plan.objective - other.objective,
    )


def force_cells(problem: RotationProblem, cells: Iterable[Assignment], plan: RotationPlan) -> Forced:
    """Return the best plan that has the cells, with its price against a given plan."""
    forced = plan_rotation(replace(problem, fixed=(*problem.fixed, *cells), alternatives=0))
    return Forced(forced, compare_plans(forced, plan))


def plan_next_cycle(
    problem: RotationProblem, last: Sequence[Assignment], *, most_shift: int = 0, watch: Watch | None = None
) -> NextCycle:
    """Plan the cycle after the last one, so that every region waits exactly as many years as a cycle has.

    Parameters
    ----------
    problem
        The years of the next cycle with its demand, rules and wishes; a changed demand, cells that are
        fixed or forbidden and the tolerance may make it impossible that all wait alike.
    last
        The assignments of the cycle before.
    most_shift
        By how many years an assignment may come earlier or later where waiting exactly is impossible.
        As few as possible are shifted; among those plans the best by the wishes is returned.

    Raises
    ------
    InvalidProblem
        When the last cycle does not fit the years and regions of the next one.
    """
    due = _carry_over(problem, last)
    plan = plan_rotation(replace(problem, fixed=(*problem.fixed, *due)), watch)
    conflict = plan.conflict
    if conflict and most_shift:
        plan = _plan_shifted(problem, tuple(due), most_shift, watch)
    best = plan_rotation(replace(problem, alternatives=0), watch)
    kept = {(cell.region, cell.level): cell for cell in due}
    shifts = []
    for cell in plan.assignments:
        expected = kept.get((cell.region, cell.level), cell)
        if cell != expected:
            later = problem.years.index(cell.year) - problem.years.index(expected.year)
            shifts.append(Shift(cell, due[expected], len(problem.years) + later))
    return NextCycle(plan, tuple(shifts), conflict, compare_plans(plan, best))


def _carry_over(problem: RotationProblem, last: Sequence[Assignment]) -> dict[Assignment, Assignment]:
    """Return what is due in the next cycle, with the turn of the last cycle that it comes from."""
    codes = {region.code for region in problem.regions}
    due, flaws = {}, []
    for place, cell in enumerate(last):
        try:
            year = str(SchoolYear.parse(cell.year).later(len(problem.years)))
        except ValueError as error:
            flaws.append(Flaw(f"$.last[{place}].year", str(error)))
            continue
        if year not in problem.years:
            flaws.append(Flaw(f"$.last[{place}].year", f"{year}, a cycle later, is not planned"))
        if cell.region not in codes or cell.level not in problem.levels:
            flaws.append(Flaw(f"$.last[{place}]", f"unknown region or level: {cell.region}, {cell.level}"))
        due[Assignment(year, cell.level, cell.region)] = cell
    if flaws:
        raise InvalidProblem(flaws)
    return due


def _plan_shifted(
    problem: RotationProblem, due: tuple[Assignment, ...], most_shift: int, watch: Watch | None
) -> RotationPlan:
    """Return the plan with the fewest shifts, and among those the best by the wishes."""
    years, weights = problem.years, problem.weights
    too_far = tuple(
        Assignment(year, cell.level, cell.region)
        for cell in due
        for place, year in enumerate(years)
        if abs(place - years.index(cell.year)) > most_shift
    )
    # One shift costs more than all wishes together can ever bring.
    measures = len(problem.levels) + 1
    dear = 1 + weights.balance * measures * len(years) + weights.cut * len(problem.adjacency)
    asked = replace(
        problem,
        forbidden=(*problem.forbidden, *too_far),
        previous=due,
        weights=replace(weights, changes=dear),
        alternatives=0,
    )
    plan = plan_rotation(asked, watch)
    if not plan.assignments:
        return plan
    priced = plan_rotation(replace(problem, fixed=plan.assignments, alternatives=0), watch)
    return replace(priced, status=plan.status)
