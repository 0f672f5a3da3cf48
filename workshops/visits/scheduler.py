"""A year's schedule with a proven gap: relaxation, groups, dates, and what scarce days need on top.

See docs/algorithms/scheduling.md for the whole method, its guarantees and its limits.
"""

import math
from dataclasses import dataclass

import numpy as np

from workshops.visits.by_day import COLUMNS_AT_MOST, cheapest_days, improve_by_day, settle_dates
from workshops.visits.dated import Dated
from workshops.visits.dates import choose_dates
from workshops.visits.groups import Grouping, choose_groups, greedy_groups
from workshops.visits.outcome import Clock, Outcome, Progress, Reporter, outcome_of
from workshops.visits.parts import Freedom, plan_anew
from workshops.visits.problem import VisitProblem
from workshops.visits.relaxation import Relaxation, near_patterns, prove_for_all, relax
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
_MANY_VISITS = 1_900  # about 5,000 workshops
_NEAREST = 8
_LEFT_OUT_AT_ONCE = 40
_SLACK_OF_MANY = 4.0
_FEWER_A_VISIT = 8


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
    many = len(problem.visits) > _MANY_VISITS
    patterns = DayPatterns(problem, nearest=_NEAREST) if many else DayPatterns(problem)
    fixed = Schedule(problem.visits.fixed_days, problem.visits.fixed_facilitators)
    relaxation = relax(patterns, _part_of(time_left, _SHARE_FOR_BOUND))
    best = outcome_of(problem, fixed)
    if not patterns.is_restricted:
        best = best.raised(relaxation.bound)
    progress(Progress("relaxation", best.cost, best.bound))
    dated = Dated(patterns)
    draft = _draft(dated, best, relaxation, time_left, progress)
    best = draft.best
    if patterns.is_restricted:
        best = best.raised(prove_for_all(patterns, relaxation, time_left))
        progress(Progress("proof for all facilitators", best.cost, best.bound))
    elif _should_choose_by_day(draft) and time_left() > 0:
        most = _DATED_PATTERNS_A_VISIT * len(problem.visits)
        near = near_patterns(patterns, relaxation, _SLACKS[-1], most)
        first = cheapest_days(dated, near, relaxation)
        best = improve_by_day(dated, best, first, time_left=time_left, tell=progress)
    return _with_left_out(best, time_left)


def _part_of(time_left: Clock, share: float) -> Clock:
    """Return a clock that stops when a share of the time that is left now is over."""
    kept = (1 - share) * time_left()
    return lambda: time_left() - kept


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
        if best.is_optimal or (time_left() <= 0 and groups_cost < math.inf):
            break
        chosen = _choose(dated.patterns, relaxation, slack, time_left)
        groups_cost = min(groups_cost, chosen.cost)
        best = best.improved(choose_dates(problem, chosen.groups))
        if best.cost > chosen.cost and len(chosen.groups) * len(problem.days) <= COLUMNS_AT_MOST:
            best = settle_dates(dated, chosen.groups, best, time_left)
        progress(Progress("groups, then dates", best.cost, best.bound))
        if best.cost - relaxation.bound <= slack or dated.patterns.is_restricted:
            break
    return _Draft(best, groups_cost)


def _choose(patterns: DayPatterns, relaxation: Relaxation, slack: float, time_left: Clock) -> Grouping:
    """Return groups chosen by the integer programme, or one by one when there is no time for it."""
    chosen = None
    if time_left() > 0:
        slack, each = (
            (_SLACK_OF_MANY, _FEWER_A_VISIT) if patterns.is_restricted else (slack, _PATTERNS_A_VISIT)
        )
        near = near_patterns(patterns, relaxation, slack, each * len(patterns.problem.visits))
        chosen = choose_groups(patterns, near, _SHARE_OF_REST * time_left(), _GAP)
    return chosen or greedy_groups(patterns, relaxation.pool)


def _should_choose_by_day(draft: _Draft) -> bool:
    """Whether days cost more than they must, or the problem is small enough to settle them all together."""
    best = draft.best
    is_small = len(best.problem.visits) * len(best.problem.days) <= _SMALL
    return not best.is_optimal and (is_small or best.cost - draft.groups_cost > _DATES_LOSE * best.bound)


def _with_left_out(best: Outcome, time_left: Clock) -> Outcome:
    """Return the schedule with visits put in that were left out, wherever anybody can hold them."""
    left_out = best.schedule.days < 0
    possible = left_out & (best.problem.can_serve.any(axis=1) if len(best.problem.facilitators) else False)
    if not possible.any() or time_left() <= 0:
        return best
    first = np.isin(np.arange(len(possible)), np.flatnonzero(possible)[:_LEFT_OUT_AT_ONCE])
    freedom = Freedom(first, np.zeros_like(first))
    return best.improved(plan_anew(best.problem, best.schedule, freedom, time_left))
