"""The officer corrects, countersigns, marks what was not held, and gives the school its link."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from core.database import db
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_association_member, make_coordinator, make_officer
from tests.factories.attendance import AFTER, make_attendance
from tests.factories.register import make_class_group, make_municipality, make_region, make_school
from tests.factories.visits import make_visit
from tests.pages.attendance import CountsForm, VisitAttendance
from workshops.attendance.models import Attendance
from workshops.visits.models import NotHeldReason, Visit, Workshop


@pytest.fixture(autouse=True)
def after_the_visit() -> Iterator[None]:
    with time_machine.travel(AFTER):
        yield


@pytest.fixture
def officer(app: Flask, client: PageClient) -> PageClient:
    make_officer()
    client.sign_in("oskar@example.si")
    return client


@pytest.fixture
def visit(app: Flask) -> Visit:
    school = make_school()
    return make_visit(make_class_group(school), make_class_group(school, label="8. b"))


def address_of(visit: Visit) -> str:
    return f"/attendance/workshops/{visit.workshops[0].id}"


def recorded(visit: Visit) -> Attendance:
    db.session.expire_all()
    attendance = db.session.get(Attendance, visit.workshops[0].id)
    assert attendance is not None
    return attendance


def test_the_visit_shows_what_was_reported_and_what_is_missing(officer: PageClient, visit: Visit) -> None:
    make_attendance(visit.workshops[0])

    page = VisitAttendance(officer, visit.id)

    assert page.rows == {"8. a": "sporočena 19 od 21 1 Potrdi Popravi", "8. b": "manjka Vnesi"}


def test_the_officer_countersigns_one(officer: PageClient, visit: Visit) -> None:
    make_attendance(visit.workshops[0])

    page = VisitAttendance(officer, visit.id).press("Potrdi")

    assert "Potrjena so števila 1 delavnice." in page.text
    assert page.rows["8. a"] == "potrjena 19 od 21 1 Popravi"
    assert recorded(visit).countersigned_at is not None


def test_the_officer_countersigns_all_at_once(officer: PageClient, visit: Visit) -> None:
    for workshop in visit.workshops:
        make_attendance(workshop)

    page = VisitAttendance(officer, visit.id).press("Potrdi vse")

    assert "Potrjena so števila 2 delavnic." in page.text
    assert all(row.startswith("potrjena") for row in page.rows.values())


def test_counts_that_changed_meanwhile_wait_for_another_look(officer: PageClient, visit: Visit) -> None:
    make_attendance(visit.workshops[0])
    page = VisitAttendance(officer, visit.id)
    recorded(visit).form_token = "b" * 32

    page = page.press("Potrdi")

    assert "Nekatera števila so se medtem spremenila" in page.text
    assert page.rows["8. a"].startswith("sporočena")


def test_the_officer_corrects_and_the_history_keeps_the_earlier_counts(
    officer: PageClient, visit: Visit
) -> None:
    make_attendance(visit.workshops[0])
    page = CountsForm(officer, address_of(visit), visit.workshops[0].id).fill(present=18).send()

    assert "Udeležba je shranjena." in page.text
    assert recorded(visit).present == 18
    history = officer.page(address_of(visit)).select_one(".history")
    assert history is not None
    assert "Oskar – popravek udeležbe (prej: 19 od 21)" in " ".join(history.get_text(" ").split())


def test_the_officer_enters_what_no_teacher_reported(officer: PageClient, visit: Visit) -> None:
    CountsForm(officer, address_of(visit), visit.workshops[0].id).fill(present=21, teachers=0).send()

    attendance = recorded(visit)
    assert (attendance.present, attendance.teachers) == (21, 0)
    assert attendance.reported_by_id == attendance.countersigned_by_id is not None


def test_bad_counts_get_a_sentence_and_stay(officer: PageClient, visit: Visit) -> None:
    page = CountsForm(officer, address_of(visit), visit.workshops[0].id).fill(present=99, teachers=1).send()

    assert page.errors["present"].startswith("Prisotnih je bilo 99")
    field = page.soup.find(id=f"w{visit.workshops[0].id}-present")
    assert field is not None
    assert field["value"] == "99"  # type: ignore[index]


@pytest.mark.parametrize(("choice", "present"), [("mine", 15), ("keep", 19)])
def test_the_officer_chooses_when_a_teacher_was_faster(
    officer: PageClient, visit: Visit, choice: str, present: int
) -> None:
    form = CountsForm(officer, address_of(visit), visit.workshops[0].id).fill(present=15, teachers=1)
    make_attendance(visit.workshops[0])

    page = form.send()
    assert page.versions["Prisotni na delavnici drugače"] == ("19", "15")

    page.choose(choice)
    assert recorded(visit).present == present


def test_a_workshop_is_marked_as_not_held_and_back(officer: PageClient, visit: Visit) -> None:
    answer = officer.send(
        f"{address_of(visit)}/not-held", {"reason": "class_absent"}, form_on=address_of(visit)
    )
    assert answer.status_code == 303
    page = VisitAttendance(officer, visit.id)
    assert page.rows["8. a"] == "ni izvedena Oddelka ni bilo Delavnica je vendarle bila"

    page = page.press("Delavnica je vendarle bila")
    assert page.rows["8. a"] == "manjka Vnesi"


@pytest.mark.parametrize("reason", ["", "weather", "' OR 1=1"])
def test_without_a_reason_it_is_not_marked(officer: PageClient, visit: Visit, reason: str) -> None:
    answer = officer.send(f"{address_of(visit)}/not-held", {"reason": reason}, form_on=address_of(visit))

    assert answer.status_code == 200
    assert BeautifulSoup(answer.text, "html.parser").select_one("#reason-error") is not None
    assert db.session.get_one(Workshop, visit.workshops[0].id).not_held_reason is None


def test_the_officer_makes_copies_and_ends_the_link(officer: PageClient, visit: Visit) -> None:
    page = VisitAttendance(officer, visit.id)
    assert page.link == ""

    page = page.press("Ustvari povezavo")
    link = page.link
    assert page.soup.select_one(".square svg path") is not None
    assert page.soup.select_one(".square [style]") is None
    assert officer.get(link).status_code == 200

    page = page.press("Prekliči povezavo")
    assert page.link == ""
    assert officer.get(link).status_code == 404


def test_before_the_visit_there_is_a_link_but_nothing_to_enter(client: PageClient, visit: Visit) -> None:
    make_officer()
    with time_machine.travel(AFTER - timedelta(days=3)):
        client.sign_in("oskar@example.si")
        page = VisitAttendance(client, visit.id).press("Ustvari povezavo")
        soup = client.page(address_of(visit))

    assert page.link
    assert "Obisk se še ni začel." in soup.get_text()
    assert soup.select("input[name=present]") == []


def test_a_cancelled_visit_has_no_attendance(officer: PageClient, visit: Visit) -> None:
    visit.cancelled_at = AFTER
    assert "Udeležba" not in [h.text for h in officer.page(f"/visits/{visit.id}").find_all("h2")]
    assert officer.page(address_of(visit)).select("form[action*=attendance]") == []
    for action in (f"{address_of(visit)}/not-held", f"/attendance/visits/{visit.id}/link"):
        assert officer.send(action, {"reason": "other"}, form_on="/visits").status_code == 409


def test_my_visits_lead_to_the_attendance(app: Flask, officer: PageClient, visit: Visit) -> None:
    visit.workshops[1].not_held_reason = NotHeldReason.OTHER
    visit.leaders[0].facilitator.user_id = 1
    links = officer.page("/visits/mine").find_all("a", string="Udeležba")
    assert [link["href"] for link in links] == [address_of(visit)]


def every_answer(client: PageClient, visit: Visit) -> list[TestResponse]:
    """Ask for everything that the staff can do with the attendance of a visit."""
    workshop, whole = address_of(visit), f"/attendance/visits/{visit.id}"
    return [
        client.get(workshop),
        client.send(workshop, {"present": "1"}, form_on="/visits"),
        client.send(f"{workshop}/not-held", {"reason": "other"}, form_on="/visits"),
        client.send(f"{workshop}/held", form_on="/visits"),
        client.send(f"{whole}/countersign", {"seen": "x"}, form_on="/visits"),
        client.send(f"{whole}/link", form_on="/visits"),
        client.send(f"{whole}/link/revoke", form_on="/visits"),
    ]


def test_another_providers_visit_does_not_exist(client: PageClient, visit: Visit) -> None:
    make_association_member()
    client.sign_in("zala@example.si")
    assert {answer.status_code for answer in every_answer(client, visit)} == {404}


def test_another_regions_visit_does_not_exist(officer: PageClient) -> None:
    other = make_visit(
        make_class_group(
            make_school(
                "777", municipality=make_municipality("SI-061", "Ljubljana", region=make_region("SI041"))
            )
        )
    )
    assert {answer.status_code for answer in every_answer(officer, other)} == {404}


def test_an_analyst_may_not_touch_attendance(client: PageClient, visit: Visit) -> None:
    make_analyst()
    client.sign_in("anja@example.si")
    assert client.get(address_of(visit)).status_code == 403


def test_a_coordinator_may_correct_everywhere(client: PageClient, visit: Visit) -> None:
    make_coordinator()
    client.sign_in("klara@example.si")
    CountsForm(client, address_of(visit), visit.workshops[0].id).fill(present=20, teachers=1).send()
    assert recorded(visit).present == 20


def test_a_form_without_its_token_is_refused(officer: PageClient, visit: Visit) -> None:
    assert officer.post(f"{address_of(visit)}/held").status_code == 400


@pytest.mark.parametrize("number", ["0", "2147483647", "99999999999999999999", "abc"])
def test_a_workshop_that_does_not_exist_is_not_found(officer: PageClient, number: str) -> None:
    assert officer.get(f"/attendance/workshops/{number}").status_code == 404


def test_buttons_are_not_links(officer: PageClient, visit: Visit) -> None:
    assert officer.get(f"/attendance/visits/{visit.id}/countersign").status_code == 405
    assert officer.get(f"{address_of(visit)}/held").status_code == 405
