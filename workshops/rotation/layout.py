"""The rotation problem as arrays, and what a plan is worth in them.

Everywhere B is the number of blocks, R of regions, K of years, L of levels, M of measures. A block is
a set of levels that move together because one follows the other; without `follow` each level is a
block of its own. A plan is an integer array `turns` (B, R): the year in which the block of the region
has its turn; a level of the block has its own `offset` years later, cyclic over the years.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from workshops.rotation.plan import Load, Terms
from workshops.rotation.problem import ALL_LEVELS, Assignment, RotationProblem

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

# A load at its limit is allowed; sums of floating point numbers may miss it by this much.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Measure:
    """A load that shall be equal over the years: the classes of some levels, with their yearly mean."""

    name: str
    levels: tuple[int, ...]
    mean: float

    @property
    def scale(self) -> float:
        """What a difference from the mean is divided by; without any classes there is no difference."""
        return self.mean or 1.0


@dataclass(frozen=True)
class Score:
    """What a plan is worth."""

    objective: float
    terms: Terms
    deviations: dict[str, float]


@dataclass(frozen=True)
class Layout:
    """The problem as arrays."""

    problem: RotationProblem
    blocks: tuple[tuple[int, ...], ...]
    offsets: tuple[int, ...]
    classes: FloatArray
    pupils: FloatArray
    edges: IntArray

    @property
    def shape(self) -> tuple[int, int, int]:
        """Blocks, regions, years."""
        return len(self.blocks), len(self.problem.regions), len(self.problem.years)

    @cached_property
    def block_of(self) -> tuple[int, ...]:
        """The block of each level."""
        places = {level: block for block, levels in enumerate(self.blocks) for level in levels}
        return tuple(places[level] for level in range(len(self.offsets)))

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The neighbours of each region."""
        lists: list[list[int]] = [[] for _ in self.problem.regions]
        for first, second in self.edges.tolist():
            lists[first].append(second)
            lists[second].append(first)
        return lists

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Each level, then all levels together."""
        levels = self.problem.levels
        totals = self.classes.sum(axis=1) / len(self.problem.years)
        measures = [Measure(name, (level,), float(totals[level])) for level, name in enumerate(levels)]
        return (*measures, Measure(ALL_LEVELS, tuple(range(len(levels))), float(totals.sum())))

    @cached_property
    def allowed(self) -> BoolArray:
        """Where the cells that are fixed or forbidden leave a block of a region a turn (B, R, K)."""
        allowed = np.ones(self.shape, dtype=bool)
        for block, levels in enumerate(self.blocks):
            if len({self.offsets[level] for level in levels}) < len(levels):
                allowed[block] = False  # two levels of a region would fall into one year
        years = np.arange(len(self.problem.years))
        for cell in self.problem.fixed:
            block, region, turn = self.place(cell)
            allowed[block, region] &= years == turn
        for cell in self.problem.forbidden:
            allowed[self.place(cell)] = False
        return allowed

    @cached_property
    def clashes(self) -> BoolArray:
        """Which turns of two different blocks put two levels of a region into one year (B, B, K, K)."""
        blocks, _, years = self.shape
        clashes = np.zeros((blocks, blocks, years, years), dtype=bool)
        turns = np.arange(years)
        for one, other in permutations(range(blocks), 2):
            for first in self.blocks[one]:
                for second in self.blocks[other]:
                    shift = self.offsets[first] - self.offsets[second]
                    clashes[one, other, turns, (turns + shift) % years] = True
        return clashes

    @cached_property
    def changes(self) -> IntArray:
        """How many assignments of a block of a region differ from the previous plan at a turn (B, R, K)."""
        changes = np.zeros(self.shape, dtype=np.int64)
        for cell in dict.fromkeys(self.problem.previous):
            block, region, turn = self.place(cell)
            changes[block, region] += 1
            changes[block, region, turn] -= 1
        return changes

    @cached_property
    def _places(self) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        problem = self.problem
        codes = [region.code for region in problem.regions]
        years, levels, regions = (
            {name: place for place, name in enumerate(names)}
            for names in (problem.years, problem.levels, codes)
        )
        return years, levels, regions

    def place(self, cell: Assignment) -> tuple[int, int, int]:
        """Return block, region and turn that put the cell into the plan."""
        years, levels, regions = self._places
        level = levels[cell.level]
        turn = (years[cell.year] - self.offsets[level]) % len(years)
        return self.block_of[level], regions[cell.region], turn

    def level_years(self, turns: IntArray) -> IntArray:
        """Return the year of each level of each region (L, R)."""
        shifts = np.array(self.offsets)[:, None]
        years: IntArray = (turns[list(self.block_of)] + shifts) % len(self.problem.years)
        return years

    def list_unruly(self, turns: IntArray) -> list[int]:
        """Return the regions with a turn that is not allowed, or with two levels in one year."""
        kept = np.take_along_axis(self.allowed, turns[:, :, None], axis=2).all(axis=(0, 2))
        years = np.sort(self.level_years(turns), axis=0)
        kept &= (np.diff(years, axis=0) > 0).all(axis=0)
        unruly: list[int] = np.flatnonzero(~kept).tolist()
        return unruly

    def sum_by_year(self, values: FloatArray, turns: IntArray) -> FloatArray:
        """Return the sums of values given by level and region (L, R) over the years of a plan (L, K)."""
        count = len(self.problem.years)
        pairs = zip(self.level_years(turns), values, strict=True)
        return np.array([np.bincount(years, row, minlength=count) for years, row in pairs])

    def score(self, turns: IntArray) -> Score:
        """Return the terms of a plan and their weighted sum."""
        blocks, regions, _ = self.shape
        loads = self.sum_by_year(self.classes, turns)
        deviations = {
            measure.name: float(
                np.abs(loads[list(measure.levels)].sum(axis=0) - measure.mean).max() / measure.scale
            )
            for measure in self.measures
        }
        first_level = self.level_years(turns)[0]
        terms = Terms(
            balance=sum(deviations.values()),
            cut=int((first_level[self.edges[:, 0]] != first_level[self.edges[:, 1]]).sum()),
            changes=int(self.changes[np.arange(blocks)[:, None], np.arange(regions), turns].sum()),
        )
        weights = self.problem.weights
        objective = (
            weights.balance * terms.balance + weights.cut * terms.cut + weights.changes * terms.changes
        )
        return Score(objective, terms, deviations)

    def is_within_tolerance(self, score: Score) -> bool:
        """Whether no load differs from its mean by more than the problem tolerates."""
        tolerance = self.problem.tolerance
        return tolerance is None or max(score.deviations.values()) <= tolerance + ROUNDING

    def assignments(self, turns: IntArray) -> tuple[Assignment, ...]:
        """Return the plan as cells, by year, level and region in the order of the problem."""
        problem = self.problem
        cells = sorted(
            (year, level, region)
            for level, row in enumerate(self.level_years(turns).tolist())
            for region, year in enumerate(row)
        )
        return tuple(
            Assignment(problem.years[year], problem.levels[level], problem.regions[region].code)
            for year, level, region in cells
        )

    def loads(self, turns: IntArray) -> tuple[Load, ...]:
        """Return classes and pupils of each year at each level, and at all levels together."""
        classes, pupils = (
            np.vstack([sums, sums.sum(axis=0)]).T.tolist()
            for sums in (self.sum_by_year(self.classes, turns), self.sum_by_year(self.pupils, turns))
        )
        names = (*self.problem.levels, ALL_LEVELS)
        return tuple(
            Load(year, name, classes[place][row], pupils[place][row])
            for place, year in enumerate(self.problem.years)
            for row, name in enumerate(names)
        )


def lay_out(problem: RotationProblem) -> Layout:
    """Return the arrays of a sound problem."""
    levels = {name: place for place, name in enumerate(problem.levels)}
    offsets = [0] * len(levels)
    blocks = [[place] for place in levels.values()]
    if follow := problem.follow:
        level, after = levels[follow.level], levels[follow.after]
        offsets[level] = follow.years % len(problem.years)
        blocks[after].append(level)
        blocks.remove([level])
    places = {region.code: place for place, region in enumerate(problem.regions)}
    edges = [(places[first], places[second]) for first, second in problem.adjacency]
    return Layout(
        problem=problem,
        blocks=tuple(tuple(block) for block in blocks),
        offsets=tuple(offsets),
        classes=_demand_table(problem, "classes"),
        pupils=_demand_table(problem, "pupils"),
        edges=np.array(edges, dtype=np.int64).reshape(-1, 2),
    )


def _demand_table(problem: RotationProblem, count: str) -> FloatArray:
    rows = [[getattr(region.demand[level], count) for region in problem.regions] for level in problem.levels]
    return np.array(rows, dtype=np.float64)
