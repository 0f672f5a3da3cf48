"""The audit trail: one row in the transaction of each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select

from core import clock
from core.database import Json, db
from core.models import AuditEntry


class Actor(Protocol):
    """Whoever makes a change: a person, a signed link, the command line."""

    @property
    def audit_id(self) -> int | None:
        """The person's number, or None."""

    @property
    def audit_label(self) -> str:
        """What the trail calls them."""


@dataclass(frozen=True)
class NamedActor:
    """An actor without an account."""

    audit_label: str
    audit_id: int | None = None


COMMAND_LINE = NamedActor("command line")


def record(
    actor: Actor,
    action: str,
    subject_type: str,
    subject_id: object,
    *,
    before: Json | None = None,
    after: Json | None = None,
) -> None:
    """Add one row to the trail; it is kept or lost together with the change."""
    db.session.add(
        AuditEntry(
            recorded_at=clock.now(),
            actor_id=actor.audit_id,
            actor_label=actor.audit_label,
            action=action,
            subject_type=subject_type,
            subject_id=str(subject_id),
            before=before,
            after=after,
        )
    )


def list_entries(subject_type: str, subject_id: object, *, limit: int = 50) -> Sequence[AuditEntry]:
    """Return the newest changes of one thing, newest first."""
    return db.session.scalars(
        select(AuditEntry)
        .filter_by(subject_type=subject_type, subject_id=str(subject_id))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()
