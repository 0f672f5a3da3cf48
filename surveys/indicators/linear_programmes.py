"""Many linear programmes over the same sums and limits, each started where the last one ended.

An attack asks for the largest and the smallest value of one cell after another over the same tables.
From the vertex of the last answer the simplex needs a few steps; from nothing it needs hundreds.
"""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

try:
    # scipy brings HiGHS, but its public functions start every programme from nothing, ten times as slow.
    from scipy.optimize._highspy import _core as highs  # type: ignore[import-not-found]
except ImportError:  # another scipy keeps it elsewhere
    highs = None

Vector = NDArray[np.float64]

# Simplex strategies of HiGHS: after a new objective the vertex is feasible, and the primal one goes on.
_DUAL, _PRIMAL = 1, 4


class SolverError(RuntimeError):
    """HiGHS gave no optimum for a programme that has one."""


@dataclass(frozen=True)
class Polytope:
    """All x with `matrix @ x == totals` and `low <= x <= high`."""

    matrix: sparse.csr_array
    totals: Vector
    low: Vector
    high: Vector


@dataclass(frozen=True)
class Optimum:
    """An x that minimises the objective, and what one unit more of each total would cost."""

    x: Vector
    prices: Vector


class Programme(Protocol):
    """Something that minimises linear functions over a polytope."""

    def limit(self, low: Vector, high: Vector) -> None:
        """Set other limits."""

    def minimise(self, objective: Vector) -> Optimum:
        """Return an optimum, or raise SolverError."""


def over(polytope: Polytope) -> Programme:
    """Return the fastest programme over a polytope."""
    return ColdProgramme(polytope) if highs is None else WarmProgramme(polytope)


class ColdProgramme:
    """Starts from nothing each time, through the public function of scipy."""

    def __init__(self, polytope: Polytope) -> None:
        self._polytope = polytope

    def limit(self, low: Vector, high: Vector) -> None:
        """Set other limits."""
        self._polytope = replace(self._polytope, low=low, high=high)

    def minimise(self, objective: Vector) -> Optimum:
        """Return an optimum, or raise SolverError."""
        from_nothing: Any = linprog  # its stubs do not know that it takes sparse matrices
        answer = from_nothing(
            objective,
            A_eq=self._polytope.matrix,
            b_eq=self._polytope.totals,
            bounds=np.column_stack([self._polytope.low, self._polytope.high]),
            method="highs-ds",
        )
        if answer.x is None:
            raise SolverError(answer.message)
        return Optimum(answer.x, answer.eqlin.marginals)


class WarmProgramme:
    """Starts where the last one ended."""

    def __init__(self, polytope: Polytope) -> None:
        rows, columns = polytope.matrix.shape
        self._columns = np.arange(columns, dtype=np.int32)
        self._solver: Any = highs._Highs()  # noqa: SLF001 - see above
        self._solver.setOptionValue("output_flag", False)  # noqa: FBT003 - its signature
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("simplex_iteration_limit", 20 * (rows + columns))
        self._solver.passModel(_model(polytope, rows, columns))

    def limit(self, low: Vector, high: Vector) -> None:
        """Set other limits."""
        self._solver.changeColsBounds(len(low), self._columns, low, high)

    def minimise(self, objective: Vector) -> Optimum:
        """Return an optimum, or raise SolverError."""
        self._solver.changeColsCost(len(objective), self._columns, objective)
        if self._run(_PRIMAL) != highs.HighsModelStatus.kOptimal:
            self._solver.clearSolver()
            if (status := self._run(_DUAL)) != highs.HighsModelStatus.kOptimal:
                raise SolverError(str(status))
        solution = self._solver.getSolution()
        return Optimum(np.array(solution.col_value), np.array(solution.row_dual))

    def _run(self, strategy: int) -> object:
        self._solver.setOptionValue("simplex_strategy", strategy)
        self._solver.run()
        return self._solver.getModelStatus()


def _model(polytope: Polytope, rows: int, columns: int) -> Any:
    matrix, model = polytope.matrix.tocsc(), highs.HighsLp()
    model.num_row_, model.num_col_ = rows, columns
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = polytope.low, polytope.high
    model.row_lower_ = model.row_upper_ = polytope.totals
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = rows, columns
    model.a_matrix_.format_ = highs.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    return model
