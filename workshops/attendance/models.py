"""What was delivered: counts for each workshop, never a name."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from core.database import Model, UtcDateTime, enum_by_value
from workshops.visits.models import Workshop


class Deviation(StrEnum):
    """How the workshop differed from what was planned."""

    NONE = "none"
    MERGED = "merged"
    MOVED = "moved"
    SHORTENED = "shortened"
    OTHER = "other"


class Material(Model):
    """A kind of material that is handed out."""

    __tablename__ = "materials"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_sl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


class Attendance(Model):
    """The counts of one workshop."""

    __tablename__ = "attendances"
    __table_args__ = (
        CheckConstraint("present >= 0 AND present <= enrolled", name="present_within_enrolled"),
        CheckConstraint("teachers >= 0 AND other_educators >= 0", name="adults_not_negative"),
    )

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True)
    enrolled: Mapped[int]
    present: Mapped[int]
    teachers: Mapped[int]
    other_educators: Mapped[int] = mapped_column(default=0)
    deviation: Mapped[Deviation] = mapped_column(enum_by_value(Deviation), default=Deviation.NONE)
    note: Mapped[str] = mapped_column(String(500), default="")
    # One form, one record: the same form sent twice carries the same token.
    form_token: Mapped[str] = mapped_column(String(32), unique=True)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Null when the teacher reported behind a signed link.
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    countersigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    countersigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    workshop: Mapped[Workshop] = relationship()
    reported_by: Mapped[User | None] = relationship(foreign_keys=reported_by_id)
    countersigned_by: Mapped[User | None] = relationship(foreign_keys=countersigned_by_id)
    handouts: Mapped[list["Handout"]] = relationship(
        back_populates="attendance", cascade="all, delete-orphan", order_by="Handout.material_id"
    )


class Handout(Model):
    """Copies of one material handed out at one workshop."""

    __tablename__ = "handouts"
    __table_args__ = (CheckConstraint("copies > 0", name="some_copies"),)

    workshop_id: Mapped[int] = mapped_column(
        ForeignKey("attendances.workshop_id", ondelete="CASCADE"), primary_key=True
    )
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"), primary_key=True)
    copies: Mapped[int]

    attendance: Mapped[Attendance] = relationship(back_populates="handouts")
    material: Mapped[Material] = relationship()
