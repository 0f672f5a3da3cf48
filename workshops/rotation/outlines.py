"""Outlines of regions for small maps: fewer points, and neighbours still share their border exactly.

Every border is cut into arcs where the regions on its sides change. An arc is thinned once, in one direction,
so both sides keep the same points and no gap opens between them.

References
----------
D. H. Douglas and T. K. Peucker, "Algorithms for the reduction of the number of points required to represent a
digitized line or its caricature", The Canadian Cartographer 10 (1973) 112-122.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

import numpy as np

Point = tuple[float, float]
Ring = list[Point]
# Steps across a region in each direction when the place of its label is sought.
_GRID = 24


def simplify_boundaries(
    boundaries: Mapping[str, Mapping[str, Any]], tolerance: float
) -> dict[str, list[Ring]]:
    """Return the rings of every region on a plane, thinned.

    Parameters
    ----------
    boundaries
        GeoJSON polygons or multipolygons in WGS 84 degrees, by the region's code.
    tolerance
        How far, in degrees of latitude, a point left out may lie from the line that is drawn.

    Returns
    -------
    dict
        Closed rings by code; x is the longitude shrunk to the scale of the latitude. A ring that thins to
        less than a triangle is left out.

    """
    rings = {code: list(_rings(geometry)) for code, geometry in boundaries.items()}
    sides = _sides(rings)
    shrink = cos(radians(_middle_latitude(rings)))
    return {
        code: [
            [(x * shrink, y) for x, y in thinned]
            for ring in own
            if len(thinned := _thin_ring(ring, sides, tolerance, shrink)) > 3  # noqa: PLR2004 - a triangle, closed
        ]
        for code, own in rings.items()
    }


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(point[0], point[1]) for point in ring]


def _sides(rings: Mapping[str, Iterable[Ring]]) -> Mapping[frozenset[Point], frozenset[str]]:
    """Return the regions on the sides of every edge."""
    sides: defaultdict[frozenset[Point], set[str]] = defaultdict(set)
    for code, own in rings.items():
        for ring in own:
            for edge in pairwise(ring):
                sides[frozenset(edge)].add(code)
    return {edge: frozenset(codes) for edge, codes in sides.items()}


def _middle_latitude(rings: Mapping[str, Iterable[Ring]]) -> float:
    latitudes = [y for own in rings.values() for ring in own for _, y in ring]
    return (min(latitudes) + max(latitudes)) / 2


def _thin_ring(
    ring: Ring, sides: Mapping[frozenset[Point], frozenset[str]], tolerance: float, shrink: float
) -> Ring:
    thinned: Ring = []
    for arc in _arcs(ring, sides):
        forward = arc[0] <= arc[-1]
        kept = _thin(arc if forward else arc[::-1], tolerance, shrink)
        thinned += (kept if forward else kept[::-1])[:-1]
    return [*thinned, thinned[0]]


def _arcs(ring: Ring, sides: Mapping[frozenset[Point], frozenset[str]]) -> Iterator[Ring]:
    """Yield the arcs of a closed ring; one with the same neighbour all around is cut at two far points."""
    points = ring[:-1]
    owners = [sides[frozenset(edge)] for edge in pairwise(ring)]
    cuts = [place for place in range(len(points)) if owners[place] != owners[place - 1]]
    if len(cuts) < 2:  # noqa: PLR2004 - an arc needs two ends
        first = points.index(min(points)) if not cuts else cuts[0]
        far = max(range(len(points)), key=lambda place: _distance(points[first], points[place]))
        cuts = sorted({first, far})
    for start, end in pairwise([*cuts, cuts[0] + len(points)]):
        yield [points[place % len(points)] for place in range(start, end + 1)]


def _thin(arc: Ring, tolerance: float, shrink: float) -> Ring:
    """Return the points of an arc that a line within the tolerance needs."""
    keep = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        start, end = spans.pop()
        gaps = [_gap(arc[place], arc[start], arc[end], shrink) for place in range(start + 1, end)]
        if gaps and max(gaps) > tolerance:
            middle = start + 1 + gaps.index(max(gaps))
            keep.add(middle)
            spans += [(start, middle), (middle, end)]
    return [arc[place] for place in sorted(keep)]


def _gap(point: Point, start: Point, end: Point, shrink: float) -> float:
    """Return the distance of a point from the segment between two others, in degrees of latitude."""
    x, y = (point[0] - start[0]) * shrink, point[1] - start[1]
    across, up = (end[0] - start[0]) * shrink, end[1] - start[1]
    length = across * across + up * up
    along = 0.0 if length == 0 else min(1.0, max(0.0, (x * across + y * up) / length))
    return hypot(x - along * across, y - along * up)


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def place_label(rings: Sequence[Ring]) -> Point:
    """Return the place inside the largest ring that is farthest from its border, of those on a fine grid."""
    ring = np.array(max(rings, key=_extent))
    (left, bottom), (right, top) = ring.min(axis=0), ring.max(axis=0)
    steps = (np.arange(_GRID) + 0.5) / _GRID
    x, y = (
        side.ravel()[:, None]
        for side in np.meshgrid(left + steps * (right - left), bottom + steps * (top - bottom))
    )
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    crosses = ((y0 > y) != (y1 > y)) & (x < x0 + (x1 - x0) * (y - y0) / np.where(y1 == y0, 1.0, y1 - y0))
    inside = crosses.sum(axis=1) % 2 == 1
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = np.clip(
        ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / np.where(length == 0, 1.0, length), 0.0, 1.0
    )
    clearance = np.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0)).min(axis=1)
    best = int(np.argmax(np.where(inside, clearance, -1.0)))
    return (float(x[best, 0]), float(y[best, 0]))


def _extent(ring: Ring) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)))
