"""The school calendar: layers of free days and limits, each row with its source."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, enum_by_value
from workshops.calendar.teaching import CalendarEvent, CalendarScope
from workshops.register.models import School, WinterGroup


class EntryStatus(StrEnum):
    """How sure the entry is."""

    PUBLISHED = "published"
    PROJECTED = "projected"


class CalendarEntry(Model):
    """One row of a layer; an empty column means that the row holds for all."""

    __tablename__ = "calendar_entries"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        Index("ix_calendar_entries_dates", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_year: Mapped[str] = mapped_column(String(7), index=True)
    event: Mapped[CalendarEvent] = mapped_column(enum_by_value(CalendarEvent))
    name_sl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    level_code: Mapped[str | None] = mapped_column(ForeignKey("school_levels.code"))
    winter_group: Mapped[WinterGroup | None] = mapped_column(enum_by_value(WinterGroup))
    grade: Mapped[int | None]
    school_id: Mapped[str | None] = mapped_column(ForeignKey("schools.id"), index=True)
    class_group_id: Mapped[int | None] = mapped_column(ForeignKey("class_groups.id"))
    status: Mapped[EntryStatus] = mapped_column(enum_by_value(EntryStatus))
    sources: Mapped[str] = mapped_column(String(1000))
    note: Mapped[str] = mapped_column(String(500), default="")

    school: Mapped[School | None] = relationship()

    @property
    def scope(self) -> CalendarScope:
        """Whom the row covers."""
        return CalendarScope(
            self.level_code, self.winter_group, self.grade, self.school_id, self.class_group_id
        )
