"""What tells one pupil from another does not reach the program."""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from surveys.responses.anonymity import (
    ACCESS_LOGS,
    AnonymousRequests,
    is_pupils,
    network_of,
    silence_access_logs,
)

TRACES = {
    "REMOTE_ADDR": "203.0.113.7",
    "REMOTE_PORT": "51515",
    "HTTP_USER_AGENT": "Canary/1.0",
    "HTTP_COOKIE": "session=canary",
    "HTTP_REFERER": "https://canary.example/",
    "HTTP_X_FORWARDED_FOR": "203.0.113.7",
    "HTTP_FORWARDED": "for=203.0.113.7",
    "HTTP_ACCEPT_LANGUAGE": "sl-SI,canary",
    "HTTP_SEC_CH_UA_PLATFORM": "canary",
}
NEEDED = {"HTTP_HOST": "trileto.si", "HTTP_ACCEPT_ENCODING": "gzip", "REQUEST_METHOD": "GET"}


class Recorder:
    """An application that keeps what reaches it."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}
        self.today = date(2024, 10, 7)
        self.keys = iter([b"first", b"second"])
        self.front = AnonymousRequests(self, today=lambda: self.today, draw_key=lambda: next(self.keys))

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        self.seen = environ
        return []

    def ask(self, path: str, **more: str) -> dict[str, Any]:
        self.front({**TRACES, **NEEDED, "PATH_INFO": path, **more}, None)
        return self.seen


@pytest.mark.parametrize("path", ["/s", "/s/", "/s/KM4P7RXT", "/s/a/b"])
def test_nothing_of_the_pupil_gets_through(path: str) -> None:
    seen = Recorder().ask(path)

    assert set(seen) == {*NEEDED, "PATH_INFO", "REMOTE_ADDR"}
    assert not set(TRACES.values()) & {str(value) for value in seen.values()}


@pytest.mark.parametrize("path", ["/", "/schools", "/static/s", "/sign-in"])
def test_the_staffs_requests_are_left_as_they_are(path: str) -> None:
    assert Recorder().ask(path) == {**TRACES, **NEEDED, "PATH_INFO": path}


def test_one_visitor_is_known_again_within_a_day_and_not_beyond() -> None:
    recorder = Recorder()
    first = recorder.ask("/s")["REMOTE_ADDR"]
    again = recorder.ask("/s")["REMOTE_ADDR"]
    other = recorder.ask("/s", REMOTE_ADDR="203.0.113.8")["REMOTE_ADDR"]
    recorder.today = date(2024, 10, 8)
    next_day = recorder.ask("/s")["REMOTE_ADDR"]

    assert first == again
    assert len({first, other, next_day}) == 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_household_is_one_visitor(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("name", ACCESS_LOGS)
def test_access_logs_keep_no_line_about_a_pupil(name: str, caplog: pytest.LogCaptureFixture) -> None:
    silence_access_logs()
    caplog.set_level(logging.INFO, name)
    for line in (
        "GET /s HTTP/1.1",
        "GET /s/KM4P7RXT?lang=hu HTTP/1.1",
        "POST /s/x HTTP/1.0",
        "GET /s?code=K H",
    ):
        logging.getLogger(name).info('%s - - "%s" %s', "203.0.113.7", line, 200)
    logging.getLogger(name).info('%s - - "%s" %s', "192.0.2.1", "GET /schools HTTP/1.1", 200)

    assert [record.getMessage() for record in caplog.records] == ['192.0.2.1 - - "GET /schools HTTP/1.1" 200']


def test_pupils_addresses_are_told_from_others() -> None:
    assert [is_pupils(path) for path in ("/s", "/s/x", "/schools", "/", "/S")] == [
        True,
        True,
        False,
        False,
        False,
    ]
