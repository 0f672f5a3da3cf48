"""Does a question treat two groups of equally able pupils alike (differential item functioning)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from surveys.indicators.comparisons import StratifiedTables, mantel_haenszel
from surveys.indicators.intervals import BoolArray, FloatArray, IntArray

DELTA_SCALE = -2.35
SLIGHT, LARGE = 1.0, 1.5
SIGNIFICANT = 0.05
_ONE_SIDED_Z = 1.6449


class EtsClass(StrEnum):
    """The classes of the Educational Testing Service: negligible, slight to moderate, moderate to large."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True)
class ItemFairness:
    """One question: odds of the reference group over those of the focal group among equal scores.

    Attributes
    ----------
    odds_ratio
        Above 1 when the question is easier for the reference group; NaN where it cannot be computed.
    ets_delta, ets_class
        -2.35 times its logarithm, and the class; None where it cannot be computed.
    p
        Mantel and Haenszel's test with continuity correction.

    """

    odds_ratio: float
    ets_delta: float
    ets_class: EtsClass | None
    p: float


def item_fairness(correct: FloatArray, is_reference: BoolArray) -> Iterator[ItemFairness]:
    """Compare the two groups question by question among pupils with the same number of right answers.

    Parameters
    ----------
    correct
        1 right, 0 wrong, of the pupils who answered every question; shape (pupils, questions).
    is_reference
        Whether a pupil belongs to the reference group, else to the focal group; shape (pupils,).

    Yields
    ------
    ItemFairness
        One for each question; the matching score includes the question itself.

    References
    ----------
    Holland and Thayer (1988), in Wainer and Braun, Test Validity; classes: Zieky (1993), in Holland and
    Wainer, Differential Item Functioning. The same choices as R's `difR::difMH`.

    """
    score = correct.sum(axis=1).astype(int)
    for right in (correct > 0).T:
        yield _fairness(_tables(score, right, is_reference, correct.shape[1] + 1))


def _tables(score: IntArray, right: BoolArray, reference: BoolArray, scores: int) -> StratifiedTables:
    def count(group: BoolArray) -> FloatArray:
        counts: FloatArray = np.bincount(score[group], minlength=scores).astype(float)
        return counts

    return StratifiedTables(
        count(reference & right),
        count(reference & ~right),
        count(~reference & right),
        count(~reference & ~right),
    )


def _fairness(tables: StratifiedTables) -> ItemFairness:
    found = mantel_haenszel(tables)
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = float(DELTA_SCALE * np.log(found.odds_ratio))
    if not np.isfinite(delta):
        return ItemFairness(found.odds_ratio, delta, None, found.p)
    size, margin = abs(delta), _ONE_SIDED_Z * abs(DELTA_SCALE) * found.log_se
    if size < SLIGHT or not found.p < SIGNIFICANT:
        ets = EtsClass.A
    else:
        ets = EtsClass.C if size >= LARGE and size - margin > SLIGHT else EtsClass.B
    return ItemFairness(found.odds_ratio, delta, ets, found.p)
