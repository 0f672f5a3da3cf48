"""Complementary suppression: the cheapest further cells to hide so that no hidden count can be worked out.

A pattern is safe when the feasible interval of every hidden cell has the asked width (sliding
protection) and no line hides two single persons and nothing else. The choice is an integer
programme with one 0/1 variable a cell; the widths enter as cuts from the duals of the attacker's
linear programmes (Fischetti and Salazar-Gonzalez 2001, Management Science 47(7)). Every pattern on
the way is repaired by the cheapest closed changes through its narrow cells (Kelly, Golden and Assad
1992, Networks 22), so that there is an answer, with a proven gap, whenever the work stops.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from .disclosure_audit import Block, Intervals, blocks, exactly, find_reach, lonely_lines, open_cells
from .linear_programmes import Sums, Vector, minimise
from .linked_table import Equation, LinkedTable, Mask, mask

_EXACT = 1e-6


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Effort:
    """When to stop: a gap that is good enough, a number of rounds, or when `is_over` says so."""

    gap: float = 0.01
    rounds: int = 10
    seconds_per_round: float = 2.0
    is_over: Callable[[], bool] = _never


@dataclass(frozen=True)
class Suppression:
    """The cells hidden, what they cost, and a proven lower bound on that."""

    hidden: Mask
    cost: int
    bound: int

    @property
    def gap(self) -> float:
        """Return how far the cost can be above the optimum, as a share of the bound."""
        return (self.cost - self.bound) / self.bound if self.cost > self.bound else 0.0


class CannotProtectError(Exception):
    """Some unsafe cells stay open even when everything that may be hidden is hidden."""

    def __init__(self, cells: tuple[int, ...], hidden: Mask) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = cells
        self.hidden = hidden


@dataclass(frozen=True)
class _Task:
    table: LinkedTable
    primary: Mask
    hideable: Mask
    prices: Vector
    width: int

    @property
    def room_down(self) -> Vector:
        return (self.table.counts - self.table.least).clip(0).astype(float)

    def cost(self, hidden: Mask) -> float:
        return float(self.prices[hidden].sum())


def suppress(
    table: LinkedTable,
    primary: Mask,
    *,
    keep: Mask | None = None,
    minimum_width: int = 5,
    cost: Literal["cells", "respondents"] = "respondents",
    effort: Effort = Effort(),
) -> Suppression:
    """Choose the cheapest cells to hide so that the unsafe ones and all others hidden stay unknown.

    Parameters
    ----------
    table
        Counts and sums.
    primary
        The cells that are unsafe by themselves.
    keep
        Cells that must stay published.
    minimum_width
        Least width of the feasible interval of a hidden cell, in persons.
    cost
        What a hidden cell costs: 1, or its count. Ties are broken by the other.
    effort
        When to stop.

    Raises
    ------
    CannotProtectError
        When no pattern protects every unsafe cell.
    """
    if not primary.any():
        return Suppression(np.zeros_like(primary), 0, 0)
    free = table.hideable if keep is None else table.hideable & ~keep
    hideable = _largest_pattern(table, primary, free | primary, minimum_width)
    ones = np.ones(len(table.counts))
    main, tie = (ones, table.counts) if cost == "cells" else (table.counts, ones)
    share_of_tie = float(tie[hideable].sum()) / (1.0 + float(tie.sum()))
    task = _Task(table, primary, hideable, main + tie / (1.0 + tie.sum()), minimum_width)
    best, bound = _search(task, effort)
    # The tie-break adds less than one person or cell, so a bound in whole ones is left.
    return Suppression(best, int(main[best].sum()), math.ceil(bound - share_of_tie - _EXACT))


def _largest_pattern(table: LinkedTable, primary: Mask, hideable: Mask, minimum_width: int) -> Mask:
    """Return the largest pattern in which every hidden cell is wide; every safe pattern lies inside it."""
    while (narrow := open_cells(table, hideable, minimum_width)).any():
        if hopeless := np.flatnonzero(primary & narrow).tolist():
            raise CannotProtectError(tuple(hopeless), hideable)
        hideable = hideable & ~narrow
    return hideable


def _search(task: _Task, effort: Effort) -> tuple[Mask, float]:
    cuts = [_line_cuts(task)]
    best, bound = task.hideable, task.cost(task.primary)
    for _ in range(effort.rounds):
        chosen, round_bound = _solve_master(task, cuts, effort)
        bound = max(bound, round_bound)
        reach, violated = _attack(task, chosen)
        best = min(best, _repair(task, chosen, reach), key=task.cost)
        if not violated.shape[0] or task.cost(best) <= bound * (1 + effort.gap) or effort.is_over():
            break
        cuts.append(violated)
    return best, bound


def _solve_master(task: _Task, cuts: list[sparse.csr_array], effort: Effort) -> tuple[Mask, float]:
    answer = milp(
        task.prices,
        constraints=LinearConstraint(sparse.vstack(cuts), 0, np.inf),
        integrality=np.ones(len(task.prices), dtype=np.int64),
        bounds=Bounds(task.primary.astype(float), task.hideable.astype(float)),
        options={"mip_rel_gap": effort.gap / 2, "time_limit": effort.seconds_per_round},
    )
    bound = float(answer.mip_dual_bound or 0.0)
    return (task.primary, bound) if answer.x is None else (np.round(answer.x).astype(bool), bound)


def _line_cuts(task: _Task) -> sparse.csr_array:
    """Return what every line asks for by itself: a hidden cell needs others that can give way to it."""
    rows = [row for equation in task.table.equations for row in _line_conditions(task, equation)]
    ends = np.cumsum([0, *(len(cells) for cells, _ in rows)])
    cells = np.concatenate([cells for cells, _ in rows] or [np.empty(0, dtype=np.intp)])
    sizes = np.concatenate([sizes for _, sizes in rows] or [np.empty(0)])
    return sparse.csr_array((sizes, cells, ends), shape=(len(rows), len(task.prices)))


def _line_conditions(task: _Task, equation: Equation) -> Iterator[tuple[NDArray[np.intp], Vector]]:
    """Yield conditions `sizes @ hidden[cells] >= 0` for each cell of a line, each pair of single persons."""
    cells = np.array([*equation.parts, equation.total])
    cells = cells[task.hideable[cells]]
    is_part = cells != equation.total
    room = task.room_down[cells]
    # Up to its own count a cell gives way downwards itself; the rest of its width others must give:
    # on the same side of the sum by falling, on the other side by growing, which has no limit.
    lacking = (task.width - room).clip(min=0.0)[:, None]
    gives = np.where(np.equal.outer(is_part, is_part), np.minimum(room, lacking), lacking)
    sizes = np.divide(gives, lacking, out=np.ones_like(gives), where=lacking > 0)
    np.fill_diagonal(sizes, -1.0)
    yield from ((cells, row) for row in sizes)
    lone = np.flatnonzero(task.primary[cells] & is_part & (task.table.counts[cells] == 1))
    for one, other in combinations(lone, 2):
        pair = np.ones(len(cells))
        pair[[one, other]] = -1.0, 0.0
        yield cells, pair


def _attack(task: _Task, chosen: Mask) -> tuple[Intervals, sparse.csr_array]:
    """Return how far the hidden cells of a pattern reach, and a condition for each that is too narrow."""
    reach, cuts = exactly(task.table.counts), []
    for block in blocks(task.table, chosen):
        known = block.with_rays(reach.at(block.cells))
        for place in range(len(block.cells)):
            if known.width[place] < task.width:
                up, down = (block.priced_reach(place, sign, task.width) for sign in (1.0, -1.0))
                known = known.joined(exactly(up.x)).joined(exactly(down.x))
                if known.width[place] < task.width:
                    cuts.append(_cut(task, block, place, up.prices, down.prices))
        reach = reach.with_part(block.cells, known)
    return reach, sparse.csr_array(np.array(cuts).reshape(-1, len(task.prices)))


def _cut(task: _Task, block: Block, place: int, *prices: Vector) -> Vector:
    """Return the condition that enough cells are hidden along with one to give it its width.

    The duals of the attacker's two programmes, upwards and downwards, bound how far the cell can go
    by what every cell contributes when it is hidden; the sum must reach the width.
    """
    cell, gives = block.cells[place], np.zeros(len(task.prices))
    for sign, price in zip((1.0, -1.0), prices, strict=True):
        reduced = task.table.matrix[block.rows].T @ price
        reduced[cell] += sign
        reduced[np.abs(reduced) < _EXACT] = 0.0
        gives += np.where(reduced > 0, task.width, -reduced * task.room_down).clip(max=task.width)
    lacking = task.width - min(float(task.width), gives[cell])
    cut = np.minimum(gives, lacking) / lacking if lacking > _EXACT else np.ones(len(task.prices))
    cut[cell] = -1.0
    return cut


def _repair(task: _Task, chosen: Mask, reach: Intervals) -> Mask:
    """Return the pattern with more cells hidden, as cheaply as one step sees, until it is safe."""
    hidden, reach = _widen(task, chosen, reach)
    while (lines := lonely_lines(task.table, hidden)).size:
        spare = np.flatnonzero(task.table.in_lines(lines[:1]) & task.hideable & ~hidden)
        hidden = hidden | mask(len(hidden), [spare[np.argmin(task.prices[spare])]])
        hidden, reach = _widen(task, hidden, reach)
    return hidden


def _widen(task: _Task, hidden: Mask, reach: Intervals) -> tuple[Mask, Intervals]:
    """Hide the cheapest closed change through each narrow cell in turn."""
    waiting = np.flatnonzero(hidden & (reach.width < task.width)).tolist()
    for cell in waiting:
        # What was wide stays wide when more is hidden, so each cell is looked at once.
        reach = find_reach(task.table, hidden, task.width, reach, among=[cell])
        if reach.width[cell] < task.width:
            change = _cheapest_change(task, hidden, cell)
            changed = change.low != change.high
            waiting += np.flatnonzero(changed & ~hidden).tolist()
            hidden, reach = hidden | changed, reach.joined(change)
    return hidden, reach


def _cheapest_change(task: _Task, hidden: Mask, cell: int) -> Intervals:
    """Return two tables that give a cell its width and differ from the true one at the least price."""
    cells = np.flatnonzero(task.hideable)
    matrix, size = task.table.matrix[:, cells], len(cells)
    nothing = sparse.csr_array(matrix.shape)
    closed = sparse.block_array([[matrix, -matrix, nothing, nothing], [nothing, nothing, matrix, -matrix]])
    apart = sparse.csr_array([np.tile(cells == cell, 4) * np.repeat([1.0, -1.0, -1.0, 1.0], size)])
    totals = np.append(np.zeros(closed.shape[0]), task.width)
    limits = np.tile(np.concatenate([np.full(size, np.inf), task.room_down[cells]]), 2)
    prices = np.where(hidden, 0.0, task.prices)[cells]
    sums = Sums(sparse.csr_array(sparse.vstack([closed, apart])), totals)
    changes = minimise(np.tile(prices, 4), sums, 0.0, limits).reshape(4, size)
    changes[changes < _EXACT] = 0.0
    moves = np.zeros((2, len(hidden)))
    moves[:, cells] = changes[[0, 2]] - changes[[1, 3]]
    return Intervals(task.table.counts + moves.min(axis=0), task.table.counts + moves.max(axis=0))
