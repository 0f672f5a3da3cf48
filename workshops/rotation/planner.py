"""Plan a rotation: a search finds good plans at once, an integer programme betters and proves the best."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from workshops.rotation.enumeration import list_best_plans
from workshops.rotation.exact import Answer, Model
from workshops.rotation.explain import explain_conflict
from workshops.rotation.layout import IntArray, Layout, lay_out
from workshops.rotation.obstacles import is_blocked
from workshops.rotation.plan import PlanStatus, RotationPlan, relative_gap
from workshops.rotation.problem import RotationProblem, require_sound
from workshops.rotation.search import Harvest, Watch, search_plans
from workshops.rotation.symmetry import find_symmetry, list_images

# Blocks times regions times years up to which the integer programme may prove something in time.
_PROVABLE = 120
# Passes of the search where the integer programme does not come to its help.
_PASSES = 8
# A plan that is better by less than this share of the largest weight counts as equally good.
_MARGIN = 1e-7


class NoPlanFound(RuntimeError):  # noqa: N818 - nothing went wrong, the time was too short
    """No plan was found in time, and none was proven to be impossible."""

    def __init__(self) -> None:
        super().__init__("in this time no plan was found, and none was proven to be impossible")


@dataclass(frozen=True)
class _Found:
    """A plan with what is proven: a bound or None, and whether no other plan is better."""

    turns: IntArray
    bound: float | None
    proven: bool


class _Run:
    """One call of the planner: its layout, its time and who looks on."""

    def __init__(self, layout: Layout, watch: Watch) -> None:
        self.layout = layout
        self.symmetry = find_symmetry(layout)
        self.extend()
        self.watch = Watch(lambda: watch.stop() or self.seconds_left() <= 0, watch.report)

    def extend(self) -> None:
        """Grant the whole time limit from now on."""
        self._deadline = time.monotonic() + self.layout.problem.time_limit

    def seconds_left(self) -> float:
        return self._deadline - time.monotonic()


def plan_rotation(problem: RotationProblem, watch: Watch | None = None) -> RotationPlan:
    """Return the best rotation plan with its terms and its proof, or the conflict that forbids every plan.

    Parameters
    ----------
    problem
        Regions, years, rules and wishes. Its time limit (seconds) holds for the plan, and once more
        for the explanation where none exists.
    watch
        Hears every better objective, and may stop the run: the best plan so far is returned then.

    Returns
    -------
    RotationPlan
        The same for the same problem and seed, unless the time limit or the watch cut the run short.

    Raises
    ------
    InvalidProblem
        When the problem contradicts itself or names what it does not have.
    NoPlanFound
        When the time is too short to find a plan or to prove that none exists.
    """
    require_sound(problem)
    run = _Run(lay_out(problem), watch or Watch())
    plans = list(islice(_find_plans(run), problem.alternatives + 1))
    if not plans:
        run.extend()
        conflict = explain_conflict(problem, run.seconds_left, run.watch)
        return RotationPlan(
            problem.years,
            PlanStatus.INFEASIBLE,
            conflict=conflict.demands,
            conflict_minimal=conflict.is_minimal,
        )
    best, *others = (_describe(run.layout, found) for found in plans)
    run.watch.report(run.layout.score(plans[0].turns).objective)
    return replace(best, alternatives=tuple(others))


def _find_plans(run: _Run) -> Iterator[_Found]:
    """Yield plans, best first; nothing when none exists."""
    for found in _find_classes(run):
        for turns in list_images(found.turns, run.symmetry, run.layout.shape[2]):
            yield replace(found, turns=turns)


def _find_classes(run: _Run) -> Iterator[_Found]:
    """Yield one of each set of plans that differ only in the names of the years."""
    layout = run.layout
    if is_blocked(layout):
        return
    plans = list_best_plans(layout, run.symmetry, layout.problem.alternatives + 1)
    if plans is not None:
        yield from (_Found(turns, layout.score(turns).objective, proven=True) for turns in plans)
        return
    is_provable = math.prod(layout.shape) <= _PROVABLE
    harvest = Harvest(run.symmetry, room=layout.problem.alternatives + 1)
    search_plans(layout, harvest, run.watch, passes=1 if is_provable else _PASSES)
    if is_provable:
        yield from _prove(run, harvest.plans)
    elif harvest.plans:
        yield from (_Found(turns, None, proven=False) for turns in harvest.plans)
    else:
        yield from _find_any(run)


def _prove(run: _Run, pool: list[IntArray]) -> Iterator[_Found]:
    """Yield plan after plan, each the best of what is left, with its proof while the time lasts."""
    layout = run.layout
    model = Model(layout, run.symmetry)
    floor = Answer(None, 0.0, finished=True)
    while True:
        answer = _ask(run, model, pool, floor)
        known = [*pool[:1], *([] if answer.turns is None else [answer.turns])]
        if not known:
            if not answer.finished and floor.turns is None:
                raise NoPlanFound
            return
        turns = min(known, key=lambda turns: layout.score(turns).objective)
        objective = layout.score(turns).objective
        bound = objective if answer.finished else answer.bound
        yield _Found(turns, bound, answer.finished)
        floor = Answer(turns, bound, answer.finished)
        model.exclude(turns)
        pool = [other for other in pool if not np.array_equal(other, turns)]


def _ask(run: _Run, model: Model, pool: list[IntArray], floor: Answer) -> Answer:
    """Ask for a plan that is better than the best of the pool, unless the floor shows that there is none.

    No plan that is left is better than the floor, which is the bound of the plan before.
    """
    weights = run.layout.problem.weights
    margin = _MARGIN * max(weights.balance, weights.cut, weights.changes)
    limit = run.layout.score(pool[0]).objective - margin if pool else None
    if limit is not None and floor.finished and floor.bound is not None and limit <= floor.bound:
        return Answer(None, floor.bound, finished=True)
    if run.watch.stop() or not floor.finished:
        return Answer(None, floor.bound, finished=False)
    answer = model.solve(run.seconds_left(), better_than=limit, stop=run.watch.stop)
    if answer.finished or answer.bound is None or floor.bound is None:
        return answer
    return replace(answer, bound=max(answer.bound, floor.bound))


def _find_any(run: _Run) -> Iterator[_Found]:
    """Yield any plan where the search found none, or nothing when it is proven that none exists."""
    answer = Answer(None, None, finished=False)
    if not run.watch.stop():
        answer = Model(run.layout).solve(run.seconds_left(), any_plan=True, stop=run.watch.stop)
    if answer.turns is not None:
        yield _Found(answer.turns, None, proven=False)
    elif not answer.finished:
        raise NoPlanFound


def _describe(layout: Layout, found: _Found) -> RotationPlan:
    """Return a plan in the words of the problem, with what is proven about it."""
    score = layout.score(found.turns)
    bound = score.objective if found.proven else found.bound
    if bound is not None and not found.proven:
        # That no plan is worth less than nothing goes without saying.
        bound = min(bound, score.objective) if bound > _MARGIN else None
    return RotationPlan(
        years=layout.problem.years,
        status=PlanStatus.OPTIMAL if found.proven else PlanStatus.FEASIBLE,
        objective=score.objective,
        bound=bound,
        gap=relative_gap(score.objective, bound),
        terms=score.terms,
        deviations=score.deviations,
        assignments=layout.assignments(found.turns),
        loads=layout.loads(found.turns),
    )
