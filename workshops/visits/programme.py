"""Linear and integer programmes as the scheduler states them: the one place that talks to scipy's solvers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from workshops.visits.travel import Floats

Matrix = sp.csc_array[Any]
_SHORTEST = 0.01
_ROUND_UP = 0.5


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a programme: low <= matrix @ x <= high."""

    matrix: Matrix
    low: Floats
    high: Floats


def at_least(matrix: Matrix, low: Floats) -> Rows:
    """Return rows bounded from below."""
    return Rows(matrix, low, np.full(len(low), np.inf))


def at_most(matrix: Matrix, high: Floats) -> Rows:
    """Return rows bounded from above."""
    return Rows(matrix, np.full(len(high), -np.inf), high)


def blocks(grid: list[list[Any]]) -> Matrix:
    """Return a matrix put together from blocks, None for an empty one."""
    return sp.csc_array(sp.block_array(grid, format="csc"))


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The solution of a linear programme: the columns taken, and what its rows are worth, from 0."""

    x: Floats
    worth: Floats
    rents: Floats


def solve_relaxed(costs: Floats, covers: Matrix, limits: Matrix, most: Floats) -> Relaxed:
    """Solve: least costs @ x with covers @ x >= 1, limits @ x <= most, x >= 0; it must be feasible.

    `worth` is what covering each row once more costs, `rents` what one more of each limit saves. The dual
    simplex is used because the prices must be those of a vertex.
    """
    solve: Any = linprog  # its type stubs know dense matrices only
    result = solve(
        costs,
        A_ub=sp.csc_array(sp.vstack([-covers, limits])),
        b_ub=np.concatenate([-np.ones(covers.shape[0]), most]),
        method="highs-ds",
    )
    worth, rents = np.split(np.maximum(-result.ineqlin.marginals, 0.0), [covers.shape[0]])
    return Relaxed(result.x, worth, rents)


def best_choice(
    costs: Floats,
    rows: list[Rows],
    most: Floats,
    least: Floats | float = 0.0,
    *,
    whole: int,
    time_limit: float,
    gap: float,
) -> Floats | None:
    """Return the best x found, least <= x <= most, its first `whole` numbers whole; None when none was found.

    Parameters
    ----------
    costs
        One a column; the least sum is sought.
    rows
        Every row that must hold.
    most, least
        Upper and lower bound of each column.
    whole
        How many columns, from the first, must be whole numbers.
    time_limit
        Seconds.
    gap
        Relative gap at which to stop.
    """
    result = milp(
        costs,
        integrality=(np.arange(len(costs)) < whole).astype(int),
        bounds=Bounds(least, most),
        constraints=[
            LinearConstraint(part.matrix, part.low, part.high) for part in rows if part.matrix.shape[0]
        ],
        options={"time_limit": max(time_limit, _SHORTEST), "mip_rel_gap": gap},
    )
    if result.x is None:
        return None
    return np.where(np.arange(len(costs)) < whole, np.floor(result.x + _ROUND_UP), result.x)
