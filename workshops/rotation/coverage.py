"""Follow each birth cohort of a region through the grades: how often is it reached, when and where.

A cohort has the name of the school year in which it is in the last primary grade. A turn of a level in
year y reaches, with the target grade g, the cohort y + last primary grade - g in primary and y - g in
secondary schools.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workshops.register.school_year import SchoolYear
from workshops.rotation.problem import Assignment, Flaw, InvalidProblem

PRIMARY, SECONDARY = "primary", "secondary"
_LAST_SECONDARY_GRADE = 9
_MOST_CYCLES = 100


@dataclass(frozen=True)
class CoverageProblem:
    """A plan, the grades that it visits, and how often it is repeated; the fields of `coverage-problem/1`."""

    years: tuple[str, ...]
    assignments: tuple[Assignment, ...]
    target_grades: Mapping[str, tuple[int, ...]]
    last_primary_grade: int
    cycles: int = 1


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
class Coverage:
    """Whom a plan reaches, and what is assumed in saying so."""

    rows: tuple[CohortRow, ...]
    summary: tuple[RegionSummary, ...]
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
    )
    require_sound_coverage(problem)
    return problem


def require_sound_coverage(problem: CoverageProblem) -> None:
    """Raise InvalidProblem with every flaw that the problem has; return when it has none."""
    flaws = [*_find_year_flaws(problem.years), *_find_grade_flaws(problem), *_find_turn_flaws(problem)]
    if not 1 <= problem.cycles <= _MOST_CYCLES:
        flaws.append(Flaw("$.cycles", f"must be from 1 to {_MOST_CYCLES}, not {problem.cycles}"))
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
    turns = _turns_by_region(problem)
    rows = []
    summary = []
    for region, once in sorted(turns.items()):
        repeated = [(year + count * cycle, level) for cycle in range(problem.cycles) for year, level in once]
        reached = _reach_cohorts(problem, repeated)
        rows += [CohortRow(region, str(SchoolYear(year)), tuple(sorted(reached[year]))) for year in seen]
        summary.append(_summarise(region, _reach_cohorts(problem, once), count))
    return Coverage(tuple(rows), tuple(summary), state_assumptions(problem))


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


def _summarise(region: str, reached: Mapping[int, Sequence[Reach]], count: int) -> RegionSummary:
    """Fold the cohorts onto one cycle: repeated endlessly, cohorts a cycle apart fare alike."""
    times = [0] * count
    for cohort, turns in reached.items():
        times[cohort % count] += len(turns)
    return RegionSummary(
        region=region,
        once=times.count(1),
        twice_or_more=sum(time > 1 for time in times),
        never=times.count(0),
    )


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
        "Pupils attend the secondary school in the region of their primary school.",
        f"The plan of {', '.join(problem.years)} is repeated without a change.",
    )
