"""Days for groups of visits whose facilitators are chosen: an assignment a facilitator, then exchanges.

Each facilitator's groups go to different days at least cost by a linear assignment; visits of one school that
other facilitators hold count where they are at that moment. Exchanges of days within a facilitator then mend
what the assignment cannot see: two visits of one school with the same facilitator far apart.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment

from workshops.visits.patterns import Patterns
from workshops.visits.problem import NONE, VisitProblem
from workshops.visits.schedule import Schedule, date_costs
from workshops.visits.travel import Floats

_SWEEPS = 3
_FORBIDDEN = 1e9
_LEAST_GAIN = 1e-6


def choose_dates(problem: VisitProblem, groups: Patterns) -> Schedule:
    """Return the schedule of these groups on the days found for them; a group without a day is left out."""
    diary = _Diary(problem, groups)
    for _ in range(_SWEEPS):
        for facilitator in np.unique(groups.facilitators).tolist():
            diary.assign(facilitator)
        diary.exchange()
    return diary.schedule()


class _Diary:
    """The groups with their days, at most one group on a facilitator's day."""

    def __init__(self, problem: VisitProblem, groups: Patterns) -> None:
        self.problem = problem
        self.members = [visits[visits >= 0].tolist() for visits in groups.visits]
        self.facilitators = groups.facilitators.tolist()
        rows = [date_costs(problem, *group) for group in zip(self.members, self.facilitators, strict=True)]
        self.costs = np.array(rows).reshape(len(rows), len(problem.days))
        self.costs[~np.isfinite(self.costs)] = _FORBIDDEN
        self.left_out = groups.sums(problem.visits.priorities * problem.weights.unscheduled)
        self.days = np.full(len(groups), NONE)
        self.links = _links(problem, self.members)
        self.own: dict[int, list[int]] = {}
        for number, facilitator in enumerate(self.facilitators):
            self.own.setdefault(facilitator, []).append(number)

    def assign(self, facilitator: int) -> None:
        """Give all groups of a facilitator new days, the other facilitators' staying."""
        own = self.own[facilitator]
        self.days[own] = NONE
        size = len(self.problem.days)
        table = np.full((len(own), size + len(own)), _FORBIDDEN)
        for row, group in enumerate(own):
            table[row, :size] = self._placed(group)
            table[row, size + row] = self.left_out[group]
        rows, columns = linear_sum_assignment(table)
        self.days[np.array(own)[rows]] = np.where(columns < size, columns, NONE)

    def exchange(self) -> None:
        """Move groups to free days or exchange two of a facilitator's days as long as that saves."""
        improved = True
        while improved:
            improved = False
            for group in range(len(self.members)):
                improved |= self._exchange(group)

    def schedule(self) -> Schedule:
        """Return the visits of the groups that have a day."""
        days = np.full(len(self.problem.visits), NONE)
        facilitators = days.copy()
        for members, facilitator, day in zip(self.members, self.facilitators, self.days, strict=True):
            if day != NONE:
                days[members] = day
                facilitators[members] = facilitator
        return Schedule(days, facilitators)

    def _placed(self, group: int) -> Floats:
        """Return what the group costs on each day with all others where they are."""
        costs: Floats = self.costs[group].copy()
        for other, weight in self.links[group]:
            if (day := self.days[other]) != NONE:
                costs[np.abs(np.arange(len(costs)) - day) > self.problem.far_apart_days] += weight
                costs[day] += _FORBIDDEN
        return costs

    def _exchange(self, group: int) -> bool:
        """Exchange the group's day for the best other one of its facilitator; tell whether that saves."""
        now = self.days[group]
        placed = self._placed(group)
        present = self.left_out[group] if now == NONE else placed[now]
        if present <= placed.min() + _LEAST_GAIN:
            return False
        change = placed - present
        linked = {other for other, _ in self.links[group]}
        for other in self.own[self.facilitators[group]]:
            day = self.days[other]
            if day == NONE or change[day] >= -_LEAST_GAIN:
                continue
            if now == NONE or other in linked:
                change[day] = _FORBIDDEN
            else:
                theirs = self._placed(other)
                change[day] += theirs[now] - theirs[day]
        best = int(np.argmin(change))
        if change[best] >= -_LEAST_GAIN:
            return False
        for other in self.own[self.facilitators[group]]:
            if self.days[other] == best:
                self.days[other] = now
        self.days[group] = best
        return True


def _links(problem: VisitProblem, members: Sequence[Sequence[int]]) -> list[list[tuple[int, float]]]:
    """Return for each group those with a visit of the same school, and what being far apart costs them."""
    links: list[dict[int, float]] = [{} for _ in members]
    group_of = {visit: number for number, group in enumerate(members) for visit in group}
    follows = set(map(tuple, problem.pairs.tolist()))
    by_school: dict[int, list[int]] = {}
    for visit in sorted(group_of):
        by_school.setdefault(int(problem.visits.schools[visit]), []).append(visit)
    for visits in by_school.values():
        for pair in combinations(visits, 2):
            weight = problem.weights.far_apart if pair in follows else 0.0
            for one, other in (pair, pair[::-1]):
                found = links[group_of[one]]
                found[group_of[other]] = found.get(group_of[other], 0.0) + weight
    return [sorted(found.items()) for found in links]
