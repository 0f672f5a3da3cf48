"""The survey of each workshop, and answers that belong to nobody."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    LargeBinary,
    String,
    event,
    inspect,
    update,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.database import Json, Model, UtcDateTime, enum_by_value
from surveys.questionnaires.models import QuestionnaireVersion
from workshops.visits.models import Workshop

# How long after its workshop a survey closes by itself, and how long it then takes what was begun.
CLOSES_AFTER = timedelta(hours=3)
CLOSING_GRACE = timedelta(minutes=15)


class CollectionMode(StrEnum):
    """How the answers were given."""

    OWN_PHONE = "own_phone"
    SHARED_TABLET = "shared_tablet"
    PAPER = "paper"


class SurveyState(StrEnum):
    """Whether the survey of a workshop takes answers; derived, never stored."""

    FUTURE = "future"
    OPEN = "open"
    CLOSED = "closed"


class WorkshopSurvey(Model):
    """The survey of one workshop: one code to type, one link to scan."""

    __tablename__ = "workshop_surveys"

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"))
    # Eight characters without look-alikes.
    typed_code: Mapped[str] = mapped_column(String(8), unique=True)
    # 128 random bits for the QR code.
    link_key: Mapped[str] = mapped_column(String(22), unique=True)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)

    workshop: Mapped[Workshop] = relationship()
    version: Mapped[QuestionnaireVersion] = relationship()

    def state(self, now: datetime) -> SurveyState:
        """Return whether the survey takes answers at a moment."""
        if now < self.opens_at:
            return SurveyState.FUTURE
        return SurveyState.OPEN if now < self.closes_at else SurveyState.CLOSED

    def is_final(self, now: datetime) -> bool:
        """Return whether nothing more can come in."""
        return now >= self.closes_at + CLOSING_GRACE


def window_of(workshop: Workshop) -> dict[str, datetime]:
    """Return when the survey of a workshop opens and closes by itself."""
    return {"opens_at": workshop.starts_at, "closes_at": workshop.ends_at + CLOSES_AFTER}


@event.listens_for(Workshop, "before_update")
def move_window(_mapper: Mapper[Workshop], connection: Connection, workshop: Workshop) -> None:
    """Let the survey follow its workshop to another time; the slice of visits knows no surveys."""
    changed = inspect(workshop).attrs
    if changed.starts_at.history.has_changes() or changed.ends_at.history.has_changes():
        connection.execute(
            update(WorkshopSurvey)
            .where(WorkshopSurvey.workshop_id == workshop.id)
            .values(window_of(workshop))
        )


class Response(Model):
    """One pupil's answers. There is no column for who, from where, on what, or when exactly.

    The key is a digest of the random token of the form, so the same form sent twice is the same row, and the
    order of the rows says nothing about the order of sending. On SQLite the table has no hidden row number.
    """

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint("half_day IN ('morning', 'afternoon')", name="half_day"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop_surveys.workshop_id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"))
    language: Mapped[str] = mapped_column(String(2))
    mode: Mapped[CollectionMode] = mapped_column(enum_by_value(CollectionMode))
    half_day: Mapped[str] = mapped_column(String(9))
    # Question id -> option id, list of option ids, or absent where the pupil passed.
    answers: Mapped[Json] = mapped_column(JSON)
