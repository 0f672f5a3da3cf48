"""What became of the plan: which class groups were reached, whose last chance it was, who was missed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workshops.register.school_year import SchoolYear
from workshops.rotation.coverage import CoverageProblem, cohort_of, list_reaches


@dataclass(frozen=True)
class GroupRecord:
    """One class group that was due, or that somebody visited anyway."""

    school: str
    region: str
    year: str
    level: str
    grade: int
    is_held: bool
    by_association: bool = False


@dataclass(frozen=True)
class CohortDelivery:
    """The class groups of one cohort of one region: due, reached, and the schools where none was reached."""

    region: str
    cohort: str
    planned: int
    due: int
    reached: int
    missed_schools: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Chance:
    """A turn of a cohort of a region, and the years in which the cohort is due again in the cycle."""

    region: str
    year: str
    level: str
    grade: int
    cohort: str
    again: tuple[str, ...]

    @property
    def is_last(self) -> bool:
        """Whether the cohort is not due again: such groups come before others."""
        return not self.again


def list_chances(problem: CoverageProblem) -> tuple[Chance, ...]:
    """Return every turn of every cohort, the last chances first."""
    chances = []
    for (region, cohort), reaches in list_reaches(problem).items():
        for reach in reaches:
            again = tuple(other.year for other in reaches if other.year > reach.year)
            chances.append(
                Chance(region, reach.year, reach.level, reach.grade, str(SchoolYear(cohort)), again)
            )
    return tuple(sorted(chances, key=lambda chance: (len(chance.again), chance)))


def follow_delivery(
    problem: CoverageProblem, records: Iterable[GroupRecord], *, count_associations: bool
) -> tuple[CohortDelivery, ...]:
    """Return, for every cohort that has records, what was planned and what was delivered.

    Parameters
    ----------
    problem
        The plan and its target grades.
    records
        One row a class group that was due or visited.
    count_associations
        Whether a group that an association visited counts as reached.
    """
    planned = list_reaches(problem)
    groups: defaultdict[tuple[str, int], list[GroupRecord]] = defaultdict(list)
    for record in records:
        cohort = cohort_of(problem, SchoolYear.parse(record.year).start, record.level, record.grade)
        groups[record.region, cohort].append(record)
    rows = []
    for (region, cohort), members in sorted(groups.items()):
        reached = [one for one in members if one.is_held and (count_associations or not one.by_association)]
        schools = {one.school for one in members} - {one.school for one in reached}
        rows.append(
            CohortDelivery(
                region=region,
                cohort=str(SchoolYear(cohort)),
                planned=len(planned.get((region, cohort), ())),
                due=len(members),
                reached=len(reached),
                missed_schools=tuple(sorted(schools)),
            )
        )
    return tuple(rows)
