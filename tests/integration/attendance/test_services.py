"""Attendance on both databases: once, in turn, and never lost."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core import audit
from core.database import db
from tests.factories.accounts import make_officer
from tests.factories.attendance import AFTER, make_attendance, make_counts, make_material, make_sent_form
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import make_visit
from workshops.attendance import queries, services
from workshops.attendance.counts import Counts, ProblemKind, SentForm
from workshops.attendance.models import Attendance, Handout
from workshops.attendance.services import TEACHER, AttendanceDiffers, AttendanceRefused
from workshops.visits.models import NotHeldReason, Visit


@pytest.fixture(autouse=True)
def after_the_visit() -> Iterator[None]:
    with time_machine.travel(AFTER):
        yield


@pytest.fixture
def visit(app_on_both: Flask) -> Visit:
    school = make_school()
    return make_visit(make_class_group(school), make_class_group(school, label="8. b"))


def record(visit: Visit, form: SentForm, counts: Counts | None = None, position: int = 1) -> None:
    services.record_attendance(
        visit.workshops[position - 1].id, counts or make_counts(), form, actor=TEACHER, now=AFTER
    )


def actions(visit: Visit) -> list[str]:
    """What happened to the first workshop, in order."""
    entries = audit.list_entries("attendance", visit.workshops[0].id)
    return [entry.action for entry in reversed(entries)]


def attendances() -> list[Attendance]:
    db.session.rollback()
    return db.session.query(Attendance).order_by(Attendance.workshop_id).all()


def test_what_was_counted_is_stored_with_its_handouts(visit: Visit) -> None:
    leaflet, poster = make_material(), make_material("poster", "Plakat", "Poster")
    record(visit, make_sent_form(), make_counts(copies={leaflet.id: 19, poster.id: 1}, note="V redu."))

    (attendance,) = attendances()
    assert queries.counts_of(attendance) == make_counts(copies={leaflet.id: 19, poster.id: 1}, note="V redu.")
    assert attendance.reported_at == AFTER


def test_a_correction_changes_removes_and_adds_handouts(visit: Visit) -> None:
    leaflet, poster = make_material(), make_material("poster", "Plakat", "Poster")
    first = make_sent_form()
    record(visit, first, make_counts(copies={leaflet.id: 19}))
    second = make_sent_form(first.token)
    record(visit, second, make_counts(copies={leaflet.id: 18, poster.id: 2}))
    record(visit, make_sent_form(second.token), make_counts(copies={poster.id: 2}))

    assert [(row.material_id, row.copies) for row in db.session.query(Handout)] == [(poster.id, 2)]
    entries = audit.list_entries("attendance", visit.workshops[0].id)
    assert [entry.before["copies"] if entry.before else None for entry in entries] == [
        {str(leaflet.id): 18, str(poster.id): 2},
        {str(leaflet.id): 19},
        None,
    ]


def test_impossible_counts_never_reach_the_database(visit: Visit) -> None:
    with pytest.raises(AttendanceRefused) as refused:
        record(visit, make_sent_form(), make_counts(present=22))

    assert [problem.kind for problem in refused.value.problems] == [ProblemKind.PRESENT_ABOVE_ENROLLED]
    assert attendances() == []
    assert actions(visit) == []


@pytest.mark.parametrize(
    "wrong", [{"present": 22}, {"present": -1}, {"teachers": -1}, {"other_educators": -1}]
)
def test_the_database_holds_the_same_rules(visit: Visit, wrong: dict[str, int]) -> None:
    columns = {"enrolled": 21, "present": 19, "teachers": 1} | wrong
    db.session.add(
        Attendance(workshop_id=visit.workshops[0].id, **columns, form_token="a" * 32, reported_at=AFTER)
    )
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_the_form_of_another_workshop_is_refused_and_nothing_is_kept(visit: Visit) -> None:
    form = make_sent_form()
    record(visit, form)

    with pytest.raises(AttendanceRefused) as refused:
        record(visit, form, position=2)

    assert [problem.kind for problem in refused.value.problems] == [ProblemKind.FORM_SPENT]
    assert len(attendances()) == 1
    assert audit.list_entries("attendance", visit.workshops[1].id) == []


def test_counts_that_nobody_saw_are_not_overwritten(visit: Visit) -> None:
    record(visit, make_sent_form())

    with pytest.raises(AttendanceDiffers) as other:
        record(visit, make_sent_form(), make_counts(present=20))

    assert other.value.recorded.present == 19
    assert [attendance.present for attendance in attendances()] == [19]


def test_setting_counts_aside_twice_is_one_entry(visit: Visit) -> None:
    record(visit, make_sent_form())
    form = make_sent_form()
    for _ in range(2):
        services.set_aside(visit.workshops[0].id, make_counts(present=20), form, actor=TEACHER)

    assert actions(visit) == ["reported", "set_aside"]


def together(app: Flask, visit: Visit, forms: list[tuple[SentForm, Counts]]) -> list[str]:
    """Send forms for one workshop at the same moment; return what became of each."""
    workshop_id = visit.workshops[0].id
    db.session.commit()
    start, outcomes = threading.Barrier(len(forms)), []

    def send(form: SentForm, counts: Counts) -> None:
        with app.app_context():
            start.wait()
            try:
                services.record_attendance(workshop_id, counts, form, actor=TEACHER, now=AFTER)
                outcomes.append("stored")
            except AttendanceDiffers:
                outcomes.append("differs")

    threads = [threading.Thread(target=send, args=one) for one in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_eight_copies_of_a_form_at_once_are_one_record(app_on_both: Flask, visit: Visit) -> None:
    form = make_sent_form()

    assert together(app_on_both, visit, [(form, make_counts())] * 8) == ["stored"] * 8

    assert len(attendances()) == 1
    assert actions(visit) == ["reported"]


def test_of_two_devices_at_once_one_is_stored_and_the_other_asked(app_on_both: Flask, visit: Visit) -> None:
    forms = [(make_sent_form(), make_counts(present=present)) for present in (18, 19)]

    assert together(app_on_both, visit, forms) == ["differs", "stored"]

    assert actions(visit) == ["reported"]


def test_of_two_corrections_at_once_one_is_stored_and_the_other_asked(
    app_on_both: Flask, visit: Visit
) -> None:
    token = make_attendance(visit.workshops[0], present=17).form_token
    forms = [(make_sent_form(token), make_counts(present=present)) for present in (18, 19)]

    assert together(app_on_both, visit, forms) == ["differs", "stored"]

    assert actions(visit) == ["corrected"]


def test_the_officer_countersigns_what_was_seen(visit: Visit) -> None:
    officer = make_officer()
    seen = [make_attendance(workshop).form_token for workshop in visit.workshops]

    assert services.countersign(visit, seen, actor=officer, now=AFTER) == frozenset()

    assert [one.countersigned_by_id for one in attendances()] == [officer.id] * 2
    assert actions(visit) == ["countersigned"]


def test_what_changed_meanwhile_is_not_countersigned(visit: Visit) -> None:
    token = make_attendance(visit.workshops[0]).form_token
    record(visit, make_sent_form(token), make_counts(present=18))

    assert services.countersign(visit, [token], actor=make_officer(), now=AFTER) == {token}

    assert [one.countersigned_at for one in attendances()] == [None]


def test_countersigning_twice_keeps_the_first(visit: Visit) -> None:
    first, second = make_officer(), make_officer("Olga")
    token = make_attendance(visit.workshops[0]).form_token
    services.countersign(visit, [token], actor=first, now=AFTER)
    services.countersign(visit, [token], actor=second, now=AFTER + timedelta(hours=1))

    (attendance,) = attendances()
    assert (attendance.countersigned_by_id, attendance.countersigned_at) == (first.id, AFTER)
    assert actions(visit) == ["countersigned"]


def test_a_correction_by_the_officer_countersigns(visit: Visit) -> None:
    officer = make_officer()
    token = make_attendance(visit.workshops[0]).form_token
    services.correct_attendance(
        visit.workshops[0].id, make_counts(present=18), make_sent_form(token), actor=officer, now=AFTER
    )

    (attendance,) = attendances()
    assert (attendance.present, attendance.countersigned_by_id) == (18, officer.id)
    assert actions(visit) == ["corrected", "countersigned"]


def test_the_officer_may_correct_after_the_teacher_may_not(visit: Visit) -> None:
    late = AFTER + timedelta(days=100)
    with pytest.raises(AttendanceRefused):
        services.record_attendance(
            visit.workshops[0].id, make_counts(), make_sent_form(), actor=TEACHER, now=late
        )
    db.session.rollback()

    services.correct_attendance(
        visit.workshops[0].id, make_counts(), make_sent_form(), actor=make_officer(), now=late
    )

    assert len(attendances()) == 1


def test_a_teacher_who_corrects_takes_the_countersignature_away(visit: Visit) -> None:
    token = make_attendance(visit.workshops[0]).form_token
    services.countersign(visit, [token], actor=make_officer(), now=AFTER)

    record(visit, make_sent_form(token), make_counts(present=18))

    assert [one.countersigned_at for one in attendances()] == [None]


def test_a_teacher_who_sends_the_same_counts_leaves_the_countersignature(visit: Visit) -> None:
    token = make_attendance(visit.workshops[0]).form_token
    services.countersign(visit, [token], actor=make_officer(), now=AFTER)

    record(visit, make_sent_form(token))

    assert [one.countersigned_at for one in attendances()] == [AFTER]


def test_a_workshop_that_was_not_held_loses_its_counts_to_the_audit_trail(visit: Visit) -> None:
    make_attendance(visit.workshops[0], handed_out={make_material().id: 19})
    officer = make_officer()
    services.mark_not_held(visit.workshops[0].id, NotHeldReason.CLASS_ABSENT, actor=officer)

    assert attendances() == []
    assert db.session.query(Handout).count() == 0
    (entry,) = audit.list_entries("attendance", visit.workshops[0].id)
    assert (entry.before or {})["present"] == 19
    assert entry.after == {"reason": "class_absent"}

    services.mark_held(visit.workshops[0].id, actor=officer)
    record(visit, make_sent_form())
    assert actions(visit) == ["not_held", "held", "reported"]


def test_marking_twice_is_one_entry(visit: Visit) -> None:
    officer = make_officer()
    for _ in range(2):
        services.mark_not_held(visit.workshops[0].id, NotHeldReason.MERGED, actor=officer)
    for _ in range(2):
        services.mark_held(visit.workshops[0].id, actor=officer)

    assert actions(visit) == ["not_held", "held"]


def test_a_visit_has_one_link_until_it_is_revoked(visit: Visit) -> None:
    officer = make_officer()
    first = services.issue_teacher_link(visit, actor=officer, now=AFTER)
    again = services.issue_teacher_link(visit, actor=officer, now=AFTER)
    services.revoke_teacher_link(visit, actor=officer, now=AFTER)
    services.revoke_teacher_link(visit, actor=officer, now=AFTER)
    other = services.issue_teacher_link(visit, actor=officer, now=AFTER)

    assert first.id == again.id
    assert first.id != other.id
    assert queries.find_teacher_link(visit, AFTER) == other
    entries = audit.list_entries("attendance_link", visit.id)
    assert [entry.action for entry in reversed(entries)] == ["issued", "revoked", "issued"]


def test_the_link_outlives_the_time_for_corrections(visit: Visit) -> None:
    link = services.issue_teacher_link(visit, actor=make_officer(), now=AFTER - timedelta(days=30))
    assert queries.find_teacher_link(visit, AFTER + timedelta(days=59)) == link
    assert queries.find_teacher_link(visit, AFTER + timedelta(days=61)) is None


def test_a_cancelled_visit_gets_no_link(visit: Visit) -> None:
    officer = make_officer()
    visit.cancelled_at = AFTER
    with pytest.raises(AttendanceRefused):
        services.issue_teacher_link(visit, actor=officer, now=AFTER)
