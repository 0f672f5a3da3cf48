"""Bringing activities in."""

from pathlib import Path

from sqlalchemy import select

from core import audit
from core.audit import COMMAND_LINE, Actor
from core.database import db
from core.tables import TableRow, read_rows
from workshops.activities.models import Activity
from workshops.activities.rows import COLUMNS, READING_COLUMNS, WORDING_COLUMNS, ActivityRow, parse_row

SLOVENIA = Path(__file__).parent / "slovenia"


def load_slovenia(actor: Actor = COMMAND_LINE) -> int:
    """Bring in the published activities that are not there yet; return how many came."""
    known = set(db.session.scalars(select(Activity.record_id)))
    wording = {row.cells["stated"]: row.cells["slovene"] for row in _rows("wording_sl", WORDING_COLUMNS)}
    reading = {
        row.cells["record_id"]: row.cells for row in _rows("programme_activities_reading", READING_COLUMNS)
    }
    published = [
        parse_row(row.cells, reading.get(row.cells["record_id"], {}))
        for row in _rows("programme_activities_published", COLUMNS)
        if row.cells["record_id"] not in known
    ]
    db.session.add_all(_activity(row, wording) for row in published)
    for row in published:
        audit.record(actor, "loaded", "activity", row.record_id)
    db.session.commit()
    return len(published)


def _rows(name: str, columns: tuple[str, ...]) -> list[TableRow]:
    return read_rows((SLOVENIA / f"{name}.csv").read_bytes(), columns)


def _activity(row: ActivityRow, wording: dict[str, str]) -> Activity:
    return Activity(
        record_id=row.record_id,
        year=row.year,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        kind=row.kind,
        level_code=row.level_code,
        qualifier=row.qualifier,
        events_qualifier=row.events_qualifier,
        region_codes=list(row.region_codes),
        places=list(row.places),
        translations={"sl": {text: wording[text] for text in row.wordings if text in wording}},
        **row.texts,
        **row.counts,
    )
