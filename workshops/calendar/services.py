"""Loading the calendar."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from core import audit
from core.audit import COMMAND_LINE
from core.database import db
from workshops.calendar.models import CalendarEntry, EntryStatus
from workshops.calendar.teaching import CalendarEvent
from workshops.register.models import School, SchoolLevel
from workshops.register.school_year import SchoolYear

SLOVENIA = Path(__file__).parent / "slovenia"
_LAST_GRADE_ONLY = (CalendarEvent.TERM_END_GRADE_9, CalendarEvent.TERM_END_FINAL_YEAR)
# What makes two rows the same row.
_KEY = ("event", "starts_on", "ends_on", "level_code", "winter_group", "grade", "school_id")


def load_slovenia() -> None:
    """Load the layers of the Slovenian school calendar; what is there already stays.

    The register must be loaded first. Rows of a school that it does not have are left out.
    """
    schools = frozenset(db.session.scalars(select(School.id)))
    known = {
        tuple(row) for row in db.session.execute(select(*(getattr(CalendarEntry, name) for name in _KEY)))
    }
    new = [
        entry
        for entry in (*_entries(), *_public_holidays())
        if tuple(entry[name] for name in _KEY) not in known
        and (entry["school_id"] is None or entry["school_id"] in schools)
    ]
    if new:
        db.session.execute(insert(CalendarEntry), new)
        audit.record(COMMAND_LINE, "loaded", "calendar", "slovenia", after={"count": len(new)})
    db.session.commit()


def _entries() -> Iterator[dict[str, Any]]:
    last_grade = {level.code: level.last_grade for level in db.session.scalars(select(SchoolLevel))}
    for row in (*_read("school_calendar.csv"), *_read("additions.csv")):
        event = CalendarEvent(row["event"])
        grade = last_grade[row["level"]] if event in _LAST_GRADE_ONLY else row.get("grade")
        yield {
            "school_year": row["school_year"],
            "event": event,
            "name_sl": row["name_sl"],
            "name_en": row["name_en"],
            "starts_on": date.fromisoformat(row["start"]),
            "ends_on": date.fromisoformat(row["end"]),
            "level_code": _unless_all(row["level"]),
            "winter_group": _unless_all(row["group"]),
            "grade": int(grade) if grade else None,
            "school_id": row.get("school_id") or None,
            "status": EntryStatus(row["status"]),
            "sources": row["sources"],
            "note": row["note"],
        }


def _public_holidays() -> Iterator[dict[str, Any]]:
    for row in _read("public_holidays.csv"):
        day = date.fromisoformat(row["date"])
        yield {
            "school_year": str(SchoolYear.containing(day)),
            "event": CalendarEvent.PUBLIC_HOLIDAY,
            "name_sl": row["name_sl"],
            "name_en": row["name_en"],
            "starts_on": day,
            "ends_on": day,
            "level_code": None,
            "winter_group": None,
            "grade": None,
            "school_id": None,
            "status": EntryStatus.PUBLISHED,
            "sources": "python package holidays 0.109",
            "note": "",
        }


def _unless_all(code: str) -> str | None:
    return None if code == "all" else code


def _read(name: str) -> list[dict[str, str]]:
    with (SLOVENIA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
