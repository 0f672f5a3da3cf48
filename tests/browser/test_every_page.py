"""Every page that a person can reach: accessible, narrow enough, one style, no complaint in the console."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from surveys.demonstration.people import PASSWORD
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.crawl import find_pages

PEOPLE = {
    "visitor": "",
    "coordinator": "koordinatorka@trileto.example",
    "officer": "policist@trileto.example",
    "analyst": "analitik@trileto.example",
}
NARROW = {"width": 320, "height": 640}
pytestmark = pytest.mark.browser


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-poštni naslov").fill(email)
    page.get_by_label("Geslo").fill(PASSWORD)
    page.get_by_role("button", name="Prijava").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_accessible_and_fits(
    person: str, served_app: Flask, open_browser: Callable[..., Page]
) -> None:
    email = PEOPLE[person]
    addresses = find_pages(served_app, "/", email, PASSWORD)
    assert len(addresses) >= 2, addresses
    problems: list[str] = []
    for viewport in (PHONE, DESKTOP):
        page = open_browser(viewport)
        if email:
            sign_in(page, email)
        for address in addresses:
            page.goto(address)
            problems += _told(address, viewport["width"], Axe().run(page).response["violations"])
            page.set_viewport_size(NARROW if viewport is PHONE else DESKTOP)  # type: ignore[arg-type]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > page.viewport_size["width"]:  # type: ignore[index]
                problems.append(f"{address} is {width} wide")
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
    assert problems == []


def _told(address: str, width: int, findings: list[dict[str, Any]]) -> list[str]:
    return [f"{address} at {width}: {one['id']}: {one['nodes'][0]['html']}" for one in findings]
