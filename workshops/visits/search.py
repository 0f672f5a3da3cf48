"""Every way to fill a facilitator's day: feasible sequences of visits, found by their reduced cost.

A pattern is a set of visits that one facilitator can hold on one day. `DayPatterns.search` lists the
patterns of a facilitator whose travel costs at most `slack` more than their visits gain. It extends sequences
with arrays and cuts those that no completion can save: the completion bound is a dynamic programme over
(last visit, workshops left) that knows the bells of neighbouring visits only and may repeat a visit, so it
never cuts too much.

References
----------
R. Baldacci, N. Christofides, A. Mingozzi (2008), "An exact algorithm for the vehicle routing problem based
on the set partitioning formulation with additional cuts", Mathematical Programming 115: 351-385 (completion
bounds, columns within the gap).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from workshops.visits.patterns import Patterns, held_patterns, merged
from workshops.visits.problem import Booleans, VisitProblem
from workshops.visits.reach import (
    NEVER,
    Bits,
    earliest,
    legs_between,
    nearest_facilitators,
    pack_days,
    unavoidable,
)
from workshops.visits.schedule import Schedule
from workshops.visits.travel import Floats, Integers

_CELLS_AT_ONCE = 1_000_000
SEQUENCES_AT_MOST = 400_000
EVERYBODY = 1_000_000_000
_MANY_VISITS = 1_000
_THREADS = 2
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Search:
    """The patterns found; one that is not listed has a reduced cost of `rest` or more."""

    patterns: Patterns
    rest: float
    is_complete: bool


@dataclass(frozen=True, eq=False)
class _Sequences:
    """Partial days of one facilitator, visits numbered within the facilitator's own list."""

    visits: Integers
    values: Floats
    ends: Integers
    loads: Integers
    days: Bits


@dataclass(frozen=True, eq=False)
class _Reach:
    """What one facilitator can visit, with the prices of one search."""

    facilitator: int
    visits: Integers
    cap: int
    out: Floats
    back: Floats
    gain: Floats
    arcs: Floats
    ahead: Floats  # best value of going on from a visit held with so many workshops left, itself included


