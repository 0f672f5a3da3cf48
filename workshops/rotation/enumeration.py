"""Few regions: look at every plan there is.

A group is a number whose bits are its regions. What a group weighs, and whether it is connected, stands in
tables with a row for every possible group, and a plan is worth what a few rows of these tables say.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workshops.rotation.layout import ROUNDING, BoolArray, FloatArray, IntArray, Layout, Measure
from workshops.rotation.symmetry import Symmetry, canonical

_MOST_REGIONS = 20
_MOST_PLANS = 600_000
_MOST_PAIRS = 100_000_000
# One block is weighed alone, two in pairs.
_MOST_BLOCKS = 2


@dataclass(frozen=True)
class _Block:
    """Every plan of one block: its groups by turn, and its loads of all levels by year (K, plans).

    `cost` is what the plan adds to the objective by itself, and infinite where a load is out of tolerance.
    """

    groups: IntArray
    loads: FloatArray
    cost: FloatArray

    def pick(self, plans: IntArray) -> "_Block":
        return _Block(self.groups[:, plans], self.loads[:, plans], self.cost[plans])


def list_best_plans(layout: Layout, symmetry: Symmetry, count: int) -> list[IntArray] | None:
    """Return so many of the best plans that keep every rule, best first; None where there are too many plans.

    Of plans that differ only in the names of the years, one is returned.
    """
    if not _is_small(layout, symmetry):
        return None
    groups = [
        _list_groups(layout, block, Symmetry.NONE if block else symmetry) for block in range(layout.shape[0])
    ]
    if len(groups) > 1 and math.prod(len(row[0]) for row in groups) > _MOST_PAIRS:
        return None
    blocks = [_weigh_block(layout, block, rows) for block, rows in enumerate(groups)]
    wanted = count
    while True:
        plans = _list_pairs(layout, blocks, wanted) if len(blocks) > 1 else _list_singles(blocks[0], wanted)
        turns = (_read_turns(layout, plan) for plan in plans)
        renamed = (canonical(one, symmetry, layout.shape[2]) for one in turns)
        distinct = list({one.tobytes(): one for one in renamed}.values())
        if len(distinct) >= count or len(plans) < wanted:
            return distinct[:count]
        wanted *= 2


def _is_small(layout: Layout, symmetry: Symmetry) -> bool:
    blocks, regions, years = layout.shape
    if blocks > _MOST_BLOCKS or regions > _MOST_REGIONS:
        return False
    most = _MOST_PLANS * (1 if symmetry is Symmetry.NONE else years)
    return all(math.prod(choices) <= most for choices in layout.allowed.sum(axis=2).tolist())


def _list_groups(layout: Layout, block: int, symmetry: Symmetry) -> IntArray:
    """Return the groups of every plan of a block that keeps its rules but the tolerance (K, plans)."""
    years = layout.shape[2]
    groups = np.zeros((years, 1), dtype=np.int64)
    for region, allowed in enumerate(layout.allowed[block]):
        turns = np.flatnonzero(allowed)
        if region == 0 and symmetry is not Symmetry.NONE:
            turns = turns[:1]
        added = np.eye(years, dtype=np.int64)[turns] << region
        groups = (groups[:, None, :] + added.T[:, :, None]).reshape(years, -1)
    if layout.problem.contiguous:
        groups = groups[:, _tabulate_connected(layout)[groups].all(axis=0)]
    if symmetry is Symmetry.FULL:
        # The years in the order of their first regions, those without regions last.
        first = np.where(groups == 0, np.iinfo(np.int64).max, groups & -groups)
        groups = groups[:, (np.diff(first, axis=0) >= 0).all(axis=0)]
    return groups


def _weigh_block(layout: Layout, block: int, groups: IntArray) -> _Block:
    """Return the plans of a block with what the block alone decides of their objective."""
    weights, levels = layout.problem.weights, layout.blocks[block]
    tables = {level: _tabulate_sums(layout.classes[level]) for level in levels}
    years = np.arange(len(groups))
    loads = {level: tables[level][groups[years - layout.offsets[level]]] for level in levels}
    cost = np.zeros(groups.shape[1])
    for measure in layout.measures:
        if set(measure.levels) <= set(levels):
            own = np.array([loads[level] for level in measure.levels])
            cost += _cost_loads(layout, measure, own.sum(axis=0))
    if weights.cut and block == layout.block_of[0]:
        inner = _tabulate_pairs(layout)
        cost += weights.cut * (len(layout.edges) - sum(inner[group] for group in groups))
    if weights.changes:
        for group, changes in zip(groups, layout.changes[block].T, strict=True):
            cost += weights.changes * _tabulate_sums(changes.astype(np.float64))[group]
    return _Block(groups, np.array(list(loads.values())).sum(axis=0), cost)


def _cost_loads(layout: Layout, measure: Measure, loads: FloatArray) -> FloatArray:
    """Return what the loads of a measure (K, plans) cost, infinite out of tolerance."""
    problem = layout.problem
    deviation = np.abs(loads - measure.mean).max(axis=0) / measure.scale
    most = math.inf if problem.tolerance is None else problem.tolerance + ROUNDING
    return np.where(deviation <= most, problem.weights.balance * deviation, math.inf)


def _list_singles(block: _Block, count: int) -> list[tuple[IntArray, ...]]:
    order = np.argsort(block.cost, kind="stable")[:count]
    return [(block.groups[:, plan],) for plan in order[block.cost[order] < math.inf].tolist()]


def _list_pairs(layout: Layout, blocks: Sequence[_Block], count: int) -> list[tuple[IntArray, ...]]:
    """Return the groups of the best pairs of plans that put no two levels of a region into one year."""
    first, second = (block.pick(np.argsort(block.cost, kind="stable")) for block in blocks)
    clashes = np.argwhere(layout.clashes[0, 1]).tolist()
    best: list[tuple[float, int, int]] = []
    for plan, cost in enumerate(first.cost.tolist()):
        limit = -best[0][0] if len(best) == count else math.inf
        left = int(np.searchsorted(second.cost, limit - cost))
        if not left:
            break
        apart = np.ones(left, dtype=bool)
        for turn, other in clashes:
            apart &= (second.groups[other, :left] & first.groups[turn, plan]) == 0
        partners = np.flatnonzero(apart)
        loads = second.loads[:, partners] + first.loads[:, plan, None]
        total = cost + second.cost[partners] + _cost_loads(layout, layout.measures[-1], loads)
        for place in np.argsort(total, kind="stable")[:count].tolist():
            if total[place] < limit:
                entry = (-float(total[place]), plan, int(partners[place]))
                (heapq.heappush if len(best) < count else heapq.heappushpop)(best, entry)
    best.sort(reverse=True)
    return [(first.groups[:, one], second.groups[:, other]) for _, one, other in best]


def _read_turns(layout: Layout, plan: Sequence[IntArray]) -> IntArray:
    """Return the turn of every region in every block from its groups."""
    regions = np.arange(layout.shape[1])
    return np.array([(groups[:, None] >> regions & 1).argmax(axis=0) for groups in plan])


def _tabulate_sums(values: FloatArray) -> FloatArray:
    """Return the sum of the values of every group."""
    table = np.zeros(1)
    for value in values:
        table = np.concatenate([table, table + value])
    return table


def _tabulate_pairs(layout: Layout) -> IntArray:
    """Return how many pairs of neighbours every group has in it."""
    table = np.zeros(1, dtype=np.int64)
    for mask in _list_masks(layout):
        table = np.concatenate([table, table + np.bitwise_count(np.arange(len(table)) & mask)])
    return table


def _tabulate_connected(layout: Layout) -> BoolArray:
    """Return whether every group is connected; no regions are."""
    near = np.zeros(1, dtype=np.int64)
    for mask in _list_masks(layout):
        near = np.concatenate([near, near | mask])
    group = np.arange(len(near))
    reached = group & -group
    while True:
        wider = (reached | near[reached]) & group
        if np.array_equal(wider, reached):
            return np.asarray(reached == group)
        reached = wider


def _list_masks(layout: Layout) -> list[int]:
    """Return the neighbours of each region as a group."""
    return [sum(1 << other for other in others) for others in layout.neighbours]
