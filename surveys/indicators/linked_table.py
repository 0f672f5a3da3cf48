"""Tables of counts that are tied together by sums, and which of their cells are unsafe by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Equation:
    """One published sum: the cell `total` is the sum of the cells `parts`, all by position."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class LinkedTable:
    """Counts of persons with every sum that ties them; one cell stands for one count wherever it is shown.

    `least` is the smallest value that a reader must think possible for a hidden count: 1 when every
    zero is printed, 0 when a zero may be hidden.
    """

    counts: Counts
    equations: tuple[Equation, ...]
    least: int | Counts = 1

    def __post_init__(self) -> None:
        if (self.counts < 0).any():
            raise ValueError("a count is negative")
        if any(self.matrix @ self.counts):
            raise ValueError("a total is not the sum of its parts")

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """Return one row an equation: +1 at its parts, -1 at its total."""
        return equation_matrix(self.equations, len(self.counts))

    @property
    def hideable(self) -> Mask:
        """Return the cells that may be hidden: those not below the least that a hidden one can be."""
        return np.asarray(self.counts >= self.least)

    @property
    def room(self) -> NDArray[np.float64]:
        """Return how far each count can fall when it is hidden."""
        return (self.counts - self.least).clip(0).astype(float)

    def in_lines(self, lines: NDArray[np.intp]) -> Mask:
        """Return the cells of some equations."""
        return np.asarray(abs(self.matrix[lines]).sum(axis=0)) > 0


def equation_matrix(equations: Sequence[Equation], size: int) -> sparse.csr_array:
    """Return one row an equation over `size` cells: +1 at its parts, -1 at its total."""
    lines = [(*equation.parts, equation.total) for equation in equations]
    rows = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    signs = np.concatenate([[*np.ones(len(line) - 1), -1.0] for line in lines] or [[]])
    columns = np.array([cell for line in lines for cell in line], dtype=np.int64)
    return sparse.csr_array((signs, (rows, columns)), shape=(len(lines), size))


def primary_cells(table: LinkedTable, threshold: int, *, complement: bool = False) -> Mask:
    """Return the cells that are unsafe by themselves.

    A count from 1 to `threshold` - 1 is unsafe; with `complement` so is a part that lacks only so
    few to its total, because 24 of 25 reveals one.
    """
    unsafe = (table.counts > 0) & (table.counts < threshold)
    if complement:
        for equation in table.equations:
            lacking = table.counts[equation.total] - table.counts[list(equation.parts)]
            unsafe[list(equation.parts)] |= (lacking > 0) & (lacking < threshold)
    return unsafe & table.hideable


def mask(size: int, cells: Sequence[int] | NDArray[np.int64]) -> Mask:
    """Return a mask of `size` cells that is true at the given positions."""
    chosen = np.zeros(size, dtype=bool)
    chosen[np.asarray(cells, dtype=np.intp)] = True
    return chosen
