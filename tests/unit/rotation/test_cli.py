"""The commands answer in documents that their schemas accept, and name what is wrong with theirs."""

import json
import math
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bench.rotation.maps import YEARS, random_map
from tests.unit.rotation.problems import PUBLISHED, as_document, slovenia
from workshops.rotation import cli as commands
from workshops.rotation.check import check_plan
from workshops.rotation.plan import RotationPlan
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import Assignment, RotationProblem, parse_problem
from workshops.rotation.search import Watch

SCHEMAS = Path(commands.__file__).parent / "schemas"
COVERAGE = {
    "format": "coverage-problem/1",
    "years": list(YEARS),
    "assignments": [vars(cell) for cell in PUBLISHED],
    "target_grades": {"primary": [8, 9], "secondary": [2]},
    "last_primary_grade": 9,
    "cycles": 2,
}


def run(folder: Path, command: str, document: object, *options: str) -> Result:
    file = folder / "problem.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    arguments = [command, "--problem", str(file), "--out", str(folder / "out.json"), *options]
    return CliRunner().invoke(commands.cli, arguments)


def answer_of(folder: Path, schema: str) -> dict[str, Any]:
    """Return the answer after its schema has accepted it."""
    answer: dict[str, Any] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    rules = json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(rules).iter_errors(answer))
    return answer


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.json")), ids=lambda file: file.stem)
def test_schemas_are_schemas(schema: Path) -> None:
    Draft202012Validator.check_schema(json.loads(schema.read_text(encoding="utf-8")))


def test_plan_writes_the_plan_with_its_proof(tmp_path: Path) -> None:
    result = run(tmp_path, "plan", as_document(slovenia()), "--alternatives", "2")

    answer = answer_of(tmp_path, "rotation-plan")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (answer["status"], answer["gap"]) == ("optimal", 0)
    assert answer["deviations"]["secondary"] == pytest.approx(0.132)
    assert len(answer["alternatives"]) == 2
    assert len(answer["loads"]) == 9
    cells = [Assignment(**cell) for cell in answer["assignments"]]
    assert check_plan(slovenia(), cells) == ()


def test_an_option_wins_over_the_file(tmp_path: Path) -> None:
    run(tmp_path, "plan", as_document(slovenia()) | {"alternatives": 5}, "--alternatives", "1")

    assert len(answer_of(tmp_path, "rotation-plan")["alternatives"]) == 1


def test_plan_explains_what_is_impossible_with_status_3(tmp_path: Path) -> None:
    result = run(tmp_path, "plan", as_document(replace(slovenia(), tolerance=0.05)))

    answer = answer_of(tmp_path, "rotation-plan")
    assert result.exit_code == 3
    assert "- The regions of one year are connected" in result.stderr
    assert answer["status"] == "infeasible"
    assert [member["rule"] for member in answer["conflict"]] == ["contiguous", "tolerance"]
    assert answer["conflict_minimal"]


def test_the_bar_shows_the_best_value_when_asked(tmp_path: Path) -> None:
    result = run(tmp_path, "plan", as_document(slovenia()), "--progress")

    assert "of 30 s" in result.stderr
    assert "best 0.309208" in result.stderr


def test_interrupting_keeps_the_best_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = replace(random_map(100, seed=1), tolerance=None)
    before = signal.getsignal(signal.SIGINT)

    def plan_interrupted(problem: RotationProblem, watch: Watch) -> RotationPlan:
        signal.raise_signal(signal.SIGINT)
        return plan_rotation(problem, watch)

    monkeypatch.setattr(commands, "plan_rotation", plan_interrupted)
    result = run(tmp_path, "plan", as_document(problem))

    answer = answer_of(tmp_path, "rotation-plan")
    assert (result.exit_code, answer["status"]) == (0, "feasible")
    assert check_plan(problem, [Assignment(**cell) for cell in answer["assignments"]]) == ()
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupting_twice_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plan_interrupted(_problem: RotationProblem, _watch: Watch) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(commands, "plan_rotation", plan_interrupted)
    result = run(tmp_path, "plan", as_document(slovenia()))

    assert result.exit_code == 1
    assert not (tmp_path / "out.json").exists()


def test_coverage_follows_the_cohorts(tmp_path: Path) -> None:
    result = run(tmp_path, "coverage", COVERAGE)

    answer = answer_of(tmp_path, "coverage")
    assert result.exit_code == 0
    assert {"region": "SI036", "once": 3, "twice_or_more": 0, "never": 0} in answer["summary"]
    assert {"region": "SI041", "once": 1, "twice_or_more": 0, "never": 2} in answer["summary"]


