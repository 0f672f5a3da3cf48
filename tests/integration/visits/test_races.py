"""Twenty people book at the same moment: the keys of the database let in exactly those who fit."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.audit import COMMAND_LINE
from core.clock import on_the_wall
from core.database import db
from tests.factories.accounts import make_provider
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import at, make_facilitator, make_term
from workshops.visits import booking_queries, services
from workshops.visits.booking import BookingFacts, RequestedWorkshop, VisitRequest
from workshops.visits.conflicts import Conflict, ConflictKind, VisitConflict
from workshops.visits.models import FacilitatorTick, Visit

PEOPLE = 20
NOW = at("9:00", date(2024, 9, 20))


@dataclass(frozen=True)
class Outcome:
    """What came out when everybody booked at once."""

    booked: list[int]
    refused: list[tuple[Conflict, ...]]

    def reasons(self) -> set[ConflictKind]:
        return {conflict.kind for conflicts in self.refused for conflict in conflicts}


@pytest.fixture
def everybody_has_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody write before everybody has read: what a slow moment between check and write does.

    The transaction of the reading is ended too, or SQLite's one writer would never let the others look.
    """
    barrier = threading.Barrier(PEOPLE)
    has_waited = threading.local()
    read = booking_queries.get_booking_facts

    def read_and_wait(*arguments: object) -> BookingFacts:
        facts = read(*arguments)  # type: ignore[arg-type]
        if not getattr(has_waited, "once", False):
            has_waited.once = True
            db.session.rollback()
            barrier.wait(timeout=60)
        return facts

    monkeypatch.setattr(booking_queries, "get_booking_facts", read_and_wait)


def book_at_once(app: Flask, requests: list[VisitRequest]) -> Outcome:
    outcome = Outcome([], [])

    def book(request: VisitRequest) -> None:
        with app.app_context():
            try:
                outcome.booked.append(services.book_visit(request, actor=COMMAND_LINE, now=NOW).id)
            except VisitConflict as conflict:
                outcome.refused.append(conflict.conflicts)
            finally:
                db.session.remove()

    # What this thread has looked at while it prepared must not hold the database.
    db.session.rollback()
    threads = [threading.Thread(target=book, args=[request]) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcome.booked) + len(outcome.refused) == len(requests)
    return outcome


def request_for(school_id: str, class_id: int, facilitator_id: int, clock: str = "8:00") -> VisitRequest:
    return VisitRequest(school_id, on_the_wall(at(clock)), (RequestedWorkshop(class_id),), (facilitator_id,))


def of_one_facilitator() -> list[VisitRequest]:
    """Twenty schools want the same facilitator at the same hour."""
    ana = make_facilitator().id
    groups = [make_class_group(make_school(str(number))) for number in range(PEOPLE)]
    return [request_for(group.school_id, group.id, ana) for group in groups]


def of_one_class() -> list[VisitRequest]:
    """Twenty providers want the same class at the same hour, so that no school has two visits of one."""
    group = make_class_group()
    providers = [make_provider(f"p{number}", f"Izvajalec {number}") for number in range(PEOPLE)]
    people = [make_facilitator(f"Oseba {provider.code}", provider=provider).id for provider in providers]
    return [request_for(group.school_id, group.id, person) for person in people]


def of_one_school() -> list[VisitRequest]:
    """Twenty facilitators of one provider want twenty classes of one school on the same day."""
    school = make_school()
    groups = [make_class_group(school, label=f"8. {number}") for number in range(PEOPLE)]
    people = [make_facilitator(f"Oseba {number}").id for number in range(PEOPLE)]
    return [request_for(school.id, group.id, person) for group, person in zip(groups, people, strict=True)]


CASES = [
    pytest.param(of_one_facilitator, ConflictKind.FACILITATOR_BUSY, id="facilitator"),
    pytest.param(of_one_class, ConflictKind.CLASS_BUSY, id="class"),
    pytest.param(of_one_school, ConflictKind.SCHOOL_HAS_VISIT, id="school"),
]
Wanted = Callable[[], list[VisitRequest]]


