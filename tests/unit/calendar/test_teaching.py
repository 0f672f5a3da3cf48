"""The layers of the calendar, on a school year made for the test."""

from dataclasses import replace
from datetime import date

import pytest

from workshops.calendar.teaching import (
    Calendar,
    CalendarEvent,
    CalendarRow,
    CalendarScope,
    Closure,
    Layer,
    Reason,
)

CLASS_8A = CalendarScope("primary", "east", 8, "321", 1)


def row(
    event: CalendarEvent,
    first: date,
    last: date | None = None,
    *,
    scope: CalendarScope = CalendarScope(),  # noqa: B008 - frozen
) -> CalendarRow:
    return CalendarRow(event, first, last or first, event.value, event.value, "test", scope)


TERM = (
    row(CalendarEvent.TERM_START, date(2024, 9, 2)),
    row(CalendarEvent.TERM_END, date(2025, 6, 24)),
)


def closure_on(day: date, *rows: CalendarRow, asking: CalendarScope = CLASS_8A) -> Closure | None:
    return Calendar((*TERM, *rows)).find_closure(day, asking)


def test_an_ordinary_tuesday_is_taught() -> None:
    assert closure_on(date(2024, 10, 8)) is None


@pytest.mark.parametrize("day", [date(2024, 10, 12), date(2024, 10, 13)])
def test_a_weekend_is_not_taught(day: date) -> None:
    assert closure_on(day) == Closure(Layer.WEEKEND, Reason.WEEKEND)


def test_lessons_have_a_first_and_a_last_day() -> None:
    before, first = closure_on(date(2024, 9, 1)), closure_on(date(2024, 9, 2))
    last, after = closure_on(date(2025, 6, 24)), closure_on(date(2025, 6, 25))

    assert (first, last) == (None, None)
    assert before == Closure(Layer.STATE, Reason.BEFORE_LESSONS, TERM[0])
    assert after == Closure(Layer.STATE, Reason.AFTER_LESSONS, TERM[1])


def test_a_school_year_without_calendar_is_not_answered_with_yes() -> None:
    assert closure_on(date(2031, 10, 8)) == Closure(Layer.STATE, Reason.NO_CALENDAR)


def test_a_calendar_for_others_alone_is_no_calendar() -> None:
    secondary = tuple(replace(one, scope=CalendarScope(level="secondary")) for one in TERM)

    closure = Calendar(secondary).find_closure(date(2024, 10, 8), CLASS_8A)

    assert closure == Closure(Layer.STATE, Reason.NO_CALENDAR)


@pytest.mark.parametrize(
    ("layer", "scope"),
    [
        (Layer.STATE, CalendarScope()),
        (Layer.LEVEL, CalendarScope(level="primary")),
        (Layer.MUNICIPALITY, CalendarScope(winter_group="east")),
        (Layer.GRADE, CalendarScope(level="primary", grade=8)),
        (Layer.SCHOOL, CalendarScope(school_id="321")),
        (Layer.CLASS, CalendarScope(class_group_id=1)),
    ],
)
def test_each_layer_closes_for_those_whom_it_covers(layer: Layer, scope: CalendarScope) -> None:
    free = row(CalendarEvent.EXTRA_FREE_DAY, date(2024, 10, 8), scope=scope)

    closure = closure_on(date(2024, 10, 8), free)

    assert closure == Closure(layer, Reason.FREE_DAY, free)


@pytest.mark.parametrize(
    "scope",
    [
        CalendarScope(level="secondary"),
        CalendarScope(winter_group="west"),
        CalendarScope(level="primary", grade=9),
        CalendarScope(level="secondary", grade=8),
        CalendarScope(school_id="9"),
        CalendarScope(class_group_id=2),
    ],
)
def test_no_layer_closes_for_others(scope: CalendarScope) -> None:
    assert (
        closure_on(date(2024, 10, 8), row(CalendarEvent.EXTRA_FREE_DAY, date(2024, 10, 8), scope=scope))
        is None
    )


