"""A pupil with a script: one question at a time, a lost connection survived, nothing left behind."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from core import clock
from core.database import db
from surveys.responses import services
from surveys.responses.models import Response
from tests.browser.conftest import PHONE
from tests.conftest import make_app
from tests.factories.register import make_class_group, make_school
from tests.factories.responses import ACTOR, make_survey
from tests.factories.visits import make_visit

pytestmark = [
    pytest.mark.browser,
    # Flask-Compress leaves the file of a style sheet open that the browser has already.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
QUESTIONS = 12
STORAGE = "[localStorage.length, sessionStorage.length, document.cookie]"
OpenBrowser = Callable[..., Page]


@pytest.fixture(scope="module")
def served_app(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application with one class of a secondary school whose survey is open."""
    folder = tmp_path_factory.mktemp("class")
    shutil.copy(migrated_sqlite, folder / "trileto.sqlite3")
    app = make_app(f"sqlite:///{folder / 'trileto.sqlite3'}", folder)
    app.testing = False
    with app.app_context():
        survey = make_survey(
            make_visit(make_class_group(make_school(level="secondary"), grade=2)).workshops[0]
        )
        services.open_survey(survey, actor=ACTOR, now=clock.now())
        app.config["TEST_ADDRESS"] = f"/s/{survey.link_key}"
        db.session.remove()
    return app


@pytest.fixture
def address(served_app: Flask) -> str:
    return str(served_app.config["TEST_ADDRESS"])


@pytest.fixture
def count(served_app: Flask) -> Callable[[], int]:
    """How many responses have come in since the test began."""

    def count_all() -> int:
        with served_app.app_context():
            return db.session.query(Response).count()

    before = count_all()
    return lambda: count_all() - before


def begin(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Začni").click()


def answer_all(page: Page) -> None:
    """Choose the first answer of each question and stop before sending."""
    for number in range(QUESTIONS):
        page.locator("fieldset:visible label").first.click()
        if number < QUESTIONS - 1:
            page.get_by_role("button", name="Naprej").click()


def test_one_question_at_a_time(open_browser: OpenBrowser, address: str, count: Callable[[], int]) -> None:
    page = open_browser(PHONE)
    page.goto(address)
    expect(page.locator("fieldset:visible")).to_have_count(0)
    page.get_by_role("button", name="Začni").click()

    for number in range(1, QUESTIONS + 1):
        expect(page.locator("fieldset:visible")).to_have_count(1)
        expect(page.locator("fieldset:visible legend")).to_contain_text(f"{number}/{QUESTIONS}")
        expect(page.locator("fieldset:visible legend")).to_be_focused()
        assert page.locator("progress").evaluate("bar => bar.value") == number
        page.locator("fieldset:visible label").last.click()
        if number < QUESTIONS:
            page.get_by_role("button", name="Naprej").click()
    page.get_by_role("button", name="Pošlji odgovore").click()

    expect(page.get_by_role("heading", name="Hvala! Tvoji odgovori so prispeli.")).to_be_visible()
    expect(page.locator("#received")).to_be_focused()
    assert count() == 1
    assert page.locator("form").count() == 0
    assert page.url.endswith("/s")
    assert page.evaluate(STORAGE) == [0, 0, ""]
    assert page.context.cookies() == []


def test_an_answer_can_be_changed_and_taken_back(open_browser: OpenBrowser, address: str) -> None:
    page = open_browser(PHONE)
    begin(page, address)
    take_back = page.get_by_role("button", name="Umakni moj odgovor")
    expect(take_back).to_be_hidden()

    page.locator("fieldset:visible label").first.click()
    page.get_by_role("button", name="Naprej").click()
    expect(take_back).to_be_hidden()
    page.get_by_role("button", name="Nazaj").click()
    expect(page.locator("input:checked")).to_have_count(1)
    take_back.click()

    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.locator("fieldset:visible legend")).to_be_focused()


def test_a_keyboard_is_enough(open_browser: OpenBrowser, address: str, count: Callable[[], int]) -> None:
    page = open_browser(PHONE)
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(".exit")).to_be_focused()
    page.locator("h1").focus()
    for _ in range(5):  # four languages, then "begin"
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    for _ in range(QUESTIONS):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")  # on to the next question; at the last one the answers are sent
    expect(page.locator("#received")).to_be_visible()
    assert count() == 1


def test_the_language_changes_and_the_answers_stay(open_browser: OpenBrowser, address: str) -> None:
    page = open_browser(PHONE)
    begin(page, address)
    page.locator("fieldset:visible label").nth(1).click()
    page.get_by_role("button", name="Nazaj").click()

    page.get_by_role("button", name="Magyar").click()

    expect(page.get_by_role("heading", name="Néhány kérdés a foglalkozásról")).to_be_visible()
    page.get_by_role("button", name="Kezdés").click()
    expect(page.locator("#a1-2")).to_be_checked()


