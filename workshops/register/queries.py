"""What the register knows: regions, schools, class groups, demand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from core.configuration import LANGUAGES
from core.database import db
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
from workshops.register.names import fold
from workshops.register.rows import KnownCodes, MunicipalityFacts, SchoolRecord
from workshops.register.school_year import SchoolYear

PAGE_SIZE = 50


@dataclass(frozen=True)
class Demand:
    """The class groups of the target grades that one region has at one level in a school year."""

    region_code: str
    level_code: str
    classes: int
    pupils: int
    bases: frozenset[CountBasis]


@dataclass(frozen=True)
class DueSchool:
    """A school whose turn it is, with its class groups of the target grades."""

    school: School
    class_groups: tuple[ClassGroup, ...]


@dataclass(frozen=True)
class SchoolSearch:
    """What the person looks for; an empty part lets everything through."""

    school_year: str
    text: str = ""
    region_code: str = ""
    level_code: str = ""
    language: str = ""
    # Empty is open, else closed or all.
    state: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class SchoolRow:
    """A school in the list, with its classes and pupils of the target grades."""

    school: School
    classes: int
    pupils: int


@dataclass(frozen=True)
class FoundSchools:
    """One page of schools and the totals over all pages."""

    rows: list[SchoolRow]
    count: int
    classes: int
    pupils: int
    modelled_classes: int
    page: int
    pages: int


def list_levels() -> Sequence[SchoolLevel]:
    """Return the levels of school in their order."""
    return db.session.scalars(select(SchoolLevel).order_by(SchoolLevel.position)).all()


def list_regions() -> Sequence[StatisticalRegion]:
    """Return the regions by code, without their boundaries."""
    return db.session.scalars(select(StatisticalRegion).order_by(StatisticalRegion.code)).all()


def list_regions_with_boundaries() -> Sequence[StatisticalRegion]:
    """Return the regions by code, each with its boundary for a map."""
    regions = select(StatisticalRegion).options(undefer(StatisticalRegion.boundary))
    return db.session.scalars(regions.order_by(StatisticalRegion.code)).all()


def list_region_borders() -> Sequence[RegionBorder]:
    """Return the pairs of regions that share a border."""
    return db.session.scalars(
        select(RegionBorder).order_by(RegionBorder.region_a, RegionBorder.region_b)
    ).all()


def list_languages() -> Sequence[str]:
    """Return the languages of instruction that schools have."""
    return db.session.scalars(select(School.language).distinct().order_by(School.language)).all()


def list_schools(search: SchoolSearch) -> FoundSchools:
    """Return one page of the schools that a search finds, with the totals over all that it finds."""
    counted, conditions = _target_counts(search.school_year), _conditions(search)
    sums = [func.coalesce(func.sum(counted.c[name]), 0) for name in ("classes", "pupils", "modelled")]
    totals = select(func.count(School.id), *sums).select_from(School).outerjoin(counted).where(*conditions)
    # PostgreSQL sums whole numbers into decimals.
    count, classes, pupils, modelled = map(int, db.session.execute(totals).one())
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(1, search.page), pages)
    found = db.session.execute(
        select(School, func.coalesce(counted.c.classes, 0), func.coalesce(counted.c.pupils, 0))
        .outerjoin(counted)
        .join(School.region)
        .join(School.level)
        .options(contains_eager(School.region), contains_eager(School.level), joinedload(School.municipality))
        .where(*conditions)
        .order_by(*_order(search.sort, counted.c.classes))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return FoundSchools([SchoolRow(*row) for row in found], count, classes, pupils, modelled, page, pages)


def search_schools(text: str, *, limit: int = 20) -> Sequence[School]:
    """Return the open schools that a text means: the one with this number, else those named so."""
    if school := find_school(text):
        return [school]
    named = _conditions(SchoolSearch("", text=text))
    return db.session.scalars(
        _whole_school().where(*named).order_by(School.folded_name, School.id).limit(limit)
    ).all()


def find_school(school_id: str) -> School | None:
    """Return a school with its level, municipality, region, parent and branches, or None."""
    return db.session.scalar(_whole_school().where(School.id == school_id))


def get_school(school_id: str) -> School:
    """Return a school as `find_school` does, or raise NoResultFound."""
    return db.session.scalars(_whole_school().where(School.id == school_id)).one()


def list_class_groups(school_id: str, school_year: str) -> Sequence[ClassGroup]:
    """Return the class groups of a school in a school year, by grade and label."""
    return db.session.scalars(
        select(ClassGroup)
        .filter_by(school_id=school_id, school_year=school_year)
        .order_by(ClassGroup.grade, ClassGroup.label)
    ).all()


def list_school_years() -> Sequence[str]:
    """Return the school years for which the register has class groups, oldest first."""
    return db.session.scalars(
        select(ClassGroup.school_year).distinct().order_by(ClassGroup.school_year)
    ).all()


def default_school_year(today: date) -> str:
    """Return the school year to show: today's when it has class groups, else the newest that has."""
    current, known = str(SchoolYear.containing(today)), list_school_years()
    return current if current in known or not known else known[-1]


