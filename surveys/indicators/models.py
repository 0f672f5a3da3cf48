"""Tallies: the sums over the answers of one workshop, from which every indicator is computed."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Json, Model, enum_by_value
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
