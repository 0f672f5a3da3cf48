"""Maps to plan on: random planar ones of any size, and the European regions where their files are at hand."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.spatial import Delaunay

from workshops.rotation.connection import list_components
from workshops.rotation.problem import Demand, Follow, Region, RotationProblem, Weights

YEARS = ("2023/24", "2024/25", "2025/26")
LEVELS = ("primary", "secondary")


def random_map(regions: int, seed: int, *, equal_levels: bool = False) -> RotationProblem:
    """Return a random planar map: neighbours are those of a triangulation without its long sides.

    With equal levels a region has as many classes at one level as at the other, so that all loads are
    equal when one is.
    """
    random = np.random.default_rng([regions, seed])
    points = random.random((regions, 2))
    sides = {
        (min(one, other), max(one, other))
        for triangle in Delaunay(points).simplices.tolist()
        for one, other in zip(triangle, triangle[1:] + triangle[:1], strict=True)
    }
    near = [
        side for side in sorted(sides) if np.hypot(*(points[side[0]] - points[side[1]])) < 3 / regions**0.5
    ]
    primary = random.integers(20, 300, regions)
    secondary = primary if equal_levels else (primary * random.uniform(0.2, 0.5, regions)).round()
    codes = [f"R{place}" for place in range(regions)]
    pairs = [(codes[one], codes[other]) for one, other in near]
    return _plan_cut(codes, pairs, primary.tolist(), secondary.tolist())


def european_map(folder: Path) -> RotationProblem:
    """Return the 1,165 NUTS-3 regions of EU-27 from `eu_nuts3_regions.csv` and `eu_nuts3_adjacency.csv`.

    The files are not part of the repository, because their licence asks for non-commercial use. A region
    has a class for every thousand people, one at least; groups need not be connected across the sea, so
    islands are joined to the region before them in the file.
    """
    with (folder / "eu_nuts3_regions.csv").open(encoding="utf-8") as file:
        people = {
            row["code"]: int(row["geonames_population_sum"])
            for row in csv.DictReader(file)
            if row["eu27"] == "1"
        }
    with (folder / "eu_nuts3_adjacency.csv").open(encoding="utf-8") as file:
        pairs = [(row["region_a"], row["region_b"]) for row in csv.DictReader(file)]
    codes = list(people)
    pairs = _join_islands(codes, [pair for pair in pairs if people.keys() >= set(pair)])
    primary = [1 + count // 1000 for count in people.values()]
    return _plan_cut(codes, pairs, primary, [1 + count // 3 for count in primary])


def _join_islands(codes: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    places = {code: place for place, code in enumerate(codes)}
    neighbours: list[list[int]] = [[] for _ in codes]
    for one, other in pairs:
        neighbours[places[one]].append(places[other])
        neighbours[places[other]].append(places[one])
    first = [min(part) for part in list_components(range(len(codes)), neighbours)]
    return [*pairs, *((codes[place - 1], codes[place]) for place in sorted(first) if place)]


def _plan_cut(
    codes: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    primary: Sequence[float],
    secondary: Sequence[float],
) -> RotationProblem:
    """Return the problem of a small cut between connected groups, every load within 2 %."""
    regions = tuple(
        Region(code, code, {"primary": Demand(one), "secondary": Demand(other)})
        for code, one, other in zip(codes, primary, secondary, strict=True)
    )
    return RotationProblem(
        years=YEARS,
        levels=LEVELS,
        regions=regions,
        adjacency=tuple(pairs),
        follow=Follow("secondary", after="primary"),
        contiguous=True,
        tolerance=0.02,
        weights=Weights(balance=0.0, cut=1.0),
    )
