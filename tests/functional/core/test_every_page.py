from collections.abc import Iterator

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from accounts.policy import ROUTES, Open
from tests.client import PageClient

HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
CODES = (400, 403, 404, 409, 413, 429, 500, 503)


@pytest.fixture
def failing(app: Flask) -> Iterator[PageClient]:
    """A client of an application with one page for each error, and two that fail by themselves."""
    for code in CODES:
        app.add_url_rule(f"/fail/{code}", f"fail_{code}", lambda code=code: abort(code))

    def crash() -> str:
        raise ZeroDivisionError("a secret of the server")

    def lose_the_database() -> str:
        raise OperationalError("SELECT secret", {}, Exception("a secret of the database"))

    app.add_url_rule("/fail/crash", "fail_crash", crash)
    app.add_url_rule("/fail/database", "fail_database", lose_the_database)
    routes = dict.fromkeys(
        [*(f"fail_{code}" for code in CODES), "fail_crash", "fail_database"], Open.EVERYONE
    )
    app.testing = False
    client = app.test_client()
    assert isinstance(client, PageClient)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.access.ROUTES", {**ROUTES, **routes})
        yield client


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nowhere", "/static/css/theme.css", "/healthz"])
def test_every_answer_has_the_security_headers(client: PageClient, address: str) -> None:
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert value in answer.headers[name]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("language", "back"), [("sl", "Na začetno stran"), ("en", "Go to the start page")])
def test_errors_have_a_page_in_both_languages(
    failing: PageClient, code: int, language: str, back: str
) -> None:
    answer = failing.get(f"/fail/{code}", query_string={"lang": language})
    assert answer.status_code == code
    assert back in answer.text


def test_a_crash_shows_no_trace(failing: PageClient) -> None:
    answer = failing.get("/fail/crash")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_lost_database_asks_to_come_back(failing: PageClient) -> None:
    answer = failing.get("/fail/database")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "secret" not in answer.text


def test_the_language_is_switched_and_kept(client: PageClient) -> None:
    assert client.page("/").html["lang"] == "sl"  # type: ignore[index]
    client.send("/language", {"language": "en", "back": "/sign-in"}, form_on="/")
    assert client.page("/").html["lang"] == "en"  # type: ignore[index]


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example", "//elsewhere.example", "javascript:alert(1)", "/\\e"]
)
def test_the_language_switch_leads_nowhere_else(client: PageClient, back: str) -> None:
    answer = client.send("/language", {"language": "en", "back": back}, form_on="/")
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_refused(client: PageClient) -> None:
    assert client.send("/language", {"language": "xx"}, form_on="/").status_code == 400


def test_a_form_without_its_token_is_refused(client: PageClient) -> None:
    assert client.post("/language", data={"language": "en"}).status_code == 400


def test_a_body_that_is_too_large_is_refused(client: PageClient) -> None:
    answer = client.post("/language", data=b"x" * (9 * 1024 * 1024), content_type="text/plain")
    assert answer.status_code in {400, 413}


def test_the_browsers_language_is_not_asked(client: PageClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "en"})
    assert '<html lang="sl">' in answer.text


@pytest.mark.parametrize("address", ["/sign-in?next=%00", "/%00", "/s?code=%00"])
def test_a_nul_character_is_refused(client: PageClient, address: str) -> None:
    assert client.get(address).status_code in {400, 404}


def test_a_nul_character_in_a_form_does_no_harm(client: PageClient) -> None:
    assert client.send("/sign-in", {"email": "a\0b", "password": "x"}).status_code == 200
