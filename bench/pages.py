"""How long each page of the demonstration keeps the server busy, and how heavy it is on the wire.

The floor is a page of the same application that asks the database nothing (an error page): what a page costs
above it is what its content costs.
"""

import gzip
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask, url_for
from flask.testing import FlaskClient

from accounts.policy import ROUTES, Open

ROUNDS = 7
FLOOR = "/an-address-that-does-not-exist"
SIGN_INS = ("coordinator@example.si", "officer@example.si")
_ASSET = re.compile(r'(?:href|src)="(/(?:static|bootstrap/static)/[^"]+)"')


@dataclass(frozen=True)
class PageCost:
    """One page: median milliseconds of server time, and kilobytes compressed with all that it loads."""

    address: str
    milliseconds: float
    ratio: float
    kilobytes: float
    requests: int


def measure_pages(app: Flask, addresses: Iterator[str], email: str, password: str) -> list[PageCost]:
    """Return what each page costs a person who is signed in."""
    client = app.test_client()
    _sign_in(client, email, password)
    floor = _median(client, FLOOR)
    return [_cost(client, address, floor) for address in addresses]


def list_addresses(app: Flask, examples: dict[str, str]) -> Iterator[str]:
    """Yield an address for every page; `examples` fills in the parameters."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        kind = ROUTES.get(rule.endpoint)
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static") or kind is Open.JOIN_CODE:
            continue
        if rule.arguments <= set(examples):
            with app.test_request_context():
                yield url_for(rule.endpoint, **{name: examples[name] for name in rule.arguments})  # type: ignore[arg-type]


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


def _sign_in(client: FlaskClient, email: str, password: str) -> None:
    page = client.get("/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token, "the sign-in page has no token"
    answer = client.post("/sign-in", data={"email": email, "password": password, "csrf_token": token[1]})
    assert answer.status_code == 302, "the demonstration's sign-in does not work"
