"""What the coordinator gives to the planner: regions with demand, the rules and the weights of the wishes."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ALL_LEVELS = "all"
LARGEST_MAP = 5_000
_LARGEST_COUNT = 1e9


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a problem, and where, as a JSON path of its document."""

    path: str
    text: str


class InvalidProblem(ValueError):  # noqa: N818 - it is the problem that is invalid
    """Everything that is wrong with one problem."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("; ".join(f"{flaw.path}: {flaw.text}" for flaw in flaws))
        self.flaws = tuple(flaws)


@dataclass(frozen=True, order=True)
class Assignment:
    """One cell of the rotation plan: in this school year this level of this region has its turn."""

    year: str
    level: str
    region: str


@dataclass(frozen=True)
class Demand:
    """What one level of one region asks for in its year: class groups and pupils of the target grades."""

    classes: float
    pupils: float = 0.0


@dataclass(frozen=True)
class Region:
    """A statistical region with its demand by level."""

    code: str
    name: str
    demand: Mapping[str, Demand]
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Follow:
    """The rule that a region has `level` so many years after the level `after`, cyclic over the years."""

    level: str
    after: str
    years: int = 1


@dataclass(frozen=True)
class Weights:
    """How much each term counts in the objective."""

    balance: float = 1.0
    cut: float = 0.0
    changes: float = 0.0


@dataclass(frozen=True)
class RotationProblem:
    """Everything that decides a rotation plan; the fields are those of `rotation-problem/1`."""

    years: tuple[str, ...]
    levels: tuple[str, ...]
    regions: tuple[Region, ...]
    adjacency: tuple[tuple[str, str], ...] = ()
    fixed: tuple[Assignment, ...] = ()
    forbidden: tuple[Assignment, ...] = ()
    follow: Follow | None = None
    contiguous: bool = False
    tolerance: float | None = None
    weights: Weights = field(default_factory=Weights)
    previous: tuple[Assignment, ...] = ()
    alternatives: int = 0
    time_limit: float = 30.0
    random_seed: int = 1


def parse_problem(document: Mapping[str, Any]) -> RotationProblem:
    """Return the problem in a document that the schema accepts, or raise InvalidProblem with every flaw."""
    follow = document.get("follow")
    problem = RotationProblem(
        years=tuple(document["years"]),
        levels=tuple(document["levels"]),
        regions=tuple(_parse_region(region) for region in document["regions"]),
        adjacency=tuple((first, second) for first, second in document.get("adjacency", ())),
        fixed=_parse_assignments(document.get("fixed", ())),
        forbidden=_parse_assignments(document.get("forbidden", ())),
        follow=Follow(follow["level"], follow["after"], int(follow.get("years", 1))) if follow else None,
        contiguous=document.get("contiguous", False),
        tolerance=document.get("tolerance"),
        weights=Weights(**document.get("weights", {})),
        previous=_parse_assignments(document.get("previous", ())),
        alternatives=int(document.get("alternatives", 0)),
        time_limit=document.get("time_limit", 30.0),
        random_seed=int(document.get("random_seed", 1)),
    )
    require_sound(problem)
    return problem


def _parse_region(region: Mapping[str, Any]) -> Region:
    demand = {level: Demand(**given) for level, given in region["demand"].items()}
    name = region.get("name", region["code"])
    return Region(region["code"], name, demand, region.get("lat"), region.get("lon"))


def _parse_assignments(given: Sequence[Mapping[str, str]]) -> tuple[Assignment, ...]:
    return tuple(Assignment(cell["year"], cell["level"], cell["region"]) for cell in given)


def require_sound(problem: RotationProblem) -> None:
    """Raise InvalidProblem with every flaw that the problem has; return when it has none."""
    flaws = [
        *_find_name_flaws(problem),
        *_find_demand_flaws(problem),
        *_find_adjacency_flaws(problem),
        *_find_cell_flaws(problem),
        *_find_rule_flaws(problem),
    ]
    if flaws:
        raise InvalidProblem(flaws)


def _find_name_flaws(problem: RotationProblem) -> Iterator[Flaw]:
    codes = [region.code for region in problem.regions]
    for path, names in (
        ("$.years[{}]", problem.years),
        ("$.levels[{}]", problem.levels),
        ("$.regions[{}].code", codes),
    ):
        yield from _find_repeated(path, names)
    for path, given in (("$.years", problem.years), ("$.levels", problem.levels), ("$.regions", codes)):
        if not given:
            yield Flaw(path, "must not be empty")
    if ALL_LEVELS in problem.levels:
        place = problem.levels.index(ALL_LEVELS)
        yield Flaw(f"$.levels[{place}]", "'all' means all levels together and cannot name one")
    if len(problem.levels) > len(problem.years):
        yield Flaw("$.levels", "there are more levels than years, and a region has one level a year at most")
    if len(codes) > LARGEST_MAP:
        yield Flaw("$.regions", f"{len(codes)} regions; the planner takes {LARGEST_MAP} at most")


def _find_repeated(path: str, names: Sequence[str]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            yield Flaw(path.format(place), f"{name!r} is given twice")
        seen.add(name)


def _find_demand_flaws(problem: RotationProblem) -> Iterator[Flaw]:
    for place, region in enumerate(problem.regions):
        path = f"$.regions[{place}].demand"
        for level in problem.levels:
            if level not in region.demand:
                yield Flaw(path, f"{region.code} has no demand for the level {level!r}")
        for level, demand in region.demand.items():
            if level not in problem.levels:
                yield Flaw(f"{path}.{level}", f"unknown level {level!r}")
            for name, count in (("classes", demand.classes), ("pupils", demand.pupils)):
                if not 0 <= count <= _LARGEST_COUNT:
                    yield Flaw(
                        f"{path}.{level}.{name}", f"must be from 0 to {_LARGEST_COUNT:.0f}, not {count}"
                    )
        if region.demand and all(demand.classes == 0 for demand in region.demand.values()):
            yield Flaw(path, f"{region.code} has no classes at any level, so it needs no turn")


def _find_adjacency_flaws(problem: RotationProblem) -> Iterator[Flaw]:
    codes = {region.code for region in problem.regions}
    seen: dict[frozenset[str], int] = {}
    for place, pair in enumerate(problem.adjacency):
        path = f"$.adjacency[{place}]"
        for side, code in enumerate(pair):
            if code not in codes:
                yield Flaw(f"{path}[{side}]", f"unknown region {code!r}")
        if pair[0] == pair[1]:
            yield Flaw(path, f"{pair[0]!r} cannot be its own neighbour")
        first = seen.setdefault(frozenset(pair), place)
        if first != place:
            yield Flaw(path, f"the pair is given before, at $.adjacency[{first}]")


def _find_cell_flaws(problem: RotationProblem) -> Iterator[Flaw]:
    codes = {region.code for region in problem.regions}
    for name in ("fixed", "forbidden", "previous"):
        for place, cell in enumerate(getattr(problem, name)):
            path = f"$.{name}[{place}]"
            if cell.year not in problem.years:
                yield Flaw(f"{path}.year", f"unknown year {cell.year!r}")
            if cell.level not in problem.levels:
                yield Flaw(f"{path}.level", f"unknown level {cell.level!r}")
            if cell.region not in codes:
                yield Flaw(f"{path}.region", f"unknown region {cell.region!r}")
    turns = Counter((cell.level, cell.region) for cell in dict.fromkeys(problem.previous))
    for place, cell in enumerate(problem.previous):
        if turns[cell.level, cell.region] > 1:
            yield Flaw(f"$.previous[{place}]", f"{cell.region} has {cell.level} in several years")


def _find_rule_flaws(problem: RotationProblem) -> Iterator[Flaw]:
    if follow := problem.follow:
        for name, level in (("level", follow.level), ("after", follow.after)):
            if level not in problem.levels:
                yield Flaw(f"$.follow.{name}", f"unknown level {level!r}")
        if follow.level == follow.after:
            yield Flaw("$.follow", "a level cannot follow itself")
    limits = {
        "$.tolerance": 0.0 if problem.tolerance is None else problem.tolerance,
        "$.weights.balance": problem.weights.balance,
        "$.weights.cut": problem.weights.cut,
        "$.weights.changes": problem.weights.changes,
        "$.alternatives": problem.alternatives,
        "$.random_seed": problem.random_seed,
    }
    for path, value in limits.items():
        if not 0 <= value <= _LARGEST_COUNT:
            yield Flaw(path, f"must be from 0 to {_LARGEST_COUNT:.0f}, not {value}")
    if not (problem.time_limit > 0 and math.isfinite(problem.time_limit)):
        yield Flaw("$.time_limit", f"must be a positive number of seconds, not {problem.time_limit}")
