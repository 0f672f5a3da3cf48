"""Every reason why a visit cannot be booked is found, each for itself and all at once."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workshops.calendar.teaching import Closure, Layer, Reason
from workshops.visits.booking import (
    BookedVisit,
    BookingFacts,
    ClassFacts,
    EarlierWorkshop,
    FacilitatorFacts,
    LocalName,
    RequestedWorkshop,
    SchoolFacts,
    VisitRequest,
)
from workshops.visits.booking_times import Spell
from workshops.visits.conflicts import WARNINGS, Conflict, ConflictKind, find_conflicts
from workshops.visits.journeys import Place

WALL = ZoneInfo("Europe/Ljubljana")
TODAY = date(2024, 9, 20)
CELJE, ZALEC, KOPER = Place(46.23, 15.26), Place(46.25, 15.16), Place(45.55, 13.73)
MINUTES = {frozenset({CELJE, ZALEC}): 14, frozenset({CELJE, KOPER}): 180, frozenset({ZALEC, KOPER}): 170}

ANA, BOR = 1, 2
REQUEST = VisitRequest(
    school_id="321",
    starts_at=datetime(2024, 10, 7, 8, 0, tzinfo=WALL),
    workshops=(RequestedWorkshop(11), RequestedWorkshop(12)),
    facilitator_ids=(ANA,),
)
SCHOOL = SchoolFacts("OŠ Lava", CELJE, LocalName("osnovna", "primary"), "primary", ("sl",), is_due=True)
PERSON = FacilitatorFacts("Ana", 1, CELJE, ("primary",), ("sl",))
FACTS = BookingFacts(
    SCHOOL,
    "2024/25",
    {11: ClassFacts("8. a", "2024/25"), 12: ClassFacts("8. b", "2024/25")},
    {ANA: PERSON, BOR: replace(PERSON, name="Bor")},
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 10, 7, hour, minute, tzinfo=WALL)


def minutes_between(origin: Place, destination: Place) -> int:
    return 0 if origin == destination else MINUTES[frozenset({origin, destination})]


def find(request: VisitRequest = REQUEST, facts: BookingFacts = FACTS) -> tuple[Conflict, ...]:
    return find_conflicts(request, facts, today=TODAY, minutes_between=minutes_between)


def kinds(request: VisitRequest = REQUEST, facts: BookingFacts = FACTS) -> list[ConflictKind]:
    return [conflict.kind for conflict in find(request, facts)]


def with_school(**changes: Any) -> BookingFacts:
    return replace(FACTS, school=replace(SCHOOL, **changes))


def with_class(**changes: Any) -> BookingFacts:
    return replace(FACTS, classes={**FACTS.classes, 12: replace(FACTS.classes[12], **changes)})


def with_person(**changes: Any) -> BookingFacts:
    return replace(FACTS, facilitators={ANA: replace(PERSON, **changes)})


def booked(start: datetime, end: datetime, place: Place = CELJE, workshops: int = 1) -> BookedVisit:
    return BookedVisit(1, "OŠ Hudinja", place, Spell(start, end), workshops)


def test_a_visit_without_a_fault_has_no_conflict() -> None:
    assert find() == ()


def test_an_unknown_school_is_the_only_thing_to_say() -> None:
    assert kinds(facts=replace(FACTS, school=None)) == [ConflictKind.SCHOOL_UNKNOWN]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"closed_on": date(2024, 10, 7)}, ConflictKind.SCHOOL_CLOSED),
        ({"is_bookable": False}, ConflictKind.SCHOOL_NOT_BOOKABLE),
        ({"is_due": False}, ConflictKind.SCHOOL_NOT_DUE),
        ({"languages": ("it",)}, ConflictKind.LANGUAGE_NOT_TAUGHT),
        ({"visits": (booked(at(12), at(13)),)}, ConflictKind.SCHOOL_HAS_VISIT),
    ],
)
def test_what_is_wrong_with_the_school_is_found(changes: dict[str, Any], kind: ConflictKind) -> None:
    assert kinds(facts=with_school(**changes)) == [kind]


@pytest.mark.parametrize(
    "changes",
    [
        {"closed_on": date(2024, 10, 8)},
        {"is_due": None},
        {"visits": (replace(booked(at(12), at(13)), provider_id=2),)},
    ],
    ids=["closed later", "no plan published", "visit of another provider"],
)
def test_a_school_can_be_visited_until_it_closes_without_a_plan_and_beside_others(
    changes: dict[str, Any],
) -> None:
    assert find(facts=with_school(**changes)) == ()


@pytest.mark.parametrize(
    ("starts_at", "kind"),
    [
        (datetime(2024, 9, 19, 8, tzinfo=WALL), ConflictKind.DAY_PAST),
        (at(8, 3), ConflictKind.OFF_GRID),
        (at(2), ConflictKind.OUTSIDE_HOURS),
        (at(19), ConflictKind.OUTSIDE_HOURS),
    ],
)
def test_a_time_that_cannot_be_is_found(starts_at: datetime, kind: ConflictKind) -> None:
    assert kinds(replace(REQUEST, starts_at=starts_at)) == [kind]


def test_a_visit_can_be_booked_for_today() -> None:
    assert find(replace(REQUEST, starts_at=datetime(2024, 9, 20, 8, tzinfo=WALL))) == ()


@pytest.mark.parametrize(
    ("class_ids", "kind", "position"),
    [
        ((), ConflictKind.NO_CLASS, 1),
        ((11, 11), ConflictKind.CLASS_TWICE, 2),
        ((11, 12, 99), ConflictKind.CLASS_UNKNOWN, 3),
    ],
)
def test_a_list_of_classes_that_cannot_be_is_found_at_its_place(
    class_ids: tuple[int, ...], kind: ConflictKind, position: int
) -> None:
    found = find(replace(REQUEST, workshops=tuple(map(RequestedWorkshop, class_ids))))
    assert [(conflict.kind, conflict.position) for conflict in found] == [(kind, position)]


def test_five_workshops_are_too_many_for_a_visit_and_for_its_facilitator() -> None:
    classes = {number: ClassFacts(f"8. {number}", "2024/25") for number in range(5)}
    request = replace(REQUEST, workshops=tuple(map(RequestedWorkshop, range(5))))
    assert kinds(request, replace(FACTS, classes=classes)) == [
        ConflictKind.TOO_MANY_CLASSES,
        ConflictKind.FACILITATOR_FULL,
    ]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"school_year": "2023/24"}, ConflictKind.CLASS_OF_OTHER_YEAR),
        ({"closure": Closure(Layer.WEEKEND, Reason.WEEKEND)}, ConflictKind.CLASS_NOT_TAUGHT),
        ({"busy": (Spell(at(11), at(12)),)}, ConflictKind.CLASS_BUSY),
        ({"earlier": EarlierWorkshop(date(2024, 3, 1), "Društvo Ključ")}, ConflictKind.CLASS_HAD_ONE),
        ({"is_target": False}, ConflictKind.CLASS_NOT_TARGET),
    ],
)
def test_what_is_wrong_with_a_class_is_found_at_its_place(
    changes: dict[str, Any], kind: ConflictKind
) -> None:
    (conflict,) = find(facts=with_class(**changes))
    assert (conflict.kind, conflict.position, conflict.facts["class"]) == (kind, 2, "8. b")


def test_a_class_that_is_busy_at_another_hour_is_free() -> None:
    # The second workshop lasts from 9.40 to 11.10.
    assert find(facts=with_class(busy=(Spell(at(8), at(9, 40)), Spell(at(11, 10), at(12))))) == ()


@pytest.mark.parametrize(
    ("numbers", "kind", "position"),
    [
        ((), ConflictKind.NO_FACILITATOR, 1),
        ((ANA, 99), ConflictKind.FACILITATOR_UNKNOWN, 2),
        ((ANA, ANA), ConflictKind.FACILITATOR_TWICE, 2),
    ],
)
def test_a_list_of_facilitators_that_cannot_be_is_found(
    numbers: tuple[int, ...], kind: ConflictKind, position: int
) -> None:
    found = find(replace(REQUEST, facilitator_ids=numbers))
    assert [(conflict.kind, conflict.position) for conflict in found] == [(kind, position)]


def test_three_facilitators_are_too_many() -> None:
    facts = replace(FACTS, facilitators={**FACTS.facilitators, 3: replace(PERSON, name="Cene")})
    assert kinds(replace(REQUEST, facilitator_ids=(ANA, BOR, 3)), facts) == [
        ConflictKind.TOO_MANY_FACILITATORS
    ]


def test_two_facilitators_lead_a_visit_together_only_for_one_provider() -> None:
    both = replace(REQUEST, facilitator_ids=(ANA, BOR))
    assert find(both) == ()
    mixed = {**FACTS.facilitators, BOR: replace(PERSON, name="Bor", provider_id=2)}
    assert kinds(both, replace(FACTS, facilitators=mixed)) == [ConflictKind.FACILITATOR_OF_OTHER_PROVIDER]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"absent_until": date(2024, 10, 9)}, ConflictKind.FACILITATOR_ABSENT),
        ({"level_codes": ("secondary",)}, ConflictKind.FACILITATOR_LEVEL),
        ({"languages": ("it",)}, ConflictKind.FACILITATOR_LANGUAGE),
        ({"base": KOPER}, ConflictKind.FACILITATOR_TOO_FAR),
        ({"most_workshops": 1}, ConflictKind.FACILITATOR_FULL),
        ({"visits": (booked(at(13), at(16, 10), workshops=3),)}, ConflictKind.FACILITATOR_FULL),
        ({"visits": (booked(at(11), at(12)),)}, ConflictKind.FACILITATOR_BUSY),
        ({"visits": (booked(at(7), at(7, 50), ZALEC),)}, ConflictKind.TRAVEL_BEFORE),
        ({"visits": (booked(at(11, 20), at(12), ZALEC),)}, ConflictKind.TRAVEL_AFTER),
    ],
)
def test_what_is_wrong_with_a_facilitator_is_found(changes: dict[str, Any], kind: ConflictKind) -> None:
    (conflict,) = find(facts=with_person(**changes))
    assert (conflict.kind, conflict.facts["who"]) == (kind, "Ana")


def test_a_facilitator_may_come_straight_from_one_school_and_go_straight_to_another() -> None:
    # 14 minutes from Žalec; the visit lasts from 8.00 to 11.10.
    before, after = booked(at(7), at(7, 46), ZALEC), booked(at(11, 24), at(12), ZALEC)
    assert find(facts=with_person(visits=(before, after))) == ()


def test_the_conflict_says_from_when_the_facilitator_can_be_there() -> None:
    (conflict,) = find(facts=with_person(visits=(booked(at(7), at(7, 50), ZALEC),)))
    assert conflict.facts["minutes"] == 14
    # 7.50 and 14 minutes is 8.04; a visit starts on the grid of five minutes.
    assert conflict.facts["earliest"] == at(8, 5)


def test_every_conflict_is_found_at_once() -> None:
    facts = BookingFacts(
        replace(SCHOOL, is_due=False, closed_on=date(2024, 1, 1)),
        "2024/25",
        with_class(is_target=False).classes,
        with_person(absent_until=date(2024, 10, 9), most_workshops=1).facilitators,
    )
    assert kinds(replace(REQUEST, starts_at=at(8, 1)), facts) == [
        ConflictKind.OFF_GRID,
        ConflictKind.SCHOOL_CLOSED,
        ConflictKind.SCHOOL_NOT_DUE,
        ConflictKind.CLASS_NOT_TARGET,
        ConflictKind.FACILITATOR_ABSENT,
        ConflictKind.FACILITATOR_FULL,
    ]


def test_only_what_a_person_may_judge_is_a_warning() -> None:
    assert {
        ConflictKind.SCHOOL_NOT_DUE,
        ConflictKind.CLASS_HAD_ONE,
        ConflictKind.CLASS_NOT_TARGET,
    } == WARNINGS


def test_accepting_a_warning_about_one_class_accepts_none_about_another() -> None:
    (first,) = find(facts=with_class(is_target=False))
    accepted = REQUEST.accepting([first.key])
    swapped = replace(FACTS, classes={**FACTS.classes, 11: replace(FACTS.classes[11], is_target=False)})
    (second,) = find(facts=swapped)
    assert first.key in accepted.accepted
    assert second.key not in accepted.accepted
