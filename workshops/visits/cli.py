"""The commands `flask visits schedule` and `flask visits check`."""

import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.exchange import (
    EXIT_NO_SOLUTION,
    EXIT_WRONG_INPUT,
    InputProblems,
    Problem,
    exit_with_problems,
    read_document,
    write_document,
)
from workshops.visits.answer import infeasible_document, schedule_document
from workshops.visits.checker import check_schedule
from workshops.visits.fixed import fixed_conflict
from workshops.visits.left_out import explain_left_out
from workshops.visits.outcome import Progress
from workshops.visits.parsing import WrongProblem, parse_problem
from workshops.visits.problem import VisitProblem
from workshops.visits.scheduler import schedule_visits

cli = AppGroup("visits", help="The year's visits: schedule them, check a schedule.")
_SCHEMAS = Path(__file__).parent / "schemas"
_SHARE_OF_SEARCH = 0.9  # of the time limit; the rest is for explaining what is left out
_existing = click.Path(path_type=Path)


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((_SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def _read(file: Path, schema: str) -> dict[str, Any]:
    """Return the document in a file, or leave with its problems."""
    try:
        return read_document(file, _schema(schema))
    except InputProblems as wrong:
        exit_with_problems(file, wrong.problems)


def _parse(file: Path, document: dict[str, Any]) -> VisitProblem:
    """Return the problem in a document, or leave with its faults."""
    try:
        return parse_problem(document)
    except WrongProblem as wrong:
        exit_with_problems(file, [Problem(fault.path, fault.text) for fault in wrong.faults])


@cli.command("schedule", with_appcontext=False)
@click.option("--problem", "problem_file", type=_existing, required=True, help="The year, visit-problem/1.")
@click.option("--out", type=_existing, required=True, help="Where the schedule goes, visit-schedule/1.")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), help="Seconds.")
@click.option("--previous", type=_existing, help="The schedule before, visit-schedule/1: changes cost.")
def schedule(problem_file: Path, out: Path, time_limit: float | None, previous: Path | None) -> None:
    """Schedule a year's visits."""
    start = time.monotonic()
    document = _read(problem_file, "visit-problem")
    if previous:
        rows = _read(previous, "visit-schedule")["scheduled"]
        document["previous"] = [{key: row[key] for key in ("visit", "day", "facilitator")} for row in rows]
    problem = _parse(problem_file, document)
    if time_limit:
        problem = replace(problem, time_limit=time_limit)
    if conflict := fixed_conflict(problem):
        answer = infeasible_document(problem, conflict.visits, conflict.reason, time.monotonic() - start)
        write_document(out, answer)
        raise SystemExit(EXIT_NO_SOLUTION)
    with tqdm(total=1.0, bar_format="{desc} {elapsed}", leave=True) as bar:
        outcome = schedule_visits(
            problem,
            time_left=lambda: _SHARE_OF_SEARCH * problem.time_limit - (time.monotonic() - start),
            progress=partial(_show, bar),
        )
    left_out = explain_left_out(document, outcome, lambda: problem.time_limit - (time.monotonic() - start))
    write_document(out, schedule_document(problem, outcome, left_out, time.monotonic() - start))


def _show(bar: "tqdm[Any]", progress: Progress) -> None:
    """Show how far a run is on the bar in the terminal."""
    gap = (
        f"gap {(progress.cost - progress.bound) / progress.bound:.2%}" if progress.bound > 0 else "no gap yet"
    )
    bar.set_description_str(
        f"{progress.stage}: cost {progress.cost:,.0f}, bound {progress.bound:,.1f}, {gap}"
    )


@cli.command("check", with_appcontext=False)
@click.option("--problem", "problem_file", type=_existing, required=True, help="The year, visit-problem/1.")
@click.option("--schedule", "schedule_file", type=_existing, required=True, help="visit-schedule/1.")
def check(problem_file: Path, schedule_file: Path) -> None:
    """List every hard rule that a schedule breaks, and every figure of it that is wrong."""
    problem = _read(problem_file, "visit-problem")
    _parse(problem_file, problem)
    verdict = check_schedule(problem, _read(schedule_file, "visit-schedule"))
    for breach in verdict.breaches:
        click.echo(f"{schedule_file}: {breach.path}: {breach.text}", err=True)
    if verdict.breaches:
        raise SystemExit(EXIT_WRONG_INPUT)
    click.echo(
        f"No rule is broken. Cost {verdict.cost:g}: "
        + ", ".join(f"{name} {value:g}" for name, value in verdict.terms.items())
    )
