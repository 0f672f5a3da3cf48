"""Reporting what was delivered, correcting it, and answering for it.

Everything about one workshop takes its turn at the row of the workshop, so that two devices that send at once
are one after the other on every database.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.models import LinkPurpose, SignedLink, User
from accounts.signed_links import issue_link, revoke_link
from core import audit, clock
from core.audit import Actor, NamedActor
from core.database import Json, db
from workshops.attendance import queries
from workshops.attendance.counts import (
    CountProblem,
    Counts,
    ProblemKind,
    SentForm,
    check_counts,
    find_closure,
)
from workshops.attendance.models import Attendance, Deviation, Handout
from workshops.attendance.queries import SUBJECT, counts_of
from workshops.visits.models import NotHeldReason, Visit, Workshop
from workshops.visits.services import note_confirmation

TEACHER = NamedActor("attendance link")
# After its last day for corrections the link still shows for a while what was reported.
_DAYS_OF_A_LINK = 60


class AttendanceRefused(Exception):  # noqa: N818 - it says what it is
    """The counts cannot be recorded, for every one of these reasons."""

    def __init__(self, problems: Iterable[CountProblem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


class AttendanceDiffers(Exception):  # noqa: N818 - it says what it is
    """Somebody else has recorded other counts, which the person has not seen."""

    def __init__(self, recorded: Attendance) -> None:
        super().__init__()
        self.recorded = recorded


def record_attendance(
    workshop_id: int, counts: Counts, form: SentForm, *, actor: Actor, now: datetime
) -> None:
    """Record what a teacher counted, or raise; the same form sent twice is one record.

    Raises
    ------
    AttendanceRefused
        When the counts cannot be right, or it is too early or too late for the teacher to send them.
    AttendanceDiffers
        When other counts stand there than those that the teacher had before them.
    """
    workshop = _take_turn(workshop_id)
    if queries.is_received(workshop_id, _written(counts, form.token)):
        return
    _require(find_teachers_closure(workshop, now))
    _save(workshop, counts, form, actor, now)
    _commit()


def correct_attendance(
    workshop_id: int, counts: Counts, form: SentForm, *, actor: Actor, now: datetime
) -> None:
    """Record what a member of the staff counted, and countersign it with that; raises as for the teacher."""
    workshop = _take_turn(workshop_id)
    if queries.is_received(workshop_id, _written(counts, form.token)):
        return
    closure = find_teachers_closure(workshop, now)
    _require(None if closure is ProblemKind.OVER else closure)
    _sign(_save(workshop, counts, form, actor, now), actor, now)
    _commit()


def set_aside(workshop_id: int, counts: Counts, form: SentForm, *, actor: Actor) -> None:
    """Keep what is recorded; the other counts that were sent stay in the audit trail."""
    _take_turn(workshop_id)
    if queries.is_received(workshop_id, _written(counts, form.token)):
        return
    audit.record(actor, "set_aside", SUBJECT, workshop_id, after=_written(counts, form.token))
    db.session.commit()


def countersign(visit: Visit, seen: Collection[str], *, actor: Actor, now: datetime) -> frozenset[str]:
    """Countersign the records that the person has seen, known by their form tokens.

    Returns those of `seen` that do not stand any more: somebody has corrected them in the meantime.
    """
    standing: set[str] = set()
    for workshop_id in sorted(workshop.id for workshop in visit.workshops):
        _take_turn(workshop_id)
        recorded = queries.find_attendance(workshop_id)
        if recorded is None or recorded.form_token not in seen:
            continue
        standing.add(recorded.form_token)
        _sign(recorded, actor, now)
    db.session.commit()
    return frozenset(seen) - standing


def mark_not_held(workshop_id: int, reason: NotHeldReason, *, actor: Actor) -> None:
    """Note that a workshop was not held and why; counts that were reported of it go to the audit trail."""
    workshop = _take_turn(workshop_id)
    if workshop.visit.cancelled_at:
        raise AttendanceRefused([CountProblem(ProblemKind.CANCELLED)])
    if workshop.not_held_reason is reason:
        return
    recorded = queries.find_attendance(workshop_id)
    before = _written(counts_of(recorded), recorded.form_token) if recorded else None
    if recorded:
        db.session.delete(recorded)
    workshop.not_held_reason = reason
    audit.record(actor, "not_held", SUBJECT, workshop_id, before=before, after={"reason": reason.value})
    db.session.commit()


def mark_held(workshop_id: int, *, actor: Actor) -> None:
    """Take back that a workshop was not held; its counts are to be reported again."""
    workshop = _take_turn(workshop_id)
    if reason := workshop.not_held_reason:
        workshop.not_held_reason = None
        audit.record(actor, "held", SUBJECT, workshop_id, before={"reason": reason.value})
        db.session.commit()


def issue_teacher_link(visit: Visit, *, actor: User, now: datetime) -> SignedLink:
    """Return the link with which the teachers of a visit report; made once, until it is revoked."""
    db.session.execute(select(Visit.id).where(Visit.id == visit.id).with_for_update())
    if link := queries.find_teacher_link(visit, now):
        return link
    if visit.cancelled_at:
        raise AttendanceRefused([CountProblem(ProblemKind.CANCELLED)])
    last_day = max(visit.held_on, clock.on_the_wall(now).date()) + timedelta(days=_DAYS_OF_A_LINK)
    expires_at = clock.from_the_wall(last_day, time.max)
    link = issue_link(LinkPurpose.ATTENDANCE, visit.id, expires_at=expires_at, issued_by=actor)
    audit.record(actor, "issued", "attendance_link", visit.id, after={"expires_at": expires_at.isoformat()})
    db.session.commit()
    return link


def revoke_teacher_link(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """End the link of a visit; whoever opens it learns whom to ask."""
    if link := queries.find_teacher_link(visit, now):
        revoke_link(link)
        audit.record(actor, "revoked", "attendance_link", visit.id)
        db.session.commit()


def find_teachers_closure(workshop: Workshop, now: datetime) -> ProblemKind | None:
    """Return why a teacher cannot report on a workshop now, or None."""
    if workshop.not_held_reason:
        return ProblemKind.NOT_HELD
    return find_closure(
        starts_at=workshop.visit.starts_at,
        held_on=workshop.visit.held_on,
        now=now,
        today=clock.on_the_wall(now).date(),
        is_cancelled=workshop.visit.cancelled_at is not None,
    )


def _take_turn(workshop_id: int) -> Workshop:
    """Return a workshop as it stands now, held until this transaction ends."""
    return db.session.scalars(
        select(Workshop)
        .where(Workshop.id == workshop_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _require(closure: ProblemKind | None) -> None:
    if closure:
        raise AttendanceRefused([CountProblem(closure)])


def _save(workshop: Workshop, counts: Counts, form: SentForm, actor: Actor, now: datetime) -> Attendance:
    """Write the counts over those that the form replaces, if any."""
    if problems := check_counts(counts):
        raise AttendanceRefused(problems)
    recorded = queries.find_attendance(workshop.id)
    after = _written(counts, form.token)
    if recorded is None:
        recorded = Attendance(workshop_id=workshop.id)
        audit.record(actor, "reported", SUBJECT, workshop.id, after=after)
        # What was counted was held: a visit that nobody had confirmed must not be cancelled any more.
        if workshop.visit.confirmed_at is None:
            note_confirmation(workshop.visit, actor=actor, now=now)
    elif (before := counts_of(recorded)) == counts:
        return recorded
    elif recorded.form_token != form.replaces:
        raise AttendanceDiffers(recorded)
    else:
        written = _written(before, recorded.form_token)
        audit.record(actor, "corrected", SUBJECT, workshop.id, before=written, after=after)
    recorded.enrolled, recorded.present = counts.enrolled, counts.present
    recorded.teachers, recorded.other_educators = counts.teachers, counts.other_educators
    recorded.deviation, recorded.note = Deviation(counts.deviation), counts.note
    recorded.form_token, recorded.reported_at, recorded.reported_by_id = form.token, now, actor.audit_id
    recorded.countersigned_at = recorded.countersigned_by_id = None
    _hand_out(recorded, counts)
    db.session.add(recorded)
    return recorded


def _sign(recorded: Attendance, actor: Actor, now: datetime) -> None:
    """Let somebody of the staff answer for the counts; whoever did so first stays."""
    if recorded.countersigned_at is None:
        recorded.countersigned_at, recorded.countersigned_by_id = now, actor.audit_id
        audit.record(actor, "countersigned", SUBJECT, recorded.workshop_id)


def _hand_out(recorded: Attendance, counts: Counts) -> None:
    """Write the copies of each material; no copies, no row."""
    known = {handout.material_id: handout for handout in recorded.handouts}
    for number, copies in counts.copies.items():
        known.setdefault(number, Handout(material_id=number)).copies = copies
    recorded.handouts = [handout for number, handout in known.items() if counts.copies.get(number)]


def _commit() -> None:
    """Save, or say that the form belongs to another record: the one key that taking turns does not hold."""
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise AttendanceRefused([CountProblem(ProblemKind.FORM_SPENT)]) from error


def _written(counts: Counts, form_token: str) -> Json:
    return counts.as_written() | {"form_token": form_token}
