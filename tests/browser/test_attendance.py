"""A teacher counts on a phone: the buttons, a form that waits for the connection, a page without a script."""

import secrets
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from core import audit, clock
from core.database import db
from tests.browser.conftest import PHONE
from tests.conftest import make_app
from tests.factories.attendance import make_teacher_link
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import make_visit
from workshops.attendance.models import Attendance
from workshops.visits.models import Visit

pytestmark = [
    pytest.mark.browser,
    # Flask-Compress leaves the file of a style sheet open that the browser has already.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(scope="module")
def served_app(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application without the demonstration."""
    folder = tmp_path_factory.mktemp("attendance")
    file = folder / "trileto.sqlite3"
    shutil.copy(migrated_sqlite, file)
    app = make_app(f"sqlite:///{file}", folder)
    app.testing = False
    return app


@pytest.fixture
def visit_id(served_app: Flask) -> int:
    """A visit of yesterday, of which nothing is reported yet."""
    with served_app.app_context():
        group = make_class_group(make_school(secrets.token_hex(4)))
        return make_visit(group, held_on=clock.today() - timedelta(days=1)).id


@pytest.fixture
def address(served_app: Flask, visit_id: int) -> str:
    with served_app.app_context():
        return f"/a/{make_teacher_link(db.session.get_one(Visit, visit_id))}"


def recorded(app: Flask, visit_id: int) -> list[tuple[int, int, int]]:
    """How often the attendance was written, and how many were present of how many."""
    with app.app_context():
        (workshop,) = db.session.get_one(Visit, visit_id).workshops
        attendance = db.session.get(Attendance, workshop.id)
        written = len(audit.list_entries("attendance", workshop.id))
        return [(written, attendance.present, attendance.enrolled)] if attendance else []


def press(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label, exact=True)


def test_a_teacher_counts_with_the_buttons_alone(
    served_app: Flask, visit_id: int, address: str, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(PHONE)
    page.goto(address)
    press(page, "Eden manj: Prisotni na delavnici")
    expect(field(page, "Prisotni na delavnici")).to_have_value("21")
    press(page, "Eden manj: Prisotni na delavnici")
    press(page, "Eden več: Prisotni učitelji")
    press(page, "Eden manj: Drugi s šole")
    expect(field(page, "Drugi s šole")).to_have_value("0")
    press(page, "Pošlji za oddelek 8. a")

    expect(page.get_by_role("heading", level=1)).to_have_text("Udeležba je prejeta")
    assert recorded(served_app, visit_id) == [(1, 20, 21)]


def test_a_form_waits_for_the_connection_and_arrives_once(
    served_app: Flask, visit_id: int, address: str, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(PHONE)
    page.goto(address)
    field(page, "Prisotni na delavnici").fill("19")
    field(page, "Prisotni učitelji").fill("1")
    page.context.set_offline(True)
    press(page, "Pošlji za oddelek 8. a")
    expect(page.get_by_role("status")).to_contain_text("Še ni poslano: ni povezave.")
    assert recorded(served_app, visit_id) == []
    page.context.set_offline(False)

    expect(page.get_by_role("heading", level=1)).to_have_text("Udeležba je prejeta", timeout=20_000)
    assert recorded(served_app, visit_id) == [(1, 19, 21)]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-script", "without-script"])
def test_what_cannot_be_right_is_said_and_nothing_typed_is_lost(
    *, javascript: bool, address: str, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(PHONE, javascript=javascript)
    page.goto(address)
    field(page, "Prisotni na delavnici").fill("22 ali 23")
    field(page, "Prisotni učitelji").fill("1")
    press(page, "Pošlji za oddelek 8. a")

    expect(page.get_by_role("alert")).to_contain_text("Vnesite celo število, na primer 21.")
    expect(field(page, "Prisotni na delavnici")).to_have_value("22 ali 23")
    field(page, "Prisotni na delavnici").fill("21")
    press(page, "Pošlji za oddelek 8. a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Udeležba je prejeta")
