"""Patterns on days: the columns of the programme over (pattern, facilitator, day), and the rows on them.

A column is a pattern of a facilitator on one day and costs exactly what it will: travel, penalties of the
day, moves. Ties are rows for two consecutive visits of a school that make their terms exact for whole
numbers: one row a pair and facilitator (the first visit is with this one, the second is not), one row a pair
and day (the first visit is on this day, the second not near it).
"""

import sys
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from workshops.visits.patterns import Patterns, held_patterns, widened
from workshops.visits.problem import VisitProblem
from workshops.visits.programme import Matrix, blocks
from workshops.visits.relaxation import days_at_most
from workshops.visits.schedule import Schedule, nothing_scheduled
from workshops.visits.search import DayPatterns
from workshops.visits.travel import Floats, Integers

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class Columns:
    """Patterns on days, with the cost of each beside what ties visits of a school together."""

    patterns: Patterns
    days: Integers
    costs: Floats

    def __len__(self) -> int:
        return len(self.days)

    def take(self, rows: Integers) -> "Columns":
        """Return some of the columns."""
        return Columns(self.patterns.take(rows), self.days[rows], self.costs[rows])

    def schedule(self, problem: VisitProblem) -> Schedule:
        """Return the schedule of these columns; no visit may be in two of them."""
        schedule = nothing_scheduled(problem)
        row, place = np.nonzero(self.patterns.visits >= 0)
        visits = self.patterns.visits[row, place]
        schedule.days[visits] = self.days[row]
        schedule.facilitators[visits] = self.patterns.facilitators[row]
        return schedule


def joined(parts: list[Columns]) -> Columns:
    """Return the columns of all parts in one table."""
    return Columns(
        widened([part.patterns for part in parts]),
        np.concatenate([np.empty(0, dtype=np.int64), *(part.days for part in parts)]),
        np.concatenate([np.empty(0), *(part.costs for part in parts)]),
    )


def distinct(columns: Columns) -> Columns:
    """Return each pattern on each day once."""
    key = np.column_stack([columns.patterns.visits, columns.patterns.facilitators, columns.days])
    _, first = np.unique(key, axis=0, return_index=True)
    return columns.take(np.sort(first))


@dataclass(frozen=True, eq=False)
class Prices:
    """Dual prices of the rows: what a visit is worth and what a facilitator's day costs.

    A visit is worth `worth`, with `by_day` (visits x days) and `by_facilitator` (visits x facilitators) on
    top.
    """

    worth: Floats
    by_day: Floats
    by_facilitator: Floats
    rents: Floats


@dataclass(frozen=True, eq=False)
class Ties:
    """Rows on pairs of visits over cells (visit, day or facilitator), with the second visit of each."""

    cells: Matrix
    seconds: Integers
    weight: float

    def __len__(self) -> int:
        return len(self.seconds)

    def unless_left_out(self, visits: int) -> Matrix:
        """Return rows x visits: -1 at the second visit, because a pair with one left out does not count."""
        numbers = np.arange(len(self))
        return sp.csc_array((-np.ones(len(self)), (numbers, self.seconds)), shape=(len(self), visits))


