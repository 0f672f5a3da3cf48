"""Estimates with their uncertainty, vectorised over groups, from the sums of each school.

Pupils sit in classes and classes in schools, so the cluster is the school; `docs/algorithms/estimates.md`
tells the rules in prose.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from surveys.indicators import intervals
from surveys.indicators.cluster_sums import ClusterSums
from surveys.indicators.intervals import BoolArray, FloatArray
from surveys.indicators.methods import Method
from surveys.indicators.proportions import Printed, Shares, printed_interval
from surveys.indicators.publication import Flag, Reason, Verdict, in_words, judge_mean, judge_proportion
from surveys.indicators.variance import Design

PRIOR_ICC = 0.05
DISAGREEMENT = 0.02
ROUNDING = 1e-12
_COUNTS = {"n", "missing", "clusters"}


@dataclass(frozen=True, slots=True)
class SecondInterval:
    """The other method's interval, given where it differs by more than two points."""

    method: Method
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its uncertainty; None is what cannot be computed, for the reason given.

    Attributes
    ----------
    n, missing
        Pupils who answered, and pupils who did not.
    clusters, df
        Schools with answers (None for a simple random sample), and degrees of freedom.
    deff, n_effective
        Design effect that the interval uses, and the answers divided by it.
    icc
        Intra-class correlation: programme-wide where the design effect is pooled, else the group's own, which
        may be below 0.
    flag, reasons
        Whether the number may be published, and why it has this flag or method.

    """

    n: int
    missing: int = 0
    clusters: int | None = None
    df: float | None = None
    estimate: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    method: Method | None = None
    deff: float | None = None
    n_effective: float | None = None
    icc: float | None = None
    flag: Flag = Flag.WITHHOLD
    reasons: tuple[Reason, ...] = ()
    p: float | None = None
    second: SecondInterval | None = None

    @property
    def reason(self) -> str | None:
        """The reasons as one text."""
        return in_words(self.reasons)


def estimate_proportions(
    sums: ClusterSums,
    design: Design,
    *,
    icc: float | FloatArray = math.nan,
    confidence_level: float = 0.95,
    interval: Method = Method.AUTO,
    variance: FloatArray | None = None,
) -> list[Estimate]:
    """Estimate the share of yes in each group.

    Parameters
    ----------
    sums
        Answers and yes-answers of each school in each group.
    design
        Strata of all schools of the file or programme.
    icc
        Programme-wide intra-class correlation, one for all groups or one for each (its question's), for
        groups of fewer than ten schools; NaN for the prior of 0.05.
    confidence_level
        Coverage aimed at.
    interval
        A method for a proportion by name, or the automatic choice (see `proportions`).
    variance
        Variance of each share where weights were calibrated; left out, it is linearised from the sums.

    Returns
    -------
    list of Estimate
        One for each group, in order.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24:193-201; Franco, Little, Louis and Slud (2019), Journal of
    Survey Statistics and Methodology 7:334-364.

    """
    programme = np.zeros(sums.groups) + icc
    correlation = np.where(np.isfinite(programme), programme, PRIOR_ICC)
    n, share = sums.by_group(sums.n), np.clip(sums.mean, 0, 1)
    shares = Shares(
        n,
        sums.clusters,
        sums.degrees_of_freedom(design),
        share,
        sums.variance(design) if variance is None else variance,
        _simple_variance(share, n),
        sums.pooled_deff(correlation),
    )
    printed = printed_interval(shares, interval, confidence_level)
    columns = _proportion_columns(shares, printed) | {
        "missing": sums.by_group(sums.missing),
        "clusters": shares.clusters,
        "icc": np.where(printed.is_pooled & (n > 0), correlation, sums.icc),
    }
    verdicts = _judge(sums.by_group(sums.total), shares, printed)
    _add_reason(verdicts, Reason.ONE_CLUSTER, shares.clusters == 1)
    _add_reason(verdicts, Reason.PRIOR_ICC, printed.is_pooled & np.isnan(programme) & (n > 0))
    estimates = assemble(columns, printed.methods, verdicts)
    return _with_second(estimates, shares, confidence_level) if interval is Method.AUTO else estimates


def estimate_simple_proportions(
    yes: FloatArray,
    n: FloatArray,
    *,
    missing: FloatArray | None = None,
    confidence_level: float = 0.95,
    interval: Method = Method.AUTO,
) -> list[Estimate]:
    """Estimate the shares of simple random samples: no schools, no weights; `auto` is Wilson's interval.

    Parameters
    ----------
    yes, n, missing
        Answers that count, all answers, pupils without an answer; shape (groups,).
    confidence_level, interval
        As for `estimate_proportions`.

    Returns
    -------
    list of Estimate
        One for each group, in order.

    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = yes / n
    simple = _simple_variance(share, n)
    shares = Shares(n, n, np.maximum(n - 1, 0), share, simple, simple, np.ones(len(n)))
    method = Method.WILSON if interval is Method.AUTO else interval
    printed = printed_interval(shares, method, confidence_level)
    columns = _proportion_columns(shares, printed)
    columns["missing"] = np.zeros(len(n)) if missing is None else missing
    return assemble(columns, printed.methods, _judge(yes, shares, printed))


def estimate_means(
    sums: ClusterSums,
    design: Design,
    *,
    confidence_level: float = 0.95,
    variance: FloatArray | None = None,
) -> list[Estimate]:
    """Estimate the mean of each group, with the linearised standard error and t on (schools - strata).

    Parameters
    ----------
    sums
        Sums and sums of squares of each school in each group.
    design, confidence_level, variance
        As for `estimate_proportions`.

    Returns
    -------
    list of Estimate
        One for each group, in order; a group of one school has a mean without an interval.

    """
    n, mean, weight = sums.by_group(sums.n), sums.mean, sums.by_group(sums.weight)
    linearised = sums.variance(design) if variance is None else variance
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = np.maximum(sums.by_group(sums.weighted_squares) / weight - mean**2, 0) / (n - 1)
        deff = np.where((simple > 0) & (sums.clusters > 1), linearised / simple, np.nan)
        effective = n / deff
    columns = {
        "n": n,
        "missing": sums.by_group(sums.missing),
        "clusters": sums.clusters,
        "df": sums.degrees_of_freedom(design),
        "estimate": mean,
        "se": np.where(sums.clusters > 1, np.sqrt(linearised), np.nan),
        "deff": deff,
        "n_effective": effective,
        "icc": sums.icc,
    }
    return assemble_means(columns, Method.LINEARISED, confidence_level)


def assemble_means(
    columns: Mapping[str, FloatArray], method: Method, confidence_level: float
) -> list[Estimate]:
    """Return estimates ± t · se that are not proportions, with the flags that their columns give."""
    n, df, effective, se = (columns[name] for name in ("n", "df", "n_effective", "se"))
    known = np.where(se > ROUNDING * np.abs(columns["estimate"]), se, np.nan)
    limits = intervals.student(columns["estimate"], known, df=df, confidence_level=confidence_level)
    effective = np.where(np.isfinite(effective), effective, n)
    rows = zip(n.tolist(), effective.tolist(), df.tolist(), strict=True)
    verdicts = [judge_mean(*row) for row in rows]
    _add_reason(verdicts, Reason.ONE_CLUSTER, columns["clusters"] == 1)
    _add_reason(verdicts, Reason.NO_DEGREES, (columns["clusters"] > 1) & (df < 1))
    _add_reason(verdicts, Reason.NO_INTERVAL, (columns["clusters"] > 1) & (df >= 1) & np.isnan(known))
    bounds = {"low": limits.low, "high": limits.high}
    return assemble({**columns, **bounds}, [method] * len(verdicts), verdicts)


def assemble(
    columns: Mapping[str, FloatArray], methods: Sequence[Method], verdicts: Sequence[Verdict]
) -> list[Estimate]:
    """Return estimates from columns named like their fields; what is not finite becomes None."""
    names = tuple(columns)
    rows = zip(*(_values(name, column) for name, column in columns.items()), strict=True)
    estimates = []
    for row, method, verdict in zip(rows, methods, verdicts, strict=True):
        fields = dict(zip(names, row, strict=True))
        used = None if fields.get("low") is None else method
        estimates.append(Estimate(**fields, method=used, flag=verdict.flag, reasons=verdict.reasons))
    return estimates


def _simple_variance(share: FloatArray, n: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return share * (1 - share) / (n - 1)


def _proportion_columns(shares: Shares, printed: Printed) -> dict[str, FloatArray]:
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = np.where(shares.n > 0, printed.deff, np.nan)
        effective = shares.n / deff
    return {
        "n": shares.n,
        "df": shares.df,
        "estimate": shares.share,
        "se": np.where(shares.clusters > 1, np.sqrt(shares.variance), np.nan),
        "low": printed.interval.low,
        "high": printed.interval.high,
        "deff": deff,
        "n_effective": effective,
    }


def _judge(yes: FloatArray, shares: Shares, printed: Printed) -> list[Verdict]:
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = shares.n / printed.deff
    width = printed.interval.high - printed.interval.low
    columns = (yes, shares.n, effective, width, shares.df, shares.share)
    return [judge_proportion(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _add_reason(verdicts: list[Verdict], reason: Reason, groups: BoolArray) -> None:
    for index in np.flatnonzero(groups).tolist():
        verdicts[index] = verdicts[index].with_more(reason)


def _with_second(estimates: list[Estimate], shares: Shares, level: float) -> list[Estimate]:
    """Add Wilson's interval on effective n where it disagrees with the printed one."""
    other = printed_interval(shares, Method.WILSON_EFFECTIVE, level).interval
    bounds = zip(other.low.tolist(), other.high.tolist(), shares.has_variance.tolist(), strict=True)
    return [
        replace(estimate, second=SecondInterval(Method.WILSON_EFFECTIVE, low, high))
        if known and _disagree(estimate, low, high)
        else estimate
        for estimate, (low, high, known) in zip(estimates, bounds, strict=True)
    ]


def _disagree(estimate: Estimate, low: float, high: float) -> bool:
    if estimate.low is None or estimate.high is None:
        return False
    return max(abs(estimate.low - low), abs(estimate.high - high)) > DISAGREEMENT


def _values(name: str, column: FloatArray) -> list[Any]:
    if name in _COUNTS:
        return list(column.astype(int).tolist())
    return [value if math.isfinite(value) else None for value in column.tolist()]
