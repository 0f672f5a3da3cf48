"""Differences between two groups and changes within one, with and without clusters."""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from surveys.indicators import intervals
from surveys.indicators.cluster_sums import ClusterSums
from surveys.indicators.contrasts import Contrast, contrast
from surveys.indicators.estimates import Estimate
from surveys.indicators.intervals import FloatArray, Interval
from surveys.indicators.methods import Method
from surveys.indicators.publication import SMALLEST_COUNT, Flag, Reason, Verdict, judge_mean
from surveys.indicators.variance import Design, domain_degrees_of_freedom, linearised_variance

FIRST_MINUS_SECOND = np.array([1.0, -1.0])


@dataclass(frozen=True)
class Sample:
    """A group of answers drawn one by one: their number, sum and sum of squares."""

    n: float
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Mean; NaN without answers."""
        return self.total / self.n if self.n else math.nan

    @property
    def squared_error(self) -> float:
        """Square of the mean's standard error; NaN with fewer than two answers."""
        if self.n < 2:  # noqa: PLR2004 - a variance needs two
            return math.nan
        return max(self.squares / self.n - self.mean**2, 0) / (self.n - 1)


def estimate_contrast(
    sums: ClusterSums,
    design: Design,
    coefficients: FloatArray = FIRST_MINUS_SECOND,
    *,
    confidence_level: float = 0.95,
    method: Method | None = None,
) -> Estimate:
    """Estimate a difference, a change or a difference of differences of group means.

    Parameters
    ----------
    sums
        Sums of each school in each group; the groups are disjoint.
    design
        Strata of all schools.
    coefficients
        One for each group; by default the first group minus the second.
    confidence_level
        Coverage aimed at.
    method
        `cr2` or `linearised_t`; left out, it goes by the number of schools (see `contrasts`).

    Returns
    -------
    Estimate
        With the p-value of no difference.

    """
    found = contrast(sums, design, coefficients, method=method)
    n, missing = float(sums.n.sum()), float(sums.missing.sum())
    if not (math.isfinite(found.estimate) and found.variance > 0 and found.df >= 1):
        reason = _why_no_interval(found, n)
        known = found.estimate if math.isfinite(found.estimate) else None
        return Estimate(int(n), int(missing), found.clusters, estimate=known, reasons=(reason,))
    se = math.sqrt(found.variance)
    limits = intervals.student(found.estimate, se, df=found.df, confidence_level=confidence_level)
    deff = found.variance / found.simple_variance if found.simple_variance > 0 else None
    verdict = judge_mean(n, n / deff if deff else n, found.df)
    if (sums.clusters == 1).any():
        verdict = Verdict(Flag.WITHHOLD, (*verdict.reasons, Reason.ONE_CLUSTER))
    return Estimate(
        n=int(n),
        missing=int(missing),
        clusters=found.clusters,
        df=found.df,
        estimate=found.estimate,
        se=se,
        low=float(limits.low),
        high=float(limits.high),
        method=found.method,
        deff=deff,
        n_effective=n / deff if deff else None,
        flag=verdict.flag,
        reasons=verdict.reasons,
        p=float(intervals.t_test(found.estimate / se, found.df)),
    )


def estimate_trend(
    sums: ClusterSums, design: Design, times: FloatArray, *, confidence_level: float = 0.95
) -> Estimate:
    """Estimate the change of a share or mean per unit of time.

    Parameters
    ----------
    sums
        Sums of each school in each period.
    design, confidence_level
        As for `estimate_contrast`.
    times
        When each period was, in years say, shape (groups,); they must differ.

    Returns
    -------
    Estimate
        Slope of the straight line through the periods, each counting the same.

    """
    centred = times - times.mean()
    slope = centred / (centred @ centred)
    return estimate_contrast(sums, design, slope, confidence_level=confidence_level)


def estimate_difference_of_proportions(
    sums: ClusterSums, design: Design, *, confidence_level: float = 0.95
) -> Estimate:
    """Estimate the first group's share minus the second's; limits stay between -1 and 1."""
    estimate = estimate_contrast(sums, design, confidence_level=confidence_level)
    yes = sums.by_group(sums.total)
    return withhold_small_counts(within_one(estimate), yes, sums.by_group(sums.n))


def estimate_simple_difference_of_proportions(
    first: Sample, second: Sample, *, missing: int = 0, confidence_level: float = 0.95
) -> Estimate:
    """Estimate the difference of two shares without clusters: Newcombe's interval, Pearson's chi-squared."""
    n = int(first.n + second.n)
    if not (first.n and second.n):
        return Estimate(n, missing, reasons=(Reason.NO_ANSWERS,))
    limits = intervals.newcombe_difference(
        first.mean, first.n, second.mean, second.n, confidence_level=confidence_level
    )
    squared = sum(sample.mean * (1 - sample.mean) / sample.n for sample in (first, second))
    estimate = _simple(first, second, missing, math.sqrt(squared), None, limits, Method.NEWCOMBE)
    tested = replace(estimate, p=_pearson_p(first, second))
    return withhold_small_counts(tested, np.array([first.total, second.total]), np.array([first.n, second.n]))