def test_without_a_connection_the_answers_wait_on_the_page(
    open_browser: OpenBrowser, address: str, count: Callable[[], int]
) -> None:
    page = open_browser(PHONE)
    begin(page, address)
    answer_all(page)

    page.context.set_offline(True)
    page.get_by_role("button", name="Pošlji odgovore").click()
    expect(page.get_by_role("status")).to_contain_text("Ni povezave")
    assert (count(), page.evaluate(STORAGE)) == (0, [0, 0, ""])

    page.context.set_offline(False)
    expect(page.locator("#received")).to_be_visible(timeout=15_000)
    assert count() == 1


def test_a_lost_receipt_does_not_double_the_answers(
    open_browser: OpenBrowser, address: str, count: Callable[[], int]
) -> None:
    page = open_browser(PHONE)
    begin(page, address)
    answer_all(page)
    lost: list[int] = []

    def lose_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/s/**", lose_first)
    page.get_by_role("button", name="Pošlji odgovore").click()

    expect(page.locator("#received")).to_be_visible(timeout=15_000)
    assert (lost, count()) == ([200], 1)


def test_what_the_server_refuses_comes_back_with_its_answers(
    open_browser: OpenBrowser, address: str, count: Callable[[], int]
) -> None:
    page = open_browser(PHONE)
    begin(page, address)
    answer_all(page)
    page.evaluate("document.querySelector('[name=version]').value = '999'")

    page.get_by_role("button", name="Pošlji odgovore").click()

    expect(page.get_by_role("alert")).to_contain_text("Ta vprašanja so iz drugega vprašalnika")
    assert page.locator("input:checked").count() == QUESTIONS
    assert count() == 0


def test_a_shared_tablet_keeps_nothing_for_the_next_pupil(
    open_browser: OpenBrowser, address: str, count: Callable[[], int]
) -> None:
    page = open_browser({"width": 820, "height": 1180})
    begin(page, f"{address}?mode=tablet")
    answer_all(page)
    page.get_by_role("button", name="Pošlji odgovore").click()
    page.get_by_role("link", name="Naslednji učenec").click()

    expect(page.get_by_role("button", name="Začni")).to_be_visible()
    assert page.locator("input:checked").count() == 0
    page.go_back()
    assert page.locator("input:checked").count() == 0
    page.go_forward()
    assert page.locator("input:checked").count() == 0
    assert count() == 1


def test_the_exit_leads_away_and_back_does_not_return(browser: Browser, server: str, address: str) -> None:
    page = browser.new_context(base_url=server, viewport={"width": 360, "height": 740}).new_page()
    page.route(
        re.compile(r"^https://"), lambda route: route.fulfill(body="weather", content_type="text/plain")
    )
    page.goto("about:blank")
    begin(page, address)
    before = page.evaluate("history.length")

    page.get_by_role("link", name="Zapusti stran").click()

    page.wait_for_url("https://**")
    assert page.evaluate("[history.length, document.referrer]") == [before, ""]
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_to_the_strictest_reader(
    open_browser: OpenBrowser, address: str, scheme: Literal["light", "dark"]
) -> None:
    page = open_browser(PHONE)
    page.emulate_media(color_scheme=scheme)
    for path in ("/s", "/s/WRNGCDEX", address):
        page.goto(path)
        check(page, path)
    page.get_by_role("button", name="Začni").click()
    page.locator("fieldset:visible label").first.click()
    check(page, "a question")
    page.goto(f"{address}?mode=tablet")
    page.get_by_role("button", name="Začni").click()
    answer_all(page)
    page.get_by_role("button", name="Pošlji odgovore").click()
    page.get_by_role("link", name="Naslednji učenec").wait_for()
    check(page, "received")
    page.route("**/pupil.js", lambda route: route.abort())
    page.goto(address)
    check(page, "without a script")


@pytest.mark.parametrize("language", ["sl", "en", "it", "hu"])
def test_nothing_is_cut_at_320_pixels_or_with_letters_twice_as_large(
    open_browser: OpenBrowser, address: str, language: str
) -> None:
    page = open_browser({"width": 320, "height": 640}, javascript=False)
    page.goto(f"{address}?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    large = open_browser({"width": 320, "height": 640})
    large.goto(f"{address}?lang={language}")
    large.evaluate("document.documentElement.style.fontSize = '200%'")
    assert large.evaluate("document.documentElement.scrollWidth") == 320


def test_everything_to_press_is_large_enough_for_a_thumb(open_browser: OpenBrowser, address: str) -> None:
    page = open_browser(PHONE, javascript=False)
    page.goto(address)
    for target in page.locator("a, button:not(.unseen), fieldset label").all():
        box = target.bounding_box()
        if box is not None:
            assert min(box["width"], box["height"]) >= 44, target.inner_text()


def check(page: Page, where: str) -> None:
    """Fail on what axe finds, on what it cannot decide, and on contrast below 7:1."""
    options = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response
    told = [
        f"{where}: {kind} {one['id']}: {node['html']}"
        for kind in ("violations", "incomplete")
        for one in found[kind]
        for node in one["nodes"]
    ]
    assert told == []
