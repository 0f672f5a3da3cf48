"""What was counted was held."""

from flask import Flask

from core.audit import COMMAND_LINE
from core.database import db
from tests.factories.visits import make_visit
from workshops.attendance.counts import Counts, SentForm
from workshops.attendance.services import record_attendance
from workshops.visits.models import Visit


def test_attendance_confirms_a_visit_that_nobody_had_confirmed(app_on_both: Flask) -> None:
    visit = make_visit(confirmed=False)
    workshop, after = visit.workshops[0].id, visit.ends_at
    counts = Counts(enrolled=20, present=19, teachers=1, other_educators=0)
    record_attendance(workshop, counts, SentForm("a" * 32), actor=COMMAND_LINE, now=after)
    kept = db.session.get_one(Visit, visit.id)
    assert kept.confirmed_at == after
    assert not kept.can_be_cancelled(after)
