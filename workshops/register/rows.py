"""The rows of a register file: each becomes a school's record, or everything that is wrong with it."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

# The columns of the education ministry's register as Sledilnik publishes it, in any order.
COLUMNS = (
    "school_id",
    "level",
    "role",
    "parent_id",
    "entity_id",
    "name",
    "address",
    "postcode",
    "post",
    "municipality_code",
    "municipality",
    "region_code",
    "lat",
    "lon",
    "language",
    "winter_group",
    "bookable",
    "website",
    "catchment_id",
    "status",
    "note",
)
OPEN_STATUSES = ("active", "active_2021", "check")
CLOSED_STATUSES = ("closed", "superseded")
ROLES_WITH_PARENT = ("branch", "unit")
# What a spreadsheet takes for the start of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@")
_KM_A_DEGREE = 111.2
# The largest municipality is some 30 km across.
_FARTHEST_KM = 50


class Row(Protocol):
    """A line of the file and its cells by column."""

    @property
    def line(self) -> int:
        """The line on which the row starts."""

    @property
    def cells(self) -> Mapping[str, str]:
        """The cells by column."""


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one cell; `code` and `detail` become a sentence where it is shown."""

    line: int
    column: str
    code: str
    detail: str = ""


@dataclass(frozen=True)
class SchoolRecord:
    """What the register says about one school."""

    id: str
    name: str
    level_code: str
    role: str
    parent_id: str | None
    entity_id: str
    address: str
    postcode: str
    post: str
    municipality_code: str
    region_code: str
    lat: float
    lon: float
    language: str
    website: str
    is_bookable: bool
    is_closed: bool
    note: str


@dataclass(frozen=True)
class MunicipalityFacts:
    """What a row must agree with."""

    name: str
    region_code: str
    winter_group: str
    lat: float
    lon: float


@dataclass(frozen=True)
class KnownCodes:
    """The codes that a row may use."""

    levels: Collection[str]
    roles: Collection[str]
    languages: Collection[str]
    regions: Collection[str]
    municipalities: Mapping[str, MunicipalityFacts]


@dataclass
class _Reader:
    """Reads the cells of one row and keeps every problem."""

    row: Row
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, column: str, code: str, detail: str = "") -> None:
        self.problems.append(RowProblem(self.row.line, column, code, detail))

    def text(self, column: str, longest: int, *, is_required: bool = True) -> str:
        text = self.row.cells[column]
        if is_required and not text:
            self.refuse(column, "empty_cell")
        elif text.startswith(_FORMULA_STARTS):
            self.refuse(column, "formula", text[:40])
        elif not text.isprintable():
            self.refuse(column, "control_character")
        elif len(text) > longest:
            self.refuse(column, "too_long", str(longest))
        return text

    def known(self, column: str, known: Collection[str]) -> str:
        before = len(self.problems)
        text = self.text(column, 100)
        if text not in known and len(self.problems) == before:
            self.refuse(column, f"unknown_{column}", text)
        return text

    def degrees(self, column: str, largest: float) -> float:
        text = self.row.cells[column]
        try:
            degrees = float(text)
        except ValueError:
            before = len(self.problems)
            if text == self.text(column, 30) and len(self.problems) == before:
                self.refuse(column, "decimal_comma" if "," in text else "not_a_number", text)
            return math.nan
        if not abs(degrees) <= largest:
            self.refuse(column, "not_degrees", text[:40])
            return math.nan
        return degrees


@dataclass(frozen=True)
class ParsedFile:
    """Every record of a file and every problem; the records are worth something only without problems."""

    records: tuple[SchoolRecord, ...]
    problems: tuple[RowProblem, ...]


def parse_rows(rows: Sequence[Row], known: KnownCodes, registered: Collection[str]) -> ParsedFile:
    """Return the records and all problems of a file, those between its rows too, in the order of the lines.

    `registered` are the schools of the register that may be a parent of a row.
    """
    parsed = [parse_row(row, known) for row in rows]
    problems = [problem for outcome in parsed if isinstance(outcome, tuple) for problem in outcome]
    problems += _repeated_ids(rows) + _wrong_parents(rows, registered)
    records = tuple(outcome for outcome in parsed if isinstance(outcome, SchoolRecord))
    return ParsedFile(records, tuple(sorted(problems, key=lambda problem: problem.line)))


