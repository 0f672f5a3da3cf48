"""The typed border to HiGHS in scipy: a linear function, sums that are fixed, values within limits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Vector = NDArray[np.float64]


class SolverError(RuntimeError):
    """HiGHS gave no optimum for a programme that has one."""


@dataclass(frozen=True)
class Sums:
    """The equations `matrix @ x == totals`."""

    matrix: sparse.csr_array
    totals: Vector


def minimise(objective: Vector, sums: Sums, low: float | Vector, high: float | Vector) -> Vector:
    """Return an x that minimises `objective @ x` with the sums kept and every value within its limits."""
    constraints = LinearConstraint(sums.matrix, sums.totals, sums.totals) if len(sums.totals) else ()
    answer = milp(objective, constraints=constraints, bounds=Bounds(low, high))
    if answer.x is None:
        raise SolverError(answer.message)
    return answer.x


@dataclass(frozen=True)
class PricedOptimum:
    """The optimum of a programme and what one unit more of each total would cost."""

    x: Vector
    prices: Vector


def minimise_with_prices(objective: Vector, sums: Sums, low: Vector, high: Vector) -> PricedOptimum:
    """Return what `minimise` does, from a vertex, with the dual values of the sums."""
    answer = linprog(
        objective.tolist(),
        A_eq=sums.matrix,  # type: ignore[call-overload]  # scipy takes sparse matrices; its stubs do not say so
        b_eq=sums.totals,
        bounds=np.column_stack([low, high]),
        method="highs-ds",
        options={"presolve": False},  # the programmes are small and many
    )
    if answer.x is None:
        raise SolverError(answer.message)
    return PricedOptimum(answer.x, answer.eqlin.marginals)
