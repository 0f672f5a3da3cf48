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
from functools import cached_property
from itertools import combinations
from operator import itemgetter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from .disclosure_audit import Attack, Intervals, exactly, lonely_lines, open_cells
from .linear_programmes import Polytope, SolverError, Vector, over
from .linked_table import Counts, Equation, LinkedTable, Mask, mask

_EXACT = 1e-6
# How much of a cell a relaxed master hides that is hidden to start with, or comes into the pool.
_LIKELY, _POSSIBLE = 0.3, 0.1
_FIRST_SLACK = 0.005  # of masters that lack conditions still
_FIRST_SLACK = 0.005  # early masters lack conditions, so their last half per cent is not worth its time


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Effort:
    """When to stop: a gap that is good enough, limits on rounds and their size, or when `is_over` says so.

    Without a limit in seconds the same table gets the same answer on every machine.
    """

    gap: float = 0.01
    rounds: int = 10
    nodes: int = 30
    seconds_a_master: float = math.inf
    is_over: Callable[[], bool] = _never


@dataclass(frozen=True)
class Suppression:
    """The cells hidden, what they cost, and a proven lower bound on that."""

    hidden: Mask
    cost: int
    bound: int

    @property
    def is_optimal(self) -> bool:
        """Tell whether no pattern can cost less."""
        return self.cost <= self.bound

    @property
    def gap(self) -> float | None:
        """Return how far the cost can be above the optimum, as a share of the bound; None if that is 0."""
        if self.is_optimal:
            return 0.0
        return (self.cost - self.bound) / self.bound if self.bound > 0 else None


class CannotProtectError(Exception):
    """Some unsafe cells stay open even when everything that may be hidden is hidden."""

    def __init__(self, cells: tuple[int, ...], hidden: Mask) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = cells
        self.hidden = hidden


@dataclass(frozen=True)
class _Task:
    """What is to be hidden, what may be, and what a cell costs: whole ones, and a tie-break below one."""

    table: LinkedTable
    primary: Mask
    hideable: Mask
    width: int
    main: Counts
    tie: Counts

    @cached_property
    def prices(self) -> Vector:
        prices: Vector = self.main + self.tie / (1.0 + self.tie.sum())
        return prices

    def cost(self, hidden: Mask) -> float:
        return float(self.prices[hidden].sum())

    def whole_cost(self, hidden: Mask) -> int:
        return int(self.main[hidden].sum())

    def whole_bound(self, bound: float) -> int:
        """Return the bound on the whole ones that a bound on the prices leaves."""
        share_of_tie = float(self.tie[self.hideable].sum()) / (1.0 + float(self.tie.sum()))
        return math.ceil(bound - share_of_tie - _EXACT)


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
    ones = np.ones_like(table.counts)
    main, tie = (ones, table.counts) if cost == "cells" else (table.counts, ones)
    task = _Task(table, primary, hideable, minimum_width, main, tie)
    search = _Search(task)
    search.run(effort)
    return Suppression(search.best, task.whole_cost(search.best), task.whole_bound(search.bound))


def _largest_pattern(table: LinkedTable, primary: Mask, hideable: Mask, minimum_width: int) -> Mask:
    """Return the largest pattern in which every hidden cell is wide; every safe pattern lies inside it."""
    while (narrow := open_cells(table, hideable, minimum_width)).any():
        if hopeless := np.flatnonzero(primary & narrow).tolist():
            raise CannotProtectError(tuple(hopeless), hideable)
        hideable = hideable & ~narrow
    return hideable


