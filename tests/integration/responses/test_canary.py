"""A pupil with an unmistakable address, browser, cookie and referrer leaves nothing of them behind.

The program runs as it does in production, under gunicorn, with an access log that an administrator has
switched on against advice.
"""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask

from core import clock
from core.database import db
from surveys.responses import services
from tests.conftest import environ_of
from tests.factories.responses import ACTOR, ANSWERS, make_survey, stored

ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "127.77.13.9"
CANARY = "canary5f1c2b7e"
HEADERS = {
    "User-Agent": f"{CANARY}-agent/1.0",
    "Referer": f"https://{CANARY}-referrer.example/",
    "Cookie": f"session={CANARY}-session; {CANARY}-cookie=1; remember_token={CANARY}",
    "X-Forwarded-For": "203.0.113.77",
    "Forwarded": "for=203.0.113.77",
    "Accept-Language": f"sl,{CANARY}-language",
    "X-Request-Id": f"{CANARY}-request",
}
TRACES = [CANARY.encode(), ADDRESS.encode(), b"203.0.113.77", socket.inet_aton(ADDRESS)]
FORM = "application/x-www-form-urlencoded"


@dataclass
class Pupil:
    """A pupil's browser that says more about itself than any other."""

    port: int

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, headers and text of the answer."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, source_address=(ADDRESS, 0), timeout=20
        )
        body = urlencode(fields).encode() if fields is not None else None
        connection.request(method, path, body, {**HEADERS, "Content-Type": FORM})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, str(answer.headers), text


@pytest.fixture
def server(app: Flask, sqlite_url: str, tmp_path: Path) -> Iterator[Pupil]:
    """Serve the test's own database in another process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path / "server.log").open("wb")
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    command += ["--access-logfile", "-", "--log-level", "debug", "wsgi:app"]
    process = subprocess.Popen(  # noqa: S603 - our own words
        command, cwd=ROOT, env={**os.environ, **environ_of(sqlite_url)}, stdout=log, stderr=log
    )
    try:
        _wait_for(port)
        yield Pupil(port)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def wait_until_logged(folder: Path, line: bytes) -> bytes:
    """Return the server's log once it holds a line: it is written after the answer."""
    for _ in range(100):
        if line in (content := (folder / "server.log").read_bytes()):
            return content
        time.sleep(0.1)
    raise AssertionError(f"{line!r} was not logged: {content!r}")


def test_nothing_of_a_pupil_is_found_anywhere(app: Flask, server: Pupil, tmp_path: Path) -> None:
    survey = make_survey()
    services.open_survey(survey, actor=ACTOR, now=clock.now())
    address, workshop_id, typed_code = f"/s/{survey.link_key}", survey.workshop_id, survey.typed_code
    db.session.commit()  # reading began a transaction; the server must be able to write
    answers = []

    status, headers, page = server.ask("GET", f"{address}?lang=hu")
    answers.append((status, headers, page))
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    version = re.search(r'name="version" value="([^"]+)"', page)
    assert token
    assert version
    fields = {**ANSWERS, "form_token": token[1], "version": version[1]}
    answers += [
        server.ask("POST", address, fields),
        server.ask("POST", address, fields),
        server.ask("POST", address, {**fields, "useful": "tampered"}),
        server.ask("GET", f"/s?code={typed_code}"),
        server.ask("GET", "/s/WRNGCDEX"),
        server.ask("DELETE", address),
        server.ask("POST", address, {**fields, "useful": "x" * 20_000}),
    ]

    statuses = [status for status, _, _ in answers]
    assert statuses == [200, 200, 200, 422, 303, 404, 405, 413], (tmp_path / "server.log").read_text()
    assert len(stored(workshop_id)) == 1
    for _, headers, text in answers:
        assert "set-cookie" not in headers.lower()
        assert CANARY not in headers + text
    db.session.commit()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz") as last:
        assert last.status == 200
    wait_until_logged(tmp_path, b"GET /healthz HTTP/1.1")
    files = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    assert {"trileto.sqlite3", "trileto.sqlite3-wal", "server.log"} <= set(files)
    assert answers_are_in(files["trileto.sqlite3"] + files["trileto.sqlite3-wal"])
    for name, content in files.items():
        assert not [trace for trace in TRACES if trace in content], name
    assert b"GET /s" not in files["server.log"]
    assert token[1].encode() not in b"".join(files.values())


def test_the_search_would_find_a_trace(app: Flask, server: Pupil, tmp_path: Path) -> None:
    """The control: another page is logged with address and agent, and is found."""
    server.ask("GET", "/healthz")

    assert ADDRESS.encode() in wait_until_logged(tmp_path, f"{CANARY}-agent".encode())


def answers_are_in(content: bytes) -> bool:
    """Tell whether the answers themselves were written, so that the search looked in the right files."""
    return b"passport-kept" in content
