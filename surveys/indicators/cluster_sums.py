"""The sums over the pupils of each school in each group, from which every estimate is computed.

A group (a region, a level, a year) is a domain: the schools outside it stay in its variance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from surveys.indicators.intervals import FloatArray, IntArray
from surveys.indicators.variance import (
    Design,
    anova_icc,
    different_keys,
    domain_degrees_of_freedom,
    linearised_variance,
)


@dataclass(frozen=True)
class ClusterSums:
    """One row for each pair of group and school; built by `add_up`.

    Attributes
    ----------
    group, cluster
        Indices, shape (rows,).
    groups
        Number of groups, also those without a row.
    n, missing, total, squares
        Answers, pupils without answer, sum and sum of squares of the answers, unweighted.
    weight, weight_squares, weighted_total, weighted_squares
        Σw, Σw², Σwy and Σwy² over the answers.

    """

    group: IntArray
    cluster: IntArray
    groups: int
    n: FloatArray
    missing: FloatArray
    total: FloatArray
    squares: FloatArray
    weight: FloatArray
    weight_squares: FloatArray
    weighted_total: FloatArray
    weighted_squares: FloatArray

    def by_group(self, values: FloatArray) -> FloatArray:
        """Return the sum of a column over each group, shape (groups,)."""
        sums: FloatArray = np.bincount(self.group, values, self.groups).astype(float)
        return sums

    @cached_property
    def clusters(self) -> FloatArray:
        """Schools with answers in each group."""
        return self.by_group((self.n > 0).astype(float))

    @cached_property
    def mean(self) -> FloatArray:
        """Weighted mean of each group; NaN without answers."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.by_group(self.weighted_total) / self.by_group(self.weight)

    @cached_property
    def icc(self) -> FloatArray:
        """Intra-class correlation of each group, unweighted; NaN where it cannot be estimated."""
        return anova_icc(self.group, self.n, self.total, self.squares, self.groups)

    def degrees_of_freedom(self, design: Design) -> FloatArray:
        """Return schools minus strata of each group, of the schools with a row, answered or not."""
        return domain_degrees_of_freedom(self.group, self.cluster, self.groups, design)

    def influence(self, mean: FloatArray) -> FloatArray:
        """Return what each row adds to the deviation of its group's mean, shape (rows,)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            residual = self.weighted_total - mean[self.group] * self.weight
            share = residual / self.by_group(self.weight)[self.group]
        return np.where(self.weight > 0, share, 0.0)

    def variance(self, design: Design) -> FloatArray:
        """Return the linearised variance of each group's mean."""
        return linearised_variance(self.influence(self.mean), self.group, self.cluster, self.groups, design)

    def pooled_deff(self, icc: FloatArray) -> FloatArray:
        """Return each group's design effect by a given intra-class correlation.

        With equal weights it is 1 + (Σm²/Σm - 1) · icc; unequal weights add their own effect.

        Parameters
        ----------
        icc
            Correlation of two pupils of one school, shape (groups,); below 0 it counts as 0.

        Returns
        -------
        FloatArray
            Shape (groups,); NaN for a group without answers.

        References
        ----------
        Kish (1965), Survey Sampling; Gabler, Häder and Lahiri (1999), Survey Methodology 25:105-106.

        """
        floored = np.maximum(icc, 0)
        alone, together = self.by_group(self.weight_squares), self.by_group(self.weight**2)
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = ((1 - floored) * alone + floored * together) / self.by_group(self.weight) ** 2
            return np.asarray(self.by_group(self.n) * spread)


def add_up(
    group: IntArray,
    cluster: IntArray,
    *,
    groups: int,
    n: FloatArray,
    total: FloatArray,
    squares: FloatArray | None = None,
    missing: FloatArray | None = None,
    weighted: Sequence[FloatArray] | None = None,
) -> ClusterSums:
    """Add up tallies to one row for each pair of group and school.

    Parameters
    ----------
    group, cluster
        Indices of each tally, shape (tallies,); pairs may repeat (several workshops at one school).
    groups
        Number of groups.
    n, total, squares
        Answers, their sum and their sum of squares; for yes and no `squares` is `total` and may be left out.
    missing
        Pupils without an answer.
    weighted
        Σw, Σw², Σwy and Σwy² where answers have weights; left out, each answer counts once.

    Returns
    -------
    ClusterSums
        Rows in the order of (group, cluster).

    """
    span = int(cluster.max(initial=0)) + 1
    pairs, row = different_keys(group * span + cluster, groups * span)

    def add(values: FloatArray) -> FloatArray:
        sums: FloatArray = np.bincount(row, values, len(pairs)).astype(float)
        return sums

    answers, sums = add(n), add(total)
    raw = sums if squares is None else add(squares)
    absent = np.zeros(len(pairs)) if missing is None else add(missing)
    columns = [add(column) for column in weighted] if weighted else [answers, answers, sums, raw]
    return ClusterSums(pairs // span, pairs % span, groups, answers, absent, sums, raw, *columns)