class Dated:
    """The columns of one problem and the rows on them."""

    def __init__(self, patterns: DayPatterns) -> None:
        self.patterns = patterns
        self.problem = patterns.problem
        visits, weights = self.problem.visits, self.problem.weights
        moved = np.where(visits.previous_days >= 0, weights.moved, 0.0)
        self.base = np.where(self.problem.open_days, visits.penalties * weights.day_penalty, np.inf)
        self.base += moved[:, None]
        self.far_apart = _far_apart_ties(self.problem)
        self.second_facilitator = _second_facilitator_ties(self.problem)

    def day_costs(self, facilitator: int) -> Floats:
        """Return what visits cost on each day with a facilitator beside travel; infinite if impossible."""
        visits = self.problem.visits
        costs = np.where(self.problem.facilitators.available[facilitator], self.base, np.inf)
        costs[~self.problem.can_serve[:, facilitator]] = np.inf
        stays = np.flatnonzero(visits.previous_facilitators == facilitator)
        costs[stays, visits.previous_days[stays]] -= self.problem.weights.moved
        return costs

    def on_days(self, found: Patterns, prices: Prices, slack: float) -> Columns:
        """Return the patterns on all days on which their reduced cost is at most the slack."""
        parts = []
        for facilitator in np.unique(found.facilitators).tolist():
            rows = np.flatnonzero(found.facilitators == facilitator)
            days = np.flatnonzero(self.problem.facilitators.available[facilitator])
            costs = np.vstack([self.day_costs(facilitator)[:, days], np.zeros(len(days))])
            value = self._value(facilitator, prices)[:, days]
            value = np.vstack([value, np.zeros(len(days))])
            at_once = max(1, _CELLS_AT_ONCE // max(1, len(days) * found.visits.shape[1]))
            for begin in range(0, len(rows), at_once):
                some = found.take(rows[begin : begin + at_once])
                beside = costs[some.visits].sum(axis=1)
                reduced = some.travel[:, None] + beside - value[some.visits].sum(axis=1)
                row, day = np.nonzero(reduced + prices.rents[facilitator, days] <= slack)
                parts.append(Columns(some.take(row), days[day], some.travel[row] + beside[row, day]))
        return joined(parts)

    def prices(self, worth: Floats, rents: Floats) -> Prices:
        """Return the prices of a relaxation without dates: one a visit and one a facilitator."""
        visits, days, people = (
            len(self.problem.visits),
            len(self.problem.days),
            len(self.problem.facilitators),
        )
        rents = np.tile(rents[:, None], (1, days))
        return Prices(worth, np.zeros((visits, days)), np.zeros((visits, people)), rents)

    def on_all_days(self, found: Patterns) -> Columns:
        """Return the patterns on every day on which they can be."""
        free = self.prices(np.zeros(len(self.problem.visits)), np.zeros(len(self.problem.facilitators)))
        return self.on_days(found, free, sys.float_info.max)

    def columns_of(self, schedule: Schedule) -> Columns:
        """Return the columns that a schedule consists of."""
        found = held_patterns(self.problem, schedule)
        days = np.array([day for _, day in schedule.groups()], dtype=np.int64)
        costs = [
            travel + self.day_costs(facilitator)[visits[visits >= 0], day].sum()
            for travel, facilitator, visits, day in zip(
                found.travel, found.facilitators, found.visits, days, strict=True
            )
        ]
        return Columns(found, days, np.array(costs))

    def reduced(self, columns: Columns, prices: Prices) -> Floats:
        """Return the reduced costs of columns at these prices."""
        found, days = columns.patterns, columns.days
        padded = np.vstack([prices.by_day, np.zeros(prices.by_day.shape[1])])
        value = found.sums(prices.worth) + found.sums_by_facilitator(prices.by_facilitator)
        value += padded[found.visits, days[:, None]].sum(axis=1)
        reduced: Floats = columns.costs - value + prices.rents[found.facilitators, days]
        return reduced

    def cheapest(self, columns: Columns, prices: Prices, most: int) -> Columns:
        """Return the columns of smallest reduced cost, all when they are few enough."""
        if len(columns) <= most:
            return columns
        return columns.take(np.argpartition(self.reduced(columns, prices), most)[:most])

    def gain(self, facilitator: int, prices: Prices) -> Floats:
        """Return the most that each visit can gain with a facilitator on any day, if on any."""
        gain: Floats = (self._value(facilitator, prices) - self.day_costs(facilitator)).max(
            axis=1, initial=-np.inf
        )
        return gain

    def _value(self, facilitator: int, prices: Prices) -> Floats:
        return (prices.worth + prices.by_facilitator[:, facilitator])[:, None] + prices.by_day

    @cached_property
    def most(self) -> Floats:
        """The right-hand sides of the rows of `limits`: a free day once, and a facilitator's days in all."""
        free = np.ones(len(self.free_days))
        return np.concatenate([free, days_at_most(self.problem)])

    @cached_property
    def free_days(self) -> Integers:
        """The cells (facilitator, day) on which somebody is available."""
        return np.flatnonzero(self.problem.facilitators.available.ravel())

    @cached_property
    def tie_weights(self) -> Floats:
        """What each broken tie costs, in the order of the rows of `ties`."""
        return np.concatenate(
            [np.full(len(tie), tie.weight) for tie in (self.far_apart, self.second_facilitator)]
        )

    def limits(self, columns: Columns) -> Matrix:
        """Return rows on the columns: one a free day of a facilitator, one a facilitator."""
        people = len(self.problem.facilitators)
        return blocks(
            [[self.facilitator_days(columns).tocsr()[self.free_days]], [columns.patterns.days_out(people)]]
        )

    def ties(self, columns: Columns) -> Matrix:
        """Return the rows of all ties, at most 0, on the columns, the visits left out and the ties broken."""
        visits, far, second = len(self.problem.visits), self.far_apart, self.second_facilitator
        held = sp.vstack(
            [far.cells @ self.visit_days(columns), second.cells @ self.visit_facilitators(columns)]
        )
        left_out = sp.vstack([far.unless_left_out(visits), second.unless_left_out(visits)])
        return blocks([[held, left_out, -sp.eye_array(len(far) + len(second))]])

    def visit_days(self, columns: Columns) -> Matrix:
        """Return cells (visit, day) x columns: 1 where the column holds the visit on the day."""
        return self._cells(columns, columns.days, len(self.problem.days))

    def visit_facilitators(self, columns: Columns) -> Matrix:
        """Return cells (visit, facilitator) x columns: 1 where the column's facilitator holds the visit."""
        return self._cells(columns, columns.patterns.facilitators, len(self.problem.facilitators))

    def facilitator_days(self, columns: Columns) -> Matrix:
        """Return cells (facilitator, day) x columns: 1 where the column fills the day."""
        size = len(self.problem.days)
        cell = columns.patterns.facilitators * size + columns.days
        shape = (len(self.problem.facilitators) * size, len(columns))
        return sp.csc_array((np.ones(len(columns)), (cell, np.arange(len(columns)))), shape=shape)

    def _cells(self, columns: Columns, second: Integers, size: int) -> Matrix:
        column, place = np.nonzero(columns.patterns.visits >= 0)
        cell = columns.patterns.visits[column, place] * size + second[column]
        shape = (len(self.problem.visits) * size, len(columns))
        return sp.csc_array((np.ones(len(column)), (cell, column)), shape=shape)


def school_days(problem: VisitProblem) -> Matrix:
    """Return rows over cells (visit, day), each the sum of a school's visits on a day if it has several."""
    schools, days = problem.visits.schools, len(problem.days)
    several = np.flatnonzero(np.bincount(schools)[schools] > 1)
    visit, day = np.nonzero(problem.open_days[several])
    cell = several[visit] * days + day
    keys, row = np.unique(schools[several[visit]] * days + day, return_inverse=True)
    return sp.csc_array((np.ones(len(row)), (row, cell)), shape=(len(keys), len(problem.visits) * days))


def _far_apart_ties(problem: VisitProblem) -> Ties:
    """Return a row for each pair and day of its first visit: on this day, the second on no day near it."""
    days, opened = len(problem.days), problem.open_days
    pair, day = np.nonzero(opened[problem.pairs[:, 0]])
    first, second = problem.pairs[pair].T
    row, near = np.nonzero(np.abs(np.arange(days) - day[:, None]) <= problem.far_apart_days)
    near_is_open = opened[second[row], near] & (near != day[row])
    row, near = row[near_is_open], near[near_is_open]
    cells = sp.csc_array(
        (
            np.concatenate([np.ones(len(pair)), -np.ones(len(row))]),
            (
                np.concatenate([np.arange(len(pair)), row]),
                np.concatenate([first * days + day, second[row] * days + near]),
            ),
        ),
        shape=(len(pair), len(problem.visits) * days),
    )
    return Ties(cells, second, problem.weights.far_apart)


def _second_facilitator_ties(problem: VisitProblem) -> Ties:
    """Return a row for each pair and facilitator: with this one, and the second visit not."""
    people = len(problem.facilitators)
    pair, facilitator = np.nonzero(problem.can_serve[problem.pairs[:, 0]])
    first, second = problem.pairs[pair].T
    numbers = np.arange(len(pair))
    cells = sp.csc_array(
        (
            np.concatenate([np.ones(len(pair)), -np.ones(len(pair))]),
            (
                np.concatenate([numbers, numbers]),
                np.concatenate([first * people + facilitator, second * people + facilitator]),
            ),
        ),
        shape=(len(pair), len(problem.visits) * people),
    )
    return Ties(cells, second, problem.weights.second_facilitator)
