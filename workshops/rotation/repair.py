"""Mend a plan so that it keeps the rules: allowed turns, one level a year, connected groups."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from workshops.rotation.connection import list_components
from workshops.rotation.layout import BoolArray, IntArray, Layout

_NOBODY = -1
_ROUNDS = 6
_NEVER = 1e6


def mend_plan(layout: Layout, wanted: IntArray) -> IntArray | None:
    """Return a plan near the wanted one that keeps every rule but the tolerance; None where that failed."""
    turns = np.full_like(wanted, _NOBODY)
    if not layout.problem.contiguous:
        turns[:] = wanted
        for region in layout.list_unruly(wanted):
            chosen = choose_turns(layout, region, wanted[:, region])
            if chosen is None:
                return None
            turns[:, region] = chosen
        return turns
    for block, row in enumerate(wanted):
        mended = _Groups(layout.neighbours, _list_open(layout, turns, block)).mend(row)
        if mended is None:
            return None
        turns[block] = mended
    return turns


def choose_turns(layout: Layout, region: int, wanted: IntArray) -> IntArray | None:
    """Return the allowed turns of one region, nearest to the wanted ones; None when it has none at all."""
    blocks, _, years = layout.shape
    costs = np.where(layout.allowed[:, region], 1.0, _NEVER)
    costs[np.arange(blocks), wanted] -= 0.5
    tied = next((block for block, levels in enumerate(layout.blocks) if len(levels) > 1), 0)
    best, chosen = _NEVER / 2, None
    for turn in range(years):
        # Only the tied block takes more than one year; with its turn given the others are matched.
        left = np.where(layout.clashes[tied, :, turn], _NEVER, costs)
        left[tied] = np.where(np.arange(years) == turn, costs[tied], _NEVER)
        rows, turns = linear_sum_assignment(left)
        total = left[rows, turns].sum()
        if total < best:
            best, chosen = total, turns
    return chosen


def _list_open(layout: Layout, turns: IntArray, block: int) -> BoolArray:
    """Return the turns that are left to a block (R, K) by the blocks that are settled or cannot move."""
    free = layout.allowed[block].copy()
    for other, row in enumerate(turns):
        allowed = layout.allowed[other]
        sure = np.where(allowed.sum(axis=1) == 1, allowed.argmax(axis=1), row)
        known = (sure != _NOBODY) & (other != block)
        free[known] &= ~layout.clashes[other, block, sure[known]]
    return np.asarray(free)


class _Groups:
    """The groups of one block, made connected."""

    def __init__(self, neighbours: list[list[int]], free: BoolArray) -> None:
        self._neighbours = neighbours
        self._free = free.tolist()
        choices = free.sum(axis=1)
        self._sure = np.where(choices == 1, free.argmax(axis=1), _NOBODY).tolist()
        self._possible = bool(choices.all())
        self._row: list[int] = []

    def mend(self, wanted: IntArray) -> list[int] | None:
        """Return groups near the wanted ones that are connected and allowed, or None where that failed."""
        if not self._possible:
            return None
        self._row = [
            turn if free[turn] else _NOBODY for turn, free in zip(wanted.tolist(), self._free, strict=True)
        ]
        for _ in range(_ROUNDS):
            self._row = [
                turn if sure == _NOBODY else sure for turn, sure in zip(self._row, self._sure, strict=True)
            ]
            strays = [stray for year in range(len(self._free[0])) for stray in self._drop_strays(year)]
            if not strays and self._grow():
                return self._row
            for year, stray in strays:
                self._join(year, stray)
        return None

    def _drop_strays(self, year: int) -> list[tuple[int, list[int]]]:
        """Keep the main part of a group; return its other parts that cannot move, and free the rest."""
        members = [region for region, turn in enumerate(self._row) if turn == year]
        parts = list_components(members, self._neighbours)
        parts.sort(key=lambda part: (sum(self._sure[region] == year for region in part), len(part)))
        strays = []
        for part in parts[:-1]:
            held = [region for region in part if self._sure[region] == year]
            if held:
                strays.append((year, held))
            for region in part:
                if not held:
                    self._row[region] = _NOBODY
        return strays

    def _join(self, year: int, stray: list[int]) -> None:
        """Lay a shortest allowed way from a stray part of a group to any other part of it."""
        goals = {region for region, turn in enumerate(self._row) if turn == year}
        goals -= set(next(part for part in list_components(goals, self._neighbours) if stray[0] in part))
        came_from = dict.fromkeys(stray, _NOBODY)
        queue = list(stray)
        for here in queue:
            if here in goals:
                self._take_way(year, came_from, here)
                return
            for there in self._neighbours[here]:
                if there not in came_from and self._free[there][year]:
                    came_from[there] = here
                    queue.append(there)

    def _take_way(self, year: int, came_from: dict[int, int], end: int) -> None:
        while end != _NOBODY:
            self._row[end] = year
            end = came_from[end]

    def _grow(self) -> bool:
        """Let groups take the regions that have none, neighbours first; say whether all found one."""
        left = {region for region, turn in enumerate(self._row) if turn == _NOBODY}
        queue = sorted(left)
        for region in queue:
            near = [self._row[other] for other in self._neighbours[region]]
            turn = next((turn for turn in near if turn != _NOBODY and self._free[region][turn]), _NOBODY)
            if region in left and turn != _NOBODY:
                self._row[region] = turn
                left.remove(region)
                queue += [other for other in self._neighbours[region] if other in left]
        return not left
