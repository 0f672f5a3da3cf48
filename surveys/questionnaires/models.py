"""Questionnaires and their immutable published versions."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Json, Model, UtcDateTime
from workshops.register.models import SchoolLevel


class Questionnaire(Model):
    """A questionnaire for one level; what it asks stands in its versions."""

    __tablename__ = "questionnaires"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    level_code: Mapped[str] = mapped_column(ForeignKey("school_levels.code"))
    name_sl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))

    level: Mapped[SchoolLevel] = relationship()
    versions: Mapped[list["QuestionnaireVersion"]] = relationship(
        back_populates="questionnaire", order_by="QuestionnaireVersion.number"
    )


class QuestionnaireVersion(Model):
    """One version as it was published: its questions, texts and scoring key, never changed again."""

    __tablename__ = "questionnaire_versions"
    __table_args__ = (
        UniqueConstraint("questionnaire_code", "number", name="uq_questionnaire_versions_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_code: Mapped[str] = mapped_column(ForeignKey("questionnaires.code"))
    number: Mapped[int]
    # What `surveys.questionnaires.definition` reads; the checksum shows that it is still the same.
    definition: Mapped[Json] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")
