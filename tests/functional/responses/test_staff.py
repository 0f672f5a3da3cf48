"""The officer prepares, opens, shows and closes a survey; the coordinator confirms the help lines."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from flask import Flask

from core.database import db
from surveys.responses import queries
from surveys.responses.models import CLOSING_GRACE, SurveyState, WorkshopSurvey
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_association_member, make_coordinator, make_officer
from tests.factories.questionnaires import load_questionnaires, make_version
from tests.factories.register import make_class_group, make_school
from tests.factories.responses import DURING, make_responses
from tests.factories.visits import make_facilitator, make_visit
from tests.pages.responses import SurveyPage

HELP_LINES = "/responses/help-lines"


@pytest.fixture
def officer(app: Flask, client: PageClient) -> PageClient:
    make_officer()
    client.sign_in("oskar@example.si")
    return client


def current(survey: WorkshopSurvey) -> WorkshopSurvey:
    db.session.expire_all()
    return survey


def test_officer_prepares_all_workshops_of_the_visit_at_once(officer: PageClient) -> None:
    load_questionnaires()
    school = make_school()
    visit = make_visit(make_class_group(school), make_class_group(school, label="8. b"))
    first, second = (workshop.id for workshop in visit.workshops)

    page = SurveyPage(officer, first).press("prepare")

    assert "odprta" in page.text
    assert len(queries.list_surveys([first, second])) == 2
    assert not page.offers("prepare")


def test_the_visits_page_shows_its_surveys_and_prepares_them(officer: PageClient) -> None:
    load_questionnaires()
    visit = make_visit()
    address = f"/visits/{visit.id}"
    assert "Delavnice tega obiska še nimajo kod." in officer.page(address).get_text()

    SurveyPage(officer, visit.workshops[0].id).press("prepare")

    (row,) = officer.page(address).select("table.rows:has(.join-code) tbody tr")
    assert "odprta" in row.get_text()
    assert "Prejetih manj kot 5 odgovorov" in row.get_text()
    link = row.find("a")
    assert isinstance(link, Tag)
    officer.page(str(link["href"]))


def test_a_cancelled_visit_has_no_surveys(officer: PageClient, survey: WorkshopSurvey) -> None:
    visit = survey.workshop.visit
    visit.cancelled_at = DURING
    db.session.commit()

    assert survey.typed_code[:4] not in officer.page(f"/visits/{visit.id}").get_text()


def test_my_visits_lead_to_the_survey_in_one_tap(app: Flask, client: PageClient) -> None:
    visit = make_visit(facilitator=make_facilitator(user=make_officer()))
    client.sign_in("oskar@example.si")

    link = client.page("/visits/mine").find("a", string="Anketa")

    assert isinstance(link, Tag)
    assert link["href"] == f"/responses/workshops/{visit.workshops[0].id}"


def test_a_missing_questionnaire_is_said(officer: PageClient) -> None:
    page = SurveyPage(officer, make_visit().workshops[0].id).press("prepare")

    assert "Za šole te stopnje ni objavljen noben vprašalnik." in page.text


def test_officer_closes_and_opens_again(officer: PageClient, survey: WorkshopSurvey) -> None:
    page = SurveyPage(officer, survey.workshop_id)
    assert page.offers("close")

    page.press("close")
    assert current(survey).state(DURING + timedelta(minutes=1)) is SurveyState.CLOSED
    assert "zaprta" in page.text

    page.press("open")
    assert current(survey).state(DURING + timedelta(minutes=1)) is SurveyState.OPEN


def test_the_page_shows_code_square_codes_and_times(officer: PageClient, survey: WorkshopSurvey) -> None:
    page = SurveyPage(officer, survey.workshop_id)

    assert f"{survey.typed_code[:4]} {survey.typed_code[4:]}" in page.text
    assert "7. 10. 2024, 08.00" in page.text
    assert len(page.soup.select(".square svg path")) >= 2
    link = page.soup.find("a", string="Odpri na tej napravi")
    assert isinstance(link, Tag)
    assert str(link["href"]).endswith(f"/s/{survey.link_key}?mode=tablet")


def test_the_projector_shows_the_code_and_nothing_about_the_class(
    officer: PageClient, survey: WorkshopSurvey
) -> None:
    soup = officer.page(f"/responses/workshops/{survey.workshop_id}/projector")

    text = " ".join(soup.get_text(" ").split())
    assert f"{survey.typed_code[:4]} {survey.typed_code[4:]}" in text
    assert "localhost/s" in text
    assert survey.workshop.class_group.school.name not in text
    assert "Anketa zdaj ni odprta." not in text


def test_the_projector_of_a_closed_survey_says_so(officer: PageClient, survey: WorkshopSurvey) -> None:
    SurveyPage(officer, survey.workshop_id).press("close")

    page = officer.page(f"/responses/workshops/{survey.workshop_id}/projector")
    assert "Anketa zdaj ni odprta." in page.get_text()


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Prejetih manj kot 5 odgovorov"),
        (4, "Prejetih manj kot 5 odgovorov"),
        (5, "Prejetih najmanj 5 odgovorov"),
        (23, "Prejetih najmanj 20 odgovorov"),
    ],
)
def test_while_answers_come_in_their_number_is_told_in_steps_of_five(
    officer: PageClient, survey: WorkshopSurvey, count: int, said: str
) -> None:
    make_responses(survey, count)
    address = f"/responses/workshops/{survey.workshop_id}/received"

    assert officer.get(address).text == said
    assert said in SurveyPage(officer, survey.workshop_id).text
    assert said in officer.page(f"/responses/workshops/{survey.workshop_id}/projector").get_text()


def test_once_nothing_more_can_come_the_number_is_exact(officer: PageClient, survey: WorkshopSurvey) -> None:
    make_responses(survey, 22)
    address = f"/responses/workshops/{survey.workshop_id}/received"
    SurveyPage(officer, survey.workshop_id).press("close")
    assert officer.get(address).text == "Prejetih najmanj 20 odgovorov"

    with time_machine.travel(DURING + CLOSING_GRACE + timedelta(minutes=1)):
        assert officer.get(address).text == "Prejetih 22 odgovorov"


@pytest.mark.parametrize("page", ["", "/projector", "/received"])
def test_a_survey_of_another_region_or_provider_does_not_exist(
    app: Flask, client: PageClient, survey: WorkshopSurvey, page: str
) -> None:
    make_association_member()
    make_officer("Olga", region_codes=["SI031"])
    for email in ("zala@example.si", "olga@example.si"):
        client.sign_in(email)
        assert client.get(f"/responses/workshops/{survey.workshop_id}{page}").status_code == 404
        client.send("/sign-out", form_on="/schools")


@pytest.mark.parametrize("action", ["prepare", "open", "close"])
def test_others_can_do_nothing_to_a_survey(
    app: Flask, client: PageClient, survey: WorkshopSurvey, action: str
) -> None:
    make_officer("Olga", region_codes=["SI031"])
    client.sign_in("olga@example.si")

    answer = client.send(f"/responses/workshops/{survey.workshop_id}/{action}", form_on="/schools")

    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["/projector", "/received"])
def test_a_survey_that_was_not_prepared_has_no_projector(officer: PageClient, page: str) -> None:
    workshop_id = make_visit().workshops[0].id

    officer.page(f"/responses/workshops/{workshop_id}{page}", status=404)


@pytest.mark.parametrize("action", ["prepare", "open", "close"])
def test_what_changes_a_survey_is_posted(officer: PageClient, survey: WorkshopSurvey, action: str) -> None:
    assert officer.get(f"/responses/workshops/{survey.workshop_id}/{action}").status_code == 405


def test_an_analyst_runs_no_survey(app: Flask, client: PageClient, survey: WorkshopSurvey) -> None:
    make_analyst()
    client.sign_in("anja@example.si")

    client.page(f"/responses/workshops/{survey.workshop_id}", status=403)


def test_the_preview_is_what_a_pupil_sees_and_cannot_be_sent(officer: PageClient) -> None:
    version = make_version("secondary")

    page = officer.page(f"/responses/previews/{version.id}?lang=it")

    assert page.html is not None
    assert page.html["lang"] == "it"
    assert len(page.find_all("fieldset")) == 12
    assert page.select("button[type=submit]:not([disabled])") == []
    officer.page("/responses/previews/999", status=404)


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    make_coordinator()
    client.sign_in("klara@example.si")
    return client


def test_coordinator_confirms_and_pupils_see_them(coordinator: PageClient) -> None:
    assert "Teh številk ni še nihče preveril" in coordinator.page(HELP_LINES).get_text()

    answer = coordinator.send(HELP_LINES, {"police": " 113 ", "tom": "116 111", "kljuc": ""})

    assert answer.status_code == 303
    assert "Nazadnje preverjeno 7. 10. 2024." in coordinator.page(HELP_LINES).get_text()
    shown = queries.get_help().shown(DURING.date())
    assert [line.number for line in shown] == ["113", "116 111"]


def test_after_a_year_they_are_asked_for_again(coordinator: PageClient) -> None:
    coordinator.send(HELP_LINES, {"police": "113"})

    with time_machine.travel(DURING + timedelta(days=366)):
        coordinator.sign_in("klara@example.si")
        assert "pred več kot letom dni" in coordinator.page(HELP_LINES).get_text()


def test_a_wrong_number_is_said_at_its_field_and_stays_typed(coordinator: PageClient) -> None:
    answer = coordinator.send(HELP_LINES, {"police": "one one three", "tom": "116 111"})

    assert answer.status_code == 200
    soup = BeautifulSoup(answer.text, "html.parser")
    assert soup.select_one("#police-error") is not None
    assert [field["value"] for field in soup.select("#police, #tom")] == ["one one three", "116 111"]
    assert queries.get_help().checked_on is None


def test_nobody_else_may(officer: PageClient) -> None:
    officer.page(HELP_LINES, status=403)
