"""The commands `flask rotation plan` and `flask rotation coverage`."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.exchange import (
    EXIT_NO_SOLUTION,
    InputProblems,
    Problem,
    exit_with_problems,
    read_document,
    write_document,
)
from workshops.rotation.coverage import coverage, coverage_document, parse_coverage_problem
from workshops.rotation.plan import PlanStatus, plan_document
from workshops.rotation.planner import NoPlanFound, plan_rotation
from workshops.rotation.problem import InvalidProblem, parse_problem
from workshops.rotation.search import Watch

cli = AppGroup("rotation", help="Plan which region is visited in which year, and see whom that reaches.")
_SCHEMAS = Path(__file__).parent / "schemas"
_LONGEST_SECONDS = 86_400
_BAR = "{elapsed} of {total:.0f} s |{bar}|{postfix}"
_file = click.Path(dir_okay=False, path_type=Path)


def _read(file: Path, schema: str) -> dict[str, Any]:
    """Return the document in a file, or leave with its problems."""
    content = (_SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")
    try:
        return read_document(file, json.loads(content))
    except InputProblems as wrong:
        exit_with_problems(file, wrong.problems)


def _exit_with_flaws(file: Path, wrong: InvalidProblem) -> NoReturn:
    exit_with_problems(file, [Problem(flaw.path, flaw.text) for flaw in wrong.flaws])


def _check_folder(_context: click.Context, _parameter: click.Parameter, out: Path) -> Path:
    """Refuse a place that cannot be written to before the work is done rather than after it."""
    if not out.parent.is_dir():
        raise click.BadParameter(f"there is no folder {out.parent}")
    return out


def _check_seconds(
    _context: click.Context, _parameter: click.Parameter, seconds: float | None
) -> float | None:
    if seconds is not None and not (0 < seconds <= _LONGEST_SECONDS):
        raise click.BadParameter(f"must be above 0 and at most {_LONGEST_SECONDS} seconds")
    return seconds


@cli.command("plan", with_appcontext=False)
@click.option("--problem", "file", type=_file, required=True, help="A rotation-problem/1.")
@click.option("--out", type=_file, required=True, callback=_check_folder, help="Where rotation-plan/1 goes.")
@click.option("--alternatives", type=click.IntRange(0, 100), help="How many more plans, best first.")
@click.option("--time-limit", type=float, callback=_check_seconds, help="Seconds.")
@click.option("--progress/--no-progress", default=None, help="Default: on a terminal.")
def plan(
    file: Path, out: Path, alternatives: int | None, time_limit: float | None, progress: bool | None
) -> None:
    """Plan a rotation; Ctrl-C ends the search and keeps the best plan."""
    started = time.monotonic()
    document = _read(file, "rotation-problem")
    given = {"alternatives": alternatives, "time_limit": time_limit}
    document |= {name: value for name, value in given.items() if value is not None}
    try:
        problem = parse_problem(document)
        with _watch(problem.time_limit, progress) as watch:
            answer = plan_rotation(problem, watch)
    except InvalidProblem as wrong:
        _exit_with_flaws(file, wrong)
    except NoPlanFound as unknown:
        exit_with_problems(file, [Problem("$.time_limit", str(unknown))])
    write_document(out, plan_document(answer, time.monotonic() - started))
    if answer.status is PlanStatus.INFEASIBLE:
        click.echo("No plan exists. These demands cannot hold together:", err=True)
        for demand in answer.conflict:
            click.echo(f"- {demand.text}", err=True)
        raise SystemExit(EXIT_NO_SOLUTION)


@contextmanager
def _watch(seconds: float, progress: bool | None) -> Iterator[Watch]:
    """Show time and best value on a bar; let Ctrl-C end the run, and pressed again break it off."""
    interrupted = Event()

    def interrupt(*_: object) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        interrupted.set()

    hidden = None if progress is None else not progress
    started = time.monotonic()
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with tqdm(total=seconds, bar_format=_BAR, disable=hidden) as bar:

            def stop() -> bool:
                bar.update(min(time.monotonic() - started, seconds) - bar.n)
                return interrupted.is_set()

            def report(objective: float) -> None:
                bar.set_postfix_str(f"best {objective:.6g}", refresh=False)

            yield Watch(stop, report)
    finally:
        signal.signal(signal.SIGINT, before)


@cli.command("coverage", with_appcontext=False)
@click.option("--problem", "file", type=_file, required=True, help="A coverage-problem/1.")
@click.option("--out", type=_file, required=True, callback=_check_folder, help="Where coverage/1 goes.")
def cover(file: Path, out: Path) -> None:
    """Follow each cohort through a plan: how often is it reached, when and in which grade."""
    started = time.monotonic()
    try:
        answer = coverage(parse_coverage_problem(_read(file, "coverage-problem")))
    except InvalidProblem as wrong:
        _exit_with_flaws(file, wrong)
    write_document(out, coverage_document(answer, time.monotonic() - started))
