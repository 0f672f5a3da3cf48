"""The pages of visits: who sees which, what each does, and what it refuses."""

from datetime import timedelta

import pytest

from core.database import db
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_officer, make_provider
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import MONDAY, at, make_absence, make_facilitator, make_visit
from tests.pages.register import SchoolPage, words
from tests.pages.visits import (
    DaySheetPage,
    FacilitatorPage,
    FacilitatorsPage,
    OwnVisitsPage,
    VisitPage,
    VisitsPage,
    WeekPage,
)
from workshops.register.models import ClassGroup
from workshops.visits.models import Facilitator, Visit

TOO_LARGE = 10**30


@pytest.fixture
def visit(oskar: Facilitator, group: ClassGroup) -> Visit:
    return make_visit(group, facilitator=oskar, confirmed=False)


def test_the_school_agrees_and_the_visit_is_confirmed_once(officer: PageClient, visit: Visit) -> None:
    page = VisitPage(officer, visit.id)
    assert page.confirm().status == 303
    page = VisitPage(officer, visit.id)
    assert page.state == "potrjen"
    assert page.history == ["obisk potrjen"]
    assert not page.has_button_to("confirm")


def test_a_visit_is_cancelled_with_its_reason(officer: PageClient, visit: Visit) -> None:
    assert VisitPage(officer, visit.id).cancel("Šola v karanteni").status == 303
    page = VisitPage(officer, visit.id)
    assert page.state == "odpovedan"
    assert "Odpovedano: Šola v karanteni" in page.text
    assert not page.has_button_to("cancel")


@pytest.mark.parametrize(("reason", "sentence"), [
    ("  ", "Vpišite razlog."),
    ("x" * 501, "Vpišite največ toliko znakov: 500."),
])  # fmt: skip
def test_without_a_reason_nothing_is_cancelled(
    officer: PageClient, visit: Visit, reason: str, sentence: str
) -> None:
    page = VisitPage(officer, visit.id).cancel(reason)
    assert page.problem_at("reason") == sentence
    assert page.state == "osnutek"


def test_what_was_held_is_not_cancelled_and_what_was_cancelled_is_not_confirmed(
    officer: PageClient, oskar: Facilitator, visit: Visit
) -> None:
    held = make_visit(
        make_class_group(make_school("9")), facilitator=oskar, held_on=MONDAY - timedelta(days=30)
    )
    assert VisitPage(officer, held.id).cancel("prepozno").status == 409
    visit.cancelled_at = at("8:00")
    assert VisitPage(officer, visit.id).confirm().status == 409


@pytest.mark.parametrize("address", ["", "/day-sheet"])
def test_a_visit_of_another_provider_or_region_does_not_exist(
    officer: PageClient, group: ClassGroup, group_elsewhere: ClassGroup, address: str
) -> None:
    zala = make_facilitator("Zala", provider=make_provider("kljuc", "Društvo Ključ"))
    colleague = make_facilitator("Rok Zorko")
    for other in (make_visit(group, facilitator=zala), make_visit(group_elsewhere, facilitator=colleague)):
        assert officer.get(f"/visits/{other.id}{address}").status_code == 404
        for action in ("confirm", "cancel"):
            answer = officer.send(f"/visits/{other.id}/{action}", {"reason": "ne"}, form_on="/visits")
            assert answer.status_code == 404
    assert officer.get(f"/visits/{TOO_LARGE}{address}").status_code == 404


def test_every_address_takes_only_its_own_method(
    officer: PageClient, visit: Visit, oskar: Facilitator
) -> None:
    reading = ("", "/week", "/mine", "/facilitators", f"/{visit.id}", f"/{visit.id}/day-sheet")
    for address in (*reading, f"/facilitators/{oskar.id}"):
        assert officer.send(f"/visits{address}", form_on="/visits").status_code == 405, address
    absences = f"/facilitators/{oskar.id}/absences"
    for address in (f"/{visit.id}/confirm", f"/{visit.id}/cancel", absences, f"{absences}/1/remove"):
        assert officer.get(f"/visits{address}").status_code == 405, address


