"""What is known of the attendance of a visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import LinkPurpose, SignedLink
from accounts.policy import Scope
from core import audit
from core.database import Json, db
from workshops.attendance.counts import Counts
from workshops.attendance.models import Attendance, Handout, Material
from workshops.visits import queries as visit_queries
from workshops.visits.models import Visit, Workshop

# The audit trail knows what happened to the attendance of a workshop under this name.
SUBJECT = "attendance"


class ReportState(StrEnum):
    """Where the attendance of a workshop stands; derived, never stored."""

    MISSING = "missing"
    REPORTED = "reported"
    COUNTERSIGNED = "countersigned"
    NOT_HELD = "not_held"


@dataclass(frozen=True)
class WorkshopReport:
    """A workshop and what was reported of it."""

    workshop: Workshop
    attendance: Attendance | None

    @property
    def state(self) -> ReportState:
        """Where it stands."""
        if self.workshop.not_held_reason:
            return ReportState.NOT_HELD
        if self.attendance is None:
            return ReportState.MISSING
        return ReportState.COUNTERSIGNED if self.attendance.countersigned_at else ReportState.REPORTED


def list_reports(workshops: Sequence[Workshop]) -> list[WorkshopReport]:
    """Return each workshop with its attendance, in their order."""
    found = db.session.scalars(
        _whole_attendances().where(Attendance.workshop_id.in_([workshop.id for workshop in workshops]))
    )
    attendances = {attendance.workshop_id: attendance for attendance in found}
    return [WorkshopReport(workshop, attendances.get(workshop.id)) for workshop in workshops]


def find_attendance(workshop_id: int) -> Attendance | None:
    """Return what is recorded of a workshop at this moment, whatever was read before."""
    return db.session.scalar(
        _whole_attendances()
        .where(Attendance.workshop_id == workshop_id)
        .execution_options(populate_existing=True)
    )


def find_workshop(workshop_id: int, scope: Scope) -> Workshop | None:
    """Return a workshop with its visit and school, or None when it lies outside the scope."""
    workshop = db.session.get(Workshop, workshop_id)
    if workshop is None or visit_queries.find_visit(workshop.visit_id, scope) is None:
        return None
    return workshop


def is_received(workshop_id: int, written: Json) -> bool:
    """Tell whether exactly this form has arrived before, though later ones may have replaced its counts.

    A form that was changed after it had been sent, with the button "back", is another one.
    """
    return any(entry.after == written for entry in audit.list_entries(SUBJECT, workshop_id))


def list_materials() -> Sequence[Material]:
    """Return what can be handed out."""
    return db.session.scalars(select(Material).order_by(Material.id)).all()


def find_teacher_link(visit: Visit, now: datetime) -> SignedLink | None:
    """Return the link with which the teachers of a visit report, if there is one that still works."""
    return db.session.scalar(
        select(SignedLink)
        .filter_by(purpose=LinkPurpose.ATTENDANCE, subject_id=str(visit.id), revoked_at=None)
        .where(SignedLink.expires_at > now)
        .order_by(SignedLink.issued_at.desc())
        .limit(1)
    )


def counts_of(attendance: Attendance) -> Counts:
    """Return what is recorded as plain counts."""
    return Counts(
        enrolled=attendance.enrolled,
        present=attendance.present,
        teachers=attendance.teachers,
        other_educators=attendance.other_educators,
        copies={handout.material_id: handout.copies for handout in attendance.handouts},
        deviation=attendance.deviation.value,
        note=attendance.note,
    )


def _whole_attendances() -> Select[Attendance]:
    return select(Attendance).options(
        joinedload(Attendance.reported_by),
        joinedload(Attendance.countersigned_by),
        selectinload(Attendance.handouts).joinedload(Handout.material),
    )
