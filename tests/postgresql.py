"""A PostgreSQL server of the tests' own, in a folder that goes with them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# PostgreSQL refuses to run as root; in a container the tests often do.
_UNPRIVILEGED = "nobody" if os.geteuid() == 0 else None


def find_program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, wherever the distribution keeps it."""
    if found := shutil.which(name):
        return found
    candidates = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not candidates:
        raise RuntimeError(f"{name} is missing: install PostgreSQL's server package")
    return str(candidates[-1])


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server that listens on a socket only; yield its address without a database name."""
    folder = Path(tempfile.mkdtemp(prefix="trileto-postgresql-"))
    if _UNPRIVILEGED:
        shutil.chown(folder, _UNPRIVILEGED)
    cluster = folder / "cluster"
    _run(find_program("initdb"), "-D", cluster, "-U", "trileto", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=300"
    control = find_program("pg_ctl")
    _run(control, "-D", cluster, "-o", options, "-l", folder / "log", "-w", "start")
    try:
        yield f"postgresql+psycopg://trileto@/{{database}}?host={folder}"
    finally:
        _run(control, "-D", cluster, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    result = subprocess.run(  # noqa: S603 - our own words
        [str(word) for word in command],
        check=False,
        capture_output=True,
        text=True,
        user=_UNPRIVILEGED,
        cwd="/",
        # The server inherits this handle; without it the call would wait for the server's end.
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    if result.returncode:
        raise RuntimeError(f"{command[0]} failed: {result.stdout}{result.stderr}")
