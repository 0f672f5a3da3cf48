"""The calendar as it stands in the database."""

from collections.abc import Sequence

from sqlalchemy import select

from core.database import db
from workshops.calendar.models import CalendarEntry, EntryStatus
from workshops.calendar.teaching import Calendar, CalendarRow, CalendarScope
from workshops.register.models import ClassGroup, School


def get_calendar() -> Calendar:
    """Return every layer of every school year."""
    entries = db.session.scalars(select(CalendarEntry).order_by(CalendarEntry.starts_on, CalendarEntry.id))
    return Calendar(tuple(_row_of(entry) for entry in entries))


def list_school_years() -> Sequence[str]:
    """Return the school years that the calendar knows, oldest first."""
    return db.session.scalars(
        select(CalendarEntry.school_year).distinct().order_by(CalendarEntry.school_year)
    ).all()


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
        scope=CalendarScope(
            level=entry.level_code,
            winter_group=entry.winter_group,
            grade=entry.grade,
            school_id=entry.school_id,
            class_group_id=entry.class_group_id,
        ),
        is_projected=entry.status is EntryStatus.PROJECTED,
        note=entry.note,
    )
