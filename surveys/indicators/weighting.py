"""Weights that make the answers add up to known numbers of pupils, and what the weights cost.

Raking fits the margins (region, level, provider, year) one after the other until nothing changes any more;
with a single margin it is post-stratification. The variance of an estimate with such weights is that of its
residuals from the margins, because what the margins explain no longer varies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from surveys.indicators.intervals import FloatArray, IntArray

TOLERANCE = 1e-9
RELATIVE_TOLERANCE = 1e-12
MOST_ROUNDS = 1_000
SMALLEST_LEVEL = 30


@dataclass(frozen=True)
class Margin:
    """A classification of the answers with the number of pupils in each of its levels.

    Attributes
    ----------
    name
        Column of the classification.
    level
        Index of the level of each answer, shape (answers,).
    targets
        Pupils in each level, shape (levels,).

    """

    name: str
    level: IntArray
    targets: FloatArray

    def sums(self, weights: FloatArray) -> FloatArray:
        """Return the weight of each level, shape (levels,)."""
        sums: FloatArray = np.bincount(self.level, weights, len(self.targets)).astype(float)
        return sums

    def is_met(self, weights: FloatArray) -> bool:
        """Return whether the weights add up to the targets."""
        return np.allclose(self.sums(weights), self.targets, rtol=RELATIVE_TOLERANCE, atol=TOLERANCE)


@dataclass(frozen=True)
class Raking:
    """Weights with their diagnosis.

    Attributes
    ----------
    weights
        Shape (answers,).
    rounds, has_converged
        Rounds over all margins, and whether the margins are met to 1e-9 (under a cap: nothing changes).
    capped
        Number of weights that the cap holds back; the margins are then met only nearly.

    """

    weights: FloatArray
    rounds: int
    has_converged: bool
    capped: int

    @property
    def design_effect(self) -> float:
        """Loss of precision by unequal weights, 1 + CV² (Kish 1965)."""
        return kish_design_effect(self.weights)

    @property
    def spread(self) -> float:
        """Largest weight over smallest."""
        return float(self.weights.max() / self.weights.min())


def rake(base: FloatArray, margins: Sequence[Margin], *, cap: float | None = None) -> Raking:
    """Rake weights to margins by iterative proportional fitting.

    Parameters
    ----------
    base
        Weights to start from, positive, shape (answers,).
    margins
        Every answer has a level in each margin, every level has an answer, all margins have the same total.
    cap
        Largest allowed ratio of a weight to the median weight; None for no cap.

    Returns
    -------
    Raking
        With one margin: post-stratification, exact after one round.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11:427-444.

    """
    weights, capped = base.astype(float), 0
    for rounds in range(1, MOST_ROUNDS + 1):
        before = weights
        for margin in margins:
            weights = weights * (margin.targets / margin.sums(weights))[margin.level]
        if cap is not None:
            highest = cap * np.median(weights)
            capped = int((weights > highest).sum())
            weights = np.minimum(weights, highest)
        if all(margin.is_met(weights) for margin in margins):
            return Raking(weights, rounds, has_converged=True, capped=capped)
        if capped and np.allclose(weights, before, rtol=RELATIVE_TOLERANCE, atol=0):
            return Raking(weights, rounds, has_converged=True, capped=capped)
    return Raking(weights, MOST_ROUNDS, has_converged=False, capped=capped)


def kish_design_effect(weights: FloatArray) -> float:
    """Return the loss of precision by unequal weights, 1 + CV² (Kish 1965)."""
    return float(len(weights) * np.sum(weights**2) / np.sum(weights) ** 2)


def response_weights(attended: FloatArray, responded: FloatArray) -> FloatArray:
    """Return the weight of an answer of each workshop, attended over responded; 0 where nobody responded."""
    return np.divide(attended, responded, out=np.zeros(len(attended)), where=responded > 0)


def merge_small_levels(margin: Margin, smallest: int = SMALLEST_LEVEL) -> Margin:
    """Return the margin with its smallest levels merged until each has so many answers, or one is left."""
    level, targets = margin.level, margin.targets
    counts = np.bincount(level, minlength=len(targets))
    while len(counts) > 1 and counts.min() < smallest:
        first, second = np.sort(np.argsort(counts, kind="stable")[:2])
        joined = np.arange(len(counts))
        joined[second] = first
        joined[second + 1 :] -= 1
        level = joined[level]
        targets = np.bincount(joined, targets).astype(float)
        counts = np.bincount(level, minlength=len(targets))
    return Margin(margin.name, level, targets)


class MarginResiduals:
    """Takes out of a variable what the margins explain, with the base weights."""

    def __init__(self, base: FloatArray, margins: Sequence[Margin]) -> None:
        self._base = base
        self._margins = margins
        starts = np.cumsum([0, *(len(margin.targets) for margin in margins)])
        self._columns = [slice(int(low), int(high)) for low, high in pairwise(starts)]
        gram = np.zeros((int(starts[-1]), int(starts[-1])))
        for rows, one in zip(self._columns, margins, strict=True):
            for columns, other in zip(self._columns, margins, strict=True):
                size = len(other.targets)
                cells = np.bincount(one.level * size + other.level, base, len(one.targets) * size)
                gram[rows, columns] = cells.reshape(len(one.targets), size)
        self._inverse = np.linalg.pinv(gram, hermitian=True)

    def of(self, values: FloatArray) -> FloatArray:
        """Return the residuals of a variable, shape (answers,)."""
        moments = np.concatenate([margin.sums(self._base * values) for margin in self._margins])
        effects = self._inverse @ moments
        fitted = sum(
            effects[columns][margin.level]
            for columns, margin in zip(self._columns, self._margins, strict=True)
        )
        return np.asarray(values - fitted)
