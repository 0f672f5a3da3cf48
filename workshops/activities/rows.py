"""Rows of the published activities: each cell becomes what it states, or a problem that names it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workshops.activities.statements import ActivityKind, Qualifier

COLUMNS = (
    "record_id", "year", "starts_on", "ends_on", "kind", "provider", "partner", "audience", "events",
    "participants", "qualifier", "teachers", "speakers", "media", "copies", "region_codes", "place", "note",
)  # fmt: skip
READING_COLUMNS = ("record_id", "level", "events_qualifier")
WORDING_COLUMNS = ("stated", "slovene")
_TEXTS = ("provider", "partner", "audience", "note")
_COUNTS = ("events", "participants", "teachers", "speakers", "media", "copies")


@dataclass(frozen=True)
class ActivityRow:
    """One published statement with every cell read."""

    record_id: str
    year: int
    starts_on: date | None
    ends_on: date | None
    kind: ActivityKind
    level_code: str | None
    texts: Mapping[str, str]
    counts: Mapping[str, int | None]
    qualifier: Qualifier | None
    events_qualifier: Qualifier | None
    region_codes: Sequence[str]
    places: Sequence[str]

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every text that can be translated."""
        return tuple(text for text in (*self.texts.values(), *self.places) if text)


def parse_row(cells: Mapping[str, str], reading: Mapping[str, str]) -> ActivityRow:
    """Return what a row states; an empty cell stays empty, and nothing is made up.

    Parameters
    ----------
    cells
        The row as published, by column.
    reading
        What the page says of the row in words that no column holds: its level, the word of its events.

    Raises
    ------
    ValueError
        If a cell is no number, date, kind or qualifier.

    """
    counts = {name: int(cells[name]) if cells[name] else None for name in _COUNTS}
    stated = reading.get("events_qualifier", "")
    return ActivityRow(
        record_id=cells["record_id"],
        year=int(cells["year"]),
        starts_on=_day(cells["starts_on"]),
        ends_on=_day(cells["ends_on"]),
        kind=ActivityKind(cells["kind"]),
        level_code=reading.get("level") or None,
        texts={name: cells[name] for name in _TEXTS},
        counts=counts,
        qualifier=_qualifier(cells["qualifier"]),
        events_qualifier=None if counts["events"] is None else _qualifier(stated or Qualifier.EXACT),
        region_codes=_split(cells["region_codes"]),
        places=_split(cells["place"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _qualifier(text: str) -> Qualifier | None:
    return Qualifier(text.replace(" ", "_")) if text else None


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