def test_the_day_sheet_has_times_the_code_and_room_to_write(officer: PageClient, visit: Visit) -> None:
    page = DaySheetPage(officer, visit.id)
    assert page.rows == ["8. a 08.00–09.30 21"]
    assert page.room_to_write == 3
    assert visit.code in page.text
    assert "Maja Kos, 041 123 456" in page.text


def test_ones_own_visits_stand_by_day_with_a_tap_for_the_way(
    officer: PageClient, oskar: Facilitator, visit: Visit
) -> None:
    today = make_class_group(make_school("9", name="OŠ danes"))
    make_visit(today, facilitator=oskar, held_on=MONDAY - timedelta(days=17))
    past = make_class_group(make_school("10", name="OŠ včeraj"))
    make_visit(past, facilitator=oskar, held_on=MONDAY - timedelta(days=18))
    make_visit(make_class_group(make_school("11", name="OŠ tuja")))

    page = OwnVisitsPage(officer)

    assert page.schools_under("Danes") == ["OŠ danes"]
    assert page.schools_under("Prihodnji") == ["Osnovna šola Frana Roša"]
    assert page.schools_under("Pretekli") == ["OŠ včeraj"]
    assert any(address.startswith("geo:46.23,15.26") for address in page.taps)


def test_whoever_leads_nothing_is_told_so(officer: PageClient) -> None:
    assert "Danes ni obiska." in OwnVisitsPage(officer).text


def test_the_week_opens_where_the_next_visit_is(officer: PageClient, visit: Visit) -> None:
    page = WeekPage(officer)
    assert page.heading == "Teden od 7. 10. 2024 do 11. 10. 2024"
    assert page.rows == ["Oskar Žagar 08.00–09.30 Osnovna šola Frana Roša"]
    assert len(page.days) == 5


def test_a_week_without_visits_leads_to_those_with_some(officer: PageClient, visit: Visit) -> None:
    page = WeekPage(officer, "2024-10-16")
    assert "V tem tednu ni obiskov." in page.text
    assert page.other_weeks == ["/visits/week?day=2024-10-07"]


@pytest.mark.parametrize("day", ["jutri", "9999-12-31", "0001-01-01", "2024-13-40"])
def test_a_day_that_is_none_opens_the_week_of_the_next_visit(
    officer: PageClient, visit: Visit, day: str
) -> None:
    assert WeekPage(officer, day).heading == "Teden od 7. 10. 2024 do 11. 10. 2024"


def test_the_list_is_narrowed_by_everything_in_its_form(
    officer: PageClient, oskar: Facilitator, visit: Visit
) -> None:
    second = make_class_group(make_school("9", name="OŠ Žalec"))
    make_visit(second, facilitator=make_facilitator("Žiga Čuk"), held_on=MONDAY + timedelta(days=1))
    both = ["OŠ Žalec", "Osnovna šola Frana Roša"]
    assert VisitsPage(officer).schools == both
    assert VisitsPage(officer, sort="day").schools == both[::-1]
    assert VisitsPage(officer, facilitator=str(oskar.id)).schools == both[1:]
    assert VisitsPage(officer, state="confirmed").schools == both[:1]
    assert VisitsPage(officer, since="2024-10-08").schools == both[:1]
    assert VisitsPage(officer, until="2024-10-07").schools == both[1:]
    assert VisitsPage(officer, region="SI034").schools == both
    assert VisitsPage(officer, region="SI032").schools == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "žabe", "sort": "'; DROP", "page": "-3", "facilitator": "Čuk"},
        {"page": "99999999999999999999", "facilitator": "²", "since": "jutri", "until": "9999-99-99"},
    ],
)
def test_nonsense_in_the_address_narrows_nothing(
    officer: PageClient, visit: Visit, query: dict[str, str]
) -> None:
    assert VisitsPage(officer, **query).schools == ["Osnovna šola Frana Roša"]


def test_everybody_lists_what_is_theirs(association: PageClient, visit: Visit) -> None:
    assert VisitsPage(association).schools == []
    assert FacilitatorsPage(association).rows == []


def test_the_facilitators_stand_with_what_they_lead(officer: PageClient, visit: Visit) -> None:
    assert FacilitatorsPage(officer, school_year="nonsense").rows == [
        "Oskar Žagar Ministrstvo za notranje zadeve in policija Celje sl 1 1"
    ]


