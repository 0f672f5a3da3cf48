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

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from workshops.visits.patterns import Patterns, held_patterns, merged
from workshops.visits.problem import Booleans, VisitProblem
from workshops.visits.schedule import Schedule
from workshops.visits.travel import Floats, Integers

Bits = npt.NDArray[np.uint64]
_CELLS_AT_ONCE = 4_000_000
SEQUENCES_AT_MOST = 400_000


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


def pack_days(days: Booleans) -> Bits:
    """Return rows of days as rows of 64-bit words, so that common days cost one `and`."""
    packed = np.packbits(days, axis=1)
    padded = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
    return np.ascontiguousarray(padded).view(np.uint64)


def unavoidable(problem: VisitProblem) -> Floats:
    """Return visits x facilitators: what the visit costs with the facilitator whatever the day.

    The smallest penalty of a common day, and the price of the move when the facilitator or every day differs
    from the schedule before; infinite where the facilitator cannot hold the visit at all.
    """
    visits, weights = problem.visits, problem.weights
    penalties = np.where(problem.open_days, visits.penalties * weights.day_penalty, np.inf)
    moved = np.where(visits.previous_days >= 0, weights.moved, 0.0)
    extra = np.full((len(visits), len(problem.facilitators)), np.inf)
    for facilitator, free in enumerate(problem.facilitators.available):
        extra[:, facilitator] = penalties[:, free].min(axis=1, initial=np.inf) + moved
        stays = np.flatnonzero(visits.previous_facilitators == facilitator)
        stays = stays[free[visits.previous_days[stays]]]
        kept = penalties[stays, visits.previous_days[stays]]
        extra[stays, facilitator] = np.minimum(extra[stays, facilitator], kept)
    extra[~problem.can_serve] = np.inf
    return extra


class DayPatterns:
    """The patterns of one problem, with the arrays that every search needs."""

    def __init__(self, problem: VisitProblem) -> None:
        self.problem = problem
        self.step = problem.workshop_minutes + problem.break_minutes
        weight = problem.weights.travel_minutes
        self.minutes = problem.travel.matrix(problem.visits.places)
        self.open = pack_days(problem.open_days)
        self.free = pack_days(problem.facilitators.available)
        self.extra = unavoidable(problem)
        self.out = problem.minutes_from_base * weight
        self.back = problem.minutes_to_base * weight
        self.alone = self.out + self.back + self.extra
        self.arcs = np.where(self._can_follow(), self.minutes * weight, np.inf)
        self.company = _company(problem)

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
        reach = self._reach(facilitator, gain)
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
        reach = self._reach(facilitator, gain)
        return float((reach.out + reach.ahead[reach.cap]).min(initial=np.inf))

    def costs(self, found: Patterns) -> Floats:
        """Return what patterns cost at least, whatever the day: travel and what cannot be avoided."""
        return found.travel + found.sums_by_facilitator(self.extra)

    def fixed(self) -> Patterns:
        """Return the days of facilitators as far as they are fixed, each as one pattern."""
        visits = self.problem.visits
        return held_patterns(self.problem, Schedule(visits.fixed_days, visits.fixed_facilitators))

    def _reach(self, facilitator: int, gain: Floats) -> _Reach:
        """Return the facilitator's visits with what going on from each is worth at best."""
        visits = np.flatnonzero(np.isfinite(self.extra[:, facilitator]))
        workshops = self.problem.visits.workshops[visits]
        cap = int(min(self.problem.facilitators.max_workshops[facilitator], workshops.sum()))
        arcs = self.arcs[np.ix_(visits, visits)]
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
        start = self._earliest(level.ends[rows] + self.minutes[before[:, -1], added], added)
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

    def _can_follow(self) -> Booleans:
        """Return visits x visits: whether the second can be held on the same day after the first."""
        visits = self.problem.visits
        arrivals = (visits.bells + self.problem.duration)[:, None] + self.minutes
        follows = self._earliest(arrivals, np.arange(len(visits))) >= 0
        follows &= visits.schools[:, None] != visits.schools
        first, second = np.nonzero(follows)
        follows[first, second] = (self.open[first] & self.open[second]).any(axis=1)
        return follows

    def _earliest(self, arrivals: Integers, visits: Integers) -> Integers:
        """Return the first minute at which the visits can start after the arrivals; -1 without a slot."""
        table = self.problem.visits
        slot = np.maximum(-((table.bells[visits] - arrivals) // self.step), 0)
        fits = slot <= (table.slots - table.workshops)[visits]
        return np.where(fits, table.bells[visits] + slot * self.step, -1)

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


def _best(level: _Sequences, reach: _Reach, most: int) -> _Sequences:
    """Return the best sequences, each as if it went home, of a level that is too long to go on with."""
    rows = np.argpartition(level.values + reach.back[level.visits[:, -1]], most)[:most]
    return _Sequences(*(getattr(level, field.name)[rows] for field in fields(_Sequences)))


def _joined(parts: Sequence[_Sequences]) -> _Sequences:
    names = [field.name for field in fields(_Sequences)]
    return _Sequences(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
