"""Loading and changing the register."""

import csv
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from accounts.models import User
from core import audit, clock
from core.audit import COMMAND_LINE, Actor
from core.database import db
from core.tables import TableProblem, read_rows
from workshops.register import queries
from workshops.register.changes import RegisterChange, SchoolChange, diff_register
from workshops.register.distribution import distribute_classes
from workshops.register.models import (
    ClassGroup,
    CountBasis,
    Municipality,
    RegionBorder,
    RegisterUpload,
    School,
    SchoolLevel,
    SchoolRole,
    StatisticalRegion,
)
from workshops.register.rows import COLUMNS, RowProblem, SchoolRecord, parse_rows
from workshops.register.school_year import SchoolYear

SLOVENIA = Path(__file__).parent / "slovenia"
# The day of the register that is bundled; what it calls superseded was closed by then.
_BUNDLED_ON = date(2021, 11, 12)
_UPLOAD_LASTS = timedelta(hours=2)


class RegisterProblems(Exception):  # noqa: N818 - the word says that there may be several
    """Everything that is wrong with a register file; nothing of it was imported."""

    def __init__(self, problems: Iterable[RowProblem | TableProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


class RegisterMovedError(RuntimeError):
    """The register changed after the changes were shown; nothing was written."""


def read_register(content: bytes) -> tuple[SchoolRecord, ...]:
    """Return the schools of a register file, or raise UnreadableTable or RegisterProblems with everything."""
    rows = read_rows(content, COLUMNS)
    parsed = parse_rows(rows, queries.known_codes(), queries.list_possible_parents())
    if parsed.problems:
        raise RegisterProblems(parsed.problems)
    return parsed.records


def preview_register(records: Iterable[SchoolRecord]) -> RegisterChange:
    """Return what these records would change; nothing is written."""
    return diff_register(queries.get_records(), records)


def import_register(content: bytes, *, actor: Actor) -> RegisterChange:
    """Change the register to what a file says, all of it or nothing; return what changed."""
    records = read_register(content)
    change = diff_register(queries.get_records(for_update=True), records)
    _apply(change, actor, clock.today())
    db.session.commit()
    return change


def upload_register(filename: str, content: bytes, *, actor: User) -> RegisterUpload:
    """Keep the checked rows of a file until their uploader confirms the changes, for two hours at most."""
    records = read_register(content)
    db.session.execute(delete(RegisterUpload).where(RegisterUpload.expires_at <= clock.now()))
    upload = RegisterUpload(
        id=secrets.token_urlsafe(16),
        filename=filename[:200],
        uploaded_by_id=actor.id,
        expires_at=clock.now() + _UPLOAD_LASTS,
        records=[asdict(record) for record in records],
    )
    db.session.add(upload)
    audit.record(actor, "uploaded", "register", upload.id, after={"schools": len(records)})
    db.session.commit()
    return upload


def apply_upload(upload_id: str, fingerprint: str, *, actor: User) -> None:
    """Write the changes that were shown; a second time nothing more happens.

    When they are no longer the ones that were shown, raise RegisterMovedError.
    """
    upload = queries.get_upload(upload_id, for_update=True)
    if upload.applied_at:
        return
    change = diff_register(queries.get_records(for_update=True), queries.records_of(upload))
    if change.fingerprint != fingerprint:
        raise RegisterMovedError
    _apply(change, actor, clock.today())
    upload.applied_at, upload.records = clock.now(), []
    db.session.commit()


def load_slovenia() -> None:
    """Load levels, regions, municipalities and schools of Slovenia; what is there already stays.

    The class groups are modelled and come with `load_modelled_class_groups`.
    """
    _add_missing(SchoolLevel, _levels())
    _add_missing(StatisticalRegion, _regions())
    _add_missing(RegionBorder, _borders())
    _add_missing(Municipality, _municipalities())
    records = read_register((SLOVENIA / "schools.csv").read_bytes())
    registered = frozenset(db.session.scalars(select(School.id)))
    change = diff_register({}, (record for record in records if record.id not in registered))
    _apply(change, COMMAND_LINE, _BUNDLED_ON)
    db.session.commit()


def load_modelled_class_groups(school_years: Iterable[str]) -> None:
    """Give the open schools modelled class groups in these school years, where they have none at all."""
    open_schools = frozenset(db.session.scalars(select(School.id).where(School.closed_on.is_(None))))
    counted = queries.list_counted_years()
    groups = [
        group
        for school_year in map(SchoolYear.parse, school_years)
        for row in _read("enrolment_synthetic.csv")
        if row["school_id"] in open_schools and (row["school_id"], str(school_year)) not in counted
        for group in _modelled_groups(row, school_year)
    ]
    if groups:
        db.session.execute(insert(ClassGroup), groups)
        audit.record(COMMAND_LINE, "modelled", "class_groups", "slovenia", after={"count": len(groups)})
    db.session.commit()


def _apply(change: RegisterChange, actor: Actor, today: date) -> None:
    """Write a change and its audit trail; the caller commits."""
    # A branch names its parent, so the parent must stand first.
    for record in sorted(change.added, key=lambda record: record.parent_id is not None):
        db.session.add(School(**_columns(record, today)))
        audit.record(actor, "added", "school", record.id, after=asdict(record))
    schools = {
        school.id: school
        for school in db.session.scalars(select(School).where(School.id.in_([c.id for c in change.changed])))
    }
    for school_change in change.changed:
        _change_school(schools[school_change.id], school_change, actor, today)
    try:
        db.session.flush()
    except IntegrityError as error:
        # On PostgreSQL another import can add the same school between our look and our write.
        db.session.rollback()
        raise RegisterMovedError from error


def _change_school(school: School, change: SchoolChange, actor: Actor, today: date) -> None:
    for field in change.fields:
        if field.field == "is_closed":
            school.closed_on = today if field.after else None
        else:
            setattr(school, field.field, field.after)
    audit.record(
        actor,
        change.action,
        "school",
        school.id,
        before={field.field: field.before for field in change.fields},
        after={field.field: field.after for field in change.fields},
    )


def _columns(record: SchoolRecord, today: date) -> dict[str, Any]:
    columns = asdict(record)
    columns["closed_on"] = today if columns.pop("is_closed") else None
    return columns | {"role": SchoolRole(record.role)}


def _add_missing(model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    keys = inspect(model).primary_key
    known = {tuple(key) for key in db.session.execute(select(*keys))}
    if new := [row for row in rows if tuple(row[key.name] for key in keys) not in known]:
        db.session.execute(insert(model), new)


def _levels() -> Iterator[dict[str, Any]]:
    for position, row in enumerate(_read("levels.csv")):
        yield {
            "code": row["code"],
            "name_sl": row["name_sl"],
            "name_en": row["name_en"],
            "position": position,
            "first_grade": int(row["first_grade"]),
            "last_grade": int(row["last_grade"]),
            "target_grades": [int(grade) for grade in row["target_grades"].split()],
            "follows_code": row["follows_code"] or None,
        }


def _regions() -> Iterator[dict[str, Any]]:
    boundaries = json.loads((SLOVENIA / "regions.geojson").read_text(encoding="utf-8"))
    geometry = {feature["id"]: feature["geometry"] for feature in boundaries["features"]}
    for row in _read("regions.csv"):
        yield {
            "code": row["code"],
            "name_sl": row["name_sl"],
            "name_en": row["name_en_programme"],
            "seat": row["seat"],
            "lat": float(row["seat_lat"]),
            "lon": float(row["seat_lon"]),
            "boundary": geometry[row["code"]],
        }


def _borders() -> Iterator[dict[str, Any]]:
    for row in _read("region_adjacency.csv"):
        yield {
            "region_a": row["region_a"],
            "region_b": row["region_b"],
            "shared_km": float(row["shared_border_km"]),
        }


def _municipalities() -> Iterator[dict[str, Any]]:
    for row in _read("municipalities.csv"):
        yield {
            "code": row["code"],
            "name": row["name"],
            "region_code": row["region_code"],
            "lat": float(row["seat_lat"]),
            "lon": float(row["seat_lon"]),
            "minority_language": row["minority_language"] or None,
            "winter_group": row["winter_group"],
        }


def _modelled_groups(row: dict[str, str], school_year: SchoolYear) -> Iterator[dict[str, Any]]:
    modelled = distribute_classes(
        row["school_id"],
        grades=int(row["grades"]),
        classes=int(row["classes"]),
        pupils=int(row["pupils"]),
        school_year=school_year,
    )
    for group in modelled:
        yield asdict(group) | {
            "school_id": row["school_id"],
            "school_year": str(school_year),
            "basis": CountBasis.MODELLED,
        }


def _read(name: str) -> list[dict[str, str]]:
    with (SLOVENIA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
