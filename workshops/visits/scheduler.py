"""A year's schedule with a proven gap: relaxation, groups, dates, and what scarce days need on top.

See docs/algorithms/scheduling.md for the whole method, its guarantees and its limits.
"""

import math
from dataclasses import dataclass

from workshops.visits.by_day import cheapest_days, improve_by_day, settle_dates
from workshops.visits.dated import Dated
from workshops.visits.dates import choose_dates
from workshops.visits.groups import choose_groups
from workshops.visits.outcome import Clock, Outcome, Progress, Reporter, outcome_of
from workshops.visits.problem import VisitProblem
from workshops.visits.relaxation import Relaxation, near_patterns, relax
from workshops.visits.schedule import Schedule
from workshops.visits.search import DayPatterns

_SLACKS = (12.0, 40.0)
_GAP = 5e-4
_PATTERNS_A_VISIT = 40
_DATED_PATTERNS_A_VISIT = 12
_SMALL = 3_000  # visits times days up to which every date is settled together
_DATES_LOSE = 1e-3
_SHARE_FOR_BOUND = 0.6
_SHARE_OF_REST = 0.9


def schedule_visits(
    problem: VisitProblem, *, time_left: Clock, progress: Reporter = lambda _: None
) -> Outcome:
    """Return the best schedule found in the time, at best proven optimal.

    Parameters
    ----------
    problem
        The year; its fixed visits must be possible together (`fixed.fixed_conflict`).
    time_left
        Tells how many seconds are left; the answer is the same whenever time does not run out.
    progress
        Told of each stage.

    References
    ----------
    docs/algorithms/scheduling.md
    """
    patterns = DayPatterns(problem)
    kept = (1 - _SHARE_FOR_BOUND) * time_left()
    relaxation = relax(patterns, lambda: time_left() - kept)
    fixed = Schedule(problem.visits.fixed_days, problem.visits.fixed_facilitators)
    best = outcome_of(problem, fixed).raised(relaxation.bound)
    progress(Progress("relaxation", best.cost, best.bound))
    dated = Dated(patterns)
    draft = _draft(dated, best, relaxation, time_left, progress)
    best = draft.best
    is_small = len(problem.visits) * len(problem.days) <= _SMALL
    lost = best.cost - draft.groups_cost > _DATES_LOSE * best.bound
    if (lost or is_small) and not best.is_optimal and time_left() > 0:
        most = _DATED_PATTERNS_A_VISIT * len(problem.visits)
        near = near_patterns(patterns, relaxation, _SLACKS[-1], most)
        first = cheapest_days(dated, near, relaxation)
        best = improve_by_day(dated, best, first, time_left=time_left, tell=progress)
    return best


@dataclass(frozen=True, eq=False)
class _Draft:
    """The best schedule of groups that got dates, and what the groups cost at least, whatever their dates."""

    best: Outcome
    groups_cost: float


def _draft(
    dated: Dated, best: Outcome, relaxation: Relaxation, time_left: Clock, progress: Reporter
) -> _Draft:
    """Choose who holds which visits together, then the days; with more candidates while that may help."""
    problem, groups_cost = best.problem, math.inf
    for slack in _SLACKS:
        if best.is_optimal or time_left() <= 0:
            break
        near = near_patterns(dated.patterns, relaxation, slack, _PATTERNS_A_VISIT * len(problem.visits))
        chosen = choose_groups(dated.patterns, near, _SHARE_OF_REST * time_left(), _GAP)
        if chosen is not None:
            groups_cost = min(groups_cost, chosen.cost)
            best = best.improved(choose_dates(problem, chosen.groups))
            if best.cost > chosen.cost and time_left() > 0:
                best = settle_dates(dated, chosen.groups, best, time_left)
        progress(Progress("groups, then dates", best.cost, best.bound))
        if best.cost - best.bound <= slack:
            break
    return _Draft(best, groups_cost)
