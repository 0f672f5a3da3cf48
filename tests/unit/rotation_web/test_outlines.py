from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workshops.rotation.maps import MapRegion, map_year, outline_regions
from workshops.rotation.outlines import place_label, simplify_boundaries


def polygon(*points: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*points, points[0])]]}


def wavy(height: float) -> list[tuple[float, float]]:
    """A border from (1, 0) to (1, 1) that swings around x = 1."""
    return [(1.0 + (height if step % 2 else 0.0), step / 10) for step in range(11)]


def two_neighbours(height: float) -> dict[str, dict[str, object]]:
    border = wavy(height)
    return {
        "A": polygon((0.0, 0.0), *border, (0.0, 1.0)),
        "B": polygon((2.0, 1.0), *border[::-1], (2.0, 0.0)),
    }


def edges(rings: list[list[tuple[float, float]]]) -> set[frozenset[tuple[float, float]]]:
    return {frozenset(edge) for ring in rings for edge in pairwise(ring)}


def test_small_swings_disappear_and_large_ones_stay() -> None:
    thin = simplify_boundaries(two_neighbours(0.01), tolerance=0.05)
    rough = simplify_boundaries(two_neighbours(0.2), tolerance=0.05)

    assert len(thin["A"][0]) == 5
    assert len(rough["A"][0]) > 10


@given(st.floats(0.0, 0.3), st.floats(0.001, 0.2))
def test_neighbours_share_their_border_however_it_is_thinned(height: float, tolerance: float) -> None:
    thinned = simplify_boundaries(two_neighbours(height), tolerance)

    shared = edges(thinned["A"]) & edges(thinned["B"])
    ends = {point for edge in shared for point in edge}
    assert shared
    assert {round(y, 6) for _, y in ends} >= {0.0, 1.0}
    own = [edge for edge in edges(thinned["A"]) - shared if all(x > 0.01 for x, _ in edge)]
    assert own == []


def test_island_that_is_smaller_than_the_tolerance_is_left_out() -> None:
    big = polygon((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))["coordinates"]
    small = polygon((3.0, 0.0), (3.001, 0.0), (3.0, 0.001))["coordinates"]

    thinned = simplify_boundaries({"A": {"type": "MultiPolygon", "coordinates": [big, small]}}, 0.05)

    assert len(thinned["A"]) == 1


def test_label_stands_inside_a_bent_region() -> None:
    bent = [(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (2.5, 3.0), (2.5, 0.5), (0.0, 0.5), (0.0, 0.0)]

    x, y = place_label([bent])

    assert x > 2.5 or y < 0.5


def test_map_says_region_and_level_and_stays_small() -> None:
    outlines = outline_regions(two_neighbours(0.2))
    regions = [MapRegion("A", 1, "P", is_first_level=True), MapRegion("B", 2)]

    drawing = map_year(regions, outlines, place=1)

    labels = {label["label"]: label for label in drawing["datasets"]["labels"]}
    assert set(labels) == {"1 P", "2"}
    opacities = [shape["properties"]["opacity"] for shape in drawing["datasets"]["shapes"]]
    assert opacities == [1.0, 0.0]
    assert "--year-2" in str(drawing)
