"""Is a class taught on a day: yes, or the layer that says no.

Every row of the calendar closes days for those whom its scope covers; the more of the scope is filled in, the
more specific its layer. A day that several layers close is answered by the most specific one. Weekends come
last, and a working Saturday lifts only them: nobody teaches on a holiday because it falls on a Saturday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import cached_property

from workshops.register.school_year import SchoolYear

_SATURDAY = 5
_DAY = timedelta(days=1)


class CalendarEvent(StrEnum):
    """What happens in the school year."""

    TERM_START = "term_start"
    TERM_END = "term_end"
    TERM_END_GRADE_9 = "term_end_grade_9"
    TERM_END_FINAL_YEAR = "term_end_final_year"
    HOLIDAY_AUTUMN = "holiday_autumn"
    HOLIDAY_NEW_YEAR = "holiday_new_year"
    HOLIDAY_WINTER = "holiday_winter"
    HOLIDAY_MAY = "holiday_may"
    HOLIDAY_SUMMER = "holiday_summer"
    EXTRA_FREE_DAY = "extra_free_day"
    INFO_DAYS = "info_days"
    ASSESSMENT_1_END = "assessment_1_end"
    SCHOOL_FREE_DAY = "school_free_day"
    WORKING_SATURDAY = "working_saturday"
    EXAM = "exam"
    PUBLIC_HOLIDAY = "public_holiday"


_TERM_ENDS = frozenset(
    {CalendarEvent.TERM_END, CalendarEvent.TERM_END_GRADE_9, CalendarEvent.TERM_END_FINAL_YEAR}
)
# The days themselves are free. On the secondary schools' information days lessons are held: a western primary
# school counts 16 February 2024 among its school days.
_FREE = frozenset(
    {
        CalendarEvent.HOLIDAY_AUTUMN,
        CalendarEvent.HOLIDAY_NEW_YEAR,
        CalendarEvent.HOLIDAY_WINTER,
        CalendarEvent.HOLIDAY_MAY,
        CalendarEvent.HOLIDAY_SUMMER,
        CalendarEvent.EXTRA_FREE_DAY,
        CalendarEvent.SCHOOL_FREE_DAY,
        CalendarEvent.EXAM,
        CalendarEvent.PUBLIC_HOLIDAY,
    }
)
_WORTH_KNOWING = frozenset(
    {CalendarEvent.INFO_DAYS, CalendarEvent.ASSESSMENT_1_END, CalendarEvent.WORKING_SATURDAY}
)


class Layer(IntEnum):
    """The layers of the calendar, the most specific last."""

    WEEKEND = 0
    STATE = 1
    LEVEL = 2
    MUNICIPALITY = 3
    GRADE = 4
    SCHOOL = 5
    CLASS = 6


@dataclass(frozen=True)
class CalendarScope:
    """Whom a row covers, or who asks. An empty part covers all in a row, and nobody in a question."""

    level: str | None = None
    winter_group: str | None = None
    grade: int | None = None
    school_id: str | None = None
    class_group_id: int | None = None

    @property
    def layer(self) -> Layer:
        """The layer to which a row of this scope belongs."""
        parts = (Layer.LEVEL, Layer.MUNICIPALITY, Layer.GRADE, Layer.SCHOOL, Layer.CLASS)
        filled = [layer for layer, part in zip(parts, astuple(self), strict=True) if part is not None]
        return max(filled, default=Layer.STATE)

    def covers(self, asking: "CalendarScope") -> bool:
        """Tell whether a row of this scope holds for those who ask."""
        pairs = zip(astuple(self), astuple(asking), strict=True)
        return all(own is None or own == theirs for own, theirs in pairs)


@dataclass(frozen=True)
class CalendarRow:
    """One row of the calendar with its source."""

    event: CalendarEvent
    starts_on: date
    ends_on: date
    name_sl: str
    name_en: str
    sources: str
    scope: CalendarScope = CalendarScope()
    is_projected: bool = False
    note: str = ""


class Reason(StrEnum):
    """Why a day is closed."""

    WEEKEND = "weekend"
    FREE_DAY = "free_day"
    BEFORE_LESSONS = "before_lessons"
    AFTER_LESSONS = "after_lessons"
    NO_CALENDAR = "no_calendar"


@dataclass(frozen=True)
class Closure:
    """The layer that says no, why, and the row that it says it with; weekends need no row."""

    layer: Layer
    reason: Reason
    row: CalendarRow | None = None


@dataclass(frozen=True)
class Calendar:
    """All rows of some school years; asks are answered from days that are worked out once for each scope."""

    rows: tuple[CalendarRow, ...]

    def find_closure(self, day: date, asking: CalendarScope) -> Closure | None:
        """Return the layer that says that a class is not taught on a day, or None when it is taught."""
        closures = self._closures(SchoolYear.containing(day), asking)
        return Closure(Layer.STATE, Reason.NO_CALENDAR) if closures is None else closures.get(day)

    def list_teaching_days(self, asking: CalendarScope, first: date, last: date) -> list[date]:
        """Return the days from the first to the last on which a class is taught."""
        taught: list[date] = []
        year = SchoolYear.containing(first)
        while year.first_day <= last:
            closed = self._closures(year, asking)
            if closed is not None:
                within = _days(max(first, year.first_day), min(last, year.last_day))
                taught += [day for day in within if day not in closed]
            year = year.later(1)
        return taught

    def list_remarks(self, day: date, asking: CalendarScope) -> list[CalendarRow]:
        """Return the rows of a day that close nothing but should be known, such as information days."""
        return [
            row
            for row in self.rows
            if row.event in _WORTH_KNOWING
            and row.starts_on <= day <= row.ends_on
            and row.scope.covers(asking)
        ]

    @cached_property
    def _own_scopes(self) -> frozenset[str | int]:
        """The schools and class groups that have rows of their own."""
        scopes = [row.scope for row in self.rows]
        return frozenset(
            part for scope in scopes for part in (scope.school_id, scope.class_group_id) if part is not None
        )

    @cached_property
    def _known(self) -> dict[tuple[SchoolYear, CalendarScope], Mapping[date, Closure] | None]:
        return {}

    def _closures(self, year: SchoolYear, asking: CalendarScope) -> Mapping[date, Closure] | None:
        """Return the closed days of a school year, or None when the calendar does not have the year.

        Thousands of classes share a few calendars, so only what has rows of its own is kept apart.
        """
        shared = replace(
            asking,
            school_id=asking.school_id if asking.school_id in self._own_scopes else None,
            class_group_id=asking.class_group_id if asking.class_group_id in self._own_scopes else None,
        )
        if (year, shared) not in self._known:
            self._known[year, shared] = _close_days(
                year, [row for row in self.rows if row.scope.covers(shared)]
            )
        return self._known[year, shared]


def _close_days(year: SchoolYear, rows: list[CalendarRow]) -> Mapping[date, Closure] | None:
    """Paint the closed days of a school year, the least specific layer first."""
    within = [row for row in rows if year.first_day <= row.ends_on and row.starts_on <= year.last_day]
    if not any(row.event is CalendarEvent.TERM_START for row in within):
        return None
    opened = {
        day
        for row in within
        if row.event is CalendarEvent.WORKING_SATURDAY
        for day in _days(row.starts_on, row.ends_on)
    }
    closed = {
        day: Closure(Layer.WEEKEND, Reason.WEEKEND)
        for day in _days(year.first_day, year.last_day)
        if day.weekday() >= _SATURDAY and day not in opened
    }
    closings = [
        (Closure(row.scope.layer, reason, row), days) for row in within for reason, days in _closes(row, year)
    ]
    # Within a layer the shorter one is the better answer: Christmas rather than the New Year holidays.
    for closure, days in sorted(closings, key=lambda closing: (closing[0].layer, -len(closing[1]))):
        closed |= dict.fromkeys(days, closure)
    return closed


def _closes(row: CalendarRow, year: SchoolYear) -> Iterator[tuple[Reason, list[date]]]:
    """Yield why a row closes days within a school year and which; nothing when it closes none."""
    if row.event in _FREE:
        yield Reason.FREE_DAY, _days(max(row.starts_on, year.first_day), min(row.ends_on, year.last_day))
    elif row.event is CalendarEvent.TERM_START:
        yield Reason.BEFORE_LESSONS, _days(year.first_day, row.starts_on - _DAY)
    elif row.event in _TERM_ENDS:
        yield Reason.AFTER_LESSONS, _days(row.ends_on + _DAY, year.last_day)


def _days(first: date, last: date) -> list[date]:
    return [first + _DAY * step for step in range((last - first).days + 1)]