class _Search:
    """The conditions met so far, the cells of the patterns so far, the best of these, and the bound."""

    def __init__(self, task: _Task) -> None:
        self.task = task
        self.cuts = [_line_cuts(task)]
        self.pool, self.best = task.primary, task.hideable
        self.bound = 0.0
        self._attack = Attack(task.table.matrix, task.table.counts, task.table.room)
        self._repair = _Repair(task)

    def run(self, effort: Effort) -> None:
        """Look for cheaper patterns and a higher bound until the effort is spent."""
        everything, seconds = self.task.hideable, effort.seconds_a_master
        relaxed = self._relaxed()
        self.bound = relaxed.fun
        self._try(relaxed.x > _LIKELY)
        # Where the master over all cells does not come to its end in time, masters over the pool do,
        # in a moment; they go on until their choice is safe, and the next large one gets more time.
        is_large, slack = True, _FIRST_SLACK
        for _ in range(effort.rounds):
            if self._is_enough(effort):
                return
            limits = {"mip_rel_gap": slack, "node_limit": effort.nodes, "time_limit": seconds}
            answer = self._solve_master(everything if is_large else self.pool, limits)
            is_proven = answer.status == 0
            if is_large:
                self.bound = max(self.bound, answer.mip_dual_bound or 0.0)
            if is_proven and self._try(np.round(answer.x).astype(bool)):
                continue
            if is_large and not is_proven:
                self.pool = self.pool | (self._relaxed().x > _POSSIBLE)
                is_large = False
            elif not is_large:
                is_large, seconds = True, 2.0 * seconds
            elif slack > effort.gap:
                slack = effort.gap
            else:
                return

    def _is_enough(self, effort: Effort) -> bool:
        enough = self.task.whole_bound(self.bound) * (1 + effort.gap)
        return self.task.whole_cost(self.best) <= enough or effort.is_over()

    def _try(self, chosen: Mask) -> bool:
        """Attack a pattern and repair it; tell whether it was open to attack."""
        reach, cuts = self._attacked(chosen)
        repaired = self._repair.safe(self._attack, chosen, reach)
        self.pool = self.pool | repaired
        self.best = min(self.best, repaired, key=self.task.cost)
        if cuts:
            self.cuts.append(sparse.csr_array(np.array(cuts)))
        return bool(cuts)

    def _attacked(self, chosen: Mask) -> tuple[Intervals, list[Vector]]:
        """Return how far the hidden cells reach, and a condition that each narrow one calls for."""
        task, cuts = self.task, []
        self._attack.hide(chosen)
        reach = self._attack.with_rays(exactly(task.table.counts))
        for cell in np.flatnonzero(chosen).tolist():
            if reach.width[cell] < task.width:
                up, down = (self._attack.reach(cell, sign) for sign in (1.0, -1.0))
                reach = reach.joined(exactly(up.x)).joined(exactly(down.x))
                if reach.width[cell] < task.width:
                    cuts.append(_cut(task, cell, up.prices, down.prices))
        return reach, cuts

    def _solve_master(self, hideable: Mask, limits: Any) -> OptimizeResult:
        """Choose cells at the least price that meet the conditions known so far."""
        whole = np.ones(len(hideable), dtype=np.int64)
        return milp(**self._master(hideable), integrality=whole, options=limits)

    def _relaxed(self) -> Any:
        return milp(**self._master(self.task.hideable))

    def _master(self, hideable: Mask) -> dict[str, Any]:
        return {
            "c": self.task.prices,
            "constraints": LinearConstraint(sparse.vstack(self.cuts), 0, np.inf),
            "bounds": Bounds(self.task.primary.astype(float), hideable.astype(float)),
        }


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
    room = task.table.room[cells]
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


def _cut(task: _Task, cell: int, *prices: Vector) -> Vector:
    """Return the condition that enough cells are hidden along with one to give it its width.

    The duals of the attacker's two programmes, upwards and downwards, bound how far the cell can go
    by what every cell contributes when it is hidden; the sum must reach the width.
    """
    gives = np.zeros(len(task.prices))
    for sign, price in zip((1.0, -1.0), prices, strict=True):
        reduced = task.table.matrix.T @ price
        reduced[cell] += sign
        reduced[np.abs(reduced) < _EXACT] = 0.0
        gives += np.where(reduced > 0, task.width, -reduced * task.table.room).clip(max=task.width)
    lacking = task.width - min(float(task.width), gives[cell])
    cut = np.minimum(gives, lacking) / lacking if lacking > _EXACT else np.ones(len(task.prices))
    cut[cell] = -1.0
    return cut


