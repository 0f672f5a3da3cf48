"""A year's schedule with a proven gap: relaxation, groups, dates, and what scarce days need on top.

See docs/algorithms/scheduling.md for the whole method, its guarantees and its limits.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from workshops.visits.dates import choose_dates
from workshops.visits.groups import choose_groups
from workshops.visits.problem import VisitProblem
from workshops.visits.relaxation import near_patterns, relax
from workshops.visits.schedule import Schedule, Terms, nothing_scheduled, terms_of
from workshops.visits.search import DayPatterns

_CLOSED = 1e-9
_SLACKS = (12.0, 40.0)
_GAP = 5e-4
_CANDIDATES_A_VISIT = 12
_SHARE_OF_RELAXATION = 0.7


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    stage: str
    cost: float
    bound: float


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best schedule found, with what it costs and a proven lower bound on every schedule's cost."""

    schedule: Schedule
    terms: Terms
    cost: float
    bound: float

    @property
    def gap(self) -> float | None:
        """The relative distance from the bound; None when the bound is 0 and the cost is not."""
        if self.cost == self.bound:
            return 0.0
        return (self.cost - self.bound) / self.bound if self.bound > 0 else None

    @property
    def is_optimal(self) -> bool:
        """Whether the bound proves that no schedule is cheaper."""
        return self.cost - self.bound <= _CLOSED * max(1.0, self.cost)


def schedule_visits(
    problem: VisitProblem,
    *,
    time_left: Callable[[], float],
    progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Return the best schedule found in the time, at best proven optimal.

    Parameters
    ----------
    problem
        The year; its fixed visits must be possible together.
    time_left
        Tells how many seconds are left; the answer is the same whenever time does not run out.
    progress
        Told of each stage.

    References
    ----------
    docs/algorithms/scheduling.md
    """
    patterns = DayPatterns(problem)
    best = _outcome(problem, nothing_scheduled(problem), 0.0)
    relaxation = relax(patterns, lambda: time_left() * _SHARE_OF_RELAXATION)
    best = replace(best, bound=relaxation.bound)
    progress(Progress("relaxation", best.cost, best.bound))
    for slack in _SLACKS:
        near = near_patterns(patterns, relaxation, slack, _CANDIDATES_A_VISIT * len(problem.visits))
        groups = choose_groups(patterns, near, time_left(), _GAP)
        if groups is not None:
            found = _outcome(problem, choose_dates(problem, groups), relaxation.bound)
            best = min(best, found, key=lambda outcome: outcome.cost)
        progress(Progress("groups and dates", best.cost, best.bound))
        if best.cost - best.bound <= slack or time_left() <= 0:
            break
    return best


def _outcome(problem: VisitProblem, schedule: Schedule, bound: float) -> Outcome:
    terms = terms_of(problem, schedule)
    return Outcome(schedule, terms, terms.cost(problem.weights), bound)
