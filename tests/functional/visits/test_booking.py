"""Officers book visits; whatever stands in the way is said at its field, and what was typed stays."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core.database import db
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_provider
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import MONDAY, at, make_absence, make_facilitator, make_free_days, make_visit
from tests.pages.register import speak_english
from tests.pages.visits import BookVisitPage, ChooseSchoolPage, VisitPage
from workshops.register.models import ClassGroup
from workshops.rotation.models import Assignment, RotationPlan
from workshops.visits.models import Facilitator, Visit

TUESDAY = MONDAY + timedelta(days=1)


def fill(client: PageClient, group: ClassGroup, leader: Facilitator, **fields: object) -> BookVisitPage:
    page = BookVisitPage(client, group.school_id)
    page.fill(held_on=MONDAY, starts_at="08:00", workshop_1=group.id, facilitator_1=leader.id)
    return page.fill(**fields)


def count_visits() -> int:
    return db.session.scalar(select(func.count(Visit.id))) or 0


def test_an_officer_books_two_classes_and_comes_to_the_visit(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    second = make_class_group(group.school, label="8. b")

    page = fill(officer, group, oskar, workshop_2=second.id, room_2="12", contact="Maja Kos").book()

    assert page.is_booked
    visit = db.session.scalars(select(Visit)).one()
    assert page.answer.headers["Location"] == f"/visits/{visit.id}"
    assert [(one.class_group.label, one.room) for one in visit.workshops] == [("8. a", ""), ("8. b", "12")]
    shown = VisitPage(officer, visit.id)
    assert "Obisk je rezerviran." in shown.text
    assert shown.state == "osnutek"
    assert "08.00–11.10" in shown.text
    assert shown.history == ["obisk rezerviran"]


def test_a_time_with_a_full_stop_is_understood(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    assert fill(officer, group, oskar, starts_at="8.20").book().is_booked
    assert db.session.scalars(select(Visit)).one().starts_at == at("8:20")


def test_a_form_sent_twice_is_one_visit_and_leads_to_it_both_times(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    page = fill(officer, group, oskar)
    first = page.book().answer.headers["Location"]
    assert page.book().answer.headers["Location"] == first
    assert count_visits() == 1


Prepare = Callable[[ClassGroup, Facilitator], object]


def _full_day(_group: ClassGroup, oskar: Facilitator) -> None:
    oskar.most_workshops_a_day = 0


def _close_school(group: ClassGroup, _oskar: Facilitator) -> None:
    group.school.closed_on = date(2024, 9, 1)


CASES: dict[str, tuple[Prepare, dict[str, object], str, str, str]] = {
    "holiday": (
        lambda _group, _oskar: make_free_days(MONDAY, MONDAY, "jesenske počitnice", "autumn holidays"),
        {},
        "workshop_1",
        "Oddelek 8. a dne 7. 10. 2024 nima pouka: jesenske počitnice.",
        "8. a is not taught on 7 October 2024: autumn holidays.",
    ),
    "weekend": (
        lambda _group, _oskar: None,
        {"held_on": "2024-10-05"},
        "workshop_1",
        "Oddelek 8. a dne 5. 10. 2024 nima pouka: konec tedna.",
        "8. a is not taught on 5 October 2024: it is a weekend.",
    ),
    "closed school": (
        _close_school,
        {},
        "held_on",
        "Osnovna šola Frana Roša je zaprta od 1. 9. 2024.",
        "Osnovna šola Frana Roša was closed on 1 September 2024.",
    ),
    "facilitator elsewhere": (
        lambda _group, oskar: make_visit(
            make_class_group(make_school("9", name="OŠ Žalec")), facilitator=oskar
        ),
        {"starts_at": "09:00"},
        "facilitator_1",
        "Oskar Žagar vodi delavnice od 08.00 do 09.30 na šoli OŠ Žalec.",
        "Oskar Žagar is at OŠ Žalec from 08:00 to 09:30.",
    ),
    "travel": (
        lambda _group, oskar: make_visit(
            make_class_group(make_school("9", name="OŠ Žalec", lat=46.43)), facilitator=oskar
        ),
        {"starts_at": "09:55"},
        "facilitator_1",
        (
            "Oskar Žagar vodi delavnice do 09.30 na šoli OŠ Žalec in potrebuje za pot približno 29 min; "
            "začnite ob 10.00 ali pozneje."
        ),
        "Oskar Žagar is at OŠ Žalec until 09:30 and needs about 29 minutes; start at 10:00 or later.",
    ),
    "absence": (
        lambda _group, oskar: make_absence(oskar, MONDAY, TUESDAY),
        {},
        "facilitator_1",
        "Oskar Žagar je dne 7. 10. 2024 v odsotnosti, in sicer do 8. 10. 2024.",
        "Oskar Žagar is away on 7 October 2024, until 8 October 2024.",
    ),
    "full day": (
        _full_day,
        {},
        "facilitator_1",
        "Oskar Žagar bi imel(a) dne 7. 10. 2024 toliko delavnic: 1; dogovorjenih je največ 0.",
        "Oskar Žagar would lead 1 workshops on 7 October 2024; at most 0 are agreed.",
    ),
    "off the grid": (
        lambda _group, _oskar: None,
        {"starts_at": "08:03"},
        "starts_at",
        "Izberite čas na pet minut natančno, na primer 8.20.",
        "Choose a time in steps of five minutes, such as 8.20.",
    ),
    "past day": (
        lambda _group, _oskar: None,
        {"held_on": "2024-09-19"},
        "held_on",
        "Dan 19. 9. 2024 je že mimo; izberite prihodnji dan.",
        "19 September 2024 is over; choose a day to come.",
    ),
    "no class": (
        lambda _group, _oskar: None,
        {"workshop_1": ""},
        "workshop_1",
        "Izberite vsaj en oddelek.",
        "Choose at least one class.",
    ),
    "nobody": (
        lambda _group, _oskar: None,
        {"facilitator_1": ""},
        "facilitator_1",
        "Izberite, kdo vodi delavnice.",
        "Choose who leads the workshops.",
    ),
    "day in the wrong words": (
        lambda _group, _oskar: None,
        {"held_on": "jutri"},
        "held_on",
        "Vpišite dan, na primer 2025-03-14.",
        "Enter a day, such as 2025-03-14.",
    ),
    "day out of reckoning": (
        lambda _group, _oskar: None,
        {"held_on": "9999-12-31"},
        "held_on",
        "Vpišite dan, na primer 2025-03-14.",
        "Enter a day, such as 2025-03-14.",
    ),
    "time in the wrong words": (
        lambda _group, _oskar: None,
        {"starts_at": "prva ura"},
        "starts_at",
        "Vpišite čas, na primer 8.20.",
        "Enter a time, such as 8.20.",
    ),
    "class of another school": (
        lambda _group, _oskar: None,
        {"workshop_1": "99999"},
        "workshop_1",
        "Izberite s seznama; medtem se je morda spremenil.",
        "Choose from the list; it may have changed meanwhile.",
    ),
    "long room": (
        lambda _group, _oskar: None,
        {"room_1": "x" * 51},
        "room_1",
        "Vpišite največ toliko znakov: 50.",
        "Enter at most 50 characters.",
    ),
}


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("case", CASES)
def test_what_stands_in_the_way_is_said_at_its_field_and_what_was_typed_stays(
    officer: PageClient, oskar: Facilitator, group: ClassGroup, case: str, language: str
) -> None:
    prepare, fields, field, slovene, english = CASES[case]
    prepare(group, oskar)
    db.session.commit()
    before = count_visits()
    if language == "en":
        speak_english(officer)

    page = fill(
        officer, group, oskar, contact="Maja Kos, 041 123 456", note="Vhod z dvorišča", **fields
    ).book()

    assert page.status == 200
    assert page.problem_at(field) == {"sl": slovene, "en": english}[language]
    assert page.problems
    assert count_visits() == before
    kept = {name: page.field(name) for name in page.typed if name != "workshop_1" or case[:5] != "class"}
    assert kept == {name: page.typed[name] for name in kept}


def test_a_class_chosen_twice_is_said_at_the_second(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    page = fill(officer, group, oskar, workshop_3=group.id).book()
    assert page.problem_at("workshop_1") == ""
    assert page.problem_at("workshop_3") == "Oddelek 8. a je izbran dvakrat."


def test_facilitators_of_two_providers_are_not_sent_together(
    coordinator: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    zala = make_facilitator("Zala", provider=make_provider("kljuc", "Društvo Ključ"))
    page = fill(coordinator, group, oskar, facilitator_2=zala.id).book()
    assert page.problem_at("facilitator_2") == "Zala in Oskar Žagar nista pri istem izvajalcu."


def test_a_class_that_had_a_workshop_is_booked_only_knowingly(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    zala = make_facilitator("Zala", provider=make_provider("kljuc", "Društvo Ključ"))
    make_visit(group, facilitator=zala, held_on=date(2024, 9, 10))

    page = fill(officer, group, oskar).book()
    (warning,) = page.warnings
    assert warning.startswith("Oddelek 8. a ima delavnico (Društvo Ključ) dne 10. 9. 2024")
    assert not page.problems
    assert not page.fill(accepted="class_had_one:0").book().is_booked

    assert page.accept_warnings().book().is_booked


def test_a_school_that_is_not_due_is_booked_only_knowingly(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    make_school("9", level="secondary")
    plan = RotationPlan(
        name="Plan",
        school_years=["2024/25"],
        result={},
        created_at=at("8:00"),
        approved_at=at("8:00"),
        published_at=at("8:00"),
    )
    plan.assignments = [Assignment(school_year="2024/25", level_code="secondary", region_code="SI034")]
    db.session.add(plan)

    page = fill(officer, group, oskar).book()
    assert page.warnings == [
        "Osnovna šola Frana Roša v šolskem letu 2024/25 ni na vrsti: Stopnja primary. Vseeno rezerviraj."
    ]
    assert page.accept_warnings().book().is_booked


def test_only_warnings_that_stood_are_kept_as_accepted(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    assert fill(officer, group, oskar, accepted="anything at all").book().is_booked
    visit = db.session.scalars(select(Visit)).one()
    assert "anything at all" not in officer.page(f"/visits/{visit.id}").get_text()


def test_an_officer_finds_neither_schools_of_other_regions_nor_unknown_ones(
    officer: PageClient, group_elsewhere: ClassGroup
) -> None:
    assert officer.get(f"/visits/new/{group_elsewhere.school_id}").status_code == 404
    assert officer.post(f"/visits/new/{group_elsewhere.school_id}").status_code in {400, 404}
    assert officer.get("/visits/new/none").status_code == 404
    assert ChooseSchoolPage(officer, "maribor").schools == []


def test_a_colleague_of_another_provider_is_not_offered(officer: PageClient, group: ClassGroup) -> None:
    make_facilitator("Zala", provider=make_provider("kljuc", "Društvo Ključ"))
    offered = BookVisitPage(officer, group.school_id).soup.select("select[name=facilitator_1] option")
    assert [option.text for option in offered] == ["", "Oskar Žagar"]


def test_schools_are_found_by_any_part_of_their_name_without_diacritics(
    officer: PageClient, group: ClassGroup
) -> None:
    assert ChooseSchoolPage(officer, "rosa FRANA").schools == ["Osnovna šola Frana Roša"]
    assert ChooseSchoolPage(officer, "Roša").schools == ["Osnovna šola Frana Roša"]
    assert "Nobena šola ne ustreza." in ChooseSchoolPage(officer, "100%").text


def test_without_a_search_only_schools_without_a_visit_are_shown(
    officer: PageClient, oskar: Facilitator, group: ClassGroup
) -> None:
    make_class_group(make_school("9", name="Osnovna šola Žalec"))
    make_visit(group, facilitator=oskar)
    assert ChooseSchoolPage(officer).schools == ["Osnovna šola Žalec"]


def test_whoever_only_reads_figures_books_nothing(client: PageClient, group: ClassGroup) -> None:
    make_analyst()
    client.sign_in("anja@example.si")
    assert client.get("/visits/new").status_code == 403
    assert client.get(f"/visits/new/{group.school_id}").status_code == 403


def test_the_search_for_a_school_takes_no_form(officer: PageClient) -> None:
    assert officer.send("/visits/new").status_code == 405
