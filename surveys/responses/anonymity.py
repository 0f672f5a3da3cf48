"""What tells one pupil from another is taken away before the program sees the request.

Nothing can be stored, logged or shown by mistake that never arrives: no address, no cookie, no description of
the browser, no page that the pupil came from.
"""

import hashlib
import ipaddress
import logging
import re
from collections.abc import Callable, Iterable
from datetime import date
from threading import Lock
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

Environment = dict[str, Any]
WsgiApplication = Callable[[Environment, Any], Iterable[bytes]]

PUPILS_PATH = "/s"
# The headers that the pupils' pages need; no other reaches them.
_KEPT_HEADERS = frozenset({"HTTP_HOST", "HTTP_ACCEPT_ENCODING", "HTTP_TRANSFER_ENCODING"})
_DROPPED = frozenset({"REMOTE_PORT", "REMOTE_HOST", "REMOTE_USER", "REMOTE_IDENT"})
_REQUEST_LINE = re.compile(rf"[A-Z]+ {PUPILS_PATH}(?:[/? ]|$)")


def is_pupils(path: str) -> bool:
    """Tell whether an address belongs to the pupils' pages."""
    return path == PUPILS_PATH or path.startswith(f"{PUPILS_PATH}/")


class AnonymousRequests:
    """Lets the pupils' requests through without their traces.

    In place of the address stands a digest under a random key that lives for a day, in memory only: enough to
    count wrong codes, not enough to find anybody.
    """

    def __init__(
        self, application: WsgiApplication, *, today: Callable[[], date], draw_key: Callable[[], bytes]
    ) -> None:
        self._application = application
        self._today = today
        self._draw_key = draw_key
        self._key = b""
        self._key_day: date | None = None
        self._lock = Lock()

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        if is_pupils(environ.get("PATH_INFO", "")):
            environ = self._without_traces(environ)
        return self._application(environ, start_response)

    def _without_traces(self, environ: Environment) -> Environment:
        kept = {
            name: value
            for name, value in environ.items()
            if (name in _KEPT_HEADERS or not name.startswith("HTTP_")) and name not in _DROPPED
        }
        address = network_of(environ.get("REMOTE_ADDR", ""))
        kept["REMOTE_ADDR"] = hashlib.blake2b(
            address.encode(), key=self._todays_key(), digest_size=8
        ).hexdigest()
        return kept

    def _todays_key(self) -> bytes:
        with self._lock:
            if self._key_day != (today := self._today()):
                self._key, self._key_day = self._draw_key(), today
            return self._key


def network_of(address: str) -> str:
    """Return what one household or school holds: an IPv4 address, or 64 bits of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False))


class SessionsForStaff(SecureCookieSessionInterface):
    """Opens no session on the pupils' pages; writing to one there is an error."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request, or None for a pupil's."""
        return None if is_pupils(request.path) else super().open_session(app, request)


class WithoutPupils(logging.Filter):
    """Keeps the pupils' requests out of the servers' access logs, which would write address and time."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a line may be written."""
        return not _REQUEST_LINE.search(record.getMessage())


# gunicorn's own log names each request too, when it is set to "debug".
ACCESS_LOGS = ("werkzeug", "gunicorn.access", "gunicorn.error")
_FILTER = WithoutPupils()


def silence_access_logs() -> None:
    """Keep the pupils' requests out of every access log that a server of ours writes."""
    for name in ACCESS_LOGS:
        logging.getLogger(name).addFilter(_FILTER)
