"""The register: regions, municipalities, schools and their class groups."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from core.database import Json, Model, UtcDateTime, enum_by_value
from workshops.register.names import fold


class WinterGroup(StrEnum):
    """Which week of winter holidays a municipality has."""

    WEST = "west"
    EAST = "east"


class SchoolRole(StrEnum):
    """What a row of the register is within its legal body."""

    SINGLE = "single"
    PARENT = "parent"
    BRANCH = "branch"
    CENTRE = "centre"
    UNIT = "unit"


class CountBasis(StrEnum):
    """Where the number of pupils of a class group comes from."""

    REGISTER = "register"
    REPORTED = "reported"
    MODELLED = "modelled"


class SchoolLevel(Model):
    """A level of school, such as primary; which grades the programme visits is a setting."""

    __tablename__ = "school_levels"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name_sl: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    position: Mapped[int] = mapped_column(unique=True)
    first_grade: Mapped[int]
    last_grade: Mapped[int]
    # Empty where the programme does not visit the level.
    target_grades: Mapped[list[int]] = mapped_column(JSON, default=list)
    # The level whose school calendar it follows; its own when empty.
    follows_code: Mapped[str | None] = mapped_column(ForeignKey("school_levels.code"))

    @property
    def calendar_code(self) -> str:
        """The level under which the school calendar knows it."""
        return self.follows_code or self.code

    def has_grade(self, grade: int) -> bool:
        """Tell whether schools of this level have a grade."""
        return self.first_grade <= grade <= self.last_grade


class StatisticalRegion(Model):
    """A statistical region (NUTS-3) with its boundary."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name_sl: Mapped[str] = mapped_column(String(100), unique=True)
    name_en: Mapped[str] = mapped_column(String(100))
    seat: Mapped[str] = mapped_column(String(100))
    lat: Mapped[float]
    lon: Mapped[float]
    # A GeoJSON geometry in WGS 84 degrees.
    boundary: Mapped[Json] = mapped_column(JSON, deferred=True)


class RegionBorder(Model):
    """Two regions that share a border, each pair once."""

    __tablename__ = "region_borders"
    __table_args__ = (CheckConstraint("region_a < region_b", name="each_pair_once"),)

    region_a: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    region_b: Mapped[str] = mapped_column(ForeignKey("regions.code"), primary_key=True)
    shared_km: Mapped[float]


class Municipality(Model):
    """A municipality; winter holidays go by it, not by the region."""

    __tablename__ = "municipalities"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    minority_language: Mapped[str | None] = mapped_column(String(2))
    winter_group: Mapped[WinterGroup] = mapped_column(enum_by_value(WinterGroup))

    region: Mapped[StatisticalRegion] = relationship()


class School(Model):
    """A school of the ministry's register. It is closed, never deleted."""

    __tablename__ = "schools"
    __table_args__ = (Index("ix_schools_region_level", "region_code", "level_code"),)

    # The register's own number; it keeps leading zeros.
    id: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(250), index=True)
    # Name and post office in plain small letters: Škofja is found and sorted as skofja.
    folded_name: Mapped[str] = mapped_column(String(500), index=True)
    level_code: Mapped[str] = mapped_column(ForeignKey("school_levels.code"))
    role: Mapped[SchoolRole] = mapped_column(enum_by_value(SchoolRole))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("schools.id"))
    entity_id: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(10))
    post: Mapped[str] = mapped_column(String(100))
    municipality_code: Mapped[str] = mapped_column(ForeignKey("municipalities.code"), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    lat: Mapped[float]
    lon: Mapped[float]
    # Languages of instruction, such as sl, it, sl-hu.
    language: Mapped[str] = mapped_column(String(10))
    website: Mapped[str] = mapped_column(String(250), default="")
    is_bookable: Mapped[bool] = mapped_column(default=True)
    # When lessons begin; unknown until the school says so.
    first_bell: Mapped[time | None]
    closed_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    level: Mapped[SchoolLevel] = relationship()
    municipality: Mapped[Municipality] = relationship()
    region: Mapped[StatisticalRegion] = relationship()
    parent: Mapped["School | None"] = relationship(remote_side="School.id", back_populates="branches")
    branches: Mapped[list["School"]] = relationship(back_populates="parent", order_by=name)
    class_groups: Mapped[list["ClassGroup"]] = relationship(back_populates="school")

    @validates("name", "post")
    def _fold_name(self, attribute: str, text: str) -> str:
        name, post = (text, self.post) if attribute == "name" else (self.name, text)
        self.folded_name = fold(f"{name or ''} {post or ''}")
        return text

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of instruction, one by one."""
        return tuple(self.language.split("-"))

    @property
    def winter_group(self) -> WinterGroup:
        """Which week of winter holidays the school has: its municipality's."""
        return self.municipality.winter_group


class ClassGroup(Model):
    """A class of one grade in one school year, with a number of pupils and where the number comes from."""

    __tablename__ = "class_groups"
    __table_args__ = (
        UniqueConstraint("school_id", "school_year", "grade", "label", name="uq_class_groups_label"),
        CheckConstraint("pupils >= 0", name="pupils_not_negative"),
        Index("ix_class_groups_year_grade", "school_year", "grade"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("schools.id"))
    school_year: Mapped[str] = mapped_column(String(7))
    grade: Mapped[int]
    label: Mapped[str] = mapped_column(String(20))
    pupils: Mapped[int]
    basis: Mapped[CountBasis] = mapped_column(enum_by_value(CountBasis))

    school: Mapped[School] = relationship(back_populates="class_groups")


class RegisterUpload(Model):
    """A register file that was read and waits for its uploader to confirm what it changes.

    Only the checked rows are kept, never the file; they are emptied when they are applied.
    """

    __tablename__ = "register_uploads"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    records: Mapped[list[Json]] = mapped_column(JSON)
