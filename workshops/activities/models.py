"""Everything else that the programme reports."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, enum_by_value


class ActivityKind(StrEnum):
    """The kinds of the programme's public page."""

    SCHOOL_WORKSHOPS = "school_workshops"
    SCHOOL_WORKSHOPS_TOTAL = "school_workshops_total"
    WORKSHOPS = "workshops"
    INFORMATION_SESSIONS = "information_sessions"
    MATERIALS = "materials"
    CAMPAIGN = "campaign"
    EXPERT_MEETING = "expert_meeting"
    MEDIA = "media"
    PROFESSIONAL_TRAINING = "professional_training"
    COOPERATION = "cooperation"
    COMMUNITY_PREVENTION = "community_prevention"


class Qualifier(StrEnum):
    """How the number of participants is worded."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    NOT_STATED = "not_stated"


class Activity(Model):
    """One statement about an activity, kept as its source states it."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("events >= 0 AND participants >= 0 AND teachers >= 0", name="counts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int] = mapped_column(index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    kind: Mapped[ActivityKind] = mapped_column(enum_by_value(ActivityKind))
    provider: Mapped[str] = mapped_column(String(200))
    partner: Mapped[str] = mapped_column(String(200), default="")
    audience: Mapped[str] = mapped_column(String(300), default="")
    events: Mapped[int | None]
    participants: Mapped[int | None]
    # Null where the source gives no number and no word either.
    qualifier: Mapped[Qualifier | None] = mapped_column(enum_by_value(Qualifier))
    teachers: Mapped[int | None]
    speakers: Mapped[int | None]
    copies: Mapped[int | None]
    media: Mapped[str] = mapped_column(String(300), default="")
    region_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    place: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
