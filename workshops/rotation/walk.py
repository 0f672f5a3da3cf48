"""A plan that changes one turn at a time, with what each change costs and the rules that it must keep.

Plain lists and numbers on purpose: a move touches about ten numbers, where an array costs more to call
than to compute.
"""

import math
from collections.abc import Callable
from random import Random

import numpy as np

from workshops.rotation.layout import ROUNDING, IntArray, Layout

# How far a connection is looked for before a move is refused; on a map the way around is short.
_FARTHEST_WAY_ROUND = 150
# How often a move is proposed along a border, and not anywhere.
_BORDER_SHARE = 0.95
_BORDER_SHARE_UNCONNECTED = 0.5
_HALF = 0.5
_SWAP_SHARE = 0.25
_SWAP_TRIES = 8

# A block, a region and the turn that it shall have.
Step = tuple[int, int, int]
# The deviations by measure and year, what they cost, and what the cells cost.
Sums = tuple[list[list[float]], float, float]


class Walk:
    """A plan that keeps every rule but the tolerance, which costs `penalty` for each unit of excess."""

    def __init__(self, layout: Layout, turns: IntArray, random: Random) -> None:
        self.layout = layout
        self.turns: list[list[int]] = turns.tolist()
        self.penalty = 0.0
        self._draw = random.random
        self._first = layout.block_of[0]
        self._lay_loads(layout)
        self._lay_borders(layout)
        weights, tolerance = layout.problem.weights, layout.problem.tolerance
        self._balance_weight, self._cut_weight = weights.balance, weights.cut
        self._tolerance = math.inf if tolerance is None else tolerance
        self._allowed: list[list[list[bool]]] = layout.allowed.tolist()
        self._cell_costs: list[list[list[float]]] = (weights.changes * layout.changes).tolist()
        self._cells: float = sum(
            costs[turn]
            for rows, row in zip(self._cell_costs, self.turns, strict=True)
            for costs, turn in zip(rows, row, strict=True)
        )
        self._load_cost = self._cost_of(self.deviations)
        years = range(layout.shape[2])
        self._years = [
            [frozenset((turn + layout.offsets[level]) % len(years) for level in levels) for turn in years]
            for levels in layout.blocks
        ]
        self._contiguous = layout.problem.contiguous
        if self._contiguous:
            self._border_share = _BORDER_SHARE
        else:
            self._border_share = _BORDER_SHARE_UNCONNECTED if weights.cut else 0.0

    def _lay_loads(self, layout: Layout) -> None:
        """Note which loads a turn of a block of a region adds to: measure, offset, share of the mean."""
        blocks, regions, years = layout.shape
        self._effects: list[list[list[tuple[int, int, float]]]] = [
            [[] for _ in range(regions)] for _ in range(blocks)
        ]
        for number, measure in enumerate(layout.measures):
            for level in measure.levels:
                effects = self._effects[layout.block_of[level]]
                for region, share in enumerate((layout.classes[level] / measure.scale).tolist()):
                    if share:
                        effects[region].append((number, layout.offsets[level], share))
        self.deviations = [[-measure.mean / measure.scale] * years for measure in layout.measures]
        for effects, row in zip(self._effects, self.turns, strict=True):
            for region, turn in enumerate(row):
                for number, offset, share in effects[region]:
                    self.deviations[number][(turn + offset) % years] += share

    def _lay_borders(self, layout: Layout) -> None:
        """Note, for each block, the pairs of neighbours with different turns, and each pair's place there."""
        self._pairs: list[tuple[int, int]] = [(first, second) for first, second in layout.edges.tolist()]
        self._pairs_of: list[list[tuple[int, int]]] = [[] for _ in range(layout.shape[1])]
        for number, (first, second) in enumerate(self._pairs):
            self._pairs_of[first].append((number, second))
            self._pairs_of[second].append((number, first))
        self._borders: list[list[int]] = []
        self._places: list[list[int]] = []
        for row in self.turns:
            border = [number for number, (one, other) in enumerate(self._pairs) if row[one] != row[other]]
            places = [-1] * len(self._pairs)
            for place, number in enumerate(border):
                places[number] = place
            self._borders.append(border)
            self._places.append(places)
        self._members = [[row.count(year) for year in range(layout.shape[2])] for row in self.turns]

    @property
    def objective(self) -> float:
        """The weighted terms, with the penalty for what exceeds the tolerance."""
        return self._load_cost + self._cut_weight * len(self._borders[self._first]) + self._cells

    @property
    def is_tolerable(self) -> bool:
        """Whether no load is out of tolerance."""
        most = self._tolerance + ROUNDING
        return all(max(row) <= most and -min(row) <= most for row in self.deviations)

    def set_penalty(self, penalty: float) -> None:
        """Let each unit of load out of tolerance cost so much from now on."""
        self.penalty = penalty
        self._load_cost = self._cost_of(self.deviations)

    def copy_turns(self) -> IntArray:
        """Return the plan as it stands."""
        return np.array(self.turns)

    def step(self, temperature: float) -> bool:
        """Propose a random move; make it when the objective rises by no more than a random limit."""
        block, region, turn = self._propose()
        if turn == self.turns[block][region] or not self._allowed[block][region][turn]:
            return False
        limit = -temperature * math.log(1.0 - self._draw())
        if len(self.turns) > 1 and (others := self._list_clashing(block, region, turn)):
            if len(others) > 1:
                return False
            return self._move_both(
                (block, region, turn), lambda: self._find_way_out(others[0], region), limit
            )
        if self._draw() < _SWAP_SHARE:
            old = self.turns[block][region]
            return self._move_both((block, region, turn), lambda: self._find_swap(block, region, old), limit)
        return self._move(block, region, turn, limit)

    def _propose_any(self) -> tuple[int, int, int]:
        blocks, regions, years = self.layout.shape
        draw = self._draw
        return int(draw() * blocks), int(draw() * regions), int(draw() * years)

    def _propose(self) -> tuple[int, int, int]:
        """Propose that a region joins the year of a neighbour; rarely, any region any year."""
        draw = self._draw
        block = int(draw() * len(self.turns)) if len(self.turns) > 1 else 0
        border = self._borders[block]
        if not border or draw() >= self._border_share:
            return self._propose_any()
        place = draw() * len(border)
        region, other = self._pairs[border[int(place)]]
        if place % 1.0 < _HALF:
            region, other = other, region
        return block, region, self.turns[block][other]

    def _list_clashing(self, block: int, region: int, turn: int) -> list[int]:
        """Return the other blocks that would put two levels of the region into one year."""
        years = self._years[block][turn]
        return [
            other
            for other, row in enumerate(self.turns)
            if other != block and not years.isdisjoint(self._years[other][row[region]])
        ]

    def _move_both(self, first: Step, find_second: Callable[[], Step | None], limit: float) -> bool:
        """Change two turns if that keeps the rules and the objective within the limit, or neither."""
        block, region, turn = first
        old, sums = self.turns[block][region], (self.deviations, self._load_cost, self._cells)
        objective = self.objective
        if not self._move(block, region, turn, math.inf):
            return False
        second = find_second()
        if second and self._move(*second, limit - (self.objective - objective)):
            return True
        self._place(block, region, old, sums)
        return False

    def _find_way_out(self, block: int, region: int) -> Step | None:
        """Return a turn of the block that does not clash, from a random year on."""
        years = len(self._allowed[block][region])
        start = int(self._draw() * years)
        for step in range(years):
            turn = (start + step) % years
            if self._allowed[block][region][turn] and not self._list_clashing(block, region, turn):
                return block, region, turn
        return None

    def _find_swap(self, block: int, region: int, old: int) -> Step | None:
        """Return a step from the group that a region has joined to the one that it has left."""
        row = self.turns[block]
        for _ in range(_SWAP_TRIES):
            _, other, _ = self._propose()
            if row[other] == row[region] and other != region:
                if self._allowed[block][other][old] and not self._list_clashing(block, other, old):
                    return block, other, old
                return None
        return None

    def _move(self, block: int, region: int, turn: int, limit: float) -> bool:
        """Change one turn if its group stays connected and the objective rises by no more than the limit."""
        row = self.turns[block]
        old = row[region]
        left = met = 0
        for _, neighbour in self._pairs_of[region]:
            there = row[neighbour]
            if there == old:
                left += 1
            elif there == turn:
                met += 1
        costs = self._cell_costs[block][region]
        cells = self._cells + costs[turn] - costs[old]
        # What the loads may cost at most for the move to be made; they never cost less than nothing.
        most = limit + self._load_cost + self._cells - cells
        if block == self._first:
            most -= self._cut_weight * (left - met)
        if most < 0:
            return False
        deviations = self._shift_loads(block, region, turn)
        load_cost = self._cost_of(deviations)
        if load_cost > most:
            return False
        if self._contiguous:
            is_far = not met and self._members[block][turn]
            if is_far or (left > 1 and not self._can_leave(row, region)):
                return False
        self._place(block, region, turn, (deviations, load_cost, cells))
        return True

    def _shift_loads(self, block: int, region: int, turn: int) -> list[list[float]]:
        deviations = [row[:] for row in self.deviations]
        old, years = self.turns[block][region], len(deviations[0])
        for number, offset, share in self._effects[block][region]:
            row = deviations[number]
            row[(old + offset) % years] -= share
            row[(turn + offset) % years] += share
        return deviations

    def _cost_of(self, deviations: list[list[float]]) -> float:
        cost = 0.0
        tolerance = self._tolerance
        for row in deviations:
            worst = max(*row, -min(row))
            cost += self._balance_weight * worst
            if worst > tolerance:
                cost += self.penalty * sum(abs(value) - tolerance for value in row if abs(value) > tolerance)
        return cost

    def _can_leave(self, row: list[int], region: int) -> bool:
        """Whether the neighbours of a region in its group still reach each other without it."""
        group = row[region]
        goals = {neighbour for _, neighbour in self._pairs_of[region] if row[neighbour] == group}
        queue = [goals.pop()]
        seen = {region, queue[0]}
        for here in queue:
            for _, neighbour in self._pairs_of[here]:
                if neighbour not in seen and row[neighbour] == group:
                    seen.add(neighbour)
                    queue.append(neighbour)
                    goals.discard(neighbour)
                    if not goals:
                        return True
            if len(queue) > _FARTHEST_WAY_ROUND:
                return False
        return False

    def _place(self, block: int, region: int, turn: int, sums: Sums) -> None:
        row = self.turns[block]
        old, row[region] = row[region], turn
        self._members[block][old] -= 1
        self._members[block][turn] += 1
        self.deviations, self._load_cost, self._cells = sums
        border, places = self._borders[block], self._places[block]
        for number, neighbour in self._pairs_of[region]:
            if row[neighbour] == turn:
                last = border.pop()
                if last != number:
                    border[places[number]] = last
                    places[last] = places[number]
                places[number] = -1
            elif row[neighbour] == old:
                places[number] = len(border)
                border.append(number)
