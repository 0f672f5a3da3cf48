"""Booking, confirming and cancelling visits; the absences of those who lead them."""

import secrets
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from accounts.policy import Scope
from core import audit, clock
from core.audit import Actor
from core.database import db
from workshops.visits import booking_queries, queries
from workshops.visits.booking import BookingFacts, VisitRequest
from workshops.visits.booking_times import ticks_of, whole_of
from workshops.visits.conflicts import Conflict, ConflictKind, VisitConflict, find_conflicts
from workshops.visits.journeys import minutes_between
from workshops.visits.models import (
    ClassGroupTick,
    Facilitator,
    FacilitatorAbsence,
    FacilitatorTick,
    Visit,
    VisitFacilitator,
    Workshop,
)

# Without the letters and digits that are mistaken for each other.
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8
# Each failed attempt means that another visit of the same people or class was booked in the meantime; a day
# has room for fewer than these.
_ATTEMPTS = 10
EVERYTHING = Scope()


class WrongState(Exception):  # noqa: N818 - it says what it is
    """The visit stands where this cannot be done to it."""


def book_visit(request: VisitRequest, *, actor: Actor, now: datetime, scope: Scope = EVERYTHING) -> Visit:
    """Book a visit, or raise VisitConflict with every reason why not; the same form sent twice is one visit.

    The rules are checked first; the keys of the database hold them when two people book at once. Whoever
    loses is checked again against what the winner booked, and so gets the same sentence as anybody later.
    """
    for _ in range(_ATTEMPTS):
        if request.form_token and (visit := queries.find_visit_of_form(request.form_token)):
            return visit
        facts = booking_queries.get_booking_facts(request, scope)
        found = find_conflicts(
            request, facts, today=clock.on_the_wall(now).date(), minutes_between=minutes_between
        )
        if any(not conflict.is_warning or conflict.key not in request.accepted for conflict in found):
            raise VisitConflict(found)
        try:
            accepted = frozenset(conflict.key for conflict in found)
            return _save(replace(request, accepted=accepted), facts, actor, now)
        except IntegrityError:
            db.session.rollback()
    raise VisitConflict([Conflict(ConflictKind.SIMULTANEOUS)])


def confirm_visit(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Note that the school has agreed; confirming twice changes nothing."""
    if visit.cancelled_at:
        raise WrongState
    if visit.confirmed_at is None:
        note_confirmation(visit, actor=actor, now=now)
        db.session.commit()


def note_confirmation(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Confirm a visit that was not confirmed yet; the caller commits."""
    visit.confirmed_at = now
    audit.record(actor, "confirmed", "visit", visit.id)


def cancel_visit(visit: Visit, reason: str, *, actor: Actor, now: datetime) -> None:
    """Cancel a visit and free its time; a confirmed one only before it starts.

    What was to be held and was not is said of each workshop, so that the reports can tell the two apart.
    """
    if visit.cancelled_at:
        return
    if not visit.can_be_cancelled(now):
        raise WrongState
    state = visit.state(clock.on_the_wall(now).date())
    visit.cancelled_at = now
    visit.cancel_reason = reason
    _free_time(visit)
    audit.record(
        actor, "cancelled", "visit", visit.id, before={"state": state.value}, after={"reason": reason}
    )
    db.session.commit()


def add_absence(
    facilitator: Facilitator, starts_on: date, ends_on: date, note: str, *, actor: Actor
) -> FacilitatorAbsence:
    """Note that a facilitator leads no workshops on some days; the same days noted twice are one absence."""
    # Whoever notes something of the same person waits here: a form sent twice finds what the first one made.
    db.session.refresh(facilitator, with_for_update=True)
    days = {"facilitator_id": facilitator.id, "starts_on": starts_on, "ends_on": ends_on}
    absence = db.session.scalar(select(FacilitatorAbsence).filter_by(**days))
    if absence is None:
        absence = FacilitatorAbsence(**days, note=note)
        db.session.add(absence)
        audit.record(actor, "absence_added", "facilitator", facilitator.id, after=_days_of(absence))
    db.session.commit()
    return absence


def remove_absence(absence: FacilitatorAbsence, *, actor: Actor) -> None:
    """Note that a facilitator is there after all."""
    db.session.delete(absence)
    audit.record(actor, "absence_removed", "facilitator", absence.facilitator_id, before=_days_of(absence))
    db.session.commit()


def _days_of(absence: FacilitatorAbsence) -> dict[str, object]:
    """Return what the audit trail keeps of an absence: the days, not the note, which may be personal."""
    return {"starts_on": absence.starts_on.isoformat(), "ends_on": absence.ends_on.isoformat()}


def _save(request: VisitRequest, facts: BookingFacts, actor: Actor, now: datetime) -> Visit:
    """Write the visit with the keys that hold its time; IntegrityError when somebody was faster.

    All bookings write their keys in the same order, so that two of them never wait for each other.
    """
    spells = request.spells(facts.lengths)
    people = sorted(request.facilitator_ids)
    visit = Visit(
        code="".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH)),
        school_id=request.school_id,
        provider_id=facts.facilitators[people[0]].provider_id,
        school_year=facts.school_year,
        held_on=request.held_on,
        starts_at=whole_of(spells).starts_at,
        ends_at=whole_of(spells).ends_at,
        language=request.language,
        contact=request.contact,
        note=request.note,
        form_token=request.form_token or secrets.token_hex(16),
        created_at=now,
        confirmed_at=now if request.is_agreed else None,
        leaders=[
            VisitFacilitator(
                facilitator_id=number,
                held_on=request.held_on,
                day_turn=facts.facilitators[number].next_turn,
            )
            for number in people
        ],
        workshops=[
            Workshop(
                class_group_id=asked.class_group_id,
                position=position,
                starts_at=spell.starts_at,
                ends_at=spell.ends_at,
                room=asked.room,
            )
            for position, (asked, spell) in enumerate(zip(request.workshops, spells, strict=True), 1)
        ],
    )
    db.session.add(visit)
    db.session.flush()
    _hold_time(visit)
    audit.record(actor, "booked", "visit", visit.id, after=_written(request, facts))
    db.session.commit()
    return visit


def _hold_time(visit: Visit) -> None:
    """Write a row for every five minutes of each facilitator and each class group."""
    of_people = [
        {"facilitator_id": leader.facilitator_id, "tick": tick, "visit_id": visit.id}
        for leader in sorted(visit.leaders, key=lambda leader: leader.facilitator_id)
        for tick in ticks_of(visit.spell)
    ]
    of_classes = [
        {"class_group_id": workshop.class_group_id, "tick": tick, "workshop_id": workshop.id}
        for workshop in sorted(visit.workshops, key=lambda workshop: workshop.class_group_id)
        for tick in ticks_of(workshop.spell)
    ]
    db.session.execute(insert(FacilitatorTick), of_people)
    db.session.execute(insert(ClassGroupTick), of_classes)


def _free_time(visit: Visit) -> None:
    workshops = select(Workshop.id).where(Workshop.visit_id == visit.id)
    db.session.execute(delete(FacilitatorTick).where(FacilitatorTick.visit_id == visit.id))
    db.session.execute(delete(ClassGroupTick).where(ClassGroupTick.workshop_id.in_(workshops)))


def _written(request: VisitRequest, facts: BookingFacts) -> dict[str, object]:
    """Return what the audit trail keeps of a booking."""
    return {
        "starts_at": request.starts_at.isoformat(),
        "class_groups": [facts.classes[asked.class_group_id].name for asked in request.workshops],
        "facilitators": [facts.facilitators[number].name for number in request.facilitator_ids],
        "accepted": sorted(request.accepted),
    }
