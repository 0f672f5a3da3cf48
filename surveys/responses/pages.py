"""Pages drawn once and sent many times: only the form's token differs from one pupil to the next."""

import secrets
import zlib
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Page = TypeVar("Page")
_TOKEN_BYTES = 16
# Nothing that a template writes looks like this.
TOKEN_PLACE = "-token-of-this-form-"  # noqa: S105 - a place, not a secret
_GZIP = zlib.MAX_WBITS | 16


def draw_token() -> str:
    """Return a new token for one form."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class FormPage:
    """A page with one place for a token. What stands before it is compressed once, not for each pupil."""

    def __init__(self, html: str) -> None:
        self._before, self._after = html.encode().split(TOKEN_PLACE.encode())
        self._compressor = zlib.compressobj(wbits=_GZIP)
        self._compressed_before = self._compressor.compress(self._before)

    def plain(self, token: str) -> bytes:
        """Return the page as it is."""
        return self._before + token.encode() + self._after

    def compressed(self, token: str) -> bytes:
        """Return the page as gzip."""
        rest = self._compressor.copy()
        return self._compressed_before + rest.compress(token.encode() + self._after) + rest.flush()


class PageCache(Generic[Page]):
    """Pages by what they depend on, drawn anew every so often so that a changed setting shows."""

    def __init__(self, seconds: float = 60) -> None:
        self._seconds = seconds
        self._period = -1
        self._pages: dict[Hashable, Page] = {}

    def page(self, key: Hashable, at: float, draw: Callable[[], Page]) -> Page:
        """Return a page, drawn now when it is not there; `at` is the moment in seconds."""
        period = int(at // self._seconds)
        if period != self._period:
            self._period, self._pages = period, {}
        found = self._pages.get(key)
        if found is None:
            found = self._pages[key] = draw()
        return found
