"""A class of pupils that answer at once: each opens the form, reads its token, and sends it."""

import asyncio
import re
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(rb'name="form_token"[^>]* value="([^"]+)"')
_VERSION = re.compile(rb'name="version"[^>]* value="([^"]+)"')
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_OK = b"HTTP/1.1 200"


@dataclass(frozen=True)
class LoadResult:
    """What a number of whole surveys took."""

    surveys: int
    errors: int
    seconds: float
    median: float
    p95: float

    @property
    def per_second(self) -> float:
        """Completed surveys a second."""
        return self.surveys / self.seconds


async def run_load(port: int, path: str, answers: dict[str, str], *, pupils: int, surveys: int) -> LoadResult:
    """Let so many pupils at a time complete so many surveys; each survey is a connection of its own."""
    waiting = iter(range(surveys))
    times: list[float] = []
    errors = 0

    async def pupil(numbers: Iterable[int]) -> None:
        nonlocal errors
        for _ in numbers:
            begun = time.perf_counter()
            try:
                done = await _survey(port, path, answers)
            except (OSError, asyncio.IncompleteReadError):
                done = False
            if done:
                times.append(time.perf_counter() - begun)
            else:
                errors += 1

    begun = time.perf_counter()
    await asyncio.gather(*(pupil(waiting) for _ in range(pupils)))
    seconds = time.perf_counter() - begun
    ranked = sorted(times)
    return LoadResult(
        len(times), errors, seconds, statistics.median(ranked), ranked[int(0.95 * (len(ranked) - 1))]
    )


async def _survey(port: int, path: str, answers: dict[str, str]) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        page = await _ask(reader, writer, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        token = _TOKEN.search(page)
        if not page.startswith(_OK) or token is None:
            return False
        version = _VERSION.search(page)
        fields = {**answers, "form_token": token[1], "version": version[1] if version else b""}
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return (await _ask(reader, writer, head.encode() + body)).startswith(_OK)
    finally:
        writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    assert length, head
    return head + await reader.readexactly(int(length[1]))
