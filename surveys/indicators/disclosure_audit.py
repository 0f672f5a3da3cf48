"""What a reader can work out about hidden counts: two linear programmes a hidden cell.

The reader knows every published count, every sum and the smallest value that a hidden count can
have. The feasible interval of a cell is the range of its value over all tables that agree with
that (Fischetti and Salazar-Gonzalez 2001, Management Science 47(7), the attacker's problems).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .linear_programmes import Sums, Vector, minimise
from .linked_table import Counts, LinkedTable, Mask

_EXACT = 1e-6  # HiGHS keeps its constraints to 1e-7


@dataclass(frozen=True)
class Intervals:
    """Smallest and largest possible value of every cell; `high` is infinite where nothing bounds it."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def width(self) -> NDArray[np.float64]:
        """Return the width between the whole numbers inside: counts are whole, and readers know that."""
        return np.floor(self.high + _EXACT) - np.ceil(self.low - _EXACT)


def find_intervals(table: LinkedTable, hidden: Mask) -> Intervals:
    """Return the feasible interval of every cell when the `hidden` ones are not published.

    Parameters
    ----------
    table
        Counts and sums; `table.zeros_public` fixes the least value of a hidden count, 1 or 0.
    hidden
        The cells that are not published.

    Returns
    -------
    Intervals
        For a published cell its value twice.
    """
    low = table.counts.astype(float)
    high = low.copy()
    for cells, rows in _components(table, hidden):
        block = table.matrix[rows][:, cells]
        sums = block @ table.counts[cells]
        low[cells], high[cells] = _extremes(block, sums, table.least)
    return Intervals(low, high)


def find_narrow(table: LinkedTable, hidden: Mask, minimum_width: int, among: Mask | None = None) -> Mask:
    """Return the hidden cells whose feasible interval is narrower than `minimum_width`.

    Every table that the programmes find is a witness for all its cells at once, so most cells
    need no programme of their own.
    """
    asked = hidden if among is None else hidden & among
    narrow = np.zeros_like(hidden)
    for cells, rows in _components(table, hidden):
        if (wanted := asked[cells]).any():
            block = table.matrix[rows][:, cells]
            narrow[cells] = _narrow_in(block, table.counts[cells], table.least, minimum_width, wanted)
    return narrow


def _narrow_in(block: sparse.csr_array, counts: Counts, least: int, minimum_width: int, wanted: Mask) -> Mask:
    sums, most = Sums(block, block @ counts), float(counts.sum() + minimum_width)
    reach = Intervals(counts.astype(float), counts.astype(float))

    def widen(direction: Vector) -> None:
        nonlocal reach
        witness = minimise(-direction, sums, least, most)
        reach = Intervals(np.minimum(reach.low, witness), np.maximum(reach.high, witness))

    narrow = wanted
    for sign in (1.0, -1.0, 1.0, -1.0):
        if (narrow := wanted & (reach.width < minimum_width)).any():
            widen(sign * narrow.astype(float))
    for cell in np.flatnonzero(narrow):
        for sign in (1.0, -1.0):
            if reach.width[cell] < minimum_width:
                widen(sign * np.eye(len(counts))[cell])
    return wanted & (reach.width < minimum_width)


def _components(table: LinkedTable, hidden: Mask) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield the groups of hidden cells that no equation ties to each other, each with its equations."""
    cells = np.flatnonzero(hidden)
    ties = abs(table.matrix[:, cells])
    _, labels = connected_components(ties.T @ ties, directed=False)
    for label in np.unique(labels):
        of_group = labels == label
        yield cells[of_group], np.flatnonzero(ties[:, of_group].sum(axis=1))


def _extremes(block: sparse.csr_array, totals: Vector, least: int) -> tuple[Vector, Vector]:
    size, sums = block.shape[1], Sums(block, totals)
    unbounded = _unbounded(block)
    low, high = np.empty(size), np.full(size, np.inf)
    for cell, objective in enumerate(np.eye(size)):
        low[cell] = minimise(objective, sums, least, np.inf)[cell]
        if not unbounded[cell]:
            high[cell] = minimise(-objective, sums, least, np.inf)[cell]
    return _whole(low), _whole(high)


def _whole(ends: Vector) -> Vector:
    whole = np.round(ends)
    return np.where(np.isclose(ends, whole, rtol=0, atol=_EXACT), whole, ends)


def _unbounded(block: sparse.csr_array) -> Mask:
    """Return the cells that can grow without end together: the largest support of a ray of the table."""
    size = block.shape[1]
    sums = Sums(sparse.csr_array(sparse.hstack([block, block])), np.zeros(block.shape[0]))
    ray = minimise(np.repeat([-1.0, 0.0], size), sums, 0.0, np.repeat([1.0, np.inf], size))
    return ray[:size] > 0.5  # noqa: PLR2004 - it is 0 or 1
