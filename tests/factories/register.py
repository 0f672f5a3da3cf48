"""Levels, regions, municipalities, schools and class groups for tests; each is committed."""

import csv
import io
from typing import Any, TypeVar

from core.database import Model, db
from workshops.register.models import (
    ClassGroup,
    CountBasis,
    Municipality,
    School,
    SchoolLevel,
    SchoolRole,
    StatisticalRegion,
    WinterGroup,
)
from workshops.register.rows import COLUMNS

Row = TypeVar("Row", bound=Model)
SCHOOL_YEAR = "2024/25"
# code: position, first grade, last grade, target grades, whose calendar it follows
_LEVELS: dict[str, tuple[int, int, int, list[int], str | None]] = {
    "primary": (0, 1, 9, [8, 9], None),
    "secondary": (1, 1, 4, [2], None),
    "special_primary": (2, 1, 9, [], "primary"),
}
# Around Celje, large enough to be seen on a map.
_SQUARE = [[15.0, 46.0], [15.5, 46.0], [15.5, 46.5], [15.0, 46.5], [15.0, 46.0]]


def make_level(code: str = "primary") -> SchoolLevel:
    """Return the level with this code, made when it is missing."""
    position, first, last, targets, follows = _LEVELS[code]
    if follows:
        make_level(follows)
    return db.session.get(SchoolLevel, code) or _keep(
        SchoolLevel(
            code=code,
            name_sl=f"Stopnja {code}",
            name_en=f"Level {code}",
            position=position,
            first_grade=first,
            last_grade=last,
            target_grades=targets,
            follows_code=follows,
        )
    )


def make_levels() -> list[SchoolLevel]:
    """Return primary and secondary schools."""
    return [make_level("primary"), make_level("secondary")]


def make_region(code: str = "SI034", name: str = "Savinjska") -> StatisticalRegion:
    """Return the region with this code, made when it is missing."""
    return db.session.get(StatisticalRegion, code) or _keep(
        StatisticalRegion(
            code=code,
            name_sl=name if code == "SI034" else f"{name} {code}",
            name_en=name if code == "SI034" else f"{name} {code}",
            seat="Celje",
            lat=46.23,
            lon=15.26,
            boundary={"type": "Polygon", "coordinates": [_SQUARE]},
        )
    )


def make_municipality(
    code: str = "SI-011",
    name: str = "Celje",
    *,
    region: StatisticalRegion | None = None,
    winter_group: WinterGroup = WinterGroup.EAST,
) -> Municipality:
    """Return the municipality with this code, made when it is missing."""
    return db.session.get(Municipality, code) or _keep(
        Municipality(
            code=code,
            name=name,
            region=region or make_region(),
            lat=46.23,
            lon=15.26,
            minority_language=None,
            winter_group=winter_group,
        )
    )


def make_school(
    school_id: str = "321",
    *,
    name: str | None = None,
    level: str = "primary",
    municipality: Municipality | None = None,
    **columns: Any,
) -> School:
    """Return a new school in Celje; any column can be given."""
    place = municipality or make_municipality()
    defaults = {
        "role": SchoolRole.SINGLE,
        "entity_id": "5083001",
        "address": "Glavna ulica 1",
        "postcode": "3000",
        "post": "Celje",
        "lat": place.lat,
        "lon": place.lon,
        "language": "sl",
    }
    return _keep(
        School(
            id=school_id,
            name=name or f"Osnovna šola {school_id}",
            level=make_level(level),
            municipality=place,
            region_code=place.region_code,
            **defaults | columns,
        )
    )


def make_class_group(
    school: School | None = None,
    *,
    grade: int = 8,
    label: str | None = None,
    pupils: int = 21,
    school_year: str = SCHOOL_YEAR,
    basis: CountBasis = CountBasis.REPORTED,
) -> ClassGroup:
    """Return a new class group, 8. a by default."""
    return _keep(
        ClassGroup(
            school=school or make_school(),
            school_year=school_year,
            grade=grade,
            label=label or f"{grade}. a",
            pupils=pupils,
            basis=basis,
        )
    )


def register_row(school_id: str = "321", **cells: str) -> dict[str, str]:
    """Return the cells of a row of a register file: a school in Celje; any cell can be given."""
    return {
        "school_id": school_id,
        "level": "primary",
        "role": "single",
        "parent_id": "",
        "entity_id": "5083001",
        "name": f"Osnovna šola {school_id}",
        "address": "Glavna ulica 1",
        "postcode": "3000",
        "post": "Celje",
        "municipality_code": "SI-011",
        "municipality": "Celje",
        "region_code": "SI034",
        "lat": "46.23",
        "lon": "15.26",
        "language": "sl",
        "winter_group": "east",
        "bookable": "1",
        "website": "",
        "catchment_id": "",
        "status": "active",
        "note": "",
    } | cells


def register_file(*rows: dict[str, str]) -> bytes:
    """Return a register file with these rows."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _keep(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row
