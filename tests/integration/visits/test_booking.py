"""Booking, confirming and cancelling on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.policy import Scope
from core import audit
from core.audit import COMMAND_LINE
from core.clock import on_the_wall
from core.database import db
from core.settings import set_setting
from tests.factories.accounts import make_provider
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import MONDAY, at, make_absence, make_facilitator, make_free_days, make_term
from tests.factories.visits import make_visit as make_booked
from workshops.register.models import ClassGroup
from workshops.rotation.models import Assignment, RotationPlan
from workshops.visits import services
from workshops.visits.booking import RequestedWorkshop, VisitRequest
from workshops.visits.booking_queries import LENGTHS
from workshops.visits.conflicts import ConflictKind, VisitConflict
from workshops.visits.models import ClassGroupTick, Facilitator, FacilitatorTick, Visit, VisitState

NOW = at("9:00", date(2024, 9, 20))


def request_for(*groups: ClassGroup, facilitator: Facilitator, clock: str = "8:00") -> VisitRequest:
    return VisitRequest(
        school_id=groups[0].school_id,
        starts_at=on_the_wall(at(clock)),
        workshops=tuple(RequestedWorkshop(group.id) for group in groups),
        facilitator_ids=(facilitator.id,),
    )


def book(request: VisitRequest, scope: Scope = services.EVERYTHING) -> Visit:
    return services.book_visit(request, actor=COMMAND_LINE, now=NOW, scope=scope)


def refusal(request: VisitRequest, scope: Scope = services.EVERYTHING) -> list[ConflictKind]:
    with pytest.raises(VisitConflict) as raised:
        book(request, scope)
    return [conflict.kind for conflict in raised.value.conflicts]


def count(table: type[FacilitatorTick | ClassGroupTick | Visit]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def ana(app_on_both: Flask) -> Facilitator:
    make_term()
    return make_facilitator("Ana Novak")


def test_a_visit_is_booked_with_its_workshops_its_keys_and_its_trace(ana: Facilitator) -> None:
    school = make_school()
    groups = [make_class_group(school, label=f"8. {letter}") for letter in "ab"]

    visit = book(request_for(*groups, facilitator=ana))

    assert visit.state(MONDAY) is VisitState.DRAFT
    assert [(workshop.starts_at, workshop.ends_at) for workshop in visit.workshops] == [
        (at("8:00"), at("9:30")),
        (at("9:40"), at("11:10")),
    ]
    assert (visit.starts_at, visit.ends_at, visit.provider_id) == (at("8:00"), at("11:10"), ana.provider_id)
    assert count(FacilitatorTick) == 190 / 5
    assert count(ClassGroupTick) == 2 * 90 / 5
    (entry,) = audit.list_entries("visit", visit.id)
    assert entry.action == "booked"
    assert entry.after is not None
    assert entry.after["facilitators"] == ["Ana Novak"]


def test_the_programme_sets_how_long_workshops_last(ana: Facilitator) -> None:
    set_setting(LENGTHS, {"workshop": 45, "pause": 5})
    school = make_school()
    groups = [make_class_group(school, label=f"8. {letter}") for letter in "ab"]
    assert book(request_for(*groups, facilitator=ana)).ends_at == at("9:35")


def test_a_visit_that_the_school_has_agreed_to_is_confirmed_at_once(ana: Facilitator) -> None:
    visit = book(replace(request_for(make_class_group(), facilitator=ana), is_agreed=True))
    assert visit.state(MONDAY) is VisitState.CONFIRMED
    assert visit.state(MONDAY + timedelta(days=1)) is VisitState.HELD


def test_the_same_form_sent_twice_is_one_visit(ana: Facilitator) -> None:
    request = replace(request_for(make_class_group(), facilitator=ana), form_token="t" * 32)
    assert book(request).id == book(request).id
    assert count(Visit) == 1


def test_two_facilitators_lead_a_visit_together(ana: Facilitator) -> None:
    bor = make_facilitator("Bor Kranjc")
    request = request_for(make_class_group(), facilitator=ana)
    visit = book(replace(request, facilitator_ids=(bor.id, ana.id)))
    assert {leader.facilitator.name for leader in visit.leaders} == {"Ana Novak", "Bor Kranjc"}
    assert count(FacilitatorTick) == 2 * 90 / 5


def test_everything_that_stands_in_the_way_is_found_in_the_database(ana: Facilitator) -> None:
    group = make_class_group()
    book(request_for(group, facilitator=ana))
    make_absence(ana, MONDAY, MONDAY)
    make_free_days(MONDAY, MONDAY, "jesenske počitnice", "autumn holidays")

    assert refusal(request_for(group, facilitator=ana, clock="9:00")) == [
        ConflictKind.SCHOOL_HAS_VISIT,
        ConflictKind.CLASS_NOT_TAUGHT,
        ConflictKind.CLASS_BUSY,
        ConflictKind.CLASS_HAD_ONE,
        ConflictKind.FACILITATOR_ABSENT,
        ConflictKind.FACILITATOR_BUSY,
    ]


def test_travel_from_the_visit_before_is_counted(ana: Facilitator) -> None:
    near = make_class_group(make_school("1"))
    # 0.2 degrees of latitude are 22.2 km: 29 minutes.
    far = make_class_group(make_school("2", lat=46.43))
    book(request_for(near, facilitator=ana))

    assert refusal(request_for(far, facilitator=ana, clock="9:55")) == [ConflictKind.TRAVEL_BEFORE]
    assert book(request_for(far, facilitator=ana, clock="10:00")).starts_at == at("10:00")


def test_a_class_that_another_provider_had_within_twelve_months_is_warned_of(ana: Facilitator) -> None:
    association = make_facilitator("Zala", provider=make_provider("kljuc", "Društvo Ključ"))
    school = make_school()
    last_year = make_class_group(school, grade=8, school_year="2023/24")
    same_pupils = make_class_group(school, grade=9)
    other_pupils = make_class_group(school, grade=9, label="9. b")
    make_booked(last_year, facilitator=association, held_on=date(2024, 3, 4))

    assert refusal(request_for(same_pupils, facilitator=ana)) == [ConflictKind.CLASS_HAD_ONE]
    assert book(request_for(other_pupils, facilitator=ana)).id


def test_a_workshop_more_than_twelve_months_ago_is_no_warning(ana: Facilitator) -> None:
    school = make_school()
    make_booked(
        make_class_group(school, grade=8, school_year="2023/24"),
        facilitator=ana,
        held_on=MONDAY - timedelta(days=365),
    )
    assert book(request_for(make_class_group(school, grade=9), facilitator=ana)).id


def test_a_warning_that_was_accepted_does_not_stand_in_the_way(ana: Facilitator) -> None:
    request = request_for(make_class_group(grade=7), facilitator=ana)
    with pytest.raises(VisitConflict) as raised:
        book(request)
    (warning,) = raised.value.conflicts
    assert warning.kind is ConflictKind.CLASS_NOT_TARGET

    visit = book(request.accepting([warning.key]))

    (entry,) = audit.list_entries("visit", visit.id)
    assert entry.after is not None
    assert entry.after["accepted"] == [warning.key]


@pytest.mark.parametrize(
    ("level", "expected"), [("primary", []), ("secondary", [ConflictKind.SCHOOL_NOT_DUE])]
)
def test_the_newest_published_plan_says_whose_turn_it_is(
    ana: Facilitator, level: str, expected: list[ConflictKind]
) -> None:
    grade = {"primary": 8, "secondary": 2}[level]
    group = make_class_group(make_school(level=level), grade=grade)
    make_school("9", level="secondary" if level == "primary" else "primary")
    for number, planned in enumerate(("secondary", "primary"), 1):
        plan = RotationPlan(
            name=f"Plan {number}",
            school_years=["2024/25"],
            result={},
            created_at=NOW,
            approved_at=NOW,
            published_at=NOW + timedelta(days=number),
        )
        plan.assignments = [Assignment(school_year="2024/25", level_code=planned, region_code="SI034")]
        db.session.add(plan)
    db.session.commit()

    request = request_for(group, facilitator=ana)

    assert (refusal(request) if expected else []) == expected
    assert expected or book(request).id


def test_whoever_works_elsewhere_books_neither_there_nor_with_others(ana: Facilitator) -> None:
    request = request_for(make_class_group(), facilitator=ana)
    assert refusal(request, Scope(None, frozenset({"SI031"}))) == [ConflictKind.SCHOOL_UNKNOWN]
    assert refusal(request, Scope(ana.provider_id + 1)) == [ConflictKind.FACILITATOR_UNKNOWN]


def test_a_cancelled_visit_frees_its_time_and_says_why(ana: Facilitator) -> None:
    group = make_class_group()
    request = request_for(group, facilitator=ana)
    visit = book(request)

    services.cancel_visit(visit, "šola v karanteni", actor=COMMAND_LINE, now=NOW)

    assert (visit.state(MONDAY), visit.cancel_reason) == (VisitState.CANCELLED, "šola v karanteni")
    assert count(FacilitatorTick) == count(ClassGroupTick) == 0
    again = book(request)
    assert again.id != visit.id
    # The turn of the cancelled visit is used up.
    assert again.leaders[0].day_turn == 2


def test_cancelling_twice_keeps_the_first_reason(ana: Facilitator) -> None:
    visit = make_booked(facilitator=ana)
    services.cancel_visit(visit, "prvi", actor=COMMAND_LINE, now=NOW)
    services.cancel_visit(visit, "drugi", actor=COMMAND_LINE, now=NOW)
    assert visit.cancel_reason == "prvi"
    assert len(audit.list_entries("visit", visit.id)) == 1


def test_a_confirmed_visit_that_has_begun_cannot_be_cancelled_but_an_old_draft_can(ana: Facilitator) -> None:
    begun = make_booked(facilitator=ana)
    with pytest.raises(services.WrongState):
        services.cancel_visit(begun, "prepozno", actor=COMMAND_LINE, now=at("8:01"))
    draft = make_booked(make_class_group(make_school("5")), facilitator=ana, confirmed=False)
    services.cancel_visit(draft, "nikoli potrjen", actor=COMMAND_LINE, now=at("8:01"))
    assert draft.cancelled_at


def test_confirming_is_noted_once_and_never_after_a_cancellation(ana: Facilitator) -> None:
    visit = make_booked(facilitator=ana, confirmed=False)
    services.confirm_visit(visit, actor=COMMAND_LINE, now=NOW)
    services.confirm_visit(visit, actor=COMMAND_LINE, now=NOW + timedelta(hours=1))
    assert visit.confirmed_at == NOW
    assert [entry.action for entry in audit.list_entries("visit", visit.id)] == ["confirmed"]

    services.cancel_visit(visit, "odpade", actor=COMMAND_LINE, now=NOW)
    with pytest.raises(services.WrongState):
        services.confirm_visit(visit, actor=COMMAND_LINE, now=NOW)
