"""Comparing groups fairly: strata held constant, many tests at once, funnel limits, the data needed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from surveys.indicators.intervals import FloatArray, Interval, student, t_quantile


@dataclass(frozen=True)
class StratifiedTables:
    """A two-by-two table of answer by group in each stratum, each of shape (strata,).

    Attributes
    ----------
    first_yes, first_no, second_yes, second_no
        Pupils of the first and of the second group.

    """

    first_yes: FloatArray
    first_no: FloatArray
    second_yes: FloatArray
    second_no: FloatArray

    @property
    def n(self) -> FloatArray:
        """Pupils of each stratum."""
        return self.first_yes + self.first_no + self.second_yes + self.second_no


@dataclass(frozen=True)
class MantelHaenszel:
    """What two groups have in common over strata; NaN where it cannot be computed."""

    odds_ratio: float
    odds_ratio_interval: Interval
    log_se: float
    risk_difference: float
    risk_difference_interval: Interval
    chi_squared: float
    p: float
    uncorrected_p: float
    breslow_day: float
    breslow_day_df: int
    breslow_day_p: float


@dataclass(frozen=True)
class _Measure:
    value: float
    se: float


@dataclass(frozen=True)
class _ChiSquared:
    statistic: float
    df: int

    @property
    def p(self) -> float:
        return float(special.chdtrc(self.df, self.statistic)) if self.df else math.nan


def mantel_haenszel(tables: StratifiedTables, *, confidence_level: float = 0.95) -> MantelHaenszel:
    """Estimate the common odds ratio and risk difference of two groups, and test both.

    Parameters
    ----------
    tables
        Counts of the strata; a stratum in which one of the groups is missing adds nothing.
    confidence_level
        Coverage aimed at.

    Returns
    -------
    MantelHaenszel
        `p` is with continuity correction, as in R's `mantelhaen.test`.

    References
    ----------
    Mantel and Haenszel (1959), JNCI 22:719-748; variance of the log odds ratio: Robins, Breslow and Greenland
    (1986), Biometrics 42:311-323; of the risk difference: Sato (1989), Biometrics 45:1323-1324; homogeneity:
    Breslow and Day (1980), Statistical Methods in Cancer Research I, formula 4.30.

    """
    used = _informative(tables)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = _common_odds_ratio(used)
        log = student(np.log(odds.value), odds.se, confidence_level=confidence_level)
        risk = _common_risk_difference(used)
        homogeneity = _breslow_day(used, odds.value)
    corrected, uncorrected = _association(used, correction=0.5), _association(used, correction=0.0)
    return MantelHaenszel(
        odds.value,
        Interval(np.exp(log.low), np.exp(log.high)),
        odds.se,
        risk.value,
        student(risk.value, risk.se, confidence_level=confidence_level),
        corrected.statistic,
        corrected.p,
        uncorrected.p,
        homogeneity.statistic,
        homogeneity.df,
        homogeneity.p,
    )


def common_odds_ratios(
    first_yes: FloatArray, first_no: FloatArray, second_yes: FloatArray, second_no: FloatArray
) -> FloatArray:
    """Return Mantel and Haenszel's odds ratio of each set of tables, from shape (sets, strata)."""
    n = np.maximum(first_yes + first_no + second_yes + second_no, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((first_yes * second_no / n).sum(-1) / (first_no * second_yes / n).sum(-1))


def _informative(tables: StratifiedTables) -> StratifiedTables:
    keep = (tables.first_yes + tables.first_no > 0) & (tables.second_yes + tables.second_no > 0)
    columns = (tables.first_yes, tables.first_no, tables.second_yes, tables.second_no)
    return StratifiedTables(*(column[keep].astype(float) for column in columns))


def _common_odds_ratio(t: StratifiedTables) -> _Measure:
    """Return the odds ratio with the standard error of its logarithm."""
    r, s = t.first_yes * t.second_no / t.n, t.first_no * t.second_yes / t.n
    p, q = (t.first_yes + t.second_no) / t.n, (t.first_no + t.second_yes) / t.n
    total_r, total_s = r.sum(), s.sum()
    if not (total_r > 0 and total_s > 0):
        return _Measure(math.inf if total_r > 0 else 0.0 if total_s > 0 else math.nan, math.nan)
    variance = (
        (p * r).sum() / (2 * total_r**2)
        + (p * s + q * r).sum() / (2 * total_r * total_s)
        + (q * s).sum() / (2 * total_s**2)
    )
    return _Measure(float(total_r / total_s), float(np.sqrt(variance)))


def _common_risk_difference(t: StratifiedTables) -> _Measure:
    first, second = t.first_yes + t.first_no, t.second_yes + t.second_no
    weight = (first * second / t.n).sum()
    difference = ((t.first_yes * second - t.second_yes * first) / t.n).sum() / weight
    p = (first**2 * t.second_yes - second**2 * t.first_yes + first * second * (second - first) / 2) / t.n**2
    q = (t.first_yes * t.second_no + t.second_yes * t.first_no) / (2 * t.n)
    variance = (difference * p.sum() + q.sum()) / weight**2
    return _Measure(float(difference), float(np.sqrt(variance)))


def _association(t: StratifiedTables, *, correction: float) -> _ChiSquared:
    first, second = t.first_yes + t.first_no, t.second_yes + t.second_no
    yes, no = t.first_yes + t.second_yes, t.first_no + t.second_no
    gap = abs((t.first_yes - first * yes / t.n).sum())
    variance = (first * second * yes * no / (t.n**2 * np.maximum(t.n - 1, 1))).sum()
    statistic = max(gap - correction, 0) ** 2 / variance if variance > 0 else math.nan
    return _ChiSquared(float(statistic), 1)


def _breslow_day(t: StratifiedTables, odds_ratio: float) -> _ChiSquared:
    first, yes = t.first_yes + t.first_no, t.first_yes + t.second_yes
    second, no = t.second_yes + t.second_no, t.first_no + t.second_no
    free = (yes > 0) & (no > 0)
    df = int(free.sum()) - 1
    if df < 1 or not (math.isfinite(odds_ratio) and odds_ratio > 0):
        return _ChiSquared(math.nan, 0)
    first, second, yes, observed = first[free], second[free], yes[free], t.first_yes[free]
    expected = _expected_yes(first, second, yes, odds_ratio)
    precision = 1 / expected + 1 / (first - expected) + 1 / (yes - expected) + 1 / (second - yes + expected)
    return _ChiSquared(float(((observed - expected) ** 2 * precision).sum()), df)


def _expected_yes(first: FloatArray, second: FloatArray, yes: FloatArray, odds_ratio: float) -> FloatArray:
    """Return the yes of the first group that give the odds ratio with the table's margins."""
    if abs(odds_ratio - 1) < 1e-9:  # noqa: PLR2004 - the quadratic equation becomes linear
        return first * yes / (first + second)
    a = 1 - odds_ratio
    b = second - yes + odds_ratio * (first + yes)
    root = np.sqrt(b**2 + 4 * a * odds_ratio * first * yes)
    return np.asarray((root - b) / (2 * a))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for the false discovery rate within one family.

    References
    ----------
    Benjamini and Hochberg (1995), JRSS B 57:289-300.

    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)[::-1]
    factors = len(p) / np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * factors), 1)
    return list(adjusted.tolist())


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for the chance of any false rejection (Holm 1979, Scand J Stat 6:65-70)."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1)
    return list(adjusted.tolist())


