"""Problems to plan: the twelve regions, small random maps, and every plan of a small map."""

from collections.abc import Iterator
from itertools import permutations, product

from hypothesis import strategies as st

from bench.rotation.maps import LEVELS, YEARS
from workshops.rotation.check import check_plan, measure_plan
from workshops.rotation.problem import Assignment, Demand, Follow, Region, RotationProblem, Weights

FOLLOW = Follow("secondary", after="primary", years=1)

# Class groups and pupils of grades 8 and 9 in primary and of year 2 in secondary schools; modelled from the
# school register and observed class sizes, so that nothing here is a fact about a region.
_DEMAND = {
    "SI031": ("Pomurska", 118, 2094, 37, 818),
    "SI032": ("Podravska", 292, 5953, 118, 3075),
    "SI033": ("Koroška", 78, 1351, 23, 597),
    "SI034": ("Savinjska", 236, 5026, 100, 2560),
    "SI035": ("Zasavska", 46, 958, 17, 294),
    "SI036": ("Posavska", 78, 1482, 10, 258),
    "SI037": ("Jugovzhodna Slovenija", 147, 2940, 71, 1828),
    "SI038": ("Primorsko-notranjska", 53, 1018, 9, 213),
    "SI041": ("Osrednjeslovenska", 502, 11446, 228, 6251),
    "SI042": ("Gorenjska", 193, 4337, 54, 1405),
    "SI043": ("Goriška", 97, 2054, 46, 1126),
    "SI044": ("Obalno-kraška", 100, 2082, 37, 942),
}
# Common borders: Surveying and Mapping Authority of the Republic of Slovenia, CC BY 4.0.
_BORDERS = (
    "31-32 32-33 32-34 33-34 34-35 34-36 34-41 34-42 35-36 35-37 35-41 "
    "36-37 37-38 37-41 38-41 38-43 38-44 41-42 41-43 42-43 43-44"
)
_GROUPS = {"A": "41 42 43 35", "B": "38 44 36 37", "C": "32 31 34 33"}
# What the government page names: year, level, group.
_PUBLISHED = (
    ("2023/24", "primary", "B"),
    ("2023/24", "secondary", "A"),
    ("2024/25", "primary", "C"),
    ("2024/25", "secondary", "B"),
)
PUBLISHED = tuple(
    Assignment(year, level, f"SI0{code}")
    for year, level, group in _PUBLISHED
    for code in _GROUPS[group].split()
)


def slovenia() -> RotationProblem:
    """Return the twelve regions, three years, secondary the year after primary, connected groups."""
    regions = tuple(
        Region(code, name, {"primary": Demand(*row[:2]), "secondary": Demand(*row[2:])})
        for code, (name, *row) in _DEMAND.items()
    )
    adjacency = tuple((f"SI0{pair[:2]}", f"SI0{pair[3:]}") for pair in _BORDERS.split())
    return RotationProblem(YEARS, LEVELS, regions, adjacency, follow=FOLLOW, contiguous=True)


@st.composite
def small_problems(draw: st.DrawFn, most_regions: int = 4) -> RotationProblem:
    """Draw a problem small enough to try every plan: everything that a problem may say occurs in some."""
    years = YEARS[: draw(st.integers(2, 3))]
    levels = LEVELS[: draw(st.integers(1, 2))]
    codes = [f"R{number}" for number in range(draw(st.integers(1, most_regions)))]
    classes = st.lists(st.integers(0, 9), min_size=len(levels), max_size=len(levels)).filter(any)
    regions = tuple(
        Region(code, code, {level: Demand(count) for level, count in zip(levels, draw(classes), strict=True)})
        for code in codes
    )
    pairs = [(one, other) for place, one in enumerate(codes) for other in codes[place + 1 :]]
    cells = st.builds(Assignment, st.sampled_from(years), st.sampled_from(levels), st.sampled_from(codes))
    weight = st.sampled_from([0.0, 0.05, 1.0])
    previous = {(cell.region, cell.level): cell for cell in draw(st.lists(cells, max_size=3))}
    is_tied = len(levels) > 1 and draw(st.booleans())
    return RotationProblem(
        years=years,
        levels=levels,
        regions=regions,
        adjacency=tuple(pair for pair in pairs if draw(st.booleans())),
        fixed=tuple(draw(st.lists(cells, max_size=2))),
        forbidden=tuple(draw(st.lists(cells, max_size=3))),
        follow=Follow(levels[1], levels[0], draw(st.integers(1, 4))) if is_tied else None,
        contiguous=draw(st.booleans()),
        tolerance=draw(st.sampled_from([None, None, 0.2, 0.5, 1.0])),
        weights=draw(st.builds(Weights, weight, weight, weight)),
        previous=tuple(previous.values()),
    )


def list_every_plan(problem: RotationProblem) -> Iterator[tuple[Assignment, ...]]:
    """Yield every way to give each region its years that the checker accepts."""
    choices = [
        [
            tuple(
                Assignment(year, level, region.code)
                for year, level in zip(years, problem.levels, strict=True)
            )
            for years in permutations(problem.years, len(problem.levels))
        ]
        for region in problem.regions
    ]
    for parts in product(*choices):
        plan = tuple(cell for part in parts for cell in part)
        if not check_plan(problem, plan):
            yield plan


def list_every_objective(problem: RotationProblem) -> list[float]:
    """Return the objectives of all plans that keep the rules, best first."""
    return sorted(measure_plan(problem, plan).objective for plan in list_every_plan(problem))


def as_document(problem: RotationProblem) -> dict[str, object]:
    """Return a problem as the document that it is read from."""
    return {
        "format": "rotation-problem/1",
        "years": list(problem.years),
        "levels": list(problem.levels),
        "regions": [
            {
                "code": region.code,
                "name": region.name,
                "demand": {level: vars(demand) for level, demand in region.demand.items()},
            }
            for region in problem.regions
        ],
        "adjacency": [list(pair) for pair in problem.adjacency],
        "fixed": [vars(cell) for cell in problem.fixed],
        "forbidden": [vars(cell) for cell in problem.forbidden],
        "follow": vars(problem.follow) if problem.follow else None,
        "contiguous": problem.contiguous,
        "tolerance": problem.tolerance,
        "weights": vars(problem.weights),
        "previous": [vars(cell) for cell in problem.previous],
    }
