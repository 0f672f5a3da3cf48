"""Confidence intervals of a proportion and of a mean, for whole arrays at once.

Naming rule: `proportion` is a share between 0 and 1, `se` its standard error, `n` the number of answers that
the interval may use (effective or not), `df` the degrees of freedom of Student's t; infinity gives the normal
quantile. A limit that a formula leaves undefined is NaN; `estimates` turns it into null with a reason.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Numbers = float | FloatArray


@dataclass(frozen=True)
class Interval:
    """Lower and upper confidence limits."""

    low: FloatArray
    high: FloatArray


def t_quantile(confidence_level: float, df: Numbers = np.inf) -> FloatArray:
    """Return the two-sided quantile of Student's t; NaN without degrees of freedom."""
    return np.asarray(special.stdtrit(df, (1 + confidence_level) / 2))


def t_test(statistic: Numbers, df: Numbers = np.inf) -> FloatArray:
    """Return the two-sided p-value of a t statistic."""
    return np.asarray(2 * special.stdtr(df, -np.abs(statistic)))


def student(
    estimate: Numbers, se: Numbers, *, df: Numbers = np.inf, confidence_level: float = 0.95
) -> Interval:
    """Return estimate ± t · se."""
    half = t_quantile(confidence_level, df) * se
    return Interval(np.asarray(estimate - half), np.asarray(estimate + half))


def wilson(
    proportion: Numbers, n: Numbers, *, df: Numbers = np.inf, confidence_level: float = 0.95
) -> Interval:
    """Return Wilson's score interval, without continuity correction.

    Parameters
    ----------
    proportion
        Share of yes, 0 to 1.
    n
        Number of answers, or the effective number for clustered answers.
    df
        Degrees of freedom of the t quantile that takes the place of z for clustered answers.
    confidence_level
        Coverage aimed at.

    Returns
    -------
    Interval
        Limits within [0, 1]; NaN where n is 0.

    References
    ----------
    Wilson (1927), JASA 22:209-212; Newcombe (1998), Statistics in Medicine 17:857-872.

    """
    z = t_quantile(confidence_level, df)
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = 1 + z**2 / n
        centre = (proportion + z**2 / (2 * n)) / shrink
        half = z * np.sqrt(proportion * (1 - proportion) / n + z**2 / (4 * n**2)) / shrink
    # At 0 % and 100 % the limit is the estimate itself; rounding would leave it at 1e-17.
    low = np.where(proportion == 0, np.minimum(proportion, centre), centre - half)
    high = np.where(proportion == 1, np.maximum(proportion, centre), centre + half)
    return Interval(np.clip(low, 0, 1), np.clip(high, 0, 1))


def clopper_pearson(yes: Numbers, n: Numbers, *, confidence_level: float = 0.95) -> Interval:
    """Return the exact binomial interval.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26:404-413.

    """
    return _beta_limits(np.asarray(yes, float), np.asarray(n, float), confidence_level)


def korn_graubard(
    proportion: Numbers, n_effective: Numbers, n: Numbers, *, df: Numbers, confidence_level: float = 0.95
) -> Interval:
    """Return the Clopper-Pearson interval on effective n, as R's `svyciprop(method="beta")` does.

    Parameters
    ----------
    proportion
        Weighted share.
    n_effective
        proportion · (1 - proportion) over its variance.
    n
        Number of answers; with `df` it scales the effective n by the squared ratio of t quantiles.
    df
        Schools minus strata.
    confidence_level
        Coverage aimed at.

    Returns
    -------
    Interval
        NaN without degrees of freedom or an effective n.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24:193-201.

    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = t_quantile(confidence_level, np.asarray(n, float) - 1) / t_quantile(confidence_level, df)
        scaled = n_effective * ratio**2
    return _beta_limits(scaled * proportion, scaled, confidence_level)


def logit_t(
    proportion: Numbers, se: Numbers, *, df: Numbers = np.inf, confidence_level: float = 0.95
) -> Interval:
    """Return the interval symmetric on the logit scale, as R's `svyciprop(method="xlogit")` does.

    Returns
    -------
    Interval
        NaN at 0 % and 100 %, where the logit is infinite, and without degrees of freedom.

    References
    ----------
    Korn and Graubard (1999), Analysis of Health Surveys, section 2.6.

    """
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = special.logit(proportion)
        half = t_quantile(confidence_level, df) * se / (proportion * (1 - proportion))
        return Interval(special.expit(centre - half), special.expit(centre + half))


def newcombe_difference(
    first: Numbers, first_n: Numbers, second: Numbers, second_n: Numbers, *, confidence_level: float = 0.95
) -> Interval:
    """Return the hybrid score interval of the first share minus the second, for answers without clusters.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10.

    """
    one = wilson(first, first_n, confidence_level=confidence_level)
    two = wilson(second, second_n, confidence_level=confidence_level)
    below = np.sqrt((first - one.low) ** 2 + (two.high - second) ** 2)
    above = np.sqrt((one.high - first) ** 2 + (second - two.low) ** 2)
    return Interval(first - second - below, first - second + above)


def _beta_limits(yes: FloatArray, n: FloatArray, confidence_level: float) -> Interval:
    tail = (1 - confidence_level) / 2
    low = np.where(yes > 0, special.betaincinv(yes, n - yes + 1, tail), 0.0)
    high = np.where(yes < n, special.betaincinv(yes + 1, n - yes, 1 - tail), 1.0)
    known = (n > 0) & np.isfinite(n)
    return Interval(np.where(known, low, np.nan), np.where(known, high, np.nan))
