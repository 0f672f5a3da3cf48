"""Check a plan against its problem and recompute its terms; shares no code with the planner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workshops.rotation.plan import Load
from workshops.rotation.problem import Assignment, RotationProblem

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Breach:
    """One rule that a plan breaks: its name, the words, and the cells that break it."""

    rule: str
    text: str
    cells: tuple[Assignment, ...] = ()


@dataclass(frozen=True)
class Measured:
    """The terms and loads of a plan, recomputed from its cells."""

    deviations: Mapping[str, float]
    balance: float
    cut: int
    changes: int
    objective: float
    loads: tuple[Load, ...]


def check_plan(problem: RotationProblem, assignments: Iterable[Assignment]) -> tuple[Breach, ...]:
    """Return every rule that the cells of a plan break; empty when the plan keeps all."""
    cells = tuple(assignments)
    codes = {region.code for region in problem.regions}
    strange = tuple(
        cell
        for cell in cells
        if cell.year not in problem.years or cell.level not in problem.levels or cell.region not in codes
    )
    if strange:
        return (Breach("known", "The problem does not have this year, level or region.", strange),)
    breaches = [*_check_turns(problem, cells), *_check_cells(problem, cells)]
    if problem.follow:
        breaches += _check_follow(problem, cells)
    if problem.contiguous:
        breaches += _check_contiguous(problem, cells)
    if problem.tolerance is not None:
        breaches += _check_tolerance(problem, cells, problem.tolerance)
    return tuple(breaches)


def _check_turns(problem: RotationProblem, cells: Sequence[Assignment]) -> list[Breach]:
    breaches = []
    by_turn: defaultdict[tuple[str, str], list[Assignment]] = defaultdict(list)
    by_year: defaultdict[tuple[str, str], list[Assignment]] = defaultdict(list)
    for cell in cells:
        by_turn[cell.region, cell.level].append(cell)
        by_year[cell.region, cell.year].append(cell)
    for region in problem.regions:
        for level in problem.levels:
            turns = by_turn[region.code, level]
            if len(turns) != 1:
                text = f"{region.name} has {level} {len(turns)} times instead of once."
                breaches.append(Breach("once", text, tuple(turns)))
    for (code, year), turns in by_year.items():
        if len(turns) > 1:
            breaches.append(Breach("one_level_a_year", f"{code} has several turns in {year}.", tuple(turns)))
    return breaches


def _check_cells(problem: RotationProblem, cells: Sequence[Assignment]) -> list[Breach]:
    missing = tuple(cell for cell in problem.fixed if cell not in cells)
    banned = tuple(cell for cell in problem.forbidden if cell in cells)
    breaches = []
    if missing:
        breaches.append(Breach("fixed", "The plan leaves out fixed cells.", missing))
    if banned:
        breaches.append(Breach("forbidden", "The plan has forbidden cells.", banned))
    return breaches


def _check_follow(problem: RotationProblem, cells: Sequence[Assignment]) -> list[Breach]:
    follow = problem.follow
    if follow is None:
        return []
    place = {year: number for number, year in enumerate(problem.years)}
    turns = {(cell.region, cell.level): cell for cell in cells}
    breaches = []
    for region in problem.regions:
        later, earlier = turns.get((region.code, follow.level)), turns.get((region.code, follow.after))
        if later and earlier:
            wait = (place[later.year] - place[earlier.year]) % len(place)
            if wait != follow.years % len(place):
                text = f"{region.name}: {follow.level} comes {wait} years after {follow.after}."
                breaches.append(Breach("follow", text, (earlier, later)))
    return breaches


def _check_contiguous(problem: RotationProblem, cells: Sequence[Assignment]) -> list[Breach]:
    breaches = []
    for year in problem.years:
        for level in problem.levels:
            group = {cell.region for cell in cells if (cell.year, cell.level) == (year, level)}
            if group and _reach(min(group), group, problem.adjacency) != group:
                text = f"The regions that have {level} in {year} are not connected."
                members = tuple(cell for cell in cells if (cell.year, cell.level) == (year, level))
                breaches.append(Breach("contiguous", text, members))
    return breaches


def _reach(start: str, group: set[str], pairs: Sequence[tuple[str, str]]) -> set[str]:
    ways = defaultdict(set)
    for first, second in pairs:
        if first in group and second in group:
            ways[first].add(second)
            ways[second].add(first)
    reached, fresh = {start}, {start}
    while fresh:
        fresh = {there for here in fresh for there in ways[here]} - reached
        reached |= fresh
    return reached


def _check_tolerance(problem: RotationProblem, cells: Sequence[Assignment], tolerance: float) -> list[Breach]:
    return [
        Breach(
            "tolerance",
            f"A load of {name} is {deviation:.3%} off its mean; {tolerance:.2%} is allowed.",
        )
        for name, deviation in measure_plan(problem, cells).deviations.items()
        if deviation > tolerance + _ROUNDING
    ]


def measure_plan(problem: RotationProblem, assignments: Iterable[Assignment]) -> Measured:
    """Return the terms of a plan as they are defined, computed from its cells alone."""
    cells = tuple(assignments)
    demand = {
        (region.code, level): count for region in problem.regions for level, count in region.demand.items()
    }
    classes: defaultdict[tuple[str, str], float] = defaultdict(float)
    pupils: defaultdict[tuple[str, str], float] = defaultdict(float)
    for cell in cells:
        for name in (cell.level, "all"):
            classes[cell.year, name] += demand[cell.region, cell.level].classes
            pupils[cell.year, name] += demand[cell.region, cell.level].pupils
    names = (*problem.levels, "all")
    deviations = {}
    for name in names:
        yearly = [classes[year, name] for year in problem.years]
        mean = sum(yearly) / len(yearly)
        deviations[name] = max(abs(load - mean) for load in yearly) / mean if mean else 0.0
    first = {cell.region: cell.year for cell in cells if cell.level == problem.levels[0]}
    cut = sum(first.get(one) != first.get(other) for one, other in problem.adjacency)
    held = {(cell.region, cell.level): cell.year for cell in problem.previous}
    changes = sum(held.get((cell.region, cell.level), cell.year) != cell.year for cell in cells)
    balance = sum(deviations.values())
    weights = problem.weights
    objective = weights.balance * balance + weights.cut * cut + weights.changes * changes
    loads = tuple(
        Load(year, name, classes[year, name], pupils[year, name]) for year in problem.years for name in names
    )
    return Measured(deviations, balance, cut, changes, objective, loads)
