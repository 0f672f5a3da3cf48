import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.unit.visits_scheduling.small_problems import DAYS
from tests.unit.visits_scheduling.test_explain import plant_conflict, roomy_problem
from workshops.visits.cli import cli


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, name: str, document: object) -> str:
    (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return str(folder / name)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def schedule(folder: Path, document: dict[str, Any], *options: str) -> tuple[Result, dict[str, Any]]:
    problem, out = write(folder, "problem.json", document), str(folder / "schedule.json")
    result = run("schedule", "--problem", problem, "--out", out, *options)
    answer = Path(out)
    return result, json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else {}


def test_a_schedule_is_written_and_passes_the_check(folder: Path) -> None:
    result, answer = schedule(folder, roomy_problem(1))
    checked = run(
        "check", "--problem", str(folder / "problem.json"), "--schedule", str(folder / "schedule.json")
    )

    assert (result.exit_code, checked.exit_code) == (0, 0)
    assert answer["format"] == "visit-schedule/1"
    assert answer["gap"] == pytest.approx((answer["cost"] - answer["bound"]) / answer["bound"])
    assert "No rule is broken" in checked.stdout


def test_what_is_left_out_is_explained_with_its_ways_out(folder: Path) -> None:
    document = roomy_problem(1)
    planted = plant_conflict(document, 1)

    _, answer = schedule(folder, document)

    (row,) = answer["unscheduled"]
    assert set(row["conflict"]) == planted
    assert row["visit"] in row["reason"]
    assert row["ways_out"]


def test_the_check_names_each_broken_rule_with_file_and_path(folder: Path) -> None:
    _, answer = schedule(folder, roomy_problem(1))
    answer["scheduled"][0]["day"] = "2030-01-01"
    broken = write(folder, "broken.json", answer)

    checked = run("check", "--problem", str(folder / "problem.json"), "--schedule", broken)

    assert checked.exit_code == 1
    assert f"{broken}: $.scheduled[0]: visit" in checked.stderr


def test_a_wrong_problem_is_told_with_its_paths_and_nothing_is_written(folder: Path) -> None:
    document = roomy_problem(1)
    document["visits"][0]["place"] = "nowhere"
    document["visits"][1]["days"] = {"1999-01-01": 0}

    result, answer = schedule(folder, document)

    problem = folder / "problem.json"
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        f"{problem}: $.visits[0].place: unknown place 'nowhere'",
        f"{problem}: $.visits[1].days['1999-01-01']: is not one of the problem's days",
    ]
    assert answer == {}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"slots": 0}, "$.visits[0].slots"),
        ({"workshops": 0}, "$.visits[0].workshops"),
        ({"colour": 1}, "$.visits[0]"),
    ],
)
def test_what_the_schema_refuses_is_told_with_its_path(
    folder: Path, changes: dict[str, int], path: str
) -> None:
    document = roomy_problem(1)
    document["visits"][0] |= changes

    result, _ = schedule(folder, document)

    assert result.exit_code == 1
    assert f"{path}:" in result.stderr


def test_fixed_visits_that_conflict_leave_with_status_three_and_say_why(folder: Path) -> None:
    document = roomy_problem(1)
    for visit in document["visits"][:2]:
        visit |= {"fixed": {"day": DAYS[0], "facilitator": "F0"}, "workshops": 3}

    result, answer = schedule(folder, document)

    assert result.exit_code == 3
    assert answer["status"] == "infeasible"
    assert answer["unscheduled"][0]["conflict"] == ["V0", "V1"]


def test_a_thousand_visits_without_any_facilitator_is_answered_and_proven(folder: Path) -> None:
    document = roomy_problem(1)
    document["visits"] = [{**document["visits"][0], "id": f"V{number}"} for number in range(1000)]
    document["facilitators"] = []

    result, answer = schedule(folder, document, "--time-limit", "2")

    assert result.exit_code == 0
    assert (answer["status"], answer["gap"]) == ("optimal", 0.0)
    assert "there are no facilitators" in answer["unscheduled"][-1]["reason"]


def test_the_schedule_before_makes_changes_cost(folder: Path) -> None:
    document = roomy_problem(1)
    _, before = schedule(folder, document)
    document["facilitators"][0]["days"] = DAYS[1:]
    previous = write(folder, "before.json", before)

    _, after = schedule(folder, document, "--previous", previous)

    was = {row["visit"]: (row["day"], row["facilitator"]) for row in before["scheduled"]}
    now = {row["visit"]: (row["day"], row["facilitator"]) for row in after["scheduled"]}
    assert after["terms"]["moved"] == sum(now[visit] != was[visit] for visit in now)
    assert 0 < after["terms"]["moved"] < len(now)


def test_the_same_problem_gives_the_same_schedule(folder: Path) -> None:
    _, first = schedule(folder, roomy_problem(6))
    _, second = schedule(folder, roomy_problem(6))

    assert first["scheduled"] == second["scheduled"]
