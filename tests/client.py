"""A test client that reads every page it fetches as a strict browser and a strict editor would."""

import re
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.database import db

_INLINE_HANDLER = re.compile(r"^on[a-z]+$")


class PageClient(FlaskClient):
    """Checks each HTML answer; `page` gives it parsed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # What the test itself has written is there for the request, as it would be for another process. The
        # request gets a context of its own: what it remembers of its person must not reach the next one.
        if has_app_context():
            db.session.commit()
        kwargs.setdefault("buffered", True)
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 304, 308}:
            check_page(response.text)
        return response

    def page(self, address: str, *, status: int = 200) -> BeautifulSoup:
        """Return a page, parsed."""
        response = self.get(address)
        assert response.status_code == status, f"{address} answered {response.status}: {response.text[:500]}"
        return BeautifulSoup(response.text, "html.parser")

    def csrf_token(self, address: str) -> str:
        """Return the token that a form on a page carries."""
        field = self.page(address).find("input", attrs={"name": "csrf_token"})
        assert isinstance(field, Tag), f"no form on {address}"
        return str(field["value"])

    def send(self, address: str, fields: dict[str, Any] | None = None, *, form_on: str = "") -> TestResponse:
        """Send a form with its token, as a browser that had opened the page would."""
        token = self.csrf_token(form_on or address)
        return self.post(address, data={"csrf_token": token, **(fields or {})})

    def sign_in(self, email: str, password: str = "trileto-test-password") -> None:
        """Sign in, as somebody who was signed out."""
        answer = self.send("/sign-in", {"email": email, "password": password})
        assert answer.status_code == 302, BeautifulSoup(answer.text, "html.parser").main


def check_page(html: str) -> None:
    """Fail on what a careful reader of the page's source would send back."""
    html5lib.HTMLParser(strict=True).parse(html)
    soup = BeautifulSoup(html, "html.parser")
    headings = soup.find_all("h1")
    assert len(headings) == 1, f"{len(headings)} h1 on the page"
    assert soup.title is not None
    title = soup.title.get_text(strip=True)
    assert title, "the page has no title"
    assert isinstance(soup.html, Tag)
    assert soup.html.get("lang"), "the page has no language"
    identifiers = [tag["id"] for tag in soup.find_all(id=True)]
    repeated = {identifier for identifier in identifiers if identifiers.count(identifier) > 1}
    assert not repeated, f"repeated id {repeated}"
    assert soup.find("main"), "no main landmark"
    for tag in soup.find_all(True):
        assert not tag.has_attr("style"), f"inline style on {tag.name}"
        handlers = [name for name in tag.attrs if _INLINE_HANDLER.match(name)]
        assert not handlers, f"inline handler {handlers}"
    for script in soup.find_all("script"):
        assert script.get("src"), "inline script"
    for form in soup.find_all("form"):
        if form.get("method", "get").lower() == "post":
            assert form.find("input", attrs={"name": "csrf_token"}) or form.find(
                "input", attrs={"name": "form_token"}
            ), "a form without a token"
    for image in soup.find_all("img"):
        assert image.has_attr("alt"), "an image without alt"
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.get("type") not in {"hidden", "submit"}:
            named = field.get("aria-label") or field.get("aria-labelledby")
            assert named or soup.find("label", attrs={"for": field.get("id")}), f"no label for {field}"
