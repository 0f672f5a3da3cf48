"""Follow each birth cohort of a region through the grades: how often is it reached, when and where.

A cohort has the name of the school year in which it is in the last primary grade. A turn of a level in
year y reaches, with the target grade g, the cohort y + last primary grade - g in primary and y - g in
secondary schools.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any

from workshops.register.school_year import SchoolYear
from workshops.rotation.problem import Assignment, Flaw, InvalidProblem

PRIMARY, SECONDARY = "primary", "secondary"
_LAST_SECONDARY_GRADE = 9
_MOST_CYCLES = 100


@dataclass(frozen=True)
class CoverageProblem:
    """A plan, the grades that it visits, and how often it is repeated; the fields of `coverage-problem/1`.

    `migration` is the share of pupils who go to secondary school in another region than to primary school.
    """

    years: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    target_grades: Mapping[str, tuple[int, ...]]
    last_primary_grade: int
    cycles: int = 1
    migration: float = 0.0


@dataclass(frozen=True, order=True)
class Reach:
    """One turn that meets a cohort: when, at which level, in which grade."""

    year: str
    level: str
    grade: int


@dataclass(frozen=True)
class CohortRow:
    """One cohort of one region with every turn that reaches it within the repeated plan."""

    region: str
    cohort: str
    reached: tuple[Reach, ...]

    @property
    def times(self) -> int:
        """How often the cohort is reached."""
        return len(self.reached)


@dataclass(frozen=True)
class RegionSummary:
    """The cohorts of one cycle of a region, in the plan repeated endlessly."""

    region: str
    once: int
    twice_or_more: int
    never: int


@dataclass(frozen=True)
class Expectation:
    """The same for the pupils of a region, as cohorts' worth of pupils, when some of them go elsewhere."""

    region: str
    once: float
    twice_or_more: float
    never: float


@dataclass(frozen=True)
class Coverage:
    """Whom a plan reaches, and what is assumed in saying so."""

    rows: tuple[CohortRow, ...]
    summary: tuple[RegionSummary, ...]
    expected: tuple[Expectation, ...]
    assumptions: tuple[str, ...]


def parse_coverage_problem(document: Mapping[str, Any]) -> CoverageProblem:
    """Return the problem in a document that the schema accepts, or raise InvalidProblem with every flaw."""
    problem = CoverageProblem(
        years=tuple(document["years"]),
        assignments=tuple(
            Assignment(cell["year"], cell["level"], cell["region"]) for cell in document["assignments"]
        ),
        target_grades={
            level: tuple(int(g) for g in grades) for level, grades in document["target_grades"].items()
        },
        last_primary_grade=int(document["last_primary_grade"]),
        cycles=int(document.get("cycles", 1)),
        migration=document.get("migration", 0.0),
    )
    require_sound_coverage(problem)
    return problem


def require_sound_coverage(problem: CoverageProblem) -> None:
    """Raise InvalidProblem with every flaw that the problem has; return when it has none."""
    flaws = [*_find_year_flaws(problem.years), *_find_grade_flaws(problem), *_find_turn_flaws(problem)]
    if not 1 <= problem.cycles <= _MOST_CYCLES:
        flaws.append(Flaw("$.cycles", f"must be from 1 to {_MOST_CYCLES}, not {problem.cycles}"))
    if not 0 <= problem.migration <= 1:
        flaws.append(Flaw("$.migration", f"must be a share from 0 to 1, not {problem.migration}"))
    if flaws:
        raise InvalidProblem(flaws)


def _find_year_flaws(years: Sequence[str]) -> Iterator[Flaw]:
    if not years:
        yield Flaw("$.years", "must not be empty")
    starts: list[int] = []
    for place, year in enumerate(years):
        try:
            starts.append(SchoolYear.parse(year).start)
        except ValueError as error:
            yield Flaw(f"$.years[{place}]", str(error))
            return
        if place and starts[-1] != starts[-2] + 1:
            yield Flaw(f"$.years[{place}]", f"{year} is not the year after {years[place - 1]}")


def _find_grade_flaws(problem: CoverageProblem) -> Iterator[Flaw]:
    if problem.last_primary_grade < 1:
        yield Flaw("$.last_primary_grade", f"must be at least 1, not {problem.last_primary_grade}")
    for level, grades in problem.target_grades.items():
        path = f"$.target_grades.{level}"
        if level not in (PRIMARY, SECONDARY):
            yield Flaw(path, f"unknown level {level!r}; cohorts are followed through primary and secondary")
        last = problem.last_primary_grade if level == PRIMARY else _LAST_SECONDARY_GRADE
        for place, grade in enumerate(grades):
            if not 1 <= grade <= last:
                yield Flaw(f"{path}[{place}]", f"must be from 1 to {last}, not {grade}")
            if grade in grades[:place]:
                yield Flaw(f"{path}[{place}]", f"grade {grade} is given twice")


def _find_turn_flaws(problem: CoverageProblem) -> Iterator[Flaw]:
    seen: set[Assignment] = set()
    for place, cell in enumerate(problem.assignments):
        path = f"$.assignments[{place}]"
        if cell.year not in problem.years:
            yield Flaw(f"{path}.year", f"unknown year {cell.year!r}")
        if cell.level not in problem.target_grades:
            yield Flaw(f"{path}.level", f"the level {cell.level!r} has no target grades")
        if cell in seen:
            yield Flaw(path, "the assignment is given twice")
        seen.add(cell)


