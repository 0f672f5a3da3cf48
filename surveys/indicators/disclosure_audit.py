"""What a reader can work out about hidden counts: two linear programmes a hidden cell.

The reader knows every published count, every sum and the smallest value that a hidden count can
have. The feasible interval of a cell is the range of its value over all tables that agree with
that (Fischetti and Salazar-Gonzalez 2001, Management Science 47(7), the attacker's problems).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .linear_programmes import PricedOptimum, Sums, Vector, minimise, minimise_with_prices
from .linked_table import Counts, LinkedTable, Mask, mask

_EXACT = 1e-6  # HiGHS keeps its constraints to 1e-7


@dataclass(frozen=True)
class Intervals:
    """Smallest and largest possible value of every cell; `high` is infinite where nothing bounds it."""

    low: Vector
    high: Vector

    @property
    def width(self) -> Vector:
        """Return the width between the whole numbers inside: counts are whole, and readers know that."""
        return np.floor(self.high + _EXACT) - np.ceil(self.low - _EXACT)

    def joined(self, other: "Intervals") -> "Intervals":
        """Return the smallest intervals around both."""
        return Intervals(np.minimum(self.low, other.low), np.maximum(self.high, other.high))

    def at(self, cells: NDArray[np.intp]) -> "Intervals":
        """Return the intervals of some cells."""
        return Intervals(self.low[cells], self.high[cells])

    def with_part(self, cells: NDArray[np.intp], part: "Intervals") -> "Intervals":
        """Return the intervals with those of some cells replaced."""
        low, high = self.low.copy(), self.high.copy()
        low[cells], high[cells] = part.low, part.high
        return Intervals(low, high)


def exactly(values: Vector | Counts) -> Intervals:
    """Return the intervals of values that are known: each twice."""
    return Intervals(values.astype(float), values.astype(float))


def find_intervals(table: LinkedTable, hidden: Mask) -> Intervals:
    """Return the feasible interval of every cell when the `hidden` ones are not published.

    Parameters
    ----------
    table
        Counts and sums, and the least that each count can be when it is hidden.
    hidden
        The cells that are not published.

    Returns
    -------
    Intervals
        For a published cell its value twice.
    """
    intervals = exactly(table.counts)
    for block in blocks(table, hidden):
        intervals = intervals.with_part(block.cells, block.intervals())
    return intervals


def find_reach(
    table: LinkedTable,
    hidden: Mask,
    minimum_width: int,
    known: Intervals,
    among: Sequence[int] | None = None,
) -> Intervals:
    """Return intervals inside the feasible ones, as wide as those or at least `minimum_width`.

    Every table that a programme finds is a witness for all its cells at once, so most cells need no
    programme of their own.

    Parameters
    ----------
    table, hidden
        As in `find_intervals`.
    minimum_width
        The width that is enough, in persons.
    known
        What is known already: `exactly` the counts, or the answer for a part of the hidden cells.
    among
        The cells asked for; all hidden ones when left out.
    """
    asked = hidden if among is None else mask(len(hidden), among)
    for block in blocks(table, hidden):
        if (wanted := asked[block.cells]).any():
            known = known.with_part(block.cells, block.widened(minimum_width, known.at(block.cells), wanted))
    return known


def say_interval(low: float, high: float) -> str:
    """Return in words what a reader can work out."""
    return (
        f"can only be {as_number(low)}"
        if low == high
        else f"must lie between {as_number(low)} and {as_number(high)}"
    )


def as_number(end: float) -> int | float | None:
    """Return the end of an interval as JSON has it; None where there is none."""
    if not np.isfinite(end):
        return None
    return int(end) if end == int(end) else end


def lonely_lines(table: LinkedTable, hidden: Mask) -> NDArray[np.intp]:
    """Return the sums that hide two single persons and nothing else: each computes the other."""
    singles = (table.matrix > 0) @ (hidden & (table.counts == 1)).astype(int)
    cells = abs(table.matrix) @ hidden.astype(int)
    return np.flatnonzero((cells == 2) & (singles == 2))  # noqa: PLR2004 - two persons


def open_cells(table: LinkedTable, hidden: Mask, minimum_width: int) -> Mask:
    """Return the hidden cells that are not safe: too narrow, or a single person alone with another."""
    reach = find_reach(table, hidden, minimum_width, exactly(table.counts))
    lonely = table.in_lines(lonely_lines(table, hidden)) & (table.counts == 1)
    unsafe: Mask = (reach.width < minimum_width) | lonely
    return hidden & unsafe


@dataclass(frozen=True)
class Block:
    """Hidden cells that are tied together; a possible table is the true one plus moves that keep every sum.

    Attributes
    ----------
    cells, rows
        Their positions among all cells, and those of the equations that tie them.
    still
        The equations of the moves.
    counts
        The true table, or any possible one.
    room
        How far each count can fall.
    """

    cells: NDArray[np.intp]
    rows: NDArray[np.intp]
    still: Sums
    counts: Vector
    room: Vector

    def reach(self, place: int, sign: float) -> Vector:
        """Return a possible table in which one cell is largest (+1) or smallest (-1)."""
        # A cell that nothing bounds stops where it is surely wide.
        far = 10.0 * float(self.counts.sum()) + 1000.0
        return self.counts + minimise(self._towards(place, sign), self.still, -self.room, far)

    def priced_reach(self, place: int, sign: float) -> PricedOptimum:
        """Return `reach` for a cell that something bounds, and what each sum is worth to it."""
        unlimited = np.full(len(self.cells), np.inf)
        optimum = minimise_with_prices(self._towards(place, sign), self.still, -self.room, unlimited)
        return PricedOptimum(self.counts + optimum.x, optimum.prices)

    def intervals(self) -> Intervals:
        """Return the feasible interval of every cell: two programmes each, fewer where a bound is met."""
        found = exactly(self.counts)
        if len(self.cells) == 1 and len(self.rows):
            return found
        for place, unbounded in enumerate(self.unbounded):
            if found.low[place] > self.counts[place] - self.room[place] + _EXACT:
                found = found.joined(exactly(self.reach(place, -1.0)))
            if not unbounded:
                found = found.joined(exactly(self.reach(place, 1.0)))
        found = self.with_rays(found)
        return Intervals(_whole(found.low), _whole(found.high))

    def widened(self, minimum_width: int, known: Intervals, asked: Mask) -> Intervals:
        """Return what is known after enough programmes to settle which of the asked cells are wide."""
        if asked.sum() > 1:
            known = self.with_rays(known)
        for place in np.flatnonzero(asked).tolist():
            for sign in (1.0, -1.0):
                if known.width[place] < minimum_width:
                    known = known.joined(exactly(self.reach(place, sign)))
        return known

    def with_rays(self, known: Intervals) -> Intervals:
        """Return what is known with the cells that nothing bounds."""
        return Intervals(known.low, np.where(self.unbounded, np.inf, known.high))

    @cached_property
    def unbounded(self) -> Mask:
        """Return the cells that can grow without end together: the largest support of a ray."""
        size = len(self.cells)
        twice = sparse.csr_array(sparse.hstack([self.still.matrix, self.still.matrix]))
        limits = np.repeat([1.0, np.inf], size)
        ray = minimise(np.repeat([-1.0, 0.0], size), Sums(twice, self.still.totals), 0.0, limits)
        return ray[:size] > 0.5  # noqa: PLR2004 - it is 0 or 1

    def _towards(self, place: int, sign: float) -> Vector:
        objective = np.zeros(len(self.cells))
        objective[place] = -sign
        return objective


def blocks(table: LinkedTable, hidden: Mask) -> Iterator[Block]:
    """Yield the hidden cells in groups that no equation ties to each other."""
    cells = np.flatnonzero(hidden)
    ties = table.matrix[:, cells]
    linked = abs(ties)
    _, labels = connected_components(linked.T @ linked, directed=False)
    for label in np.unique(labels):
        of_block = labels == label
        mine, rows = cells[of_block], np.flatnonzero(linked[:, of_block].sum(axis=1))
        still = Sums(ties[rows][:, of_block], np.zeros(len(rows)))
        yield Block(mine, rows, still, table.counts[mine].astype(float), table.room[mine])


def _whole(ends: Vector) -> Vector:
    whole = np.round(ends)
    return np.where(np.isclose(ends, whole, rtol=0, atol=_EXACT), whole, ends)