def list_demand(school_year: str) -> list[Demand]:
    """Return classes and pupils of the target grades per region and level, open schools only."""
    counted = (
        select(
            School.region_code,
            School.level_code,
            ClassGroup.basis,
            func.count(ClassGroup.id),
            func.sum(ClassGroup.pupils),
        )
        .join(School)
        .where(is_target(list_levels()), ClassGroup.school_year == school_year, School.closed_on.is_(None))
        .group_by(School.region_code, School.level_code, ClassGroup.basis)
        .order_by(School.region_code, School.level_code)
    )
    cells: dict[tuple[str, str], list[tuple[CountBasis, int, int]]] = defaultdict(list)
    for region, level, basis, classes, pupils in db.session.execute(counted):
        cells[region, level].append((basis, classes, pupils))
    return [
        Demand(
            region,
            level,
            sum(classes for _, classes, _ in parts),
            sum(pupils for *_, pupils in parts),
            frozenset(basis for basis, *_ in parts),
        )
        for (region, level), parts in cells.items()
    ]


def list_schools_due(school_year: str, turns: Iterable[tuple[str, str]]) -> list[DueSchool]:
    """Return the schools that can be visited in the regions and levels whose turn it is.

    `turns` are pairs of a region's and a level's code. A school without class groups of the target grades is
    not due.
    """
    groups = db.session.scalars(
        select(ClassGroup)
        .join(ClassGroup.school)
        .options(joinedload(ClassGroup.school).joinedload(School.municipality))
        .where(
            is_target(list_levels()),
            ClassGroup.school_year == school_year,
            tuple_(School.region_code, School.level_code).in_(list(turns)),
            School.is_bookable,
            School.closed_on.is_(None),
        )
        .order_by(School.folded_name, School.id, ClassGroup.grade, ClassGroup.label)
    ).all()
    by_school: dict[School, list[ClassGroup]] = defaultdict(list)
    for group in groups:
        by_school[group.school].append(group)
    return [DueSchool(school, tuple(own)) for school, own in by_school.items()]


def is_target(levels: Iterable[SchoolLevel]) -> ColumnElement[bool]:
    """Return the condition that a class group, joined with its school, is of a target grade."""
    wanted = [
        and_(School.level_code == level.code, ClassGroup.grade.in_(level.target_grades))
        for level in levels
        if level.target_grades
    ]
    return or_(false(), *wanted)


def known_codes() -> KnownCodes:
    """Return the codes that a register file may use."""
    municipalities = db.session.scalars(select(Municipality)).all()
    return KnownCodes(
        levels=frozenset(db.session.scalars(select(SchoolLevel.code))),
        roles=frozenset(SchoolRole),
        languages=frozenset(LANGUAGES),
        regions=frozenset(db.session.scalars(select(StatisticalRegion.code))),
        municipalities={
            row.code: MunicipalityFacts(row.name, row.region_code, row.winter_group, row.lat, row.lon)
            for row in municipalities
        },
    )


