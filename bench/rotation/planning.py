"""Times the planner and compares its cuts: `python -m bench.rotation.planning`.

METIS (the package pymetis, in a scratch environment) partitions the same maps under the same balance. The
European regions are planned too when `TRILETO_BENCH_REGIONS` names the folder with their two files.
"""

import os
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bench.rotation.maps import european_map, random_map
from workshops.rotation.check import check_plan
from workshops.rotation.layout import lay_out
from workshops.rotation.plan import RotationPlan
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import RotationProblem, Weights

SIZES = (25, 50, 100, 200, 400, 800, 1165, 2500, 5000)
METIS_SEEDS = 10
# The best cut of six runs with five times the steps on the map of each seed, 50 regions, 5 %.
BEST_KNOWN = (0,) * 8


@dataclass(frozen=True)
class Run:
    """One plan with the time that it took."""

    plan: RotationPlan
    seconds: float

    @property
    def cut(self) -> int:
        """The number of neighbours in different years."""
        assert self.plan.terms is not None
        return self.plan.terms.cut

    @property
    def worst(self) -> float:
        """The largest deviation of a load."""
        assert self.plan.deviations is not None
        return max(self.plan.deviations.values())


def run(problem: RotationProblem) -> Run:
    """Plan, and let the checker look at it."""
    start = time.perf_counter()
    plan = plan_rotation(problem)
    seconds = time.perf_counter() - start
    assert not check_plan(problem, plan.assignments)
    return Run(plan, seconds)


def cut_by_metis(problem: RotationProblem) -> str:
    """Return the best cut of METIS over its seeds, where it is installed."""
    if not find_spec("pymetis"):
        return "-"
    pymetis = import_module("pymetis")
    layout = lay_out(problem)
    cuts = []
    for seed in range(METIS_SEEDS):
        options = pymetis.Options(ufactor=round(1000 * (problem.tolerance or 0)), seed=seed, contig=1)
        weights = layout.classes.sum(axis=0).astype(int).tolist()
        cuts.append(pymetis.part_graph(3, layout.neighbours, vweights=weights, options=options)[0])
    return f"{min(cuts)} to {max(cuts)}"


def small_maps() -> None:
    """Print how fast twelve and more regions are proven."""
    print("| regions | wishes and rules | status | objective | seconds |\n|--:|---|---|--:|--:|")
    for regions in (12, 16, 20):
        base = replace(random_map(regions, 1), tolerance=None, weights=Weights())
        for name, problem in (
            ("balance, connected", base),
            ("balance and cut, connected", replace(base, weights=Weights(1.0, 0.02))),
            ("balance, connected, levels apart", replace(base, follow=None)),
            ("balance, not connected", replace(base, contiguous=False)),
        ):
            done = run(problem)
            plan = done.plan
            print(f"| {regions} | {name} | {plan.status} | {plan.objective:.6f} | {done.seconds:.2f} |")


def fifty_regions() -> None:
    """Print the cut of connected groups with nine loads within 5 % against the best known."""
    print("\n| map of 50 regions | best known cut | cut | ratio | worst load | seconds |")
    print("|--:|--:|--:|--:|--:|--:|")
    for seed, best in enumerate(BEST_KNOWN):
        done = run(replace(random_map(50, seed), tolerance=0.05))
        ratio = done.cut / best
        print(f"| {seed} | {best} | {done.cut} | {ratio:.3f} | {done.worst:.2%} | {done.seconds:.2f} |")


def large_maps() -> Iterator[tuple[str, RotationProblem]]:
    """Yield the maps of the scaling table: those where METIS can keep all loads too, and one where not."""
    for size in SIZES:
        yield f"random, {size}", random_map(size, 1, equal_levels=True)
    yield "random, 1165, levels differ", random_map(1165, 1)
    if folder := os.environ.get("TRILETO_BENCH_REGIONS"):
        yield "European Union, 1165", european_map(Path(folder))


def main() -> None:
    """Print the three tables."""
    small_maps()
    fifty_regions()
    print("\n| map | cut | METIS, 10 seeds | worst load | seconds |\n|---|--:|--:|--:|--:|")
    for name, problem in large_maps():
        done = run(replace(problem, tolerance=0.05) if len(problem.regions) < 50 else problem)
        print(f"| {name} | {done.cut} | {cut_by_metis(problem)} | {done.worst:.2%} | {done.seconds:.2f} |")
    if not find_spec("pymetis"):
        print("\nThe comparison with METIS is left out: the package pymetis is not installed.")
    if not os.environ.get("TRILETO_BENCH_REGIONS"):
        print("\nThe European regions are left out: TRILETO_BENCH_REGIONS names no folder with their files.")
    print(f"\nPeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