def coverage(problem: CoverageProblem) -> Coverage:
    """Return how often each cohort of each region is reached, within the repeated plan and endlessly."""
    require_sound_coverage(problem)
    count = len(problem.years)
    first = SchoolYear.parse(problem.years[0]).start
    seen = sorted(_cohorts_seen(problem, range(first, first + count * problem.cycles)))
    reaches = list_reaches(problem)
    rows = []
    summary = []
    for region, once in sorted(_turns_by_region(problem).items()):
        rows += [CohortRow(region, str(SchoolYear(year)), reaches.get((region, year), ())) for year in seen]
        times = _count_times(problem, once)
        summary.append(RegionSummary(region, times.count(1), sum(time > 1 for time in times), times.count(0)))
    return Coverage(tuple(rows), tuple(summary), _expect(problem), state_assumptions(problem))


def list_reaches(problem: CoverageProblem) -> dict[tuple[str, int], tuple[Reach, ...]]:
    """Return the turns that reach each cohort of each region within the repeated plan, in their order."""
    count = len(problem.years)
    reaches = {}
    for region, once in sorted(_turns_by_region(problem).items()):
        repeated = [(year + count * cycle, level) for cycle in range(problem.cycles) for year, level in once]
        for cohort, reached in sorted(_reach_cohorts(problem, repeated).items()):
            reaches[region, cohort] = tuple(sorted(reached))
    return reaches


def _turns_by_region(problem: CoverageProblem) -> dict[str, list[tuple[int, str]]]:
    turns: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for cell in problem.assignments:
        turns[cell.region].append((SchoolYear.parse(cell.year).start, cell.level))
    return turns


def cohort_of(problem: CoverageProblem, year: int, level: str, grade: int) -> int:
    """Return the cohort that is in a grade in a school year, both years by their start."""
    return year - grade + (problem.last_primary_grade if level == PRIMARY else 0)


def _cohorts_seen(problem: CoverageProblem, years: Iterable[int]) -> set[int]:
    return {
        cohort_of(problem, year, level, grade)
        for year in years
        for level, grades in problem.target_grades.items()
        for grade in grades
    }


def _reach_cohorts(
    problem: CoverageProblem, turns: Iterable[tuple[int, str]]
) -> defaultdict[int, list[Reach]]:
    reached: defaultdict[int, list[Reach]] = defaultdict(list)
    for year, level in turns:
        for grade in problem.target_grades[level]:
            met = Reach(str(SchoolYear(year)), level, grade)
            reached[cohort_of(problem, year, level, grade)].append(met)
    return reached


def _count_times(problem: CoverageProblem, turns: Iterable[tuple[int, str]]) -> list[int]:
    """Return how often each cohort of a cycle is reached by a plan that is repeated endlessly."""
    times = [0] * len(problem.years)
    for cohort, reached in _reach_cohorts(problem, turns).items():
        # Cohorts a whole number of cycles apart fare alike.
        times[cohort % len(times)] += len(reached)
    return times


def _expect(problem: CoverageProblem) -> tuple[Expectation, ...]:
    """Return what the pupils of each region can expect when some go to secondary school elsewhere."""
    by_region = sorted(_turns_by_region(problem).items())
    primary, secondary = (
        {
            region: _count_times(problem, [turn for turn in turns if turn[1] == level])
            for region, turns in by_region
        }
        for level in (PRIMARY, SECONDARY)
    )
    away = problem.migration / max(len(primary) - 1, 1)
    expected = []
    for home in primary:
        worth = [0.0, 0.0, 0.0]
        for region, later in secondary.items():
            share = (1 - away * (len(primary) - 1)) if region == home else away
            for times in map(add, primary[home], later):
                worth[min(times, 2)] += share
        expected.append(Expectation(home, once=worth[1], twice_or_more=worth[2], never=worth[0]))
    return tuple(expected)


def state_assumptions(problem: CoverageProblem) -> tuple[str, ...]:
    """Return, in words, everything that the figures of a coverage take for granted."""
    grades = ", ".join(
        f"{level} {' and '.join(map(str, sorted(chosen))) or 'none'}"
        for level, chosen in sorted(problem.target_grades.items())
    )
    return (
        f"The target grades are {grades}; they are a setting and not published.",
        f"Primary school ends with grade {problem.last_primary_grade}; secondary year 1 is the year after.",
        "Every pupil moves up one grade a year: nobody repeats or skips one.",
        "A region in its turn is visited in full: every class of the target grades has its workshop.",
        f"{_say_share(problem.migration)} secondary school in the region of their primary school.",
        f"The plan of {', '.join(problem.years)} is repeated without a change.",
    )


def _say_share(migration: float) -> str:
    return f"All pupils but {migration:.1%} attend" if migration else "All pupils attend"


def coverage_document(answer: Coverage, seconds: float) -> dict[str, Any]:
    """Return a coverage as a `coverage/1` document."""
    return {
        "format": "coverage/1",
        "rows": [
            {
                "region": row.region,
                "cohort": row.cohort,
                "reached": [vars(reach) for reach in row.reached],
                "times": row.times,
            }
            for row in answer.rows
        ],
        "summary": [vars(row) for row in answer.summary],
        "expected": [vars(row) for row in answer.expected],
        "assumptions": list(answer.assumptions),
        "seconds": seconds,
    }