def test_the_page_of_a_school_shows_the_visits_that_one_may_see(
    officer: PageClient, group: ClassGroup, visit: Visit
) -> None:
    zala = make_facilitator("Zala", provider=make_provider("kljuc", "Društvo Ključ"))
    make_visit(group, facilitator=zala, held_on=MONDAY + timedelta(days=1))
    section = SchoolPage(officer, group.school_id).soup.select_one("section[aria-labelledby=visits]")
    assert section is not None
    assert "7. 10. 2024" in words(section)
    assert "Društvo Ključ" not in words(section)


def test_an_officer_notes_an_absence_of_their_own_and_takes_it_back(
    officer: PageClient, oskar: Facilitator, visit: Visit
) -> None:
    page = FacilitatorPage(officer, oskar.id).add_absence("2024-10-07", "2024-10-09", "dopust")
    assert page.absences == ["7. 10. 2024 – 9. 10. 2024 dopust"]
    assert "med odsotnostjo" in page.visits[0]
    assert len(page.add_absence("2024-10-07", "2024-10-09").absences) == 1

    page = page.remove_first_absence()
    assert page.absences == []
    assert "med odsotnostjo" not in page.visits[0]
    assert [words(entry).split(" – ", 1)[1][:22] for entry in page.soup.select(".history li")] == [
        "odsotnost odstranjena ",
        "dodana odsotnost (2024",
    ]


@pytest.mark.parametrize(
    ("first", "last", "field", "sentence"),
    [
        ("", "2024-10-09", "starts_on", "Vpišite prvi dan."),
        ("2024-10-07", "", "ends_on", "Vpišite zadnji dan."),
        ("jutri", "2024-10-09", "starts_on", "Vpišite dan, na primer 2025-03-14."),
        ("2024-10-09", "2024-10-07", "ends_on", "Zadnji dan ne more biti pred prvim."),
    ],
)
def test_an_absence_without_sense_is_refused_and_stays_typed(
    officer: PageClient, oskar: Facilitator, *, first: str, last: str, field: str, sentence: str
) -> None:
    page = FacilitatorPage(officer, oskar.id).add_absence(first, last, "dopust")
    assert page.problem_at(field) == sentence
    assert (page.field("starts_on"), page.field("ends_on"), page.field("note")) == (first, last, "dopust")
    assert page.absences == []


def test_a_colleague_sees_an_absence_without_its_note_and_changes_nothing(
    officer: PageClient, oskar: Facilitator
) -> None:
    rok = make_facilitator("Rok Zorko", user=make_officer("Rok"))
    absence = make_absence(rok, MONDAY, MONDAY)
    page = FacilitatorPage(officer, rok.id)
    assert page.absences == ["7. 10. 2024"]
    assert not page.has_button_to("absences")
    address = f"/visits/facilitators/{rok.id}/absences"
    for action in ("", f"/{absence.id}/remove"):
        assert officer.send(f"{address}{action}", form_on="/visits").status_code == 403
    own = f"/visits/facilitators/{oskar.id}/absences/{absence.id}/remove"
    officer.send(own, form_on="/visits")
    assert FacilitatorPage(officer, rok.id).absences == ["7. 10. 2024"]


def test_the_coordinator_notes_anybodys_absence(coordinator: PageClient, oskar: Facilitator) -> None:
    page = FacilitatorPage(coordinator, oskar.id).add_absence("2024-10-07", "2024-10-07")
    assert page.absences == ["7. 10. 2024"]


def test_a_facilitator_of_another_provider_does_not_exist(
    association: PageClient, oskar: Facilitator
) -> None:
    assert association.get(f"/visits/facilitators/{oskar.id}").status_code == 404
    assert association.get(f"/visits/facilitators/{TOO_LARGE}").status_code == 404
    answer = association.send(f"/visits/facilitators/{oskar.id}/absences", form_on="/visits")
    assert answer.status_code == 404


def test_whoever_only_reads_figures_sees_no_visit(client: PageClient, visit: Visit) -> None:
    make_analyst()
    client.sign_in("anja@example.si")
    db.session.commit()
    assert client.get("/visits").status_code == 403
    assert client.get(f"/visits/{visit.id}").status_code == 403
