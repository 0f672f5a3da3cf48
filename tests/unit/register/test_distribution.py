"""Modelled class groups add up to what was put in, and cohorts keep their classes."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.register import distribution
from workshops.register.distribution import distribute_classes
from workshops.register.school_year import SchoolYear

YEAR = SchoolYear(2024)
ENROLMENT = Path(distribution.__file__).parent / "slovenia" / "enrolment_synthetic.csv"


@given(
    st.integers(1, 9), st.integers(1, 60), st.integers(0, 1200), st.text(min_size=1), st.integers(2000, 2040)
)
def test_classes_and_pupils_add_up(
    grades: int, classes: int, pupils: int, school_id: str, start: int
) -> None:
    groups = distribute_classes(
        school_id, grades=grades, classes=classes, pupils=pupils, school_year=SchoolYear(start)
    )

    assert len(groups) == classes
    assert sum(group.pupils for group in groups) == pupils
    assert len({group.label for group in groups}) == classes
    assert max(group.grade for group in groups) == grades


def test_every_school_of_the_file_adds_up() -> None:
    with ENROLMENT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    for row in rows:
        classes, pupils = int(row["classes"]), int(row["pupils"])
        groups = distribute_classes(
            row["school_id"], grades=int(row["grades"]), classes=classes, pupils=pupils, school_year=YEAR
        )
        assert (len(groups), sum(group.pupils for group in groups)) == (classes, pupils)
    assert len(rows) == 927


def test_classes_of_equal_size_differ_by_one_pupil_at_most() -> None:
    groups = distribute_classes("503", grades=9, classes=20, pupils=431, school_year=YEAR)

    sizes = {group.pupils for group in groups}
    assert max(sizes) - min(sizes) == 1


def test_parallel_classes_are_named_by_letters() -> None:
    groups = distribute_classes("503", grades=2, classes=5, pupils=100, school_year=YEAR)

    assert sorted(group.label for group in groups) in (
        ["1. a", "1. b", "1. c", "2. a", "2. b"],
        ["1. a", "1. b", "2. a", "2. b", "2. c"],
    )


def test_letters_do_not_run_out() -> None:
    groups = distribute_classes("503", grades=1, classes=28, pupils=560, school_year=YEAR)

    assert [group.label for group in groups][-3:] == ["1. z", "1. a2", "1. b2"]


def test_a_small_branch_combines_its_youngest_grades() -> None:
    groups = distribute_classes("610", grades=5, classes=3, pupils=30, school_year=YEAR)

    assert [(group.grade, group.label, group.pupils) for group in groups] == [
        (2, "1.\N{EN DASH}2. a", 12),
        (4, "3.\N{EN DASH}4. a", 12),
        (5, "5. a", 6),
    ]


def test_a_cohort_keeps_its_number_of_classes_when_it_moves_up() -> None:
    def classes_per_grade(year: SchoolYear) -> Counter[int]:
        groups = distribute_classes("503", grades=9, classes=14, pupils=280, school_year=year)
        return Counter(group.grade for group in groups)

    now, next_year = classes_per_grade(YEAR), classes_per_grade(YEAR.later(1))

    assert [now[grade] for grade in range(1, 9)] == [next_year[grade] for grade in range(2, 10)]
    assert set(now.values()) == {1, 2}


@pytest.mark.parametrize(("grades", "classes", "pupils"), [(0, 1, 1), (9, 0, 1), (9, 9, -1)])
def test_impossible_schools_are_refused(grades: int, classes: int, pupils: int) -> None:
    with pytest.raises(ValueError, match="at least one grade"):
        distribute_classes("503", grades=grades, classes=classes, pupils=pupils, school_year=YEAR)
