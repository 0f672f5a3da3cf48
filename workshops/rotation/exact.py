"""The exact model: an integer programme that HiGHS solves with a proof.

References
----------
T. Shirabe, "A model of contiguity for spatial unit allocation", Geographical Analysis 37 (2005) 2-16:
a group is connected when one of its regions can collect a unit of flow from every other one.
Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10 (2018) 119-142: HiGHS.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from workshops.rotation.connection import is_connected
from workshops.rotation.layout import ROUNDING, FloatArray, IntArray, Layout
from workshops.rotation.symmetry import Symmetry

# HiGHS keeps rows and the objective to 1e-6; deviations and the objective are counted in thousandths,
# so that what it calls optimal is optimal to 1e-9 of the largest weight.
_THOUSANDTHS = 1000.0
_POLL_SECONDS = 0.05
# Up to so many regions it pays to say which member of a group collects the flow.
_FEW = 60
_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True)
class Answer:
    """What the integer programme said.

    `turns` is a plan that keeps every rule, or None; `bound` a proven lower bound of the objective, or
    None; `finished` whether nothing is left open: no plan then means that none exists.
    """

    turns: IntArray | None
    bound: float | None
    finished: bool


class _Rows:
    """Variables and rows of an integer programme, as they are added."""

    def __init__(self) -> None:
        self.upper: list[float] = []
        self.integral: list[int] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._entries: list[tuple[int, int, float]] = []

    def add_variables(self, *shape: int, upper: float = 1.0, integral: bool = False) -> IntArray:
        start, count = len(self.upper), math.prod(shape)
        self.upper += [upper] * count
        self.integral += [int(integral)] * count
        return np.arange(start, start + count).reshape(shape)

    def add(self, terms: Iterable[tuple[int, float]], low: float, high: float) -> None:
        row = len(self.low)
        self._entries += [(row, variable, value) for variable, value in terms]
        self.low.append(low)
        self.high.append(high)

    def constraint(self) -> LinearConstraint:
        rows, columns, values = zip(*self._entries, strict=True)
        shape = (len(self.low), len(self.upper))
        return LinearConstraint(sparse.csr_array((values, (rows, columns)), shape=shape), self.low, self.high)


class Model:
    """The integer programme of a rotation problem."""

    def __init__(self, layout: Layout, symmetry: Symmetry = Symmetry.NONE) -> None:
        self.layout = layout
        self.rows = _Rows()
        self.turn = self.rows.add_variables(*layout.shape, integral=True)
        self._add_turns()
        self.deviation = self._add_deviations()
        self.cut = self._add_cut()
        if layout.problem.contiguous:
            for block in range(layout.shape[0]):
                for year in range(layout.shape[2]):
                    self._add_flow(self.turn[block, :, year].tolist())
        if symmetry is not Symmetry.NONE:
            self._break_symmetry(symmetry)

    def _add_turns(self) -> None:
        """Every block of a region has one turn, and no two levels of a region fall into one year."""
        layout = self.layout
        self.rows.upper[: layout.allowed.size] = layout.allowed.ravel().astype(float).tolist()
        for turns in self.turn.reshape(-1, layout.shape[2]).tolist():
            self.rows.add(((turn, 1) for turn in turns), 1, 1)
        if len(layout.blocks) > 1:
            levels = range(len(layout.offsets))
            for region in range(layout.shape[1]):
                for year in range(layout.shape[2]):
                    self.rows.add(((self._served(level, year)[region], 1) for level in levels), 0, 1)

    def _served(self, level: int, year: int) -> list[int]:
        """Return the variables that say which regions have the level in the year."""
        turn = (year - self.layout.offsets[level]) % self.layout.shape[2]
        variables: list[int] = self.turn[self.layout.block_of[level], :, turn].tolist()
        return variables

    def _add_deviations(self) -> IntArray:
        """The deviation of a measure, in thousandths, is at least that of each year."""
        layout, tolerance = self.layout, self.layout.problem.tolerance
        years = layout.shape[2]
        most = years if tolerance is None else tolerance + ROUNDING
        variables = self.rows.add_variables(len(layout.measures), upper=most * _THOUSANDTHS)
        for measure, deviation in zip(layout.measures, variables.tolist(), strict=True):
            share = layout.classes / measure.scale * _THOUSANDTHS
            mean = measure.mean / measure.scale * _THOUSANDTHS
            for year in range(years):
                load = [
                    term
                    for level in measure.levels
                    for term in zip(self._served(level, year), share[level].tolist(), strict=True)
                ]
                self.rows.add([*load, (deviation, -1)], -math.inf, mean)
                self.rows.add([*load, (deviation, 1)], mean, math.inf)
        return variables

    def _add_cut(self) -> IntArray:
        """A pair of neighbours is cut when a year has one of them and not the other."""
        if not self.layout.problem.weights.cut:
            return np.empty(0, dtype=np.int64)
        # They would be integral by themselves; HiGHS is told because it then rounds its bounds.
        cut = self.rows.add_variables(len(self.layout.edges), integral=True)
        turns = self.turn[self.layout.block_of[0]].tolist()
        for variable, (first, second) in zip(cut.tolist(), self.layout.edges.tolist(), strict=True):
            for here, there in zip(turns[first], turns[second], strict=True):
                self.rows.add([(variable, 1), (here, -1), (there, 1)], 0, math.inf)
                self.rows.add([(variable, 1), (here, 1), (there, -1)], 0, math.inf)
        return cut

    def _add_flow(self, member: Sequence[int]) -> None:
        """The members of a group send a unit of flow each to its first member, through members only."""
        rows, edges = self.rows, self.layout.edges.tolist()
        arcs = edges + [(second, first) for first, second in edges]
        count = len(member)
        root = rows.add_variables(count, integral=True).tolist()
        flow = rows.add_variables(len(arcs), upper=count - 1).tolist()
        into: list[list[int]] = [[] for _ in member]
        out: list[list[int]] = [[] for _ in member]
        for variable, (source, target) in zip(flow, arcs, strict=True):
            out[source].append(variable)
            into[target].append(variable)
        rows.add(((variable, 1) for variable in root), 0, 1)
        for region in range(count):
            rows.add([(root[region], 1), (member[region], -1)], -math.inf, 0)
            sent = [(variable, 1) for variable in out[region]]
            received = [(variable, 1) for variable in into[region]]
            kept = [(variable, -1) for variable in into[region]]
            rows.add([*sent, *kept, (member[region], -1), (root[region], count)], 0, math.inf)
            rows.add([*received, (member[region], 1 - count)], -math.inf, 0)
            if count <= _FEW:
                for earlier in member[:region]:
                    rows.add([(root[region], 1), (earlier, 1)], -math.inf, 1)

    def _break_symmetry(self, symmetry: Symmetry) -> None:
        """Of the plans that differ in the names of the years, keep the canonical one."""
        if symmetry is Symmetry.CYCLIC:
            self.rows.add([(int(self.turn[0, 0, 0]), 1)], 1, 1)
            return
        cells = self.turn.transpose(1, 0, 2).reshape(-1, self.layout.shape[2])
        for place, cell in enumerate(cells):
            for year in range(1, len(cell)):
                before = ((int(variable), -1) for variable in cells[:place, year - 1])
                self.rows.add([(int(cell[year]), 1), *before], -math.inf, 0)

    def exclude(self, turns: IntArray) -> None:
        """Forbid one plan: another one has at least one region's year different."""
        chosen = np.take_along_axis(self.turn, turns[:, :, None], axis=2).ravel().tolist()
        self.rows.add(((variable, 1) for variable in chosen), 0, len(chosen) - 1)

    def _objective(self) -> tuple[FloatArray, float]:
        """Return the costs of the variables, and what the objective is multiplied by in them."""
        weights = self.layout.problem.weights
        scale = _THOUSANDTHS / (max(weights.balance, weights.cut, weights.changes) or 1.0)
        costs = np.zeros(len(self.rows.upper))
        costs[self.deviation] = weights.balance * scale / _THOUSANDTHS
        costs[self.cut] = weights.cut * scale
        costs[self.turn] = weights.changes * scale * self.layout.changes
        return costs, scale

    def solve(
        self,
        time_limit: float,
        *,
        better_than: float | None = None,
        any_plan: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return the best plan, or the best whose objective is below a given value, or any plan at all.

        Parameters
        ----------
        time_limit
            Seconds.
        better_than
            Only plans with a smaller objective are looked for.
        any_plan
            Whether the first plan that keeps the rules will do.
        stop
            Asked now and then; the search is given up when it answers yes.
        """
        costs, scale = self._objective()
        if any_plan:
            costs = np.zeros_like(costs)
        constraints = [self.rows.constraint()]
        if better_than is not None:
            constraints.append(LinearConstraint(costs[None, :], -math.inf, better_than * scale))
        task = {
            "c": costs,
            "constraints": constraints,
            "integrality": self.rows.integral,
            "bounds": Bounds(0, self.rows.upper),
            "options": {"time_limit": max(time_limit, _POLL_SECONDS), "mip_rel_gap": 0.0},
        }
        result = _solve_apart(task, stop)
        if result is None:
            return Answer(None, None, finished=False)
        if result.status == _INFEASIBLE:
            return Answer(None, better_than, finished=True)
        bound = _finite(result.mip_dual_bound)
        bound = None if bound is None or any_plan else bound / scale
        turns = None if result.x is None else result.x[self.turn].argmax(axis=2)
        keeps_rules = turns is not None and self._keeps_rules(turns)
        return Answer(
            turns if keeps_rules else None, bound, finished=result.status == _OPTIMAL and keeps_rules
        )

    def _keeps_rules(self, turns: IntArray) -> bool:
        """Whether a plan that came back from floating point arithmetic keeps every rule."""
        layout = self.layout
        return (
            not layout.list_unruly(turns)
            and layout.is_within_tolerance(layout.score(turns))
            and (not layout.problem.contiguous or is_connected(layout, turns))
        )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _solve_apart(task: dict[str, Any], stop: Callable[[], bool]) -> Any:
    """Solve in a thread, which HiGHS leaves free, so that the caller can give up; then return None."""
    answer: Future[Any] = Future()

    def solve() -> None:
        try:
            answer.set_result(milp(**task))
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is read
            answer.set_exception(error)

    thread = Thread(target=solve, daemon=True)
    thread.start()
    while thread.is_alive():
        if stop():
            return None
        thread.join(_POLL_SECONDS)
    return answer.result()