def test_the_most_specific_layer_answers_first() -> None:
    day = date(2024, 10, 8)
    scopes = [
        CalendarScope(class_group_id=1),
        CalendarScope(school_id="321"),
        CalendarScope(level="primary", grade=8),
        CalendarScope(winter_group="east"),
        CalendarScope(level="primary"),
        CalendarScope(),
    ]
    rows = [row(CalendarEvent.EXTRA_FREE_DAY, day, scope=scope) for scope in scopes]

    answers = [closure_on(day, *rows[start:]) for start in range(len(rows))]

    assert [answer.layer for answer in answers if answer] == sorted(Layer, reverse=True)[:-1]


def test_within_a_layer_the_shorter_period_answers() -> None:
    christmas = row(CalendarEvent.PUBLIC_HOLIDAY, date(2024, 12, 25))
    holidays = row(CalendarEvent.HOLIDAY_NEW_YEAR, date(2024, 12, 25), date(2025, 1, 2))

    for rows in ((christmas, holidays), (holidays, christmas)):
        closure = closure_on(date(2024, 12, 25), *rows)
        assert closure is not None
        assert closure.row == christmas


def test_a_working_saturday_is_taught_at_its_school_only() -> None:
    saturday = row(CalendarEvent.WORKING_SATURDAY, date(2024, 10, 19), scope=CalendarScope(school_id="321"))

    here = closure_on(date(2024, 10, 19), saturday)
    elsewhere = closure_on(date(2024, 10, 19), saturday, asking=replace(CLASS_8A, school_id="9"))

    assert here is None
    assert elsewhere == Closure(Layer.WEEKEND, Reason.WEEKEND)


def test_a_working_saturday_lifts_no_holiday() -> None:
    saturday = row(CalendarEvent.WORKING_SATURDAY, date(2024, 11, 2), scope=CalendarScope(school_id="321"))
    holidays = row(CalendarEvent.HOLIDAY_AUTUMN, date(2024, 10, 28), date(2024, 11, 3))

    closure = closure_on(date(2024, 11, 2), saturday, holidays)

    assert closure == Closure(Layer.STATE, Reason.FREE_DAY, holidays)


def test_lessons_of_a_grade_can_end_earlier() -> None:
    ends = row(
        CalendarEvent.TERM_END_GRADE_9, date(2025, 6, 13), scope=CalendarScope(level="primary", grade=9)
    )

    eighth = closure_on(date(2025, 6, 16), ends)
    ninth = closure_on(date(2025, 6, 16), ends, asking=replace(CLASS_8A, grade=9))

    assert eighth is None
    assert ninth == Closure(Layer.GRADE, Reason.AFTER_LESSONS, ends)


def test_information_days_close_nothing_but_are_told() -> None:
    told = row(CalendarEvent.INFO_DAYS, date(2025, 2, 14), date(2025, 2, 15))
    calendar = Calendar((*TERM, told))

    assert calendar.find_closure(date(2025, 2, 14), CLASS_8A) is None
    assert calendar.list_remarks(date(2025, 2, 14), CLASS_8A) == [told]
    assert calendar.list_remarks(date(2025, 2, 13), CLASS_8A) == []


def test_teaching_days_are_the_days_that_nothing_closes() -> None:
    rows = (*TERM, row(CalendarEvent.HOLIDAY_AUTUMN, date(2024, 10, 28), date(2024, 11, 1)))
    calendar = Calendar(rows)

    days = calendar.list_teaching_days(CLASS_8A, date(2024, 10, 24), date(2024, 11, 5))

    assert days == [date(2024, 10, 24), date(2024, 10, 25), date(2024, 11, 4), date(2024, 11, 5)]


def test_teaching_days_can_span_school_years_and_skip_one_without_calendar() -> None:
    later = tuple(
        replace(
            one,
            starts_on=one.starts_on.replace(year=one.starts_on.year + 2),
            ends_on=one.ends_on.replace(year=one.ends_on.year + 2),
        )
        for one in TERM
    )

    days = Calendar((*TERM, *later)).list_teaching_days(CLASS_8A, date(2025, 6, 23), date(2026, 9, 3))

    assert days == [date(2025, 6, 23), date(2025, 6, 24), date(2026, 9, 2), date(2026, 9, 3)]


def test_no_days_lie_before_the_first() -> None:
    assert Calendar(TERM).list_teaching_days(CLASS_8A, date(2024, 10, 8), date(2024, 10, 7)) == []
