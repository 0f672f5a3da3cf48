"""Tallies, from which every indicator is computed, and the releases that may be shown."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.database import Json, Model, UtcDateTime, enum_by_value
from surveys.responses.models import CollectionMode


class Tally(Model):
    """What one workshop answered, by version, language and mode; additive, and about nobody."""

    __tablename__ = "tallies"
    __table_args__ = (CheckConstraint("responses > 0", name="some_responses"),)

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    mode: Mapped[CollectionMode] = mapped_column(enum_by_value(CollectionMode), primary_key=True)
    responses: Mapped[int]
    # Responses above the pupils present: set aside, shown, not counted.
    surplus: Mapped[int] = mapped_column(default=0)
    # What `surveys.indicators.scoring.TallySums` reads and writes.
    sums: Mapped[Json] = mapped_column(JSON)


class IndicatorRelease(Model):
    """Figures made public together after disclosure control: numbered, frozen, and what every page shows."""

    __tablename__ = "indicator_releases"

    number: Mapped[int] = mapped_column(primary_key=True)
    released_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null for a release that the command line made.
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # What `surveys.indicators.figures.Figure` reads, one entry a figure.
    figures: Mapped[list[Json]] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))
    workshops: Mapped[int]
    responses: Mapped[int]
    surplus: Mapped[int]

    released_by: Mapped[User | None] = relationship()
