"""A school year as months of days, each taught or closed, and how many are taught."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workshops.calendar.teaching import Calendar, CalendarScope, Closure
from workshops.register.school_year import SchoolYear

_MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class MonthDay:
    """One day of a month and what closes it."""

    day: date
    closure: Closure | None


@dataclass(frozen=True)
class Month:
    """One month of a school year."""

    first_day: date
    days: tuple[MonthDay, ...]

    @property
    def taught(self) -> int:
        """How many days have lessons."""
        return sum(day.closure is None for day in self.days)


def overview(calendar: Calendar, year: SchoolYear, asking: CalendarScope) -> list[Month]:
    """Return the months of a school year from September to June, as those who ask are taught in them."""
    return [
        Month(first, tuple(MonthDay(day, calendar.find_closure(day, asking)) for day in _days_of(first)))
        for first in (date(year.start + (month < _MONTHS[0]), month, 1) for month in _MONTHS)
    ]


def _days_of(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(days=1)
