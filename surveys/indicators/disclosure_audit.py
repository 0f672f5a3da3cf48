"""What a reader can work out about hidden counts: two linear programmes a hidden cell.

The reader knows every published count, every sum and the smallest value that a hidden count can
have. The feasible interval of a cell is the range of its value over all tables that agree with
that (Fischetti and Salazar-Gonzalez 2001, Management Science 47(7), the attacker's problems).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .linear_programmes import ColdProgramme, Optimum, Polytope, Vector, over
from .linked_table import Counts, LinkedTable, Mask

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
    for cells, rows in _blocks(table, hidden):
        attack = Attack(table.matrix[rows][:, cells], table.counts[cells], table.room[cells])
        attack.hide(np.ones(len(cells), dtype=bool))
        intervals = intervals.with_part(cells, attack.intervals())
    return intervals


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
    attack = Attack(table.matrix, table.counts, table.room)
    attack.hide(hidden)
    reach = attack.widened(minimum_width, attack.with_rays(exactly(table.counts)), np.flatnonzero(hidden))
    lonely = table.in_lines(lonely_lines(table, hidden)) & (table.counts == 1)
    unsafe: Mask = (reach.width < minimum_width) | lonely
    return hidden & unsafe


class Attack:
    """All tables that a reader must think possible while some cells are hidden.

    A possible table is the true one plus moves that keep every sum, as given by `matrix`; a hidden
    cell can move down by its `room`. Every answer is a witness for all cells at once.
    """

    def __init__(self, matrix: sparse.csr_array, counts: Counts, room: Vector) -> None:
        self.counts, self.room = counts.astype(float), room
        self._matrix = matrix
        self._hidden = np.zeros(len(counts), dtype=bool)
        still = np.zeros(len(counts))
        self._moves = over(Polytope(matrix, np.zeros(matrix.shape[0]), still, still))

    def hide(self, hidden: Mask) -> None:
        """Let these cells move and no others."""
        self._hidden = hidden
        # A cell that nothing bounds stops where it is surely wide.
        far = 10.0 * float(self.counts.sum()) + 1000.0
        self._moves.limit(np.where(hidden, -self.room, 0.0), np.where(hidden, far, 0.0))

    def reach(self, cell: int, sign: float) -> Optimum:
        """Return a possible table in which a cell is largest (+1) or smallest (-1), with the sums' prices."""
        objective = np.zeros(len(self.counts))
        objective[cell] = -sign
        optimum = self._moves.minimise(objective)
        return Optimum(self.counts + optimum.x, optimum.prices)

    def intervals(self) -> Intervals:
        """Return the feasible interval of every cell: two programmes each, fewer where a bound is met."""
        found, unbounded = exactly(self.counts), self._unbounded()
        for cell in np.flatnonzero(self._hidden).tolist():
            if found.low[cell] > self.counts[cell] - self.room[cell] + _EXACT:
                found = found.joined(exactly(self.reach(cell, -1.0).x))
            if not unbounded[cell]:
                found = found.joined(exactly(self.reach(cell, 1.0).x))
        return Intervals(_whole(found.low), _whole(np.where(unbounded, np.inf, found.high)))

    def widened(self, minimum_width: int, known: Intervals, cells: Iterable[int]) -> Intervals:
        """Return what is known after enough programmes to settle whether some cells are wide."""
        for cell in cells:
            for sign in (1.0, -1.0):
                if known.width[cell] < minimum_width:
                    known = known.joined(exactly(self.reach(cell, sign).x))
        return known

    def with_rays(self, known: Intervals) -> Intervals:
        """Return what is known with the cells that nothing bounds."""
        return Intervals(known.low, np.where(self._unbounded(), np.inf, known.high))

    def _unbounded(self) -> Mask:
        """Return the cells that can grow without end together: the largest support of a ray."""
        matrix, size = self._matrix[:, np.flatnonzero(self._hidden)], int(self._hidden.sum())
        unbounded = np.zeros_like(self._hidden)
        if size:
            rays = Polytope(
                sparse.csr_array(sparse.hstack([matrix, matrix])),
                np.zeros(matrix.shape[0]),
                np.zeros(2 * size),
                np.repeat([1.0, np.inf], size),
            )
            found = ColdProgramme(rays).minimise(np.repeat([-1.0, 0.0], size)).x
            unbounded[self._hidden] = found[:size] > 0.5  # noqa: PLR2004 - it is 0 or 1
        return unbounded


def _blocks(table: LinkedTable, hidden: Mask) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield the hidden cells in groups that no equation ties to each other, each with its equations."""
    cells = np.flatnonzero(hidden)
    ties = abs(table.matrix[:, cells])
    _, labels = connected_components(ties.T @ ties, directed=False)
    for label in np.unique(labels):
        of_block = labels == label
        yield cells[of_block], np.flatnonzero(ties[:, of_block].sum(axis=1))


def _whole(ends: Vector) -> Vector:
    whole = np.round(ends)
    return np.where(np.isclose(ends, whole, rtol=0, atol=_EXACT), whole, ends)
