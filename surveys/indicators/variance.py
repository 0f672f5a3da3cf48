"""Variance of estimates whose clusters (schools) were sampled, for many domains at once.

Everything works on a long table with one row for each (domain, cluster) that has answers; clusters of the
file without answers in a domain count as zeros in its variance (a domain is not a filtered file).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from surveys.indicators.intervals import FloatArray, IntArray

# A table over all possible keys is faster than sorting as long as it has at most so many places a key.
_DENSE = 32


@dataclass(frozen=True)
class Design:
    """How the clusters of the whole file were drawn.

    Attributes
    ----------
    stratum
        Index of the stratum of each cluster, shape (clusters,).
    population
        Number of clusters in the population of each stratum, shape (strata,); None for an infinite one.

    """

    stratum: IntArray
    population: FloatArray | None = None

    @classmethod
    def unstratified(cls, clusters: int) -> "Design":
        """Return the design of clusters drawn from one stratum of an infinite population."""
        return cls(np.zeros(clusters, dtype=np.int64))

    @property
    def sizes(self) -> FloatArray:
        """Clusters of each stratum, shape (strata,)."""
        return np.bincount(self.stratum, minlength=1).astype(float)

    @property
    def scales(self) -> FloatArray:
        """Factor of each stratum's sum of squares: n/(n-1), or 1 for a lone cluster, times the rest."""
        sizes = self.sizes
        scales = np.where(sizes > 1, sizes / np.maximum(sizes - 1, 1), 1.0)
        return scales if self.population is None else scales * np.clip(1 - sizes / self.population, 0, 1)


def linearised_variance(
    influence: FloatArray, domain: IntArray, cluster: IntArray, domains: int, design: Design
) -> FloatArray:
    """Return the variance of each domain's estimate from the influence of its clusters.

    Parameters
    ----------
    influence
        Change of the domain's estimate by the cluster, summing to 0 over a domain, shape (rows,).
    domain, cluster
        Which domain and cluster a row belongs to, shape (rows,); a pair occurs once.
    domains
        Number of domains.
    design
        Strata and population of all clusters of the file.

    Returns
    -------
    FloatArray
        Variances, shape (domains,). A lone cluster of a stratum is centred at the grand mean, which is 0,
        as R's option `survey.lonely.psu = "adjust"` does.

    References
    ----------
    Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, section 5.5; Lumley (2004),
    Journal of Statistical Software 9(8).

    """
    strata = len(design.sizes)
    cells, row = different_keys(domain * strata + design.stratum[cluster], domains * strata)
    sizes, scales = design.sizes[cells % strata], design.scales[cells % strata]
    means = np.where(sizes > 1, np.bincount(row, influence) / np.maximum(sizes, 1), 0.0)
    absent = sizes - np.bincount(row)
    squares = np.bincount(row, (influence - means[row]) ** 2) + absent * means**2
    sums: FloatArray = np.bincount(cells // strata, squares * scales, domains).astype(float)
    return sums


def domain_degrees_of_freedom(
    domain: IntArray, cluster: IntArray, domains: int, design: Design
) -> FloatArray:
    """Return clusters minus strata of each domain, counting those with a row in it, shape (domains,)."""
    clusters = np.bincount(domain, minlength=domains)
    strata = len(design.sizes)
    cells, _ = different_keys(domain * strata + design.stratum[cluster], domains * strata)
    degrees: FloatArray = (clusters - np.bincount(cells // strata, minlength=domains)).astype(float)
    return degrees


def anova_icc(
    domain: IntArray, n: FloatArray, total: FloatArray, squares: FloatArray, domains: int
) -> FloatArray:
    """Return the intra-class correlation of each domain by one-way analysis of variance.

    Parameters
    ----------
    domain
        Which domain a row belongs to, shape (rows,).
    n, total, squares
        Answers, their sum and their sum of squares in each (domain, cluster), shape (rows,).
    domains
        Number of domains.

    Returns
    -------
    FloatArray
        Correlations, not floored, shape (domains,); NaN with fewer than two clusters, one answer in each or
        no variance at all.

    References
    ----------
    Donner (1986), International Statistical Review 54:67-82; for yes and no, Ridout, Demétrio and Firth
    (1999), Biometrics 55:137-148.

    """

    def add(values: FloatArray) -> FloatArray:
        sums: FloatArray = np.bincount(domain, values, domains).astype(float)
        return sums

    with np.errstate(divide="ignore", invalid="ignore"):
        answered = n > 0
        between_raw = add(np.divide(total**2, n, out=np.zeros_like(total), where=answered))
        size, clusters = add(n), add(answered.astype(float))
        between = (between_raw - add(total) ** 2 / size) / (clusters - 1)
        within = np.maximum(add(squares) - between_raw, 0) / (size - clusters)
        typical = (size - add(n**2) / size) / (clusters - 1)
        icc = (between - within) / (between + (typical - 1) * within)
    return np.where(np.isfinite(icc) & (clusters > 1) & (size > clusters), icc, np.nan)


def different_keys(keys: IntArray, span: int) -> tuple[IntArray, npt.NDArray[np.integer]]:
    """Return the different keys in order, and the place of each key among them; keys are below `span`."""
    if span > _DENSE * (len(keys) + _DENSE):
        return np.unique(keys, return_inverse=True)
    occurs = np.zeros(span, dtype=bool)
    occurs[keys] = True
    different = np.flatnonzero(occurs)
    place = np.zeros(span, dtype=np.int32)
    place[different] = np.arange(len(different))
    return different, place[keys]
