"""`flask surveys analyse`: an analyst's own answers through the same estimates as the dashboard."""

import json
import time
from pathlib import Path
from typing import Any

import click

from core.exchange import InputProblems, Problem, exit_with_problems, read_document, write_document
from surveys.indicators import analysis
from surveys.indicators.answer_table import AnswerTable, WrongAnswers, read_answers
from surveys.indicators.survey import WrongSpecification

SCHEMAS = Path(__file__).parent / "schemas"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("analyse")
@click.argument("responses", type=_FILE, required=False)
@click.option("--spec", type=_FILE, required=True, help="What to estimate (analysis-spec/1).")
@click.option("--out", type=_FILE, required=True, help="Where the estimates go (estimates/1).")
def analyse_command(responses: Path | None, spec: Path, out: Path) -> None:
    """Estimate shares, means, gains and scales from RESPONSES, a CSV with one row a pupil."""
    started = time.perf_counter()
    try:
        document = read_document(spec, read_schema("analysis-spec-1"))
    except InputProblems as wrong:
        exit_with_problems(spec, wrong.problems)
    table = None
    try:
        if responses is not None and analysis.needs_answers(document):
            table = _read_responses(responses, document)
        estimates = analysis.analyse(document, table)
    except WrongAnswers as wrong:
        exit_with_problems(responses or spec, [Problem(*pair) for pair in wrong.problems])
    except WrongSpecification as wrong:
        exit_with_problems(spec, [Problem(*pair) for pair in wrong.problems])
    try:
        write_document(out, estimates | {"seconds": time.perf_counter() - started})
    except OSError as error:
        exit_with_problems(out, [Problem("$", f"cannot be written: {error.strerror}")])


def read_schema(name: str) -> dict[str, Any]:
    """Return a JSON schema of this slice."""
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def _read_responses(file: Path, spec: dict[str, Any]) -> AnswerTable:
    wanted = dict.fromkeys(name for _, name in analysis.wanted_columns(spec))
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_answers(lines, wanted, spec.get("missing", ["", "NA"]))
    except UnicodeDecodeError as error:
        raise WrongAnswers([("$", "the file is not UTF-8 text")]) from error
    except OSError as error:
        raise WrongAnswers([("$", f"cannot be read: {error.strerror}")]) from error
