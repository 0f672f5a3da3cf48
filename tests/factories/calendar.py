"""Calendar rows for tests; each is committed."""

from datetime import date
from typing import Any

from core.database import db
from workshops.calendar.models import CalendarEntry, EntryStatus
from workshops.calendar.teaching import CalendarEvent
from workshops.register.school_year import SchoolYear


def make_entry(
    event: CalendarEvent, starts_on: date, ends_on: date | None = None, **columns: Any
) -> CalendarEntry:
    """Return a new row of the calendar, for everybody unless a column says for whom."""
    defaults = {
        "school_year": str(SchoolYear.containing(starts_on)),
        "name_sl": "vrstica koledarja",
        "name_en": "calendar row",
        "status": EntryStatus.PUBLISHED,
        "sources": "tests",
    }
    entry = CalendarEntry(
        event=event, starts_on=starts_on, ends_on=ends_on or starts_on, **defaults | columns
    )
    db.session.add(entry)
    db.session.commit()
    return entry


def make_term(start: int = 2024) -> None:
    """Give a school year its first and last day of lessons: 2 September to 24 June."""
    make_entry(
        CalendarEvent.TERM_START, date(start, 9, 2), name_sl="začetek pouka", name_en="first school day"
    )
    make_entry(
        CalendarEvent.TERM_END, date(start + 1, 6, 24), name_sl="zaključek pouka", name_en="last school day"
    )
