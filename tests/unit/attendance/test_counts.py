"""Counts that cannot be right are refused, each with its reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.attendance.counts import (
    MOST_COPIES,
    MOST_PUPILS,
    CountProblem,
    Counts,
    ProblemKind,
    check_counts,
    find_closure,
)

STARTS_AT = datetime(2024, 10, 7, 6, tzinfo=UTC)
HELD_ON = date(2024, 10, 7)


def test_an_ordinary_class_is_fine() -> None:
    assert check_counts(Counts(21, 21, 1, 0, {1: 21})) == ()


def test_the_largest_numbers_are_fine() -> None:
    assert check_counts(Counts(MOST_PUPILS, MOST_PUPILS, 50, 50, {1: MOST_COPIES})) == ()


@pytest.mark.parametrize(
    ("counts", "field", "kind"),
    [
        (Counts(21, 22, 1), "present", ProblemKind.PRESENT_ABOVE_ENROLLED),
        (Counts(21, 0, 1), "present", ProblemKind.NOBODY_PRESENT),
        (Counts(0, 0, 1), "enrolled", ProblemKind.NOBODY_ENROLLED),
        (Counts(21, -1, 1), "present", ProblemKind.NEGATIVE),
        (Counts(21, 19, -1), "teachers", ProblemKind.NEGATIVE),
        (Counts(301, 19, 1), "enrolled", ProblemKind.TOO_MANY),
        (Counts(21, 19, 1, 51), "other_educators", ProblemKind.TOO_MANY),
        (Counts(21, 19, 1, 0, {7: 2001}), "copies_7", ProblemKind.TOO_MANY),
    ],
)
def test_each_slip_has_its_field_and_reason(counts: Counts, field: str, kind: ProblemKind) -> None:
    assert [(problem.field, problem.kind) for problem in check_counts(counts)] == [(field, kind)]


def test_all_numbers_out_of_range_are_said_at_once() -> None:
    problems = check_counts(Counts(-1, 301, -1, 51, {1: -5}))
    assert [problem.field for problem in problems] == [
        "enrolled",
        "present",
        "teachers",
        "other_educators",
        "copies_1",
    ]


def test_the_sentence_gets_its_numbers() -> None:
    assert check_counts(Counts(21, 22, 1)) == (
        CountProblem(ProblemKind.PRESENT_ABOVE_ENROLLED, "present", {"present": 22, "enrolled": 21}),
    )


@given(st.integers(-5, 400), st.integers(-5, 400), st.integers(-5, 60), st.integers(-5, 60))
def test_what_passes_satisfies_the_rules_of_the_database(
    enrolled: int, present: int, teachers: int, others: int
) -> None:
    passes = not check_counts(Counts(enrolled, present, teachers, others))
    assert passes == (0 < present <= enrolled <= MOST_PUPILS and 0 <= teachers <= 50 and 0 <= others <= 50)


def closure(now: datetime, *, is_cancelled: bool = False) -> ProblemKind | None:
    return find_closure(
        starts_at=STARTS_AT, held_on=HELD_ON, now=now, today=now.date(), is_cancelled=is_cancelled
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STARTS_AT - timedelta(seconds=1), ProblemKind.NOT_YET),
        (STARTS_AT, None),
        (STARTS_AT + timedelta(days=14), None),
        (STARTS_AT + timedelta(days=15), ProblemKind.OVER),
    ],
)
def test_a_teacher_reports_from_the_start_of_the_visit_for_fourteen_days(
    now: datetime, expected: ProblemKind | None
) -> None:
    assert closure(now) is expected


def test_of_a_cancelled_visit_nothing_is_reported() -> None:
    assert closure(STARTS_AT, is_cancelled=True) is ProblemKind.CANCELLED
