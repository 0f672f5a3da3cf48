import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.exchange import schema_problems
from surveys.indicators.analyse_command import read_schema
from surveys.indicators.protect_command import audit_command, protect_command
from tests.unit.disclosure.tables import grid

COUNTS, EQUATIONS = grid([[38, 17], [7, 4], [30, 21]], ["a", "b", "c"], ["x", "y"])


def _files(folder: Path, table: str | bytes | None = None, **asked: Any) -> tuple[Path, Path, Path]:
    csv, spec, out = folder / "table.csv", folder / "spec.json", folder / "out.json"
    if table is None:
        table = "cell,value\n" + "".join(f"{cell},{count}\n" for cell, count in COUNTS.items())
    csv.write_bytes(table if isinstance(table, bytes) else table.encode())
    spec.write_text(json.dumps({"format": "protect-spec/1", "equations": EQUATIONS, **asked}))
    return csv, spec, out


def _protect(csv: Path, spec: Path, out: Path) -> Result:
    return CliRunner().invoke(protect_command, [str(csv), "--spec", str(spec), "--out", str(out)])


def _audit(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(audit_command, ["--releases", str(folder), *options])


def test_a_table_is_protected_and_the_answer_keeps_to_its_schema(tmp_path: Path) -> None:
    csv, spec, out = _files(tmp_path)
    assert _protect(csv, spec, out).exit_code == 0
    document = json.loads(out.read_text())
    assert schema_problems(document, read_schema("protection-1")) == []
    assert (document["status"], document["optimal"]) == ("protected", True)
    assert {cell["cell"] for cell in document["cells"]} == set(COUNTS)


def test_a_leaky_pattern_is_an_answer_and_not_a_failure(tmp_path: Path) -> None:
    csv, spec, out = _files(tmp_path, suppressed=["b|y"])
    assert _protect(csv, spec, out).exit_code == 0
    document = json.loads(out.read_text())
    assert document["status"] == "leaks"
    assert document["leaks"] == [{"cell": "b|y", "text": "can only be 4"}]


def test_a_table_that_cannot_be_protected_exits_with_three_and_says_why(tmp_path: Path) -> None:
    csv, spec, out = _files(tmp_path, keep=[cell for cell in COUNTS if cell != "b|y"])
    assert _protect(csv, spec, out).exit_code == 3
    assert json.loads(out.read_text())["leaks"] == [{"cell": "b|y", "text": "can only be 4"}]


def test_a_file_from_a_spreadsheet_with_a_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    table = "\ufeffvalue,cell\r\n" + "".join(f'{count}.0,"{cell}"\r\n' for cell, count in COUNTS.items())
    csv, spec, out = _files(tmp_path, table)
    assert _protect(csv, spec, out).exit_code == 0


@pytest.mark.parametrize(
    ("table", "where", "words"),
    [
        ("", "header", "must be cell,value, not empty"),
        ("cell,value\n", "$", "the table has no cells"),
        ("cell,count\na,1\n", "header", "must be cell,value, not cell,count"),
        ("cell,value,note\na,1,x\n", "header", "must be cell,value"),
        ("cell,value\na,-1\n", "line 2", "-1 is negative"),
        ("cell,value\na,1.5\n", "line 2", "1.5 is not a whole number"),
        ("cell,value\na,NaN\n", "line 2", "'NaN' is not a number"),
        ("cell,value\na,inf\n", "line 2", "'inf' is not a number"),
        ("cell,value\na,\n", "line 2", "'' is not a number"),
        ("cell,value\na,x\n", "line 2", "'x' is not a number"),
        ("cell,value\na,1_000\n", "line 2", "'1_000' is not a number"),
        ("cell,value\na,2e9\n", "line 2", "2e9 is larger than 1000000000"),
        ("cell,value\na,1\nb,2\na,3\n", "line 4", "the cell 'a' is given twice"),
        ("cell,value\n,3\n", "line 2", "the cell has no name"),
        ("cell,value\na,1,2\n", "line 2", "has 3 fields, the header has 2"),
        ('cell,value\n"a,1\n', "line 2", "not CSV"),
        (b"\xff\xfe\x00", "$", "the file is not UTF-8 text"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(
    tmp_path: Path, table: str | bytes, where: str, words: str
) -> None:
    csv, spec, out = _files(tmp_path, table)
    answer = _protect(csv, spec, out)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"{csv}: {where}: ")
    assert words in answer.stderr
    assert not out.exists()


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    csv, spec, out = _files(tmp_path, "cell,value\na,-1\nb,x\nb,2\n")
    assert len(_protect(csv, spec, out).stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("asked", "path", "words"),
    [
        ({"wished": 1}, "$", "'wished' was unexpected"),
        ({"threshold": -1}, "$.threshold", "less than the minimum"),
        ({"threshold": 2.5}, "$.threshold", "not of type 'integer'"),
        ({"zeros": "maybe"}, "$.zeros", "not one of"),
        ({"minimise": "cost"}, "$.minimise", "not one of"),
        ({"equations": [{"total": "a|T", "parts": []}]}, "$.equations[0].parts", "non-empty"),
        ({"equations": [{"total": "a|T", "parts": ["q"]}]}, "$.equations[0].parts[0]", "no cell 'q'"),
        ({"equations": [{"total": "a|T", "parts": ["a|x"]}]}, "$.equations[0]", "its parts make 38"),
        ({"keep": ["q"]}, "$.keep[0]", "no cell 'q'"),
    ],
)
def test_a_wrong_specification_is_named_with_its_path(
    tmp_path: Path, asked: dict[str, Any], path: str, words: str
) -> None:
    csv, spec, out = _files(tmp_path, **asked)
    answer = _protect(csv, spec, out)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"{spec}: {path}: ")
    assert words in answer.stderr


def test_missing_files_are_named(tmp_path: Path) -> None:
    csv, spec, out = _files(tmp_path)
    assert f"{tmp_path / 'no.csv'}: $: cannot be read" in _protect(tmp_path / "no.csv", spec, out).stderr
    assert f"{tmp_path / 'no.json'}: $: cannot be read" in _protect(csv, tmp_path / "no.json", out).stderr
    assert "cannot be written" in _protect(csv, spec, tmp_path / "no" / "out.json").stderr


def test_what_protect_writes_passes_the_audit(tmp_path: Path) -> None:
    csv, spec, _ = _files(tmp_path)
    releases = tmp_path / "releases"
    releases.mkdir()
    assert _protect(csv, spec, releases / "first.json").exit_code == 0
    answer = _audit(releases)
    assert answer.exit_code == 0
    assert answer.stdout == "1 tables hide 4 counts; none of them can be worked out.\n"


def test_a_leaky_release_is_listed_with_its_file_and_cell(tmp_path: Path) -> None:
    csv, spec, _ = _files(tmp_path, suppressed=["b|y"])
    releases = tmp_path / "releases"
    releases.mkdir()
    _protect(csv, spec, releases / "first.json")
    answer = _audit(releases)
    assert answer.exit_code == 1
    assert answer.stderr == f"{releases / 'first.json'}: b|y: can only be 4\n"


def _released(**changed: Any) -> dict[str, Any]:
    return {
        "format": "released-table/1",
        "as_of": "2024",
        "zeros": "secret",
        "cells": [{"cell": "n", "value": 30}, {"cell": "yes", "value": 28}],
        "equations": [{"total": "n", "parts": ["yes", "no"]}],
        **changed,
    }


def test_a_small_complement_that_nobody_listed_is_found(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(_released()))
    assert _audit(tmp_path).stderr == f"{tmp_path / 't.json'}: no: is shown nowhere and can only be 2\n"
    assert _audit(tmp_path, "--threshold", "2").exit_code == 0


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        (_released(format="other/1"), "$.format", "not one of"),
        (_released(zeros="maybe"), "$.zeros", "not one of"),
        (_released(cells=[{"cell": "n", "value": 1.5}]), "$.cells[0].value", "not of type"),
        (_released(cells=[{"cell": "n", "value": 8}] * 2), "$.cells[0].cell", "comes again"),
        (_released(note="x"), "$", "'note' was unexpected"),
    ],
)
def test_a_wrong_release_is_named_with_its_path(
    tmp_path: Path, document: dict[str, Any], path: str, words: str
) -> None:
    (tmp_path / "t.json").write_text(json.dumps(document))
    answer = _audit(tmp_path)
    assert answer.exit_code == 1
    assert answer.stderr.startswith(f"{tmp_path / 't.json'}: {path}: ")
    assert words in answer.stderr


def test_a_directory_without_tables_is_an_error(tmp_path: Path) -> None:
    assert "no *.json in it" in _audit(tmp_path).stderr
    assert "no such directory" in _audit(tmp_path / "missing").stderr