class DayPatterns:
    """The patterns of one problem, with the arrays that every search needs."""

    def __init__(self, problem: VisitProblem, nearest: int = EVERYBODY) -> None:
        self.problem = problem
        weight = problem.weights.travel_minutes
        self.is_restricted = nearest < len(problem.facilitators)
        self.extra = unavoidable(problem, nearest_facilitators(problem, nearest))
        self.out = problem.minutes_from_base * weight
        self.back = problem.minutes_to_base * weight
        self.alone = self.out + self.back + self.extra
        self.legs = legs_between(problem)
        self.open = pack_days(problem.open_days)
        self.free = pack_days(problem.facilitators.available)
        self.company = _company(problem)

    def for_each(self, task: Callable[[int], Found]) -> list[Found]:
        """Return what a task gives for each facilitator; two at once when there is much to do."""
        people = range(len(self.problem.facilitators))
        if len(self.problem.visits) < _MANY_VISITS:
            return [task(number) for number in people]
        with ThreadPoolExecutor(_THREADS) as pool:
            return list(pool.map(task, people))

    def search(self, facilitator: int, gain: Floats, slack: float, most: int = SEQUENCES_AT_MOST) -> Search:
        """Return the patterns whose travel costs at most `slack` more than their visits gain.

        Parameters
        ----------
        facilitator
            Whose day it is.
        gain
            What holding each visit gains: its dual price less what it costs beside travel.
        slack
            Largest reduced cost wanted; it may be negative.
        most
            How many sequences of each length to go on with; the best ones when there are more.
        """
        reach = self._reach(facilitator, np.flatnonzero(np.isfinite(self.extra[:, facilitator])), gain)
        return self._search(reach, slack, most)

    def search_all(self, facilitator: int, gain: Floats, slack: float) -> Search:
        """Return the patterns of all visits that the facilitator can hold, near or far, within the slack."""
        able = np.flatnonzero(self.problem.can_serve[:, facilitator])
        return self._search(
            self._reach(facilitator, self._worthwhile(facilitator, able, gain, slack), gain),
            slack,
            SEQUENCES_AT_MOST,
        )

    def _search(self, reach: _Reach, slack: float, most: int) -> Search:
        first = reach.out + reach.ahead[reach.cap] if len(reach.visits) else np.empty(0)
        levels: list[_Sequences] = []
        level, rest = self._start(reach, np.flatnonzero(first <= slack)), slack
        while len(level.values):
            levels.append(level)
            level = self._extend(level, reach, slack)
            if len(level.values) > most:
                level, rest = _best(level, reach, most), min(rest, float(first.min()))
        return Search(merged(self._collect(levels, reach, slack)), rest, is_complete=rest == slack)

    def lowest(self, facilitator: int, gain: Floats) -> float:
        """Return a number that no pattern's reduced cost is below, without listing any."""
        reach = self._reach(facilitator, np.flatnonzero(np.isfinite(self.extra[:, facilitator])), gain)
        return float((reach.out + reach.ahead[reach.cap]).min(initial=np.inf))

    def costs(self, found: Patterns) -> Floats:
        """Return what patterns cost at least, whatever the day: travel and what cannot be avoided."""
        return found.travel + found.sums_by_facilitator(self.extra)

    def fixed(self) -> Patterns:
        """Return the days of facilitators as far as they are fixed, each as one pattern."""
        visits = self.problem.visits
        return held_patterns(self.problem, Schedule(visits.fixed_days, visits.fixed_facilitators))

    def _reach(self, facilitator: int, visits: Integers, gain: Floats) -> _Reach:
        """Return visits of a facilitator with what going on from each is worth at best."""
        workshops = self.problem.visits.workshops[visits]
        cap = int(min(self.problem.facilitators.max_workshops[facilitator], workshops.sum()))
        arcs = self._arcs(visits)
        back = self.back[visits, facilitator]
        gain = gain[visits]
        ahead = np.full((cap + 1, len(visits)), np.inf)
        rest = np.tile(back, (cap + 1, 1))
        for left in range(1, cap + 1):
            fits = workshops <= left
            ahead[left, fits] = rest[left - workshops[fits], fits] - gain[fits]
            if left < cap:
                rest[left] = np.minimum(back, (arcs + ahead[left]).min(axis=1, initial=np.inf))
        return _Reach(facilitator, visits, cap, self.out[visits, facilitator], back, gain, arcs, ahead)

    def _start(self, reach: _Reach, chosen: Integers) -> _Sequences:
        visits = reach.visits[chosen]
        return _Sequences(
            visits=chosen[:, None],
            values=reach.out[chosen] - reach.gain[chosen],
            ends=self.problem.visits.bells[visits] + self.problem.duration[visits],
            loads=self.problem.visits.workshops[visits],
            days=self.open[visits] & self.free[reach.facilitator],
        )

    def _extend(self, level: _Sequences, reach: _Reach, slack: float) -> _Sequences:
        """Return every feasible sequence with one visit more that may still end within the slack."""
        at_once = max(1, _CELLS_AT_ONCE // len(reach.visits))
        parts = []
        for begin in range(0, len(level.values), at_once):
            rows = slice(begin, begin + at_once)
            lasts, left = level.visits[rows, -1], reach.cap - level.loads[rows]
            bound = level.values[rows, None] + reach.arcs[lasts] + reach.ahead[left]
            row, following = np.nonzero(bound <= slack)
            parts.append(self._follow(level, reach, row + begin, following))
        return _joined(parts)

    def _follow(self, level: _Sequences, reach: _Reach, rows: Integers, following: Integers) -> _Sequences:
        """Return the sequences (`rows`), each with the visit `following` at its end, that can be held."""
        table = self.problem.visits
        before, last = reach.visits[level.visits[rows]], level.visits[rows, -1]
        added = reach.visits[following]
        start = earliest(self.problem, level.ends[rows] + self.legs[before[:, -1], added], added)
        days = level.days[rows] & self.open[added]
        ok = (
            (start >= 0)
            & days.any(axis=1)
            & (table.schools[before] != table.schools[added, None]).all(axis=1)
        )
        rows, last, following, added = rows[ok], last[ok], following[ok], added[ok]
        return _Sequences(
            visits=np.column_stack([level.visits[rows], following]),
            values=level.values[rows] + reach.arcs[last, following] - reach.gain[following],
            ends=start[ok] + self.problem.duration[added],
            loads=level.loads[rows] + table.workshops[added],
            days=days[ok],
        )

    def _arcs(self, visits: Integers) -> Floats:
        """Return the weighted travel between visits, infinite where the second cannot follow the first."""
        legs = self.legs[np.ix_(visits, visits)]
        arcs = legs.astype(float)
        arcs[legs == NEVER] = np.inf
        arcs *= self.problem.weights.travel_minutes
        return arcs

    def _worthwhile(self, facilitator: int, visits: Integers, gain: Floats, slack: float) -> Integers:
        """Return the visits that a pattern within the slack can contain, some others perhaps.

        A round trip is not shorter than the way to any one of its visits and back, but for rounding; nor,
        then, than the average over its visits weighted by workshops. A table of minutes promises nothing.
        """
        if self.problem.travel.table is not None:
            return visits
        cap = int(self.problem.facilitators.max_workshops[facilitator])
        workshops, gain = self.problem.visits.workshops[visits], gain[visits]
        rounding = (0.5 * (cap + 1) + 1) * self.problem.weights.travel_minutes
        way = self.out[visits, facilitator] + self.back[visits, facilitator] - rounding
        others = _best_fill(workshops, gain, cap)[cap - workshops]
        shares = workshops / cap * (way + rounding) - gain
        rest = _best_fill(workshops, -shares, cap)[cap - workshops]
        kept: Integers = visits[np.maximum(way - gain - others, shares - rest - rounding) <= slack]
        return kept

    def _collect(self, levels: Sequence[_Sequences], reach: _Reach, slack: float) -> list[Patterns]:
        """Return the sequences within the slack as patterns, whole fixed groups only."""
        parts = []
        for level in levels:
            values = level.values + reach.back[level.visits[:, -1]]
            within = np.flatnonzero(values <= slack)
            local = level.visits[within]
            visits = np.sort(reach.visits[local], axis=1)
            travel = values[within] + reach.gain[local].sum(axis=1)
            found = Patterns(visits, np.full(len(within), reach.facilitator), travel)
            parts.append(found.take(self._keeps_fixed_together(visits)))
        return parts

    def _keeps_fixed_together(self, visits: Integers) -> Booleans:
        """Return which sets hold all visits that are fixed on one facilitator's day, or none of them."""
        company = self.company[visits]
        whole: Booleans = (company > 0).sum(axis=1) == company.max(axis=1)
        return whole


def _company(problem: VisitProblem) -> Integers:
    """Return for each fixed visit how many are fixed on its facilitator's day, itself included; else 0."""
    visits = problem.visits
    key = visits.fixed_facilitators * len(problem.days) + visits.fixed_days
    _, group, sizes = np.unique(key, return_inverse=True, return_counts=True)
    return np.where(visits.fixed_days >= 0, sizes[group], 0)


def _best_fill(workshops: Integers, values: Floats, cap: int) -> Floats:
    """Return the most that visits of so many workshops or fewer are worth, each as often as one likes."""
    best = [values[workshops == size].max(initial=0.0) for size in range(cap + 1)]
    fill = np.zeros(cap + 1)
    for total in range(1, cap + 1):
        fill[total] = max(fill[total - 1], *(best[size] + fill[total - size] for size in range(1, total + 1)))
    return fill


def _best(level: _Sequences, reach: _Reach, most: int) -> _Sequences:
    """Return the best sequences, each as if it went home, of a level that is too long to go on with."""
    rows = np.argpartition(level.values + reach.back[level.visits[:, -1]], most)[:most]
    return _Sequences(*(getattr(level, field.name)[rows] for field in fields(_Sequences)))


def _joined(parts: Sequence[_Sequences]) -> _Sequences:
    names = [field.name for field in fields(_Sequences)]
    return _Sequences(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
