"""Facilitators, visits and their workshops, and the keys that make a double booking impossible."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Provider, User
from core.database import Model, UtcDateTime, enum_by_value
from workshops.register.models import ClassGroup, School
from workshops.visits.booking_times import Spell


class VisitState(StrEnum):
    """Where a visit stands; derived from what happened, never stored."""

    DRAFT = "draft"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    HELD = "held"
    CANCELLED = "cancelled"


class NotHeldReason(StrEnum):
    """Why a workshop of a visit was not held."""

    SCHOOL_CANCELLED = "school_cancelled"
    FACILITATOR_ABSENT = "facilitator_absent"
    CLASS_ABSENT = "class_absent"
    MERGED = "merged"
    OTHER = "other"


class Facilitator(Model):
    """An officer or association member who leads workshops."""

    __tablename__ = "facilitators"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("providers.id"))
    name: Mapped[str] = mapped_column(String(200))
    base: Mapped[str] = mapped_column(String(100))
    lat: Mapped[float]
    lon: Mapped[float]
    level_codes: Mapped[list[str]] = mapped_column(JSON)
    languages: Mapped[list[str]] = mapped_column(JSON)
    most_workshops_a_day: Mapped[int] = mapped_column(default=4)
    most_minutes_one_way: Mapped[int] = mapped_column(default=150)
    is_active: Mapped[bool] = mapped_column(default=True)

    user: Mapped[User | None] = relationship()
    provider: Mapped[Provider] = relationship()


class FacilitatorAbsence(Model):
    """Days on which a facilitator cannot lead workshops."""

    __tablename__ = "facilitator_absences"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitators.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")


class Visit(Model):
    """One school, one day, one or two facilitators, one to four workshops."""

    __tablename__ = "visits"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        # Another visit on the same day would be the same visit.
        Index(
            "uq_visits_school_day",
            "school_id",
            "provider_id",
            "held_on",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        Index("ix_visits_held_on", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What a school reads out to check that the visit is genuine.
    code: Mapped[str] = mapped_column(String(8), unique=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("schools.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("providers.id"))
    school_year: Mapped[str] = mapped_column(String(7), index=True)
    held_on: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(2))
    contact: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(1000), default="")
    # One form, one visit: the same form sent twice carries the same token.
    form_token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(String(500), default="")

    school: Mapped[School] = relationship()
    provider: Mapped[Provider] = relationship()
    workshops: Mapped[list["Workshop"]] = relationship(
        back_populates="visit", order_by="Workshop.position", cascade="all, delete-orphan"
    )
    leaders: Mapped[list["VisitFacilitator"]] = relationship(
        back_populates="visit", order_by="VisitFacilitator.facilitator_id", cascade="all, delete-orphan"
    )

    def state(self, today: date) -> VisitState:
        """Return where the visit stands on a day."""
        if self.cancelled_at:
            return VisitState.CANCELLED
        if self.confirmed_at:
            return VisitState.HELD if self.held_on < today else VisitState.CONFIRMED
        return VisitState.OFFERED if self.offered_at else VisitState.DRAFT

    def can_be_cancelled(self, now: datetime) -> bool:
        """Tell whether it can still be called off: before it starts, or when nobody ever agreed to it."""
        return self.cancelled_at is None and (self.confirmed_at is None or now < self.starts_at)

    @property
    def spell(self) -> Spell:
        """From the start of the first workshop to the end of the last."""
        return Spell(self.starts_at, self.ends_at)


class VisitFacilitator(Model):
    """A facilitator of a visit.

    `day_turn` counts the visits of the facilitator on the day in the order of booking. Two bookings that both
    saw the same earlier ones take the same turn, and the key lets only one of them in: what was checked about
    the whole day, travel above all, still holds when it is written. A cancelled visit frees its time but not
    its turn: a turn used again would let in two bookings of which neither saw the other, one checked before
    the cancellation and one after it.
    """

    __tablename__ = "visit_facilitators"
    __table_args__ = (
        UniqueConstraint("facilitator_id", "held_on", "day_turn", name="uq_visit_facilitators_day_turn"),
    )

    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitators.id"), primary_key=True)
    held_on: Mapped[date]
    day_turn: Mapped[int]

    visit: Mapped[Visit] = relationship(back_populates="leaders")
    facilitator: Mapped[Facilitator] = relationship()


class FacilitatorTick(Model):
    """Five minutes of a facilitator that a visit occupies; the key makes a second visit then impossible."""

    __tablename__ = "facilitator_ticks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["visit_id", "facilitator_id"],
            ["visit_facilitators.visit_id", "visit_facilitators.facilitator_id"],
            ondelete="CASCADE",
        ),
        Index("ix_facilitator_ticks_visit", "visit_id"),
    )

    facilitator_id: Mapped[int] = mapped_column(primary_key=True)
    # Five-minute steps since 1970-01-01 00:00 UTC.
    tick: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int]


class Workshop(Model):
    """One class group once, within a visit."""

    __tablename__ = "workshops"
    __table_args__ = (
        UniqueConstraint("visit_id", "position", name="uq_workshops_position"),
        UniqueConstraint("visit_id", "class_group_id", name="uq_workshops_class_once"),
        CheckConstraint("position BETWEEN 1 AND 4", name="at_most_four"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_workshops_class_group", "class_group_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"))
    class_group_id: Mapped[int] = mapped_column(ForeignKey("class_groups.id"))
    position: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    room: Mapped[str] = mapped_column(String(50), default="")
    not_held_reason: Mapped[NotHeldReason | None] = mapped_column(enum_by_value(NotHeldReason))

    visit: Mapped[Visit] = relationship(back_populates="workshops")
    class_group: Mapped[ClassGroup] = relationship()

    @property
    def spell(self) -> Spell:
        """From its start to its end."""
        return Spell(self.starts_at, self.ends_at)


class ClassGroupTick(Model):
    """Five minutes of a class group that a workshop occupies."""

    __tablename__ = "class_group_ticks"

    class_group_id: Mapped[int] = mapped_column(ForeignKey("class_groups.id"), primary_key=True)
    tick: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), index=True)