def estimate_simple_difference_of_means(
    first: Sample, second: Sample, *, missing: int = 0, confidence_level: float = 0.95
) -> Estimate:
    """Estimate the difference of two means without clusters, by Welch's t (Biometrika 1947, 34:28-35)."""
    errors = (first.squared_error, second.squared_error)
    squared = sum(errors)
    if not squared > 0:
        reason = Reason.ALL_ALIKE if squared == 0 else Reason.NO_ANSWERS
        known = first.mean - second.mean
        shown = known if math.isfinite(known) else None
        return Estimate(int(first.n + second.n), missing, estimate=shown, reasons=(reason,))
    df = squared**2 / (errors[0] ** 2 / (first.n - 1) + errors[1] ** 2 / (second.n - 1))
    se, difference = math.sqrt(squared), first.mean - second.mean
    limits = intervals.student(difference, se, df=df, confidence_level=confidence_level)
    estimate = _simple(first, second, missing, se, df, limits, Method.WELCH)
    return replace(estimate, p=float(intervals.t_test(difference / se, df)))


def rao_scott_p(sums: ClusterSums, design: Design) -> float | None:
    """Return the p-value of Rao and Scott's second-order test that two groups have the same share.

    Parameters
    ----------
    sums
        Answers and yes-answers of each school in the two groups.
    design
        Strata of all schools.

    Returns
    -------
    float or None
        As R's `svychisq(statistic="F")`; None where a margin of the two-by-two table is empty.

    References
    ----------
    Rao and Scott (1984), Annals of Statistics 12:46-60.

    """
    weight, total = sums.by_group(sums.weight), sums.weight.sum()
    yes = sums.by_group(sums.weighted_total)
    shares = np.stack([yes, weight - yes]) / total if total > 0 else np.zeros((2, 2))
    if not (shares.sum(axis=0).min() > 0 and shares.sum(axis=1).min() > 0):
        return None
    expected = np.outer(shares.sum(axis=1), shares.sum(axis=0))
    statistic = ((shares - expected) ** 2 / expected).sum()
    inverse = np.divide(1, shares, out=np.zeros_like(shares), where=shares > 0)
    direction = inverse * np.array([[1.0, -1.0], [-1.0, 1.0]])
    clusters, row = np.unique(sums.cluster, return_inverse=True)
    cells = np.stack([sums.weighted_total, sums.weight - sums.weighted_total])
    slope = (cells * direction[:, sums.group]).sum(axis=0)
    influence = (slope - sums.weight * (shares * direction).sum()) / total
    domain = np.zeros(len(clusters), dtype=np.int64)
    combined = np.bincount(row, influence).astype(float)
    [variance] = linearised_variance(combined, domain, clusters, 1, design)
    [df] = domain_degrees_of_freedom(domain, clusters, 1, design)
    if not (variance > 0 and df >= 1):
        return None
    return float(special.fdtrc(1, df, statistic * inverse.sum() / variance))


def within_one(estimate: Estimate) -> Estimate:
    """Return the estimate of a difference of shares with limits between -1 and 1."""
    if estimate.low is None or estimate.high is None:
        return estimate
    return replace(estimate, low=max(estimate.low, -1.0), high=min(estimate.high, 1.0))


def withhold_small_counts(estimate: Estimate, yes: FloatArray, n: FloatArray) -> Estimate:
    """Return the estimate withheld if 1 to 4 pupils of one of its groups answered so, or otherwise."""
    small = (np.minimum(yes, n - yes) < SMALLEST_COUNT) & (yes > 0) & (yes < n)
    if not small.any():
        return estimate
    return replace(estimate, flag=Flag.WITHHOLD, reasons=(Reason.SMALL_COUNT, *estimate.reasons))


def _why_no_interval(found: Contrast, n: float) -> Reason:
    if not n or not math.isfinite(found.estimate):
        return Reason.NO_ANSWERS
    if found.clusters == 1:
        return Reason.ONE_CLUSTER
    return Reason.ALL_ALIKE if found.simple_variance == 0 else Reason.NO_INTERVAL


def _simple(  # noqa: PLR0917 - one private row of numbers
    first: Sample,
    second: Sample,
    missing: int,
    se: float,
    df: float | None,
    limits: Interval,
    method: Method,
) -> Estimate:
    n = first.n + second.n
    verdict = judge_mean(n, n, math.inf if df is None else df)
    return Estimate(
        int(n),
        missing,
        df=df,
        estimate=first.mean - second.mean,
        se=se,
        low=float(limits.low),
        high=float(limits.high),
        method=method,
        deff=1.0,
        n_effective=n,
        flag=verdict.flag,
        reasons=verdict.reasons,
    )


def _pearson_p(first: Sample, second: Sample) -> float | None:
    n, yes = first.n + second.n, first.total + second.total
    if not 0 < yes < n:
        return None
    pooled = yes / n
    squared = (first.mean - second.mean) ** 2 / (pooled * (1 - pooled) * (1 / first.n + 1 / second.n))
    return float(special.chdtrc(1, squared))
