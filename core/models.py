"""What every part of the programme leaves behind: settings and the audit trail."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Json, Model, UtcDateTime


class ProgrammeSetting(Model):
    """One setting of the programme that the coordinator may change, by its name."""

    __tablename__ = "programme_settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Json] = mapped_column(JSON)


class AuditEntry(Model):
    """One change: who, when, what, before and after. Never anything about a pupil."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # Null when nobody was signed in: the command line, or a teacher behind a signed link.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    actor_label: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(60))
    before: Mapped[Json | None] = mapped_column(JSON)
    after: Mapped[Json | None] = mapped_column(JSON)
