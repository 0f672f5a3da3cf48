"""Why a visit is not scheduled: the smallest set of visits, absences and closures that conflict."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from workshops.visits.contention import Contention, TooManyWays
from workshops.visits.outcome import Clock
from workshops.visits.problem import Booleans, VisitProblem
from workshops.visits.reasons import impossible_alone, in_words, no_conflict_found
from workshops.visits.schedule import Schedule
from workshops.visits.travel import Integers

_RIVALS_AT_MOST = 60
_ROUNDS_OF_RIVALS = 3


@dataclass(frozen=True)
class Explanation:
    """Why a visit is left out, as a conflict without a member to spare.

    The visits of `conflict` cannot all be held as long as the facilitators of `absences` are away and the
    visits of `closures` cannot be held on other days; with any one member less they can. Without a conflict
    it is a matter of cost, or none was found.
    """

    visit: int
    conflict: tuple[int, ...]
    absences: tuple[int, ...]
    closures: tuple[int, ...]
    reason: str


def explain(problem: VisitProblem, schedule: Schedule, visit: int, *, time_left: Clock) -> Explanation:
    """Return why a visit is left out of a schedule.

    Parameters
    ----------
    problem, schedule
        The problem, and the schedule without the visit.
    visit
        The visit.
    time_left
        Tells how many seconds are left.
    """
    if reason := impossible_alone(problem, visit):
        return Explanation(visit, (visit,), (), (), reason)
    try:
        conflict = _smallest_conflict(problem, schedule, visit, time_left)
        if not conflict:
            return Explanation(visit, (), (), (), no_conflict_found(problem, visit))
        absences, closures = _unavailability(problem, conflict, time_left)
    except TooManyWays:
        return Explanation(visit, (), (), (), no_conflict_found(problem, visit))
    return Explanation(visit, conflict, absences, closures, in_words(problem, conflict, absences))


def _smallest_conflict(
    problem: VisitProblem, schedule: Schedule, visit: int, time_left: Clock
) -> tuple[int, ...]:
    """Return a smallest conflict among the visit and ever more of those that take the days it could have."""
    rivals = np.array([visit])
    for _ in range(_ROUNDS_OF_RIVALS):
        rivals = _with_rivals(problem, schedule, rivals)
        part = _everybody_for(problem, rivals)
        found = Contention(part, time_left).smallest_conflict(int(np.searchsorted(rivals, visit)))
        if found:
            return tuple(rivals[list(found)].tolist())
    return ()


def _with_rivals(problem: VisitProblem, schedule: Schedule, visits: Integers) -> Integers:
    """Return visits with those that have the days which they could have, the least flexible first."""
    people = problem.facilitators
    wanted = problem.can_serve[visits].T.astype(int) @ problem.open_days[visits] > 0
    used = np.zeros_like(people.available)
    held = schedule.days >= 0
    used[schedule.facilitators[held], schedule.days[held]] = True
    # Somebody who may not go out on another day is a matter of all the days on which they do.
    exhausted = (used.sum(axis=1) >= people.max_days) & wanted.any(axis=1)
    wanted = (wanted & people.available) | exhausted[:, None]
    of_their_schools = np.isin(problem.visits.schools, problem.visits.schools[visits])
    rivals = np.flatnonzero(held & (wanted[schedule.facilitators, schedule.days] | of_their_schools))
    rivals = np.setdiff1d(rivals, visits)
    scarcest = rivals[np.argsort(problem.open_days[rivals].sum(axis=1), kind="stable")]
    return np.union1d(visits, scarcest[: max(0, _RIVALS_AT_MOST - len(visits))])


def _everybody_for(problem: VisitProblem, visits: Integers) -> VisitProblem:
    """Return the problem of these visits with all facilitators who can hold one of them."""
    return problem.part(visits, np.flatnonzero(problem.can_serve[visits].any(axis=0)))


def _unavailability(
    problem: VisitProblem, conflict: tuple[int, ...], time_left: Clock
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the facilitators whose absences and the visits whose closed days the conflict needs."""
    part = _everybody_for(problem, np.array(conflict))
    able = np.flatnonzero(problem.can_serve[list(conflict)].any(axis=0))
    people, visits = len(part.facilitators), len(part.visits)

    def conflicts_without(lifted: frozenset[int]) -> bool:
        away = np.isin(np.arange(people), list(lifted))
        opened = np.isin(np.arange(visits) + people, list(lifted))
        return bool(Contention(_lifted(part, away, opened), time_left).left_out(range(visits)))

    needed = _irreducible(people + visits, conflicts_without)
    absences = tuple(int(able[number]) for number in needed if number < people)
    closures = tuple(conflict[number - people] for number in needed if number >= people)
    return absences, closures


def _lifted(part: VisitProblem, away: Booleans, opened: Booleans) -> VisitProblem:
    """Return a problem with some facilitators always available and some visits possible on every day."""
    people, visits = part.facilitators, part.visits
    penalties = np.where(opened[:, None] & (visits.fixed_days < 0)[:, None], 0.0, visits.penalties)
    return replace(
        part,
        facilitators=replace(people, available=people.available | away[:, None]),
        visits=replace(visits, penalties=penalties),
    )


def _irreducible(size: int, conflicts_without: Callable[[frozenset[int]], bool]) -> tuple[int, ...]:
    """Return what a conflict needs: lifting all other members of range(size) leaves it, no more can go."""
    lifted: frozenset[int] = frozenset()
    for number in range(size):
        if conflicts_without(lifted | {number}):
            lifted |= {number}
    return tuple(sorted(set(range(size)) - lifted))