@pytest.mark.parametrize(("wanted", "reason"), CASES)
def test_of_twenty_bookings_of_the_same_exactly_one_is_made(
    app_on_both: Flask, everybody_has_looked: None, wanted: Wanted, reason: ConflictKind
) -> None:
    make_term()
    outcome = book_at_once(app_on_both, wanted())
    assert len(outcome.booked) == 1
    assert all(reason in {conflict.kind for conflict in conflicts} for conflicts in outcome.refused)


@pytest.mark.parametrize(("wanted", "reason"), CASES)
def test_without_the_keys_the_race_does_happen(
    app_on_both: Flask, everybody_has_looked: None, wanted: Wanted, reason: ConflictKind
) -> None:
    make_term()
    requests = wanted()
    drop_keys()
    assert len(book_at_once(app_on_both, requests).booked) == PEOPLE


@pytest.mark.parametrize(("wanted", "reason"), CASES)
def test_bookings_in_any_order_of_events_leave_one_visit(
    app_on_both: Flask, wanted: Wanted, reason: ConflictKind
) -> None:
    make_term()
    outcome = book_at_once(app_on_both, wanted())
    assert len(outcome.booked) == 1
    assert reason in outcome.reasons()
    assert ConflictKind.SIMULTANEOUS not in outcome.reasons()


def test_two_visits_too_far_apart_are_never_both_booked_though_their_times_do_not_touch(
    app_on_both: Flask, everybody_has_looked: None
) -> None:
    make_term()
    ana = make_facilitator(most_workshops_a_day=PEOPLE).id
    requests = []
    for number in range(PEOPLE):
        # Half of the schools are 29 minutes north of the others, who want the hour before.
        school = make_school(str(number), lat=46.23 + 0.2 * (number % 2))
        group = make_class_group(school)
        requests.append(request_for(school.id, group.id, ana, ("8:00", "9:45")[number % 2]))

    outcome = book_at_once(app_on_both, requests)

    assert len(outcome.booked) == 1
    assert outcome.reasons() >= {ConflictKind.FACILITATOR_BUSY}
    assert outcome.reasons() & {ConflictKind.TRAVEL_BEFORE, ConflictKind.TRAVEL_AFTER}


def test_everybody_who_fits_gets_a_visit_of_the_same_facilitator(
    app_on_both: Flask, everybody_has_looked: None
) -> None:
    make_term()
    ana = make_facilitator().id
    clocks = ("8:00", "9:30", "11:00", "12:30", "14:00")
    groups = [make_class_group(make_school(str(number))) for number in range(PEOPLE)]
    outcome = book_at_once(
        app_on_both,
        [
            request_for(group.school_id, group.id, ana, clocks[number % 5])
            for number, group in enumerate(groups)
        ],
    )
    # Five hours are asked for, four workshops a day are hers.
    assert len(outcome.booked) == 4
    assert outcome.reasons() == {ConflictKind.FACILITATOR_FULL, ConflictKind.FACILITATOR_BUSY}


def test_the_same_form_sent_twenty_times_at_once_is_one_visit(
    app_on_both: Flask, everybody_has_looked: None
) -> None:
    make_term()
    group = make_class_group()
    request = request_for(group.school_id, group.id, make_facilitator().id)
    outcome = book_at_once(app_on_both, [replace(request, form_token="f" * 32)] * PEOPLE)
    assert len(set(outcome.booked)) == 1
    assert len(outcome.booked) == PEOPLE
    assert db.session.scalar(select(func.count(Visit.id))) == 1
    assert db.session.scalar(select(func.count()).select_from(FacilitatorTick)) == 90 / 5


def drop_keys() -> None:
    """Take the keys away, on either database: a copy of a table has none."""
    for table in ("facilitator_ticks", "class_group_ticks", "visit_facilitators"):
        db.session.execute(db.text(f"CREATE TABLE bare_{table} AS SELECT * FROM {table}"))  # noqa: S608
    for table in ("facilitator_ticks", "class_group_ticks", "visit_facilitators"):
        db.session.execute(db.text(f"DROP TABLE {table}"))
        db.session.execute(db.text(f"ALTER TABLE bare_{table} RENAME TO {table}"))
    db.session.execute(db.text("DROP INDEX uq_visits_school_day"))
    db.session.commit()
