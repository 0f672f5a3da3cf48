"""Yes and no asked twice of the same pupils: McNemar's tests and the interval of the change."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from surveys.indicators.intervals import Interval, wilson


@dataclass(frozen=True)
class PairedTable:
    """Pupils by their two answers.

    Attributes
    ----------
    both, lost, gained, neither
        Yes before and after; yes before only; yes after only; no twice. In `formats.md` a, b, c and d.

    """

    both: int
    lost: int
    gained: int
    neither: int

    @property
    def n(self) -> int:
        """All pupils."""
        return self.both + self.lost + self.gained + self.neither

    @property
    def change(self) -> float:
        """Share of yes after minus before; NaN without pupils."""
        return (self.gained - self.lost) / self.n if self.n else math.nan

    @property
    def se(self) -> float:
        """Wald's standard error of the change, of pupils drawn one by one; NaN without pupils."""
        if not self.n:
            return math.nan
        discordant = self.lost + self.gained - (self.gained - self.lost) ** 2 / self.n
        return math.sqrt(max(discordant, 0)) / self.n


@dataclass(frozen=True)
class McNemar:
    """McNemar's test in its four forms; without a discordant pair every p-value is 1."""

    chi_squared: float
    p: float
    corrected_chi_squared: float
    corrected_p: float
    exact: float
    midp: float


def mcnemar(table: PairedTable) -> McNemar:
    """Test whether as many pupils changed to yes as to no.

    Parameters
    ----------
    table
        Pupils by their two answers.

    Returns
    -------
    McNemar
        Chi-squared with one degree of freedom, plain and with continuity correction; exact and mid-p.

    References
    ----------
    McNemar (1947), Psychometrika 12:153-157; mid-p: Fagerland, Lydersen and Laake (2013), BMC Medical
    Research Methodology 13:91.

    """
    discordant, fewer = table.lost + table.gained, min(table.lost, table.gained)
    if discordant == 0:
        return McNemar(0.0, 1.0, 0.0, 1.0, 1.0, 1.0)
    gap = abs(table.lost - table.gained)
    plain, corrected = gap**2 / discordant, max(gap - 1, 0) ** 2 / discordant
    exact = 2 * float(special.bdtr(fewer, discordant, 0.5))
    midp = exact - _even_binomial(fewer, discordant)
    return McNemar(
        plain,
        float(special.chdtrc(1, plain)),
        corrected,
        float(special.chdtrc(1, corrected)),
        min(exact, 1.0),
        min(midp, 1.0),
    )


def newcombe_change(table: PairedTable, *, confidence_level: float = 0.95) -> Interval:
    """Return the score interval of the change, after minus before, for pupils drawn one by one.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:2635-2650, method 10.

    """
    n = table.n
    if not n:
        return Interval(np.array(np.nan), np.array(np.nan))
    before, after = (table.both + table.lost) / n, (table.both + table.gained) / n
    one = wilson(after, n, confidence_level=confidence_level)
    two = wilson(before, n, confidence_level=confidence_level)
    phi = _correlation(table)
    low = _combine(after - float(one.low), float(two.high) - before, phi)
    high = _combine(float(one.high) - after, before - float(two.low), phi)
    return Interval(np.asarray(table.change - low), np.asarray(table.change + high))


def _even_binomial(k: int, n: int) -> float:
    """Return the probability of k heads among n fair coins."""
    ways = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return math.exp(ways - n * math.log(2))


def _correlation(table: PairedTable) -> float:
    """Return the correlation of the two answers, a positive one corrected for continuity."""
    a, b, c, d = table.both, table.lost, table.gained, table.neither
    margins = float(a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return 0.0
    product = float(a * d - b * c)
    if product > 0:
        product = max(product - table.n / 2, 0)
    return product / math.sqrt(margins)


def _combine(one: float, two: float, phi: float) -> float:
    return math.sqrt(max(one**2 - 2 * phi * one * two + two**2, 0))