def parse_row(row: Row, known: KnownCodes) -> SchoolRecord | tuple[RowProblem, ...]:
    """Return the school that a row describes, or everything that is wrong with the row."""
    read = _Reader(row)
    record = SchoolRecord(
        id=read.text("school_id", 12),
        name=read.text("name", 250),
        level_code=read.known("level", known.levels),
        role=read.known("role", known.roles),
        parent_id=read.text("parent_id", 12, is_required=False) or None,
        entity_id=read.text("entity_id", 12),
        address=read.text("address", 200),
        postcode=read.text("postcode", 10),
        post=read.text("post", 100),
        municipality_code=read.known("municipality_code", known.municipalities),
        region_code=read.known("region_code", known.regions),
        lat=read.degrees("lat", 90),
        lon=read.degrees("lon", 180),
        language=_read_language(read, known.languages),
        website=_read_website(read),
        is_bookable=read.known("bookable", ("0", "1")) == "1",
        is_closed=read.known("status", OPEN_STATUSES + CLOSED_STATUSES) in CLOSED_STATUSES,
        note=read.text("note", 500, is_required=False),
    )
    # Known from elsewhere, so it is read only to find a row that slipped.
    read.text("catchment_id", 40, is_required=False)
    if facts := known.municipalities.get(record.municipality_code):
        _check_municipality(read, record, facts)
    if record.role in ROLES_WITH_PARENT and not record.parent_id:
        read.refuse("parent_id", "parent_missing", record.role)
    if record.role in known.roles and record.role not in ROLES_WITH_PARENT and record.parent_id:
        read.refuse("parent_id", "parent_not_expected", record.role)
    return tuple(read.problems) or record


def _read_language(read: _Reader, known: Collection[str]) -> str:
    language = read.text("language", 10)
    if language and not all(part in known for part in language.split("-")):
        read.refuse("language", "unknown_language", language[:10])
    return language


def _read_website(read: _Reader) -> str:
    website = read.text("website", 250, is_required=False)
    # The page of the school links to it: another scheme could be a script.
    if website and not website.startswith(("http://", "https://")):
        read.refuse("website", "not_a_web_address", website[:40])
    return website


def _check_municipality(read: _Reader, record: SchoolRecord, facts: MunicipalityFacts) -> None:
    """Refuse what contradicts the municipality: the columns slipped, or the code is wrong."""
    if read.row.cells["municipality"] != facts.name:
        read.refuse("municipality", "other_municipality_name", facts.name)
    if record.region_code != facts.region_code:
        read.refuse("region_code", "other_region", facts.region_code)
    if read.row.cells["winter_group"] != facts.winter_group:
        read.refuse("winter_group", "other_winter_group", facts.winter_group)
    north = record.lat - facts.lat
    east = (record.lon - facts.lon) * math.cos(math.radians(facts.lat))
    away = math.hypot(north, east) * _KM_A_DEGREE
    if away > _FARTHEST_KM:
        read.refuse("lat", "far_from_municipality", f"{away:.0f}")


def _repeated_ids(rows: Sequence[Row]) -> list[RowProblem]:
    first_line: dict[str, int] = {}
    problems = []
    for row in rows:
        school_id = row.cells["school_id"]
        if school_id and first_line.setdefault(school_id, row.line) != row.line:
            problems.append(
                RowProblem(row.line, "school_id", "repeated_id", f"{school_id}/{first_line[school_id]}")
            )
    return problems


def _wrong_parents(rows: Sequence[Row], registered: Collection[str]) -> list[RowProblem]:
    has_parent = {row.cells["school_id"]: bool(row.cells["parent_id"]) for row in rows}
    problems = []
    for row in rows:
        parent = row.cells["parent_id"]
        if not parent:
            continue
        if parent not in has_parent and parent not in registered:
            problems.append(RowProblem(row.line, "parent_id", "unknown_parent", parent[:12]))
        elif has_parent.get(parent):
            problems.append(RowProblem(row.line, "parent_id", "parent_is_a_branch", parent[:12]))
    return problems