def spoil(document: dict[str, Any], path: list[str | int], value: object) -> dict[str, Any]:
    """Return a copy of a document with one value in it changed."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    place: Any = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copy


CELL = {"year": YEARS[0], "level": "primary", "region": "SI036"}


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (["format"], "rotation-problem/2", "$.format: "),
        (["colour"], "red", "$: Additional properties"),
        (["years"], [], "$.years: "),
        (["years"], ["2023/24", "2023/24"], "$.years[1]: '2023/24' is given twice"),
        (["years"], ["2023/24"], "$.levels: there are more levels than years"),
        (["levels"], ["primary", "all"], "$.levels[1]: 'all' means all levels together"),
        (["regions"], [], "$.regions: "),
        (["regions", 1, "code"], "SI031", "$.regions[1].code: 'SI031' is given twice"),
        (["regions", 0, "colour"], "red", "$.regions[0]: Additional properties"),
        (["regions", 0, "demand"], {}, "$.regions[0].demand: SI031 has no demand for the level 'primary'"),
        (["regions", 0, "demand", "adult"], {"classes": 3}, "$.regions[0].demand.adult: unknown level"),
        (
            ["regions", 0, "demand", "primary", "classes"],
            -1,
            "$.regions[0].demand.primary.classes: -1 is less",
        ),
        (
            ["regions", 0, "demand", "primary", "classes"],
            "9",
            "$.regions[0].demand.primary.classes: '9' is not",
        ),
        (["regions", 0, "demand", "primary", "classes"], 10**400, "$.regions[0].demand.primary.classes: "),
        (["regions", 0, "lat"], 91, "$.regions[0].lat: 91 is greater"),
        (["adjacency", 3], ["SI031", "SI099"], "$.adjacency[3][1]: unknown region 'SI099'"),
        (["adjacency", 3], ["SI031", "SI031"], "$.adjacency[3]: 'SI031' cannot be its own neighbour"),
        (["adjacency", 3], ["SI032", "SI031"], "$.adjacency[3]: the pair is given before, at $.adjacency[0]"),
        (["fixed"], [CELL | {"year": "2030/31"}], "$.fixed[0].year: unknown year '2030/31'"),
        (["fixed"], [CELL | {"level": "adult"}], "$.fixed[0].level: unknown level 'adult'"),
        (["forbidden"], [CELL | {"region": "SI099"}], "$.forbidden[0].region: unknown region 'SI099'"),
        (
            ["previous"],
            [CELL, CELL | {"year": YEARS[1]}],
            "$.previous[1]: SI036 has primary in several years",
        ),
        (["follow", "after"], "adult", "$.follow.after: unknown level 'adult'"),
        (["follow", "after"], "secondary", "$.follow: a level cannot follow itself"),
        (["tolerance"], -0.1, "$.tolerance: -0.1 is less"),
        (["weights", "cut"], -1, "$.weights.cut: -1 is less"),
        (["weights", "speed"], 1, "$.weights: Additional properties"),
        (["time_limit"], 0, "$.time_limit: 0 is less"),
        (["alternatives"], 1.5, "$.alternatives: 1.5 is not of type 'integer'"),
        (["random_seed"], -1, "$.random_seed: -1 is less"),
    ],
)
def test_wrong_input_is_named_with_its_path(
    tmp_path: Path, path: list[str | int], value: object, problem: str
) -> None:
    result = run(tmp_path, "plan", spoil(as_document(slovenia()), path, value))

    assert result.exit_code == 1
    assert f"problem.json: {problem}" in result.stderr
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"format": NaN}', "\x00", '{"format": "rotation-problem/1", "format": 1}', "[" * 10**5],
)
def test_what_is_not_a_document_is_refused(tmp_path: Path, text: str) -> None:
    for command in ("plan", "coverage"):
        result = run(tmp_path, command, text)

        assert result.exit_code == 1
        assert result.stderr.startswith(f"{tmp_path / 'problem.json'}: $")


def test_a_region_without_any_classes_is_refused(tmp_path: Path) -> None:
    empty = {"primary": {"classes": 0}, "secondary": {"classes": 0}}

    result = run(tmp_path, "plan", spoil(as_document(slovenia()), ["regions", 2, "demand"], empty))

    assert "$.regions[2].demand: SI033 has no classes at any level" in result.stderr


def test_ten_thousand_regions_are_refused_at_once(tmp_path: Path) -> None:
    demand = {"primary": {"classes": 1}, "secondary": {"classes": 1}}
    regions = [{"code": f"R{place}", "demand": demand} for place in range(10_000)]

    result = run(tmp_path, "plan", as_document(slovenia()) | {"regions": regions, "adjacency": []})

    assert result.exit_code == 1
    assert "$.regions: 10000 regions; the planner takes 5000 at most" in result.stderr


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    document = spoil(as_document(slovenia()), ["adjacency", 0], ["SI031", "SI099"])

    result = run(tmp_path, "plan", spoil(document, ["follow", "after"], "adult"))

    assert len(result.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--time-limit", "nan"),
        ("--time-limit", "0"),
        ("--alternatives", "-1"),
        ("--colour", "red"),
        ("--out", "/no/such/folder/out.json"),
    ],
)
def test_a_wrong_call_has_status_2(tmp_path: Path, options: tuple[str, str]) -> None:
    assert run(tmp_path, "plan", as_document(slovenia()), *options).exit_code == 2


def test_too_little_time_is_told_apart_from_impossible(tmp_path: Path) -> None:
    problem = replace(random_map(2_000, seed=1), tolerance=0.0001)

    result = run(tmp_path, "plan", as_document(problem), "--time-limit", "0.01")

    assert result.exit_code == 1
    assert "$.time_limit: in this time no plan was found" in result.stderr


def test_a_wrong_coverage_problem_is_named_with_its_path(tmp_path: Path) -> None:
    result = run(tmp_path, "coverage", COVERAGE | {"years": ["2023/24", "2023/24"]})

    assert result.exit_code == 1
    assert "problem.json: $.years[1]: 2023/24 is not the year after 2023/24" in result.stderr


def test_a_document_says_no_more_and_no_less_than_the_problem() -> None:
    problem = replace(slovenia(), fixed=PUBLISHED, tolerance=0.5, previous=PUBLISHED[:2])

    assert parse_problem(as_document(problem)) == problem


def test_numbers_are_not_rounded(tmp_path: Path) -> None:
    run(tmp_path, "plan", as_document(slovenia()))

    answer = answer_of(tmp_path, "rotation-plan")
    assert answer["objective"] == plan_rotation(slovenia()).objective
    assert math.isfinite(answer["seconds"])
