"""First plans for the search: the map cut into strips, into sectors, or by recursive bisection.

The map is drawn by the two slowest oscillations of its graph, so that no coordinates are needed.

References
----------
A. Pothen, H. D. Simon and K.-P. Liou, "Partitioning sparse matrices with eigenvectors of graphs", SIAM
Journal on Matrix Analysis and Applications 11 (1990) 430-452.
H. D. Simon, "Partitioning of unstructured problems for parallel processing", Computing Systems in
Engineering 2 (1991) 135-148: recursive bisection.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import numpy as np
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.linalg import eigsh

from workshops.rotation.connection import list_components
from workshops.rotation.layout import FloatArray, IntArray, Layout
from workshops.rotation.repair import mend_plan

_DENSE = 200
_WEAK_LINK = 0.01


def list_starts(layout: Layout, random: Random) -> Iterator[IntArray | None]:
    """Yield first plans without end that keep every rule but the tolerance; None where one failed."""
    points = draw_map(layout)
    totals = layout.classes.sum(axis=1, keepdims=True)
    weights = (layout.classes / np.where(totals > 0, totals, 1)).sum(axis=0)
    if layout.problem.previous:
        yield mend_plan(layout, layout.changes.argmin(axis=2))
    while True:
        for cut in (_cut_sectors, _bisect, _cut_strips):
            groups = cut(points, weights, layout.shape[2], random.random() * math.tau)
            yield mend_plan(layout, _name_groups(layout, groups, random))


def draw_map(layout: Layout) -> FloatArray:
    """Return a point for each region (R, 2), neighbours close together."""
    regions = layout.shape[1]
    parts = list_components(range(regions), layout.neighbours)
    links = [(one[0], other[0]) for one, other in pairwise(parts)]
    ends = np.array([*layout.edges.tolist(), *links], dtype=np.int64).reshape(-1, 2)
    strength = np.array([1.0] * len(layout.edges) + [_WEAK_LINK] * len(links))
    there, back = (ends[:, 0], ends[:, 1]), (ends[:, 1], ends[:, 0])
    shape = (regions, regions)
    graph = sparse.csc_array((np.tile(strength, 2), np.hstack([there, back])), shape=shape)
    matrix: sparse.csc_array[np.float64] = sparse.diags_array(graph.sum(axis=0), format="csc") - graph
    if regions <= _DENSE:
        values, vectors = np.linalg.eigh(matrix.toarray())
    else:
        values, vectors = eigsh(matrix, 3, sigma=-0.001, v0=np.ones(regions))
    points = np.zeros((regions, 2))
    slow = vectors[:, 1:3] / np.sqrt(np.maximum(values[1:3], 1e-9))
    points[:, : slow.shape[1]] = slow
    return points


def _cut_strips(points: FloatArray, weights: FloatArray, years: int, angle: float) -> IntArray:
    """Cut the map into parallel strips of equal weight."""
    return _cut_equally(points @ [math.cos(angle), math.sin(angle)], weights, [1] * years)


def _cut_sectors(points: FloatArray, weights: FloatArray, years: int, angle: float) -> IntArray:
    """Cut the map around its centre into sectors of equal weight."""
    centred = points - np.average(points, axis=0, weights=weights)
    turned = (np.arctan2(centred[:, 1], centred[:, 0]) - angle) % math.tau
    return _cut_equally(turned, weights, [1] * years)


def _bisect(points: FloatArray, weights: FloatArray, years: int, angle: float) -> IntArray:
    """Cut the map in two, and each side again across, until there is a part for each year."""
    if years == 1:
        return np.zeros(len(weights), dtype=np.int64)
    sides = (years // 2, years - years // 2)
    side = _cut_equally(points @ [math.cos(angle), math.sin(angle)], weights, sides)
    groups = np.zeros(len(weights), dtype=np.int64)
    for number, part in enumerate(sides):
        members = side == number
        inner = _bisect(points[members], weights[members], part, angle + math.pi / 2)
        groups[members] = inner + number * sides[0]
    return groups


def _cut_equally(key: FloatArray, weights: FloatArray, shares: list[int] | tuple[int, ...]) -> IntArray:
    """Cut a sorted row of regions into parts whose weights are as the shares."""
    order = np.argsort(key, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    limits = np.cumsum(shares[:-1]) / sum(shares) * weights.sum()
    groups = np.zeros(len(weights), dtype=np.int64)
    groups[order] = np.searchsorted(limits, middle, side="right")
    return groups


def _name_groups(layout: Layout, groups: IntArray, random: Random) -> IntArray:
    """Give each group a year in each block, as the cells that are fixed, forbidden or previous want it."""
    blocks, regions, years = layout.shape
    wanted = np.zeros((blocks, regions), dtype=np.int64)
    names: list[IntArray] = []
    fit = layout.allowed.astype(float) - layout.changes
    for block in range(blocks):
        score = np.array([[random.random() for _ in range(years)] for _ in range(years)])
        np.add.at(score, groups, fit[block])
        for other, taken in enumerate(names):
            score[layout.clashes[other, block][taken]] = -regions - years
        names.append(linear_sum_assignment(score, maximize=True)[1])
        wanted[block] = names[-1][groups]
    return wanted
