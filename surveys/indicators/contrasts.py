"""Contrasts of group means under clusters: differences, changes and differences of differences.

Below 40 schools the variance is CR2 (the bias-reduced linearisation of Bell and McCaffrey) with
Satterthwaite's degrees of freedom, as in R's clubSandwich; from 40 schools it is linearised, with one degree
of freedom less for each group after the first, as in R's `svyglm`. CR2 knows no strata and no population.
"""

import math
from dataclasses import dataclass

import numpy as np

from surveys.indicators.cluster_sums import ClusterSums
from surveys.indicators.intervals import FloatArray
from surveys.indicators.methods import Method
from surveys.indicators.variance import Design, domain_degrees_of_freedom, linearised_variance

ENOUGH_CLUSTERS = 40
# What rounding leaves of a variance of 0, as a share of the mean square: of squared residuals, and of the
# difference of a mean square and a squared mean.
_ROUNDING, _CANCELLATION = 1e-24, 1e-14
_SINGULAR = 1e-12


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of group means, with its variance and degrees of freedom; NaN where there are none."""

    estimate: float
    variance: float
    simple_variance: float
    df: float
    clusters: int
    method: Method


@dataclass(frozen=True)
class _Spread:
    variance: float
    df: float


def contrast(
    sums: ClusterSums, design: Design, coefficients: FloatArray, *, method: Method | None = None
) -> Contrast:
    """Estimate Σ coefficient · mean over disjoint groups whose schools may be the same.

    Parameters
    ----------
    sums
        Sums of each school in each group.
    design
        Strata of all schools, for the linearised variance.
    coefficients
        One for each group, shape (groups,): (1, -1) for a difference, (1,) for a change.
    method
        `cr2` or `linearised_t`; left out, it goes by the number of schools.

    Returns
    -------
    Contrast
        Estimate, variance and degrees of freedom.

    References
    ----------
    Bell and McCaffrey (2002), Survey Methodology 28:169-181; Pustejovsky and Tipton (2018), Journal of
    Business and Economic Statistics 36:672-683.

    """
    clusters = len(np.unique(sums.cluster[sums.n > 0]))
    chosen = method or (Method.CR2 if clusters < ENOUGH_CLUSTERS else Method.LINEARISED)
    if not (sums.by_group(sums.n)[coefficients != 0] > 0).all():
        return Contrast(math.nan, math.nan, math.nan, math.nan, clusters, chosen)
    robust = _bias_reduced if chosen is Method.CR2 else _linearised
    spread = robust(sums, design, coefficients)
    size = float(sums.weighted_squares.sum() / sums.weight.sum())
    variance = _unless_rounding(spread.variance, _ROUNDING * size)
    simple = _unless_rounding(_simple_variance(sums, coefficients), _CANCELLATION * size)
    return Contrast(float(coefficients @ sums.mean), variance, simple, spread.df, clusters, chosen)


def _simple_variance(sums: ClusterSums, coefficients: FloatArray) -> float:
    n, weight = sums.by_group(sums.n), sums.by_group(sums.weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.maximum(sums.by_group(sums.weighted_squares) / weight - sums.mean**2, 0) / (n - 1)
    return float(coefficients**2 @ spread)


def _unless_rounding(value: float, rounding: float) -> float:
    return 0.0 if value <= rounding else value


def _linearised(sums: ClusterSums, design: Design, coefficients: FloatArray) -> _Spread:
    influence = sums.influence(sums.mean) * coefficients[sums.group]
    clusters, row = np.unique(sums.cluster, return_inverse=True)
    domain = np.zeros(len(clusters), dtype=np.int64)
    combined = np.bincount(row, influence).astype(float)
    [variance] = linearised_variance(combined, domain, clusters, 1, design)
    [df] = domain_degrees_of_freedom(domain, clusters, 1, design)
    return _Spread(float(variance), float(df) - len(coefficients) + 1)


def _bias_reduced(sums: ClusterSums, _design: Design, coefficients: FloatArray) -> _Spread:
    """Return the CR2 variance and Satterthwaite's degrees of freedom.

    Within a cell (school by group) the hat matrix lives in the plane of the vector of ones and the vector of
    weights, so every matrix power is one of 2 by 2 in an orthonormal basis of that plane.
    """
    n = np.maximum(sums.n, 1)
    across = np.sqrt(np.maximum(sums.weight_squares - sums.weight**2 / n, 0))
    ones = np.stack([np.sqrt(n), np.zeros_like(n)], axis=1)
    weights = np.stack([sums.weight / np.sqrt(n), across], axis=1)
    total = sums.by_group(sums.weight)[sums.group]
    squares = sums.by_group(sums.weight_squares)[sums.group] / total**2

    adjusted = _adjust(ones, weights, total, squares) * (coefficients[sums.group] / total)[:, None]
    adjusted[sums.n == 0] = 0
    residual = _residuals(sums, across)
    clusters, row = np.unique(sums.cluster, return_inverse=True)
    scores = np.bincount(row, (adjusted * residual).sum(axis=1))

    shape = (sums.groups, len(clusters))
    along_ones, along_weights = np.zeros(shape), np.zeros(shape)
    along_ones[sums.group, row] = (adjusted * ones).sum(axis=1)
    along_weights[sums.group, row] = (adjusted * weights).sum(axis=1)
    weight, ratio = sums.by_group(sums.weight)[:, None], np.zeros((sums.groups, 1))
    ratio[sums.group, 0] = squares
    half = -along_weights / weight + ratio * along_ones / 2
    working = along_ones.T @ half
    working = working + working.T + np.diag(np.bincount(row, (adjusted**2).sum(axis=1)))
    spread = float((working**2).sum())
    df = float(np.trace(working) ** 2 / spread) if spread > _SINGULAR**2 else np.nan
    return _Spread(float(scores @ scores), df)


def _adjust(ones: FloatArray, weights: FloatArray, total: FloatArray, squares: FloatArray) -> FloatArray:
    """Return each cell's weights times the inverse root of its residual variance, shape (cells, 2)."""
    outer = ones[:, :, None] * weights[:, None, :] / total[:, None, None]
    level = squares[:, None, None] * ones[:, :, None] * ones[:, None, :]
    values, vectors = np.linalg.eigh(np.eye(2) - outer - outer.swapaxes(1, 2) + level)
    powers = np.where(values > _SINGULAR, np.maximum(values, _SINGULAR) ** -0.5, 0.0)
    inside = np.einsum("cji,cj->ci", vectors, weights) * powers
    return np.asarray(np.einsum("cij,cj->ci", vectors, inside))


def _residuals(sums: ClusterSums, across: FloatArray) -> FloatArray:
    """Return each cell's residuals in the plane of ones and weights, shape (cells, 2)."""
    mean = sums.mean[sums.group]
    n = np.maximum(sums.n, 1)
    first = (sums.total - mean * sums.n) / np.sqrt(n)
    rest = sums.weighted_total - mean * sums.weight - sums.weight / np.sqrt(n) * first
    second = np.divide(rest, across, out=np.zeros_like(rest), where=across > _SINGULAR * sums.weight)
    return np.stack([first, second], axis=1)