class _Repair:
    """Hides more, as cheaply as one step sees, until a pattern is safe."""

    def __init__(self, task: _Task) -> None:
        self._task = task
        matrix, size = task.table.matrix, len(task.prices)
        both_ways = sparse.csr_array(sparse.hstack([matrix, -matrix]))
        nothing = np.zeros(2 * size)
        self._limits = np.where(
            np.tile(task.hideable, 2), np.concatenate([np.full(size, np.inf), task.table.room]), 0.0
        )
        self._changes = over(Polytope(both_ways, np.zeros(matrix.shape[0]), nothing, nothing))
        self._largest = Attack(matrix, task.table.counts, task.table.room)
        self._largest.hide(task.hideable)

    def safe(self, attack: Attack, hidden: Mask, reach: Intervals) -> Mask:
        """Return a safe pattern around one that was attacked."""
        hidden, reach = self._widen(attack, hidden, reach)
        table = self._task.table
        while (lines := lonely_lines(table, hidden)).size:
            spare = np.flatnonzero(table.in_lines(lines[:1]) & self._task.hideable & ~hidden)
            hidden = hidden | mask(len(hidden), [spare[np.argmin(self._task.prices[spare])]])
            attack.hide(hidden)
            hidden, reach = self._widen(attack, hidden, reach)
        return hidden

    def _widen(self, attack: Attack, hidden: Mask, reach: Intervals) -> tuple[Mask, Intervals]:
        """Hide the cheapest closed change through each narrow cell in turn."""
        width = self._task.width
        waiting = np.flatnonzero(hidden & (reach.width < width)).tolist()
        for cell in waiting:
            # What was wide stays wide when more is hidden, so each cell is looked at once.
            reach = attack.widened(width, reach, [cell])
            while reach.width[cell] < width:
                change = self._cheapest_change(hidden, reach, cell)
                changed = change.low != change.high
                waiting += np.flatnonzero(changed & ~hidden).tolist()
                hidden, reach = hidden | changed, reach.joined(change)
                attack.hide(hidden)
        return hidden, reach

    def _cheapest_change(self, hidden: Mask, reach: Intervals, cell: int) -> Intervals:
        """Return the true table and one that adds what a cell lacks, up or down, at the least price."""
        task, count = self._task, self._task.table.counts[cell]
        lacking = task.width - reach.width[cell]
        changes = []
        for sign, end in ((1.0, reach.high[cell]), (-1.0, reach.low[cell])):
            now = sign * (end - count)
            target = min(now + lacking, sign * (self._largest.reach(cell, sign).x[cell] - count))
            if target > now + _EXACT:
                moves = self._moves(hidden, cell, sign * target)
                changes.append((now + lacking - target, task.cost((moves != 0) & ~hidden), moves))
        if not changes:
            raise SolverError("a cell that can be wide was not widened")
        _, _, moves = min(changes, key=itemgetter(0, 1))
        return exactly(task.table.counts).joined(exactly(task.table.counts + moves))

    def _moves(self, hidden: Mask, cell: int, by: float) -> Vector:
        """Return the closed change that moves a cell by so many at the least price of cells still shown."""
        size, prices = len(hidden), np.where(hidden, 0.0, self._task.prices)
        low, high = np.zeros(2 * size), self._limits.copy()
        high[[cell, size + cell]] = max(by, 0.0), max(-by, 0.0)
        low[[cell, size + cell]] = high[[cell, size + cell]]
        self._changes.limit(low, high)
        both = self._changes.minimise(np.tile(prices, 2)).x
        moves = both[:size] - both[size:]
        moves[np.abs(moves) < _EXACT] = 0.0
        return moves
