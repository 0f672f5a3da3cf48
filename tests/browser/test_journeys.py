"""What each person comes to do, in a real browser, on a phone and on a desk, with JavaScript and without."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from core import clock
from core.database import db
from surveys.demonstration.people import PASSWORD
from surveys.demonstration.services import open_trial
from surveys.responses.models import Response
from tests.browser.conftest import DESKTOP, PHONE

COORDINATOR = "koordinatorka@trileto.example"
SECOND_COORDINATOR = "sokoordinator@trileto.example"
OFFICER = "policist@trileto.example"
ANALYST = "analitik@trileto.example"
EVERY_BROWSER = pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
pytestmark = pytest.mark.browser


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-poštni naslov").fill(email)
    page.get_by_label("Geslo").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Prijava").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def count_responses(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Response).count()


def open_code(app: Flask) -> str:
    with app.app_context():
        code = open_trial(clock.now())
        assert code
        return code


@EVERY_BROWSER
def test_a_pupil_answers_on_a_phone(
    javascript: bool, served_app: Flask, open_browser: Callable[..., Page]
) -> None:
    code, before = open_code(served_app), count_responses(served_app)
    page = open_browser(PHONE, javascript=javascript)
    page.goto("/s")
    page.get_by_label("Koda z zaslona").fill(code)
    page.get_by_role("button", name="Naprej").click()
    assert "trgovin" not in page.title().lower()
    questions = page.locator("fieldset.step")
    if javascript:
        page.get_by_role("button", name="Začni").click()
    for number in range(questions.count()):
        if javascript:
            expect(questions.nth(number)).to_be_visible()
            assert page.locator("fieldset.step:visible").count() == 1
        questions.nth(number).locator("label").first.click()
        if javascript and number < questions.count() - 1:
            page.get_by_role("button", name="Naprej").click()
    page.get_by_role("button", name="Pošlji odgovore").click()
    expect(page.get_by_text("Tvoji odgovori so prispeli")).to_be_visible()
    assert count_responses(served_app) == before + 1
    assert page.context.cookies() == []


def test_a_pupil_leaves_questions_empty_and_changes_language(
    served_app: Flask, open_browser: Callable[..., Page]
) -> None:
    code, before = open_code(served_app), count_responses(served_app)
    page = open_browser(PHONE)
    page.goto("/s")
    page.get_by_label("Koda z zaslona").fill(code)
    page.get_by_role("button", name="Naprej").click()
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="Begin").click()
    while page.get_by_role("button", name="Next").is_visible():
        page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_text("Your answers have arrived")).to_be_visible()
    assert count_responses(served_app) == before + 1


def test_a_pupil_without_a_connection_loses_nothing(
    served_app: Flask, open_browser: Callable[..., Page]
) -> None:
    code, before = open_code(served_app), count_responses(served_app)
    page = open_browser(PHONE)
    page.goto("/s")
    page.get_by_label("Koda z zaslona").fill(code)
    page.get_by_role("button", name="Naprej").click()
    page.get_by_role("button", name="Začni").click()
    page.locator("fieldset.step:visible label").first.click()
    while page.get_by_role("button", name="Naprej").is_visible():
        page.get_by_role("button", name="Naprej").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Pošlji odgovore").click()
    expect(page.get_by_role("status")).to_contain_text("Ni povezave")
    page.context.set_offline(False)
    expect(page.get_by_text("Tvoji odgovori so prispeli")).to_be_visible(timeout=20_000)
    assert count_responses(served_app) == before + 1


@EVERY_BROWSER
def test_an_analyst_compares_providers_and_takes_the_table(
    javascript: bool, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(DESKTOP, javascript=javascript)
    sign_in(page, ANALYST)
    page.get_by_role("link", name="Kazalniki").click()
    page.get_by_label("Primerjaj po").select_option(label="Izvajalec")
    page.get_by_role("button", name="Prikaži").click()
    assert "by=provider" in page.url
    expect(page.get_by_role("row", name="Društvo Ključ").first).to_be_visible()
    assert page.locator("svg[role=img]").count() == 3
    with page.expect_download() as download:
        page.get_by_role("link", name="Prenesi preglednico").click()
    table = download.value.path().read_text(encoding="utf-8")
    assert "Društvo Ključ" in table


@EVERY_BROWSER
def test_a_coordinator_reads_the_year_and_what_does_not_add_up(
    javascript: bool, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(DESKTOP, javascript=javascript)
    sign_in(page, COORDINATOR)
    assert heading(page) == "Pregled šolskega leta 2024/25"
    page.get_by_role("link", name="Letno poročilo").click()
    page.get_by_role("link", name="2023").first.click()
    main = page.get_by_role("main")
    for figure in ("1.550", "152", "3.237", "181"):
        expect(main.get_by_text(figure).first).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("main").get_by_text("3,237").first).to_be_visible()


@EVERY_BROWSER
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_an_officer_finds_the_visits_and_shows_the_code(
    javascript: bool, viewport: dict[str, int], served_app: Flask, open_browser: Callable[..., Page]
) -> None:
    open_code(served_app)
    page = open_browser(viewport, javascript=javascript)
    sign_in(page, OFFICER)
    assert heading(page) == "Moji obiski"
    page.locator(".card-list h3 a").first.click()
    expect(page.get_by_role("heading", name="Udeležba")).to_be_visible()
    expect(page.get_by_role("heading", name="Ankete").first).to_be_visible()
