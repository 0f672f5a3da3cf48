"""May a number be published: the presentation standards of the US National Center for Health Statistics.

References
----------
Parker and others (2017), Vital and Health Statistics 2(175), proportions; NCHS (2023), Vital and Health
Statistics 2(200). The order of the questions is that of the standards' own program (R package surveytable).

"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SMALLEST_EFFECTIVE_N = 30
NARROW = 0.05
WIDE = 0.30
RELATIVELY_WIDE = 1.30
FEWEST_DEGREES = 8
SMALLEST_COUNT = 5


class Flag(StrEnum):
    """What may be done with a number: print it, print it with its reservation, or keep it back."""

    PUBLISH = "publish"
    CAUTION = "caution"
    WITHHOLD = "withhold"


class Reason(StrEnum):
    """Why a number has its flag or its method, or is missing."""

    NO_ANSWERS = "nobody answered"
    SMALL_COUNT = "between 1 and 4 pupils answered so, or otherwise"
    FEW_ANSWERS = "the effective number of answers is below 30"
    WIDE_INTERVAL = "the interval is 30 points wide or wider"
    WIDE_RELATIVE = "the interval is wider than 1.3 times the share"
    WIDE_COMPLEMENT = "the interval is wider than 1.3 times the share of the others"
    FEW_DEGREES = "fewer than 8 degrees of freedom"
    ALL_ALIKE = "all answers are alike"
    ONE_CLUSTER = "one school has no variance of its own"
    NO_DEGREES = "no degrees of freedom: as many strata as schools"
    CEILING = "everybody had the highest score before"
    ZERO_DENOMINATOR = "the denominator is 0"
    PRIOR_ICC = "the intra-class correlation cannot be estimated; 0.05 is assumed"
    UNDEFINED = "the interval asked for is undefined for these answers"
    NO_INTERVAL = "no interval can be computed"


@dataclass(frozen=True)
class Verdict:
    """A flag with its reasons, the weightiest first."""

    flag: Flag
    reasons: tuple[Reason, ...] = ()

    def with_more(self, *reasons: Reason) -> "Verdict":
        """Return the verdict with further reasons; a number that had none gets the flag caution."""
        flag = Flag.CAUTION if reasons and self.flag is Flag.PUBLISH else self.flag
        return Verdict(flag, self.reasons + reasons)


def judge_proportion(  # noqa: PLR0911, PLR0917 - a decision tree is read leaf by leaf
    yes: float, n: float, n_effective: float, width: float, df: float, proportion: float
) -> Verdict:
    """Decide whether a share may be published.

    Parameters
    ----------
    yes, n
        Unweighted answers that count, and all answers.
    n_effective
        Effective number of answers; never taken above n.
    width
        Width of the printed interval, between 0 and 1.
    df
        Schools minus strata.
    proportion
        The (weighted) share.

    Returns
    -------
    Verdict
        At 0 % and 100 % only the number of answers counts, and a person has to look.

    """
    if n == 0:
        return Verdict(Flag.WITHHOLD, (Reason.NO_ANSWERS,))
    if math.isnan(width):
        return Verdict(Flag.WITHHOLD, (Reason.UNDEFINED,))
    if 0 < yes < SMALLEST_COUNT or 0 < n - yes < SMALLEST_COUNT:
        return Verdict(Flag.WITHHOLD, (Reason.SMALL_COUNT,))
    alike = yes in {0, n}
    if (n if alike else min(n, n_effective)) < SMALLEST_EFFECTIVE_N:
        return Verdict(Flag.WITHHOLD, (Reason.FEW_ANSWERS,))
    if alike:
        return _publish((Reason.ALL_ALIKE,), df)
    if width <= NARROW:
        return _publish((), df)
    if width >= WIDE:
        return Verdict(Flag.WITHHOLD, (Reason.WIDE_INTERVAL,))
    if width > RELATIVELY_WIDE * proportion:
        return Verdict(Flag.WITHHOLD, (Reason.WIDE_RELATIVE,))
    footnotes = (Reason.WIDE_COMPLEMENT,) if width > RELATIVELY_WIDE * (1 - proportion) else ()
    return _publish(footnotes, df)


def judge_mean(n: float, n_effective: float, df: float) -> Verdict:
    """Decide whether a mean, gain or difference may be published, by its effective n and df."""
    if n == 0:
        return Verdict(Flag.WITHHOLD, (Reason.NO_ANSWERS,))
    if not min(n, n_effective) >= SMALLEST_EFFECTIVE_N:
        return Verdict(Flag.WITHHOLD, (Reason.FEW_ANSWERS,))
    return _publish((), df)


def in_words(reasons: Sequence[Reason]) -> str | None:
    """Return the reasons as one text, None when there is none."""
    return "; ".join(dict.fromkeys(reasons)) or None


def _publish(reservations: tuple[Reason, ...], df: float) -> Verdict:
    if df < FEWEST_DEGREES:
        reservations += (Reason.FEW_DEGREES,)
    return Verdict(Flag.CAUTION if reservations else Flag.PUBLISH, reservations)
