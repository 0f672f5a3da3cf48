import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from core.exchange import schema_problems
from surveys.indicators.analyse_command import analyse_command, read_schema

SHARE = {"id": "share", "kind": "proportion", "column": "x", "yes": ["1"]}
ANSWERS = "school;x\n001;1\n001;0\n002;1\n"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(spec: Any, answers: str | bytes | None = ANSWERS) -> Result:
    Path("spec.json").write_text(spec if isinstance(spec, str) else json.dumps(spec), encoding="utf-8")
    given = []
    if answers is not None:
        Path("answers.csv").write_bytes(answers if isinstance(answers, bytes) else answers.encode())
        given = ["answers.csv"]
    return CliRunner().invoke(analyse_command, [*given, "--spec", "spec.json", "--out", "out.json"])


def spec(*estimates: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {"format": "analysis-spec/1", "estimates": list(estimates), **settings}


def test_the_estimates_are_written_as_their_schema_says() -> None:
    result = run(spec(SHARE, cluster="school"))

    document = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert not schema_problems(document, read_schema("estimates-1"))
    assert document["results"][0]["clusters"] == 2
    assert document["seconds"] > 0


def test_counts_need_no_file_of_answers() -> None:
    assert run(spec({"id": "c", "kind": "proportion", "counts": {"yes": 81, "n": 263}}), None).exit_code == 0


@pytest.mark.parametrize(
    ("document", "answers", "said"),
    [
        (
            spec(SHARE | {"column": "y"}),
            ANSWERS,
            "spec.json: $.estimates[0].column: the file of answers has no column 'y'",
        ),
        (spec(SHARE), None, "spec.json: $.estimates[0]: needs a file of answers"),
        (spec(SHARE), "x,x\n1,1\n", "answers.csv: header: the column 'x' occurs twice"),
        (spec(SHARE), "x,y\n1\n", "answers.csv: line 2: has 1 fields, the header has 2"),
        (spec(SHARE), b"x\n\xff\xfe\n", "answers.csv: $: the file is not UTF-8 text"),
        (
            spec(SHARE, weight="school"),
            ANSWERS.replace("001", "-1"),
            "answers.csv: line 2, column school: a weight",
        ),
        (spec(SHARE | {"colour": "red"}), ANSWERS, "spec.json: $.estimates[0]: Additional properties"),
        (spec(), ANSWERS, "spec.json: $.estimates: [] should be non-empty"),
        (spec(SHARE, interval="wald"), ANSWERS, "spec.json: $.interval: 'wald' is not one of"),
        (
            spec(SHARE, confidence=1),
            ANSWERS,
            "spec.json: $.confidence: 1 is greater than or equal to the maximum",
        ),
        ('{"format": "analysis-spec/1"', ANSWERS, "spec.json: $: not JSON"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_path(
    document: Any, answers: str | bytes | None, said: str
) -> None:
    result = run(document, answers)

    assert result.exit_code == 1
    assert said in result.stderr
    assert not Path("out.json").exists()


def test_a_file_that_does_not_exist_is_wrong_input() -> None:
    Path("spec.json").write_text(json.dumps(spec(SHARE)), encoding="utf-8")

    result = CliRunner().invoke(analyse_command, ["none.csv", "--spec", "spec.json", "--out", "out.json"])

    assert (result.exit_code, result.stderr) == (
        1,
        "none.csv: $: cannot be read: No such file or directory\n",
    )


def test_without_a_specification_the_call_is_wrong() -> None:
    assert CliRunner().invoke(analyse_command, ["answers.csv"]).exit_code == 2
