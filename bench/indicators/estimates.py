"""Times all indicators by all dimensions, from tallies: `python -m bench.indicators.estimates`.

The cost must grow with the number of workshops, not of pupils: the second column of times has ten times the
pupils in the same workshops.
"""

import resource
import time
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from surveys.indicators.cluster_sums import add_up
from surveys.indicators.estimates import Estimate, estimate_proportions
from surveys.indicators.intervals import FloatArray, IntArray
from surveys.indicators.variance import Design

INDICATORS = 12
SIZES = (2_500, 10_000, 25_000, 100_000)
REGIONS, LEVELS, PROVIDERS, VERSIONS = 12, 2, 3, 4


@dataclass(frozen=True)
class Tallies:
    """Workshops with their school, the groups that each belongs to, and the answers of each indicator."""

    school: IntArray
    groups: tuple[IntArray, ...]
    n: FloatArray
    yes: FloatArray


def simulate(workshops: int, pupils: int, rng: Generator) -> Tallies:
    """Return tallies of so many workshops with so many pupils each, four workshops a school and year."""
    school = np.arange(workshops) // 4
    region, level = school % REGIONS, school // REGIONS % LEVELS
    provider, version = rng.integers(PROVIDERS, size=workshops), rng.integers(VERSIONS, size=workshops)
    year = np.arange(workshops) // 2_500
    groups = (
        np.zeros(workshops, dtype=np.int64),
        *(region, level, provider, version, year),
        *(region * LEVELS + level, region * PROVIDERS + provider, year * REGIONS + region),
    )
    n = rng.binomial(pupils, 0.9, workshops).astype(float)
    share = rng.beta(9, 3, (INDICATORS, int(school[-1]) + 1))[:, school]
    return Tallies(school, groups, n, rng.binomial(n.astype(int), share).astype(float))


def estimate_all(tallies: Tallies) -> list[Estimate]:
    """Return the estimate of each indicator in each group of each dimension."""
    sizes = [int(group.max()) + 1 for group in tallies.groups]
    starts = np.cumsum([0, *sizes[:-1]])
    group = np.concatenate([codes + start for codes, start in zip(tallies.groups, starts, strict=True)])
    school = np.tile(tallies.school, len(sizes))
    n = np.tile(tallies.n, len(sizes))
    design = Design.unstratified(int(tallies.school.max()) + 1)
    found: list[Estimate] = []
    for yes in tallies.yes:
        sums = add_up(group, school, groups=sum(sizes), n=n, total=np.tile(yes, len(sizes)))
        found += estimate_proportions(sums, design, icc=sums.icc[0])
    return found


def seconds(tallies: Tallies, repetitions: int = 5) -> float:
    """Return the median time of all estimates."""
    times = []
    for _ in range(repetitions):
        started = time.perf_counter()
        estimate_all(tallies)
        times.append(time.perf_counter() - started)
    return float(np.median(times))


def main() -> None:
    """Print one line for each number of workshops."""
    rng = np.random.default_rng(7)
    print(f"{'workshops':>10}{'pupils':>12}{'estimates':>11}{'ms':>9}{'ms, pupils x 10':>17}{'peak MB':>9}")
    for workshops in SIZES:
        tallies, crowded = simulate(workshops, 20, rng), simulate(workshops, 200, rng)
        count = len(estimate_all(tallies))
        plain, tenfold = seconds(tallies), seconds(crowded)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{workshops:>10,}{int(tallies.n.sum()):>12,}{count:>11,}"
            f"{1000 * plain:>9.0f}{1000 * tenfold:>17.0f}{peak:>9.0f}"
        )


if __name__ == "__main__":
    main()
