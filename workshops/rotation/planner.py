"""Plan a rotation: the integer programme finds the best plan and proves it."""

from collections.abc import Callable

from workshops.rotation.exact import Model
from workshops.rotation.layout import IntArray, Layout, lay_out
from workshops.rotation.plan import PlanStatus, RotationPlan, relative_gap
from workshops.rotation.problem import RotationProblem, require_sound
from workshops.rotation.symmetry import find_symmetry


def plan_rotation(problem: RotationProblem, *, stop: Callable[[], bool] = lambda: False) -> RotationPlan:
    """Return the best rotation plan with its terms and its proof, or the conflict that forbids every plan."""
    require_sound(problem)
    layout = lay_out(problem)
    answer = Model(layout, find_symmetry(layout)).solve(problem.time_limit, stop=stop)
    if answer.turns is None:
        return RotationPlan(problem.years, PlanStatus.INFEASIBLE)
    return describe_plan(layout, answer.turns, answer.bound, proven=answer.finished)


def describe_plan(layout: Layout, turns: IntArray, bound: float | None, *, proven: bool) -> RotationPlan:
    """Return a plan in the words of the problem, with what is proven about it."""
    score = layout.score(turns)
    bound = score.objective if proven else bound
    return RotationPlan(
        years=layout.problem.years,
        status=PlanStatus.OPTIMAL if proven else PlanStatus.FEASIBLE,
        objective=score.objective,
        bound=bound,
        gap=relative_gap(score.objective, bound),
        terms=score.terms,
        deviations=score.deviations,
        assignments=layout.assignments(turns),
        loads=layout.loads(turns),
    )
