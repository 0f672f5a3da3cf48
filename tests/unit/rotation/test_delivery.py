"""What became of the plan, and whose last chance it is."""

from bench.rotation.maps import YEARS
from workshops.rotation.coverage import CoverageProblem
from workshops.rotation.delivery import GroupRecord, follow_delivery, list_chances
from workshops.rotation.problem import Assignment

PLAN = (Assignment(YEARS[0], "primary", "R1"), Assignment(YEARS[1], "secondary", "R1"))


def problem_of(primary: tuple[int, ...], secondary: tuple[int, ...]) -> CoverageProblem:
    return CoverageProblem(YEARS, PLAN, {"primary": primary, "secondary": secondary}, last_primary_grade=9)


def test_a_cohort_that_gets_another_turn_comes_after_one_that_does_not() -> None:
    chances = list_chances(problem_of((8, 9), (1,)))

    # Year 1 of 2024/25 was grade 9 in 2023/24; grade 8 of that year is not due again.
    assert [(chance.year, chance.grade, chance.is_last, chance.again) for chance in chances] == [
        (YEARS[0], 8, True, ()),
        (YEARS[1], 1, True, ()),
        (YEARS[0], 9, False, (YEARS[1],)),
    ]


def test_with_the_usual_grades_every_turn_is_the_last() -> None:
    assert all(chance.is_last for chance in list_chances(problem_of((8, 9), (2,))))


def test_delivery_counts_groups_and_names_schools_that_were_missed() -> None:
    records = [
        GroupRecord("S1", "R1", YEARS[0], "primary", 9, is_held=True),
        GroupRecord("S1", "R1", YEARS[0], "primary", 9, is_held=False),
        GroupRecord("S2", "R1", YEARS[0], "primary", 9, is_held=False),
        GroupRecord("S3", "R1", YEARS[0], "primary", 9, is_held=True, by_association=True),
        GroupRecord("S1", "R1", YEARS[0], "primary", 8, is_held=True),
    ]

    without = follow_delivery(problem_of((8, 9), (2,)), records, count_associations=False)
    together = follow_delivery(problem_of((8, 9), (2,)), records, count_associations=True)

    assert [(row.cohort, row.planned, row.due, row.reached, row.missed_schools) for row in without] == [
        ("2023/24", 1, 4, 1, ("S2", "S3")),
        ("2024/25", 1, 1, 1, ()),
    ]
    assert (together[0].reached, together[0].missed_schools) == (2, ("S2",))


def test_a_visit_outside_the_plan_is_delivered_though_not_planned() -> None:
    record = GroupRecord("S1", "R1", YEARS[2], "primary", 9, is_held=True)

    (row,) = follow_delivery(problem_of((8, 9), (2,)), [record], count_associations=False)

    assert (row.cohort, row.planned, row.reached) == ("2025/26", 0, 1)
