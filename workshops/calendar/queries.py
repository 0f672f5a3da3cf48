"""The calendar as it stands in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.database import db
from workshops.calendar.models import CalendarEntry, EntryStatus
from workshops.calendar.teaching import Calendar, CalendarRow, CalendarScope, Closure
from workshops.register.models import ClassGroup, School
from workshops.register.school_year import SchoolYear

# Longer than any holidays.
_LOOK_AHEAD = timedelta(days=100)


@dataclass(frozen=True)
class DayAnswer:
    """Yes, or the layer that says no; what else is worth knowing, and the next day with lessons."""

    day: date
    closure: Closure | None
    remarks: tuple[CalendarRow, ...]
    next_day: date | None


def get_calendar() -> Calendar:
    """Return every layer of every school year."""
    entries = db.session.scalars(select(CalendarEntry).order_by(CalendarEntry.starts_on, CalendarEntry.id))
    return Calendar(tuple(_row_of(entry) for entry in entries))


def list_school_years() -> Sequence[str]:
    """Return the school years that the calendar knows, oldest first."""
    return db.session.scalars(
        select(CalendarEntry.school_year).distinct().order_by(CalendarEntry.school_year)
    ).all()


def default_school_year(today: date) -> str:
    """Return the school year to show: today's when the calendar knows it, else the newest that it knows."""
    current, known = str(SchoolYear.containing(today)), list_school_years()
    return current if current in known or not known else known[-1]


def list_entries(school_year: str) -> Sequence[CalendarEntry]:
    """Return the rows of a school year in the order of their days, with their schools."""
    return db.session.scalars(
        select(CalendarEntry)
        .filter_by(school_year=school_year)
        .options(joinedload(CalendarEntry.school))
        .order_by(CalendarEntry.starts_on, CalendarEntry.ends_on, CalendarEntry.id)
    ).all()


def find_class_group(class_group_id: int, school_id: str) -> ClassGroup | None:
    """Return a class group when it is one of this school, else None."""
    return db.session.scalar(select(ClassGroup).filter_by(id=class_group_id, school_id=school_id))


def answer_day(day: date, asking: CalendarScope) -> DayAnswer:
    """Return whether those who ask are taught on a day, and when they are next."""
    calendar = get_calendar()
    later = calendar.list_teaching_days(asking, day + timedelta(days=1), day + _LOOK_AHEAD)
    return DayAnswer(
        day=day,
        closure=calendar.find_closure(day, asking),
        remarks=tuple(calendar.list_remarks(day, asking)),
        next_day=later[0] if later else None,
    )


def scope_of_school(school: School, grade: int | None = None) -> CalendarScope:
    """Return the scope under which the calendar knows the classes of a school."""
    return CalendarScope(
        level=school.level.calendar_code,
        winter_group=school.winter_group,
        grade=grade,
        school_id=school.id,
    )


def scope_of_class_group(group: ClassGroup) -> CalendarScope:
    """Return the scope under which the calendar knows a class group."""
    school = group.school
    return CalendarScope(
        level=school.level.calendar_code,
        winter_group=school.winter_group,
        grade=group.grade,
        school_id=school.id,
        class_group_id=group.id,
    )


def _row_of(entry: CalendarEntry) -> CalendarRow:
    return CalendarRow(
        event=entry.event,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        name_sl=entry.name_sl,
        name_en=entry.name_en,
        sources=entry.sources,
        scope=entry.scope,
        is_projected=entry.status is EntryStatus.PROJECTED,
        note=entry.note,
    )
