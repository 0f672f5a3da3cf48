"""What pupils gained: normalised gain, its alternatives, and the designs that a gain can come from.

Scores are shares of the highest score, 0 to 1. Normalised gain is for tests with right answers, not for what
pupils think of themselves.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from surveys.indicators.cluster_sums import ClusterSums, add_up
from surveys.indicators.differences import estimate_contrast
from surveys.indicators.estimates import Estimate, assemble_means
from surveys.indicators.intervals import FloatArray, IntArray
from surveys.indicators.methods import Method
from surveys.indicators.publication import Flag, Reason
from surveys.indicators.variance import Design, domain_degrees_of_freedom, linearised_variance

WAITING_LIST = np.array([1.0, -1.0, -1.0, 1.0])


class GainDesign(StrEnum):
    """Where a gain comes from, with what threatens it most; the label stands beside every figure."""

    SELF_REPORT = "A: pupils say afterwards that they learned; no baseline, and agreeing is polite"
    TEST_AFTER = "B: a test afterwards; no baseline"
    RETROSPECTIVE = "C: pupils recall afterwards what they knew before; memory and politeness"
    MATCHED = "D: the same pupils tested before and after; the first test teaches too, and there is a ceiling"
    FOLLOW_UP = "E: the same pupils again after weeks, matched by a code; those who stay away differ"
    WAITING_LIST = "W: visited regions against regions still waiting; the regions may differ"


@dataclass(frozen=True)
class MatchedScores:
    """The scores of the same pupils before and after, each of shape (pupils,)."""

    before: FloatArray
    after: FloatArray
    cluster: IntArray
    weight: FloatArray

    @property
    def change(self) -> FloatArray:
        """After minus before."""
        return self.after - self.before

    def sums(self, values: FloatArray) -> ClusterSums:
        """Return the sums of a variable over each school, one group."""
        group = np.zeros(len(values), dtype=np.int64)
        weight = self.weight
        weighted = (weight, weight**2, weight * values, weight * values**2)
        return add_up(
            *(group, self.cluster),
            groups=1,
            n=np.ones(len(values)),
            total=values,
            squares=values**2,
            weighted=weighted,
        )


@dataclass(frozen=True)
class EffectSizes:
    """Standardised changes of paired scores; None where scores do not vary.

    Attributes
    ----------
    d_z
        Mean change over the standard deviation of the changes.
    d_av
        Mean change over the mean of the two standard deviations.
    g_av
        d_av with Hedges' correction for `g_av_df` degrees of freedom.

    """

    d_z: float | None
    d_av: float | None
    g_av: float | None
    g_av_df: int


@dataclass(frozen=True)
class Gain:
    """Everything that is said about one gain.

    Attributes
    ----------
    normalised
        Gain of the means over what could still be gained, Hake's <g>.
    points
        Mean change of the scores.
    mean_individual_g, at_ceiling
        Mean of the pupils' own g, over those not at 100 % before, and the number who were.
    normalised_change, unchangeable
        Mean of Marx and Cummings' c, and the pupils at 0 % or at 100 % both times, who have none.

    """

    normalised: Estimate
    points: Estimate
    mean_individual_g: float | None
    at_ceiling: int
    normalised_change: float | None
    unchangeable: int
    effect_sizes: EffectSizes


@dataclass(frozen=True)
class ResponseShift:
    """The change by test, the change by memory, and what lies between: shift = by test - by memory."""

    shift: Estimate
    by_test: Estimate
    by_memory: Estimate


def estimate_ratios(
    numerator: ClusterSums,
    denominator: ClusterSums,
    design: Design,
    *,
    confidence_level: float = 0.95,
) -> list[Estimate]:
    """Estimate Σ numerator / Σ denominator of each group, with the linearised standard error.

    Parameters
    ----------
    numerator, denominator
        Sums of the same pupils over each school in each group.
    design
        Strata of all schools.
    confidence_level
        Coverage aimed at.

    Returns
    -------
    list of Estimate
        One for each group; without a number where the denominator is 0.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 5.6; R survey `svyratio`.

    """
    above, below = numerator.weighted_total, denominator.weighted_total
    whole = numerator.by_group(below)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(whole != 0, numerator.by_group(above) / whole, np.nan)
        influence = (above - ratio[numerator.group] * below) / whole[numerator.group]
    pair = (numerator.group, numerator.cluster, numerator.groups, design)
    variance = linearised_variance(np.where(np.isfinite(influence), influence, 0.0), *pair)
    known = (numerator.clusters > 1) & np.isfinite(ratio)
    unknown = np.full(numerator.groups, np.nan)
    columns = {
        "n": numerator.by_group(numerator.n),
        "missing": numerator.by_group(numerator.missing),
        "clusters": numerator.clusters,
        "df": domain_degrees_of_freedom(*pair),
        "estimate": ratio,
        "se": np.where(known, np.sqrt(variance), np.nan),
        "deff": unknown,
        "n_effective": unknown,
    }
    estimates = assemble_means(columns, Method.LINEARISED, confidence_level)
    return [_without_denominator(estimate) for estimate in estimates]


def estimate_gain(scores: MatchedScores, design: Design, *, confidence_level: float = 0.95) -> Gain:
    """Estimate the gain of the same pupils from before to after.

    Parameters
    ----------
    scores
        Pupils with both scores.
    design
        Strata of all schools.
    confidence_level
        Coverage aimed at.

    Returns
    -------
    Gain
        Effect sizes are unweighted, everything else is weighted.

    References
    ----------
    Hake (1998), American Journal of Physics 66:64-74; Marx and Cummings (2007), American Journal of Physics
    75:87-91; Lakens (2013), Frontiers in Psychology 4:863.

    """
    change = scores.sums(scores.change)
    room = scores.sums(1 - scores.before)
    [normalised] = estimate_ratios(change, room, design, confidence_level=confidence_level)
    reasons = (
        Reason.CEILING if reason is Reason.ZERO_DENOMINATOR else reason for reason in normalised.reasons
    )
    points = estimate_contrast(change, design, np.ones(1), confidence_level=confidence_level)
    below = scores.before < 1
    free = ~((scores.before == scores.after) & ((scores.before == 0) | (scores.before == 1)))
    individual = scores.change[below] / (1 - scores.before[below])
    return Gain(
        replace(normalised, reasons=tuple(reasons)),
        points,
        _mean(individual, scores.weight[below]),
        int((~below).sum()),
        _mean(normalised_changes(scores.before[free], scores.after[free]), scores.weight[free]),
        int((~free).sum()),
        effect_sizes(scores.before, scores.after),
    )


def normalised_changes(before: FloatArray, after: FloatArray) -> FloatArray:
    """Return Marx and Cummings' c: the gain over what could be gained, the loss over what could be lost."""
    change = after - before
    room = np.where(change > 0, 1 - before, before)
    return np.divide(change, room, out=np.zeros(len(change)), where=change != 0)


