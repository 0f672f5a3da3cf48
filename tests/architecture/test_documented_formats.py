"""The examples of docs/formats.md are what the commands really take."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = [
    json.loads(block)
    for block in re.findall(r"```json\n(.*?)```", (ROOT / "docs/formats.md").read_text("utf-8"), re.DOTALL)
]
TABLE = "cell,value\nT,30\na,3\nb,12\nc,15\n"
COMMANDS = {
    "rotation-problem/1": ["rotation", "plan", "--problem"],
    "coverage-problem/1": ["rotation", "coverage", "--problem"],
    "visit-problem/1": ["visits", "schedule", "--problem"],
    "analysis-spec/1": ["surveys", "analyse", "--spec"],
    "protect-spec/1": ["surveys", "protect", "table.csv", "--spec"],
}


def test_every_format_has_an_example() -> None:
    assert {example["format"] for example in EXAMPLES} == set(COMMANDS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["format"].split("/")[0])
def test_the_example_of_the_document_runs(example: dict[str, object], app: Flask, tmp_path: Path) -> None:
    given, out, table = tmp_path / "in.json", tmp_path / "out.json", tmp_path / "table.csv"
    given.write_text(json.dumps(example), encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    words = [str(table) if word == "table.csv" else word for word in COMMANDS[str(example["format"])]]
    result = app.test_cli_runner().invoke(args=[*words, str(given), "--out", str(out)])
    assert result.exit_code == 0, result.output
    document = json.loads(out.read_text(encoding="utf-8"))
    assert "seconds" in document
