import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.reports.contradictions import Measure, Outcome, StatedFigure, check_figures
from workshops.activities.statements import ActivityKind, Count, Named, Qualifier, Statement

PROVIDER = Named("X", "X", "X")
EXACT, AT_LEAST, MORE_THAN, ABOUT = (
    Qualifier.EXACT,
    Qualifier.AT_LEAST,
    Qualifier.MORE_THAN,
    Qualifier.ABOUT,
)


def part(record_id: str, events: Count | None, teachers: int | None = None) -> Statement:
    return Statement(record_id, ActivityKind.SCHOOL_WORKSHOPS, PROVIDER, events=events, teachers=teachers)


def stated(value: int, *parts: str, measure: Measure = Measure.EVENTS) -> StatedFigure:
    return StatedFigure(Named("f", "f", "f"), 2023, measure, value, "T", parts, PROVIDER)


def test_published_total_of_workshops_contradicts_its_parts() -> None:
    (check,) = check_figures([stated(1550, "A01", "A02")], [part("A01", Count(66)), part("A02", Count(86))])

    assert check.outcome is Outcome.CONTRADICTS
    assert check.computed == 152


def test_total_that_equals_its_parts_agrees() -> None:
    (check,) = check_figures([stated(152, "A01", "A02")], [part("A01", Count(66)), part("A02", Count(86))])

    assert check.outcome is Outcome.AGREES


@pytest.mark.parametrize(
    ("value", "counts", "outcome"),
    [
        (9, [Count(5), Count(5, AT_LEAST)], Outcome.CONTRADICTS),
        (12, [Count(5), Count(5, AT_LEAST)], Outcome.NOT_CHECKABLE),
        (10, [Count(5), Count(5, MORE_THAN)], Outcome.CONTRADICTS),
        (11, [Count(5), Count(5, MORE_THAN)], Outcome.NOT_CHECKABLE),
        (3, [Count(5), Count(5, ABOUT)], Outcome.NOT_CHECKABLE),
        (4, [Count(5), None], Outcome.CONTRADICTS),
        (7, [Count(5), None], Outcome.NOT_CHECKABLE),
        (7, [None, None], Outcome.NOT_CHECKABLE),
    ],
)
def test_words_and_gaps_make_the_sum_a_lower_bound(
    value: int, counts: list[Count | None], outcome: Outcome
) -> None:
    statements = [part(f"P{place}", count) for place, count in enumerate(counts)]

    (check,) = check_figures([stated(value, *(row.record_id for row in statements))], statements)

    assert check.outcome is outcome


def test_part_that_is_missing_leaves_a_gap() -> None:
    (check,) = check_figures([stated(152, "A01", "A02")], [part("A01", Count(66))])

    assert check.outcome is Outcome.NOT_CHECKABLE
    assert check.parts[1].count is None


def test_each_measure_reads_its_own_number() -> None:
    (check,) = check_figures(
        [stated(181, "A01", measure=Measure.TEACHERS)], [part("A01", Count(66), teachers=180)]
    )

    assert (check.computed, check.outcome) == (180, Outcome.CONTRADICTS)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.integers(-3, 3))
def test_exact_parts_agree_with_their_sum_and_with_nothing_else(values: list[int], error: int) -> None:
    statements = [part(f"P{place}", Count(value)) for place, value in enumerate(values)]

    (check,) = check_figures(
        [stated(sum(values) + error, *(row.record_id for row in statements))], statements
    )

    assert check.is_contradiction is (error != 0)