def effect_sizes(before: FloatArray, after: FloatArray) -> EffectSizes:
    """Return the standardised changes of paired scores (Lakens 2013)."""
    n = len(before)
    if n < 2:  # noqa: PLR2004 - a standard deviation needs two
        return EffectSizes(None, None, None, 0)
    change = after - before
    mean, df = float(change.mean()), 2 * (n - 1)
    d_z = _ratio(mean, float(change.std(ddof=1)))
    d_av = _ratio(mean, float(before.std(ddof=1) + after.std(ddof=1)) / 2)
    return EffectSizes(d_z, d_av, None if d_av is None else d_av * hedges_correction(df), df)


def hedges_correction(df: float) -> float:
    """Return the factor that takes the bias of small samples out of a standardised difference."""
    return 1 - 3 / (4 * df - 1)


def estimate_response_shift(
    recalled: FloatArray, scores: MatchedScores, design: Design, *, confidence_level: float = 0.95
) -> ResponseShift:
    """Compare what pupils knew before with what they say afterwards that they knew.

    Parameters
    ----------
    recalled
        Score of "before" as recalled afterwards, shape (pupils,).
    scores
        The same pupils before and after.
    design, confidence_level
        As for `estimate_gain`.

    Returns
    -------
    ResponseShift
        Change by memory = change by test - shift, exactly.

    References
    ----------
    Howard and others (1979), Applied Psychological Measurement 3:1-23.

    """
    changes = (recalled - scores.before, scores.change, scores.after - recalled)
    return ResponseShift(
        *(
            estimate_contrast(scores.sums(change), design, np.ones(1), confidence_level=confidence_level)
            for change in changes
        )
    )


def estimate_waiting_list(sums: ClusterSums, design: Design, *, confidence_level: float = 0.95) -> Estimate:
    """Estimate a difference of differences between visited regions and regions still waiting.

    Parameters
    ----------
    sums
        Four groups: visited after, visited before, waiting after, waiting before.
    design, confidence_level
        As for `estimate_gain`.

    """
    return estimate_contrast(sums, design, WAITING_LIST, confidence_level=confidence_level)


def _without_denominator(estimate: Estimate) -> Estimate:
    if estimate.n and estimate.estimate is None:
        return replace(estimate, flag=Flag.WITHHOLD, reasons=(Reason.ZERO_DENOMINATOR, *estimate.reasons))
    return estimate


def _mean(values: FloatArray, weights: FloatArray) -> float | None:
    return float(np.average(values, weights=weights)) if len(values) else None


def _ratio(numerator: float, denominator: float) -> float | None:
    ratio = numerator / denominator if denominator > 0 else math.nan
    return ratio if math.isfinite(ratio) else None
