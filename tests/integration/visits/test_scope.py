from flask import Flask

from accounts.policy import Scope
from core.database import db
from tests.factories.accounts import make_officer
from tests.factories.visits import make_facilitator, make_visit
from workshops.visits.queries import find_visit


def test_officer_sees_a_visit_in_another_region_when_leading_it(app: Flask) -> None:
    officer = make_officer(region_codes=("SI041",))
    facilitator = make_facilitator(user=officer, provider=officer.provider)
    visit = make_visit(facilitator=facilitator)
    db.session.commit()
    region = visit.school.region_code
    assert region != "SI041"
    elsewhere = frozenset({"SI041"})
    assert find_visit(visit.id, Scope(officer.provider_id, elsewhere, officer.id)) is visit
    assert find_visit(visit.id, Scope(officer.provider_id, elsewhere, officer.id + 1)) is None
    assert find_visit(visit.id, Scope(officer.provider_id, frozenset({region}), officer.id + 1)) is visit
