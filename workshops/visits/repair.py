"""A schedule mended after something happened: only the visits hit move, unless more is allowed.

The caller changes the problem (an absence, a closed school, a smaller class, a new visit); what no longer
holds in it is hit. Days before today are history: nothing on them changes and nothing is put on them.
"""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from workshops.visits.outcome import Clock
from workshops.visits.parts import Freedom, neighbours, plan_anew
from workshops.visits.problem import NONE, Booleans, VisitProblem
from workshops.visits.schedule import Schedule, Terms, cheapest_round, terms_of


@dataclass(frozen=True)
class Move:
    """A visit's facilitator and day before and after, None where it is not scheduled."""

    visit: int
    before: tuple[int, int] | None
    after: tuple[int, int] | None


@dataclass(frozen=True, eq=False)
class Repair:
    """A mended schedule, what was hit, and every difference."""

    schedule: Schedule
    hit: tuple[int, ...]
    moves: tuple[Move, ...]
    terms: Terms
    cost: float


def repair(
    problem: VisitProblem,
    schedule: Schedule,
    *,
    time_left: Clock,
    today: int = 0,
    new: Booleans | None = None,
    more_moves: int = 0,
) -> Repair:
    """Return the best schedule that moves only what was hit, and at most so many visits more.

    Parameters
    ----------
    problem
        The problem as it is now.
    schedule
        The schedule as it was.
    time_left
        Tells how many seconds are left.
    today
        The first day that may still change.
    new
        Visits to be scheduled that were not before.
    more_moves
        How many visits that were not hit may move too.
    """
    past = (schedule.days >= 0) & (schedule.days < today)
    hit = broken(problem, schedule) & ~past
    if new is not None:
        hit |= new & (schedule.days < 0)
    history = ~past[:, None] & (np.arange(len(problem.days)) < today)
    penalties = np.where(history, np.inf, problem.visits.penalties)
    now = replace(problem, visits=replace(problem.visits, penalties=penalties))
    nothing = np.zeros(len(past), dtype=bool)
    mended = plan_anew(now, schedule, Freedom(hit, nothing), time_left) if hit.any() else schedule
    terms = terms_of(problem, mended)
    if hit.any() and more_moves:
        freedom = Freedom(hit, neighbours(problem, schedule, hit, today), more_moves)
        other = plan_anew(now, schedule, freedom, time_left)
        if terms_of(problem, other).cost(problem.weights) < terms.cost(problem.weights):
            mended, terms = other, terms_of(problem, other)
    return Repair(
        schedule=mended,
        hit=tuple(np.flatnonzero(hit).tolist()),
        moves=differences(schedule, mended),
        terms=terms,
        cost=terms.cost(problem.weights),
    )


def differences(before: Schedule, after: Schedule) -> tuple[Move, ...]:
    """Return every visit whose facilitator or day differs between two schedules."""
    differs = (before.days != after.days) | (before.facilitators != after.facilitators)
    return tuple(
        Move(visit, _where(before, visit), _where(after, visit)) for visit in np.flatnonzero(differs).tolist()
    )


def _where(schedule: Schedule, visit: int) -> tuple[int, int] | None:
    if schedule.days[visit] == NONE:
        return None
    return int(schedule.facilitators[visit]), int(schedule.days[visit])


def broken(problem: VisitProblem, schedule: Schedule) -> Booleans:
    """Return which visits cannot stay where a schedule has them, as few as possible."""
    hit = schedule.days >= 0
    visits = np.flatnonzero(hit)
    days, people = schedule.days[visits], schedule.facilitators[visits]
    allowed = problem.open_days[visits, days] & problem.facilitators.available[people, days]
    hit[visits] = ~(allowed & problem.can_serve[visits, people])
    sound = Schedule(np.where(hit, NONE, schedule.days), np.where(hit, NONE, schedule.facilitators))
    out: dict[int, list[tuple[int, ...]]] = {}
    for (facilitator, _), group in sound.groups().items():
        kept = _largest_feasible(problem, facilitator, group)
        hit[list(set(group) - set(kept))] = True
        if kept:
            out.setdefault(facilitator, []).append(kept)
    for facilitator, groups in out.items():
        too_many = max(0, len(groups) - int(problem.facilitators.max_days[facilitator]))
        for group in sorted(groups, key=len)[:too_many]:
            hit[list(group)] = True
    return hit


def _largest_feasible(problem: VisitProblem, facilitator: int, group: tuple[int, ...]) -> tuple[int, ...]:
    """Return a largest part of a day that can still be held."""
    for size in range(len(group), 0, -1):
        for kept in combinations(group, size):
            load = int(problem.visits.workshops[list(kept)].sum())
            if load <= problem.facilitators.max_workshops[facilitator] and cheapest_round(
                problem, facilitator, kept
            ):
                return kept
    return ()
