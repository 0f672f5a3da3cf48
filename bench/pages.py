"""How long each page of the demonstration keeps the server busy, and how heavy it is on the wire.

The floor is a page of the same application that asks the database nothing: the ratio says what the content of
a page costs above an empty one. Milliseconds are those of this machine; the goal is 150 for every page.
"""

import gzip
import re
import statistics
import time
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from bench.demonstration import loaded_demonstration
from core import clock
from surveys.demonstration.people import PASSWORD
from surveys.demonstration.services import open_trial
from tests.browser.crawl import find_pages

ROUNDS = 7
GOAL = 150
FLOOR = "/an-address-that-does-not-exist"
PEOPLE = {
    "coordinator": "koordinatorka@trileto.example",
    "officer": "policist@trileto.example",
    "analyst": "analitik@trileto.example",
}
_ASSET = re.compile(r'(?:href|src)="(/(?:static|bootstrap/static)/[^"]+)"')


@dataclass(frozen=True)
class PageCost:
    """One page: median milliseconds of server time, ratio to the floor, and weight with all that it loads."""

    address: str
    milliseconds: float
    ratio: float
    kilobytes: float
    requests: int


def main() -> None:
    """Print a table for each person."""
    with loaded_demonstration() as app:
        for person, email in PEOPLE.items():
            _print(person, measure(app, find_pages(app, "/", email, PASSWORD), email))
        with app.app_context():
            code = (open_trial(clock.now()) or "").replace(" ", "")
        _print("pupil", measure(app, ["/s", f"/s/{code}"]))


def measure(app: Flask, addresses: list[str], email: str = "") -> list[PageCost]:
    """Return what each page costs, heaviest first."""
    client = app.test_client()
    if email:
        _sign_in(client, email)
    floor = _median(client, FLOOR)
    costs = [_cost(client, address, floor) for address in addresses]
    return sorted(costs, key=lambda cost: -cost.milliseconds)


def _print(person: str, costs: list[PageCost]) -> None:
    slow = sum(cost.milliseconds > GOAL for cost in costs)
    print(f"### {person}: {len(costs)} pages, {slow} above {GOAL} ms\n")
    print("| page | ms | times the floor | KB compressed, all in | requests |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for cost in costs:
        numbers = f"{cost.milliseconds:.0f} | {cost.ratio:.1f} | {cost.kilobytes:.1f} | {cost.requests}"
        print(f"| {cost.address} | {numbers} |")
    print()


def _cost(client: FlaskClient, address: str, floor: float) -> PageCost:
    milliseconds = _median(client, address)
    answer = client.get(address)
    assets = set(_ASSET.findall(answer.text)) if answer.mimetype == "text/html" else set()
    weight = _compressed(answer.data) + sum(_compressed(client.get(asset).data) for asset in assets)
    return PageCost(address, milliseconds, milliseconds / floor, weight / 1024, 1 + len(assets))


def _median(client: FlaskClient, address: str) -> float:
    client.get(address)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def _sign_in(client: FlaskClient, email: str) -> None:
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token, "the sign-in page has no token"
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 302, "the demonstration's sign-in does not work"
