"""The interval that is printed for a proportion, chosen for many groups at once.

From ten schools with answers upwards it is the design-based logit interval with t on (schools - strata)
degrees of freedom; below that, and where all answers are alike, Wilson's interval on n over the design effect
that the programme-wide intra-class correlation gives. A method asked for by name is used as its formula says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.indicators import intervals
from surveys.indicators.intervals import FloatArray, Interval
from surveys.indicators.methods import Method

BoolArray = npt.NDArray[np.bool_]

FEWEST_CLUSTERS = 10


@dataclass(frozen=True)
class Shares:
    """What the intervals of the shares of several groups are computed from, each of shape (groups,).

    Attributes
    ----------
    n, clusters, df
        Answers, schools with answers, schools minus strata.
    share
        (Weighted) proportion of yes.
    variance, simple_variance
        Linearised variance, and the one of a simple random sample drawn with replacement.
    pooled_deff
        Design effect by the programme-wide intra-class correlation.

    """

    n: FloatArray
    clusters: FloatArray
    df: FloatArray
    share: FloatArray
    variance: FloatArray
    simple_variance: FloatArray
    pooled_deff: FloatArray

    @property
    def alike(self) -> BoolArray:
        """Groups in which everybody gave the same answer."""
        return np.asarray((self.share == 0) | (self.share == 1))

    @property
    def has_variance(self) -> BoolArray:
        """Groups whose schools and answers differ enough for a variance of their own."""
        return (self.clusters > 1) & (self.df >= 1) & (self.simple_variance > 0) & ~self.alike

    @property
    def is_design_based(self) -> BoolArray:
        """Groups with enough schools for the design-based interval."""
        return self.has_variance & (self.clusters >= FEWEST_CLUSTERS)

    @property
    def deff(self) -> FloatArray:
        """Estimated design effect, the pooled one where none can be estimated."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.has_variance, self.variance / self.simple_variance, self.pooled_deff)

    @property
    def floored_deff(self) -> FloatArray:
        """Design effect that never narrows an interval."""
        return np.where(self.has_variance, np.maximum(self.deff, 1), self.pooled_deff)


@dataclass(frozen=True)
class Printed:
    """The interval of each group, how it was computed and with which design effect, pooled or estimated."""

    methods: Sequence[Method]
    interval: Interval
    deff: FloatArray
    is_pooled: BoolArray


def printed_interval(shares: Shares, method: Method, confidence_level: float) -> Printed:
    """Return each group's interval by one method, or by the automatic choice.

    Parameters
    ----------
    shares
        The groups.
    method
        One of the methods for a proportion.
    confidence_level
        Coverage aimed at.

    Returns
    -------
    Printed
        Limits are NaN where the method is undefined.

    """
    with np.errstate(divide="ignore", invalid="ignore"):
        if method is Method.AUTO:
            return _automatic(shares, confidence_level)
        interval = _BY_NAME[method](shares, confidence_level)
    methods = [method] * len(shares.n)
    if method is Method.WILSON_POOLED:
        return Printed(methods, interval, shares.pooled_deff, np.ones(len(methods), dtype=bool))
    deff = shares.floored_deff if method is Method.WILSON_EFFECTIVE else shares.deff
    return Printed(methods, interval, deff, ~shares.has_variance)


def _automatic(shares: Shares, level: float) -> Printed:
    design_based = shares.is_design_based
    floored = np.sqrt(np.maximum(shares.variance, shares.simple_variance))
    logit = intervals.logit_t(shares.share, floored, df=shares.df, confidence_level=level)
    pooled = _wilson_pooled(shares, level)
    interval = Interval(
        np.where(design_based, logit.low, pooled.low), np.where(design_based, logit.high, pooled.high)
    )
    methods = [Method.LOGIT if chosen else Method.WILSON_POOLED for chosen in design_based.tolist()]
    deff = np.where(design_based, shares.floored_deff, shares.pooled_deff)
    return Printed(methods, interval, deff, ~design_based)


def _wilson(shares: Shares, level: float) -> Interval:
    return intervals.wilson(shares.share, shares.n, confidence_level=level)


def _clopper_pearson(shares: Shares, level: float) -> Interval:
    return intervals.clopper_pearson(shares.share * shares.n, shares.n, confidence_level=level)


def _logit(shares: Shares, level: float) -> Interval:
    se = np.where(shares.has_variance, np.sqrt(shares.variance), np.nan)
    return intervals.logit_t(shares.share, se, df=shares.df, confidence_level=level)


def _beta(shares: Shares, level: float) -> Interval:
    own = shares.share * (1 - shares.share) / shares.variance
    effective = np.where(shares.has_variance, own, shares.n / shares.pooled_deff)
    return intervals.korn_graubard(shares.share, effective, shares.n, df=shares.df, confidence_level=level)


def _wilson_effective(shares: Shares, level: float) -> Interval:
    effective = shares.n / shares.floored_deff
    return intervals.wilson(shares.share, effective, df=shares.df, confidence_level=level)


def _wilson_pooled(shares: Shares, level: float) -> Interval:
    return intervals.wilson(shares.share, shares.n / shares.pooled_deff, confidence_level=level)


_BY_NAME: dict[Method, Callable[[Shares, float], Interval]] = {
    Method.WILSON: _wilson,
    Method.CLOPPER_PEARSON: _clopper_pearson,
    Method.LOGIT: _logit,
    Method.BETA: _beta,
    Method.WILSON_EFFECTIVE: _wilson_effective,
    Method.WILSON_POOLED: _wilson_pooled,
}
PROPORTION_METHODS = (Method.AUTO, *_BY_NAME)
