"""`flask surveys protect` and `flask surveys audit`: protect any table, audit what was released."""

import time
from pathlib import Path

import click

from core.exchange import (
    EXIT_NO_SOLUTION,
    EXIT_WRONG_INPUT,
    InputProblems,
    Problem,
    exit_with_problems,
    read_document,
    write_document,
)
from surveys.indicators.analyse_command import read_schema
from surveys.indicators.count_file import WrongTable, read_counts
from surveys.indicators.protection import WrongSpecification, parse_task, protect_table
from surveys.indicators.releases import PublishedTable, audit_releases, read_published
from surveys.indicators.suppression import Effort

_FILE = click.Path(path_type=Path, dir_okay=False)
_SECONDS = 8.0
_ANY_FORM = {
    "type": "object",
    "required": ["format"],
    "properties": {"format": {"enum": ["released-table/1", "protection/1"]}},
}


@click.command("protect")
@click.argument("table", type=_FILE)
@click.option("--spec", type=_FILE, required=True, help="What to protect (protect-spec/1).")
@click.option("--out", type=_FILE, required=True, help="Where the answer goes (protection/1).")
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), default=_SECONDS, help="Seconds.")
def protect_command(table: Path, spec: Path, out: Path, time_limit: float) -> None:
    """Choose the cells of TABLE (a CSV with the columns cell,value) to hide, and audit the choice."""
    deadline = _Deadline(time_limit)
    try:
        document = read_document(spec, read_schema("protect-spec-1"))
        task = parse_task(document, _read_table(table))
    except InputProblems as wrong:
        exit_with_problems(spec, wrong.problems)
    except WrongTable as wrong:
        exit_with_problems(table, [Problem(*pair) for pair in wrong.problems])
    except WrongSpecification as wrong:
        exit_with_problems(spec, [Problem(*pair) for pair in wrong.problems])
    effort = Effort(
        gap=0.0, rounds=1000, nodes=10_000, seconds_a_master=time_limit / 16, is_over=deadline.is_near
    )
    answer = protect_table(task, effort)
    try:
        write_document(out, answer | {"seconds": deadline.elapsed})
    except OSError as error:
        exit_with_problems(out, [Problem("$", f"cannot be written: {error.strerror}")])
    if answer["status"] == "leaks" and task.given is None:
        raise SystemExit(EXIT_NO_SOLUTION)


class _Deadline:
    """A limit in time that leaves room for another round of the search and for the audit of its answer."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._started = self._latest = time.monotonic()
        self._longest_round = 0.0

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._started

    def is_near(self) -> bool:
        """Tell whether to stop; asked once a round."""
        now = time.monotonic()
        self._longest_round = max(self._longest_round, now - self._latest)
        self._latest = now
        # The audit takes about as long as a round.
        return now + 2.0 * self._longest_round > self._started + self.seconds


@click.command("audit")
@click.option(
    "--releases",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Directory of released tables (*.json: released-table/1, protection/1).",
)
@click.option("--threshold", type=click.IntRange(min=0), default=5, help="Smaller counts are unsafe.")
@click.option("--minimum-base", type=click.IntRange(min=0), default=10, help="Smaller bases are unsafe.")
@click.option("--minimum-width", type=click.IntRange(min=1), default=5, help="Of what a hidden count can be.")
def audit_command(releases: Path, threshold: int, minimum_base: int, minimum_width: int) -> None:
    """List every hidden or small count that released tables give away together."""
    files = sorted(releases.glob("*.json"))
    if not files:
        exit_with_problems(releases, [Problem("$", "no such directory, or no *.json in it")])
    tables = [_read_released(file) for file in files]
    breaches = audit_releases(
        tables, threshold=threshold, minimum_base=minimum_base, minimum_width=minimum_width
    )
    for breach in breaches:
        click.echo(f"{releases / breach.table}: {breach.cell}: {breach.text}", err=True)
    if breaches:
        raise SystemExit(EXIT_WRONG_INPUT)
    hidden = sum(value is None for table in tables for value in table.counts.values())
    click.echo(f"{len(tables)} tables hide {hidden} counts; none of them can be worked out.")


def _read_released(file: Path) -> PublishedTable:
    try:
        form = read_document(file, _ANY_FORM)["format"]
        document = read_document(file, read_schema(form.replace("/", "-")))
    except InputProblems as wrong:
        exit_with_problems(file, wrong.problems)
    last = {cell["cell"]: place for place, cell in enumerate(document["cells"])}
    if repeated := [place for place, cell in enumerate(document["cells"]) if last[cell["cell"]] != place]:
        text = "the same cell comes again below"
        exit_with_problems(file, [Problem(f"$.cells[{place}].cell", text) for place in repeated])
    return read_published(file.name, document)


def _read_table(file: Path) -> dict[str, int]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            return read_counts(text)
    except UnicodeDecodeError as error:
        raise WrongTable([("$", "the file is not UTF-8 text")]) from error
    except OSError as error:
        raise WrongTable([("$", f"cannot be read: {error.strerror}")]) from error
