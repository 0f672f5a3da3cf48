"""Complementary suppression: the cheapest further cells to hide so that no hidden count can be worked out.

A pattern is safe when every hidden cell has a feasible interval of the asked width (sliding
protection). The choice is an integer programme with one 0/1 variable a cell; the conditions of
width enter as cuts taken from the duals of the attacker's linear programmes (Fischetti and
Salazar-Gonzalez 2001, Management Science 47(7)). A pattern found on the way is repaired by the
cheapest closed changes through unsafe cells (Kelly, Golden and Assad 1992, Networks 22), so that
there is an answer, with a proven gap, whenever the work is stopped.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from .disclosure_audit import Intervals, find_intervals, find_narrow
from .linear_programmes import Sums, Vector, minimise, minimise_with_prices
from .linked_table import LinkedTable, Mask

_EXACT = 1e-6


@dataclass(frozen=True)
class Effort:
    """When to stop: a gap that is good enough, and limits on rounds and on seconds a round."""

    gap: float = 0.01
    rounds: int = 12
    seconds_per_round: float = 2.0


@dataclass(frozen=True)
class Suppression:
    """The cells hidden, what a reader can work out about them, and the proven lower bound on the cost."""

    hidden: Mask
    intervals: Intervals
    cost: float
    bound: float

    @property
    def gap(self) -> float:
        """Return how far the cost can be above the optimum, as a share of the bound."""
        return max(self.cost - self.bound, 0.0) / self.bound if self.bound > 0 else 0.0


class CannotProtectError(Exception):
    """Some unsafe cells stay narrow even when everything that may be hidden is hidden."""

    def __init__(self, cells: tuple[int, ...], intervals: Intervals) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = cells
        self.intervals = intervals


@dataclass(frozen=True)
class _Task:
    table: LinkedTable
    primary: Mask
    hideable: Mask
    weights: Vector
    width: int

    @property
    def room_down(self) -> Vector:
        return (self.table.counts - self.table.least).clip(0).astype(float)


def suppress(
    table: LinkedTable,
    primary: Mask,
    *,
    keep: Mask | None = None,
    minimum_width: int = 5,
    minimise: Literal["cells", "respondents"] = "respondents",
    effort: Effort = Effort(),
) -> Suppression:
    """Choose the cheapest set of hidden cells that contains the unsafe ones and protects every hidden cell.

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
    minimise
        What a hidden cell costs: 1, or its count. Ties are broken by the other.
    effort
        When to stop.

    Raises
    ------
    CannotProtectError
        When no pattern protects every unsafe cell.
    """
    free = table.hideable if keep is None else table.hideable & ~keep
    unit = np.ones(len(table.counts))
    main, tie = (unit, table.counts) if minimise == "cells" else (table.counts, unit)
    hideable = _largest_pattern(table, primary, free | primary, minimum_width)
    task = _Task(table, primary, hideable, main + tie / (tie.sum() + 1.0), minimum_width)
    best, bound = _search(task, effort)
    return Suppression(best, find_intervals(table, best), float(task.weights[best].sum()), bound)


def _largest_pattern(table: LinkedTable, primary: Mask, hideable: Mask, minimum_width: int) -> Mask:
    """Return the largest pattern in which every hidden cell is wide; every safe pattern lies inside it."""
    while (narrow := find_narrow(table, hideable, minimum_width)).any():
        if hopeless := np.flatnonzero(narrow & primary).tolist():
            raise CannotProtectError(tuple(hopeless), find_intervals(table, hideable))
        hideable = hideable & ~narrow
    return hideable


def _search(task: _Task, effort: Effort) -> tuple[Mask, float]:
    cuts = [_line_cuts(task)]
    best, best_cost, bound = task.hideable, float(task.weights[task.hideable].sum()), 0.0
    for _ in range(effort.rounds):
        chosen, round_bound = _solve_master(task, cuts, effort)
        bound = max(bound, round_bound)
        narrow = find_narrow(task.table, chosen, task.width)
        cuts.append(_cuts_against(task, chosen, narrow))
        repaired = _repair(task, chosen, narrow)
        if (cost := float(task.weights[repaired].sum())) < best_cost:
            best, best_cost = repaired, cost
        if best_cost <= bound * (1 + effort.gap) + _EXACT or not cuts[-1].shape[0]:
            break
    return best, bound


def _solve_master(task: _Task, cuts: list[sparse.csr_array], effort: Effort) -> tuple[Mask, float]:
    rows = sparse.vstack(cuts)
    answer = milp(
        task.weights,
        constraints=LinearConstraint(rows, 0, np.inf),
        integrality=np.ones(len(task.weights), dtype=np.int64),
        bounds=Bounds(task.primary.astype(float), task.hideable.astype(float)),
        options={"mip_rel_gap": effort.gap / 2, "time_limit": effort.seconds_per_round},
    )
    if answer.x is None:
        return task.primary, 0.0
    return np.round(answer.x).astype(bool), float(answer.mip_dual_bound)


def _line_cuts(task: _Task) -> sparse.csr_array:
    """Return, for every cell of every equation, that the others of its line must leave it room."""
    room, rows = task.room_down, []
    for equation in task.table.equations:
        signs = dict.fromkeys(equation.parts, 1) | {equation.total: -1}
        line = [cell for cell in signs if task.hideable[cell]]
        for cell in line:
            need = task.width - min(task.width, room[cell])
            others = [other for other in line if other != cell]
            capacity = [min(need, room[other]) if signs[other] == signs[cell] else need for other in others]
            rows.append((dict.fromkeys(others, 1.0), cell))
            if need:
                rows.append(
                    ({other: size / need for other, size in zip(others, capacity, strict=True)}, cell)
                )
    return _stack(rows, len(task.weights))


def _stack(rows: list[tuple[dict[int, float], int]], size: int) -> sparse.csr_array:
    matrix = sparse.lil_array((len(rows), size))
    for number, (coefficients, cell) in enumerate(rows):
        for other, value in coefficients.items():
            matrix[number, other] = value
        matrix[number, cell] = -1.0
    return matrix.tocsr()


def _cuts_against(task: _Task, chosen: Mask, narrow: Mask) -> sparse.csr_array:
    """Return one violated condition for every hidden cell that is too narrow in a chosen pattern."""
    cuts = [cut for cell in np.flatnonzero(narrow) if (cut := _cut(task, chosen, cell)) is not None]
    return sparse.csr_array(np.array(cuts).reshape(-1, len(task.weights)))


def _cut(task: _Task, chosen: Mask, cell: np.intp) -> Vector | None:
    needed = np.zeros(len(task.weights))
    for sign in (1.0, -1.0):
        needed += _capacities(task, chosen, cell, sign)
    rest = task.width - min(float(task.width), needed[cell])
    if rest < _EXACT:
        return None
    cut = np.minimum(needed, rest) / rest
    cut[cell] = -1.0
    return cut if cut @ chosen < -_EXACT else None


def _capacities(task: _Task, chosen: Mask, cell: np.intp, sign: float) -> Vector:
    """Return how much each cell, when hidden, can widen the reach of `cell` up (+1) or down (-1)."""
    cells = np.flatnonzero(chosen)
    block = task.table.matrix[:, cells]
    rows = np.flatnonzero(np.diff(block.indptr))
    optimum = minimise_with_prices(
        np.where(cells == cell, -sign, 0.0),
        Sums(block[rows], np.zeros(len(rows))),
        -np.minimum(task.room_down[cells], task.width),
        np.full(len(cells), float(task.width)),
    )
    reduced = task.table.matrix[rows].T @ optimum.prices
    reduced[cell] += sign
    reduced[np.abs(reduced) < _EXACT] = 0.0
    return np.where(reduced > 0, task.width, -reduced * task.room_down).clip(max=task.width)


def _repair(task: _Task, chosen: Mask, narrow: Mask) -> Mask:
    """Return the pattern widened, narrow cell by narrow cell, by the cheapest closed change through each."""
    hidden = chosen.copy()
    while narrow.any():
        before = hidden.copy()
        hidden |= _cheapest_change(task, hidden, int(np.flatnonzero(narrow)[0]))
        # What was wide stays wide when more is hidden.
        narrow = find_narrow(task.table, hidden, task.width, among=narrow | (hidden & ~before))
    return hidden


def _cheapest_change(task: _Task, hidden: Mask, cell: int) -> Mask:
    """Return the cells through which `cell` gets its width at the least weight of newly hidden cells."""
    cells = np.flatnonzero(task.hideable)
    block, size = task.table.matrix[:, cells], len(cells)
    room, price = task.room_down[cells], np.where(hidden, 0.0, task.weights)[cells]
    nothing = sparse.csr_array(block.shape)
    closed = sparse.block_array([[block, -block, nothing, nothing], [nothing, nothing, block, -block]])
    reach = sparse.csr_array([np.tile(cells == cell, 4) * np.repeat([1.0, -1.0, -1.0, 1.0], size)])
    unlimited = np.full(size, np.inf)
    changes = minimise(
        np.tile(price, 4),
        Sums(
            sparse.csr_array(sparse.vstack([closed, reach])), np.append(np.zeros(closed.shape[0]), task.width)
        ),
        0.0,
        np.concatenate([unlimited, room, unlimited, room]),
    )
    changed = np.zeros_like(hidden)
    changed[cells[(changes.reshape(4, size) > _EXACT).any(axis=0)]] = True
    return changed