def list_possible_parents() -> frozenset[str]:
    """Return the schools that can have branches: those that are not branches themselves."""
    return frozenset(db.session.scalars(select(School.id).where(School.parent_id.is_(None))))


def get_records(*, for_update: bool = False) -> Mapping[str, SchoolRecord]:
    """Return what the register says about every school, by its number; held still when it will change."""
    schools = select(School).order_by(School.id).execution_options(populate_existing=for_update)
    schools = schools.with_for_update() if for_update else schools
    return {school.id: record_of(school) for school in db.session.scalars(schools)}


def find_upload(upload_id: str, *, person_id: int, now: datetime) -> RegisterUpload | None:
    """Return an upload of this person that has not expired, or None."""
    upload = db.session.get(RegisterUpload, upload_id)
    is_theirs = upload is not None and upload.uploaded_by_id == person_id and upload.expires_at > now
    return upload if is_theirs else None


def get_upload(upload_id: str, *, for_update: bool = False) -> RegisterUpload:
    """Return an upload, held still when it will change, or raise NoResultFound."""
    return db.session.get_one(
        RegisterUpload, upload_id, with_for_update=for_update, populate_existing=for_update
    )


def records_of(upload: RegisterUpload) -> list[SchoolRecord]:
    """Return the rows that were uploaded."""
    return [SchoolRecord(**record) for record in upload.records]


def record_of(school: School) -> SchoolRecord:
    """Return what the register says about one school."""
    return SchoolRecord(
        id=school.id,
        name=school.name,
        level_code=school.level_code,
        role=school.role.value,
        parent_id=school.parent_id,
        entity_id=school.entity_id,
        address=school.address,
        postcode=school.postcode,
        post=school.post,
        municipality_code=school.municipality_code,
        region_code=school.region_code,
        lat=school.lat,
        lon=school.lon,
        language=school.language,
        website=school.website,
        is_bookable=school.is_bookable,
        is_closed=school.closed_on is not None,
        note=school.note,
    )


def list_counted_years() -> set[tuple[str, str]]:
    """Return the pairs of school and school year that have class groups."""
    pairs = select(ClassGroup.school_id, ClassGroup.school_year).distinct()
    return {(school_id, school_year) for school_id, school_year in db.session.execute(pairs)}


def _target_counts(school_year: str) -> Subquery:
    """Return classes and pupils of the target grades by school, and how many of the classes are modelled."""
    return (
        select(
            ClassGroup.school_id,
            func.count().label("classes"),
            func.sum(ClassGroup.pupils).label("pupils"),
            func.sum(case((ClassGroup.basis == CountBasis.MODELLED, 1), else_=0)).label("modelled"),
        )
        .join(School)
        .where(is_target(list_levels()), ClassGroup.school_year == school_year)
        .group_by(ClassGroup.school_id)
        .subquery()
    )


def _conditions(search: SchoolSearch) -> list[ColumnElement[bool]]:
    exact = {
        School.region_code: search.region_code,
        School.level_code: search.level_code,
        School.language: search.language,
    }
    conditions = [column == wanted for column, wanted in exact.items() if wanted]
    if search.state != "all":
        conditions.append(
            School.closed_on.is_not(None) if search.state == "closed" else School.closed_on.is_(None)
        )
    # Every word must stand somewhere in the name or the place.
    return conditions + [
        School.folded_name.contains(word, autoescape=True) for word in fold(search.text).split()
    ]


def _order(sort: str, classes: ColumnElement[int]) -> list[SQLColumnExpression[Any]]:
    keys: Mapping[str, SQLColumnExpression[Any]] = {
        "level": SchoolLevel.position,
        "region": StatisticalRegion.name_sl,
        "classes": func.coalesce(classes, 0),
    }
    key = keys.get(sort.lstrip("-"), School.folded_name)
    return [key.desc() if sort.startswith("-") else key.asc(), School.folded_name, School.id]


def _whole_school() -> Select[School]:
    return select(School).options(
        joinedload(School.level),
        joinedload(School.municipality),
        joinedload(School.region),
        joinedload(School.parent),
        selectinload(School.branches),
    )
