"""Find one address of every kind of page that a person can reach by following links."""

from collections import deque
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.client import PageClient

_MOST_PAGES = 150


def find_pages(app: Flask, start: str, email: str = "", password: str = "") -> list[str]:
    """Return one address for each endpoint that answers with a page, in the order in which it is found."""
    client = PageClient(app)
    if email:
        client.sign_in(email, password)
    found: dict[str, str] = {}
    queue, seen = deque([start]), {start}
    while queue and len(seen) < _MOST_PAGES:
        address = queue.popleft()
        answer = client.get(address, follow_redirects=True)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        found.setdefault(_endpoint(app, urlsplit(answer.request.path).path), answer.request.path)
        for link in BeautifulSoup(answer.text, "html.parser").find_all("a", href=True):
            target = urlsplit(str(link["href"]))
            endpoint = "" if target.netloc or target.scheme else _endpoint(app, target.path)
            if endpoint and endpoint not in found and target.path not in seen:
                seen.add(target.path)
                queue.append(target.path)
    return list(found.values())


def _endpoint(app: Flask, path: str) -> str:
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        return ""
    return str(endpoint)