def bonferroni(p_values: Sequence[float]) -> list[float]:
    """Return p-values times their number, at most 1."""
    return [min(p * len(p_values), 1.0) for p in p_values]


def funnel_limits(
    share: float, n: FloatArray, *, deff: FloatArray | float = 1.0, coverage: float = 0.95
) -> Interval:
    """Return where a group's share lies, given its number of answers, if it differs by chance alone.

    Parameters
    ----------
    share
        The common share, 0 to 1.
    n
        Answers of each group, shape (groups,).
    deff
        Design effect of each group; chance is so much larger because pupils sit in schools.
    coverage
        0.95 for the inner, 0.998 for the outer limits.

    Returns
    -------
    Interval
        Limits within [0, 1].

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24:1185-1202.

    """
    half = t_quantile(coverage) * np.sqrt(share * (1 - share) * deff / n)
    return Interval(np.clip(share - half, 0, 1), np.clip(share + half, 0, 1))


def minimum_detectable_difference(
    share: float, schools: int, pupils: float, *, icc: float, power: float = 0.8, level: float = 0.05
) -> float:
    """Return the difference of two shares that a comparison of so many schools in each group would find.

    Parameters
    ----------
    share
        The share in the second group, 0 to 1.
    schools, pupils
        Schools in each group, and answers in each school.
    icc
        Intra-class correlation, below 0 counting as 0.
    power, level
        Chance to find it, and chance to find what is not there.

    Returns
    -------
    float
        Difference in shares; NaN with fewer than two schools in each group.

    References
    ----------
    Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials, section 5.2; t quantiles on
    2 (schools - 1) degrees of freedom.

    """
    df = 2 * (schools - 1)
    if df < 1:
        return math.nan
    effective = schools * pupils / (1 + (pupils - 1) * max(icc, 0))
    quantiles = special.stdtrit(df, 1 - level / 2) + special.stdtrit(df, power)
    return float(quantiles * math.sqrt(2 * share * (1 - share) / effective))


def schools_needed(
    share: float, difference: float, pupils: float, *, icc: float, power: float = 0.8, level: float = 0.05
) -> int:
    """Return the smallest number of schools in each group with which a difference would be found.

    Parameters
    ----------
    difference
        Difference in shares, above 0.
    share, pupils, icc, power, level
        As for `minimum_detectable_difference`.

    """
    low, high = 1, 2
    while minimum_detectable_difference(share, high, pupils, icc=icc, power=power, level=level) > difference:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        found = minimum_detectable_difference(share, middle, pupils, icc=icc, power=power, level=level)
        low, high = (low, middle) if found <= difference else (middle, high)
    return high
