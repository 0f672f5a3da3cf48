"""Completed surveys a second, and the server's work for each, beside two floors.

The first floor is the same twelve questions as an ordinary program (`naive.py`); the second is a bare durable
insert of the same row. All write to SQLite with WAL and synchronous=FULL on the same disk; both programs
are served by gunicorn with the same workers, and 25 pupils answer at once. The programs take turns, and the
better of their turns counts: what else the machine does then hits both alike.
"""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from sqlalchemy import insert

from bench.responses.load import LoadResult, run_load
from core import clock
from core.application import create_app
from core.audit import NamedActor
from core.database import db
from surveys.questionnaires.definition import Definition, parse_definition
from surveys.responses import services
from surveys.responses.models import CollectionMode, Response
from tests.factories.register import make_class_group, make_school
from tests.factories.responses import make_survey
from tests.factories.visits import make_visit

ROOT = Path(__file__).resolve().parents[2]
PUPILS = 25
SURVEYS = 1000
INSERTS = 1000
ROUNDS = 2
WORKERS = ("--workers", "2", "--threads", "4", "--keep-alive", "5")
ACTOR = NamedActor("benchmark")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Prepared:
    """A database with one open survey of the secondary questionnaire."""

    environ: dict[str, str]
    path: str
    workshop_id: int
    version_id: int
    definition: Definition

    @property
    def answers(self) -> dict[str, str]:
        """The answers of a pupil who knows."""
        return {question.id: min(question.target) for question in self.definition.questions}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        ours = prepare(Path(folder))
        inserts = measure_inserts(ours)
        naive_environ = {**ours.environ, "NAIVE_FILE": f"{folder}/naive.sqlite3"}
        rounds = [
            (
                measure_server("wsgi:app", ours.environ, ours.path, ours),
                measure_server("bench.responses.naive:app()", naive_environ, "/s/class", ours),
            )
            for _ in range(ROUNDS)
        ]
    own, naive = (max(turns, key=lambda turn: turn[0].per_second) for turns in zip(*rounds, strict=True))
    print(f"{PUPILS} pupils at once, {SURVEYS} surveys of 12 questions, gunicorn {' '.join(WORKERS)}")
    print("| | surveys a second | median s | p95 s | errors | server CPU ms a survey |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, (result, cpu) in {"this program": own, "Flask, WTForms, SQLAlchemy": naive}.items():
        print(
            f"| {name} | {result.per_second:.0f} | {result.median:.3f} | {result.p95:.3f} "
            f"| {result.errors} | {cpu:.2f} |"
        )
    print(f"| bare durable insert, one thread | {inserts:.0f} | | | | |")
    speed, work = own[0].per_second / naive[0].per_second, own[1] / naive[1]
    print(f"\nratio to the ordinary program: {speed:.2f} in surveys a second, {work:.2f} in CPU")


def prepare(folder: Path) -> Prepared:
    """Build a database with one open survey."""
    environ = {
        "TRILETO_DATABASE_URL": f"sqlite:///{folder / 'trileto.sqlite3'}",
        "TRILETO_SECRET_KEY": secrets.token_hex(32),
    }
    app = create_app(environ, instance_path=str(folder))
    with app.app_context():
        flask_migrate.upgrade()
        group = make_class_group(make_school(level="secondary"), grade=2)
        survey = make_survey(make_visit(group).workshops[0])
        services.open_survey(survey, actor=ACTOR, now=clock.now())
        prepared = Prepared(
            environ,
            f"/s/{survey.link_key}",
            survey.workshop_id,
            survey.version_id,
            parse_definition(survey.version.definition),
        )
        db.session.remove()
        db.engine.dispose()
    return prepared


def measure_inserts(prepared: Prepared) -> float:
    """Return how many rows a second can be stored for good, one transaction each."""
    app = create_app(prepared.environ, instance_path=str(ROOT / "instance"))
    with app.app_context():
        row = {
            "workshop_id": prepared.workshop_id,
            "version_id": prepared.version_id,
            "language": "sl",
            "mode": CollectionMode.OWN_PHONE,
            "half_day": "morning",
            "answers": prepared.answers,
        }
        begun = time.perf_counter()
        for _ in range(INSERTS):
            db.session.execute(insert(Response), {**row, "id": secrets.token_bytes(16)})
            db.session.commit()
        return INSERTS / (time.perf_counter() - begun)


def measure_server(
    application: str, environ: dict[str, str], path: str, prepared: Prepared
) -> tuple[LoadResult, float]:
    """Return what the load took, and milliseconds of the server's own work for each survey."""
    with serving(application, environ) as (port, process):
        asyncio.run(run_load(port, path, prepared.answers, pupils=PUPILS, surveys=100))
        before = cpu_seconds(process.pid)
        result = asyncio.run(run_load(port, path, prepared.answers, pupils=PUPILS, surveys=SURVEYS))
        return result, 1000 * (cpu_seconds(process.pid) - before) / SURVEYS


@contextmanager
def serving(application: str, environ: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Serve an application on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *WORKERS, application]
    process = subprocess.Popen(  # noqa: S603 - our own words
        command, cwd=ROOT, env={**os.environ, **environ}, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a server and its workers so far."""
    own = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return (int(own[11]) + int(own[12])) / _TICKS + sum(cpu_seconds(int(child)) for child in children)
