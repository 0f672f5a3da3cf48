"""A school year as months of days."""

from datetime import date

from workshops.calendar.months import overview
from workshops.calendar.teaching import Calendar, CalendarEvent, CalendarRow, CalendarScope
from workshops.register.school_year import SchoolYear


def row(event: CalendarEvent, first: date, last: date) -> CalendarRow:
    return CalendarRow(event, first, last, "", "", "test")


CALENDAR = Calendar(
    (
        row(CalendarEvent.TERM_START, date(2023, 9, 1), date(2023, 9, 1)),
        row(CalendarEvent.TERM_END, date(2024, 6, 24), date(2024, 6, 24)),
        row(CalendarEvent.HOLIDAY_WINTER, date(2024, 2, 19), date(2024, 2, 23)),
    )
)


def test_a_school_year_has_ten_months_of_all_their_days() -> None:
    months = overview(CALENDAR, SchoolYear(2023), CalendarScope("primary", "west"))

    assert [(month.first_day.year, month.first_day.month) for month in months] == [
        *((2023, month) for month in (9, 10, 11, 12)),
        *((2024, month) for month in (1, 2, 3, 4, 5, 6)),
    ]
    assert [len(month.days) for month in months] == [30, 31, 30, 31, 31, 29, 31, 30, 31, 30]


def test_each_month_counts_its_days_with_lessons() -> None:
    months = overview(CALENDAR, SchoolYear(2023), CalendarScope("primary", "west"))

    february, june = months[5], months[9]
    assert february.taught == 21 - 5
    assert june.taught == 16
    assert [day.day.day for day in february.days if day.closure and day.closure.row] == [19, 20, 21, 22, 23]
