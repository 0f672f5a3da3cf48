"""Class groups per grade, modelled from the number of classes and pupils of a school.

A model, not a fact about a school: it is deterministic, a cohort keeps its number of classes when it moves
up, and the class groups of a school add up to the classes and pupils that were put in.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from string import ascii_lowercase

from workshops.register.school_year import SchoolYear


@dataclass(frozen=True)
class ModelledGroup:
    """A class group of the model; a combined class stands at the oldest of its grades."""

    grade: int
    label: str
    pupils: int


@dataclass(frozen=True)
class _Class:
    first_grade: int
    last_grade: int
    parallel: int

    @property
    def grades(self) -> int:
        return self.last_grade - self.first_grade + 1

    @property
    def label(self) -> str:
        turn, letter = divmod(self.parallel, len(ascii_lowercase))
        name = ascii_lowercase[letter] + (str(turn + 1) if turn else "")
        grades = f"{self.first_grade}.\N{EN DASH}" if self.grades > 1 else ""
        return f"{grades}{self.last_grade}. {name}"


def distribute_classes(
    school_id: str, *, grades: int, classes: int, pupils: int, school_year: SchoolYear
) -> list[ModelledGroup]:
    """Return the class groups of a school in one school year.

    Parameters
    ----------
    school_id : str
        The number of the school; it decides which cohorts have a class more than others.
    grades, classes, pupils : int
        How many the school has. Fewer classes than grades are combined classes: neighbouring grades share
        one, the youngest first.
    school_year : SchoolYear
        The school year; the cohort with a class more moves up by one grade a year.

    Returns
    -------
    list of ModelledGroup
        Exactly `classes` groups with `pupils` pupils in all, in the order of the grades.
    """
    if classes < 1 or grades < 1 or pupils < 0:
        raise ValueError("a school has at least one grade and one class, and no fewer than zero pupils")
    if classes < grades:
        made = list(_combined(grades, classes))
    else:
        made = list(_parallel(grades, classes, school_year.start + zlib.crc32(school_id.encode())))
    ends = accumulate((group.grades for group in made), initial=0)
    weight = sum(group.grades for group in made)
    bounds = [pupils * end // weight for end in ends]
    return [
        ModelledGroup(group.last_grade, group.label, after - before)
        for group, (before, after) in zip(made, pairwise(bounds), strict=True)
    ]


def _combined(grades: int, classes: int) -> Iterator[_Class]:
    """Yield classes of neighbouring grades, as even as possible, the larger ones below."""
    fewest, more = divmod(grades, classes)
    first = 1
    for place in range(classes):
        last = first + fewest - (place >= more)
        yield _Class(first, last, 0)
        first = last + 1


def _parallel(grades: int, classes: int, cohort_zero: int) -> Iterator[_Class]:
    """Yield the parallel classes of each grade; the odd ones are spread evenly over the cohorts."""
    each, more = divmod(classes, grades)
    for grade in range(1, grades + 1):
        cohort = (cohort_zero - grade) % grades
        has_one_more = (cohort * more) % grades + more >= grades
        for parallel in range(each + has_one_more):
            yield _Class(grade, grade, parallel)
