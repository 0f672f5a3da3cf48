"""Runs specifications over small tables of answers, as the command does."""

from pathlib import Path
from typing import Any

from surveys.indicators.analysis import analyse, needs_answers, wanted_columns
from surveys.indicators.answer_table import read_answers

SCHOOLS = (Path(__file__).parent / "data" / "california_schools.csv").read_text(encoding="utf-8")


def analyse_text(text: str, *estimates: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Return the document that the estimates of a CSV text give."""
    spec = {"format": "analysis-spec/1", "estimates": list(estimates), **settings}
    wanted = dict.fromkeys(name for _, name in wanted_columns(spec))
    missing = settings.get("missing", ["", "NA"])
    table = read_answers(text.splitlines(keepends=True), wanted, missing) if needs_answers(spec) else None
    return analyse(spec, table)


def one(text: str, estimate: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Return the only result of one estimate, named by its kind."""
    [result] = analyse_text(text, {"id": "one", **estimate}, **settings)["results"]
    return dict(result)


def schools(estimate: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Return the only result over the Californian schools in their districts."""
    return one(SCHOOLS, estimate, cluster="district", **settings)
