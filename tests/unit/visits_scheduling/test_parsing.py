from typing import Any

import pytest

from tests.unit.visits_scheduling.small_problems import DAYS, small_problem
from workshops.visits.parsing import WrongProblem, parse_problem


def faults_of(document: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(WrongProblem) as wrong:
        parse_problem(document)
    return {fault.path: fault.text for fault in wrong.value.faults}


def test_every_fault_is_told_at_once_with_its_path() -> None:
    document = small_problem(1)
    document["visits"][0]["place"] = "nowhere"
    document["visits"][1]["days"] = {"1999-01-01": 0}
    document["visits"][2]["days"] = {DAYS[0]: -4}
    document["visits"][3]["first_bell"] = "22:00"
    document["visits"][3]["fixed"] = {"day": "2030-01-01", "facilitator": "F9"}
    document["facilitators"][0]["days"] = [DAYS[0], DAYS[0]]
    document["facilitators"][1]["days"] = ["2030-01-01"]
    document["previous"] = [{"visit": "V7", "day": DAYS[0], "facilitator": "F0"}]

    assert faults_of(document) == {
        "$.facilitators[0].days[1]": f"{DAYS[0]!r} stands twice",
        "$.facilitators[1].days[0]": "'2030-01-01' is not one of the problem's days",
        "$.visits[0].place": "unknown place 'nowhere'",
        "$.visits[1].days['1999-01-01']": "is not one of the problem's days",
        f"$.visits[2].days[{DAYS[0]!r}]": "-4 is not a penalty: a number from 0 to 1000000",
        "$.visits[3].slots": "the last slot ends after midnight",
        "$.visits[3].fixed.day": "unknown day '2030-01-01'",
        "$.visits[3].fixed.facilitator": "unknown facilitator 'F9'",
        "$.previous[0].visit": "unknown visit 'V7'",
    }


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"days": ["2024-02-30"]}, "$.days[0]", "not a date"),
        ({"travel": {"method": "straight_line", "factor": 1, "kmh": 60}}, "$.places[0].lat", "is missing"),
        ({"travel": {"method": "table", "minutes": [[0]]}}, "$.travel.minutes", "has 1 rows for 6 places"),
        (
            {"travel": {"method": "table", "minutes": [[True] * 6] * 6}},
            "$.travel.minutes[0][0]",
            "not a number",
        ),
        ({"travel": {"method": "table", "minutes": [[0] * 5] * 6}}, "$.travel.minutes[0]", "5 numbers for 6"),
    ],
)
def test_a_fault_names_its_place(changes: dict[str, Any], path: str, words: str) -> None:
    assert words in faults_of(small_problem(1) | changes)[path]


@pytest.mark.parametrize("table", ["places", "facilitators", "visits"])
def test_an_id_stands_once(table: str) -> None:
    document = small_problem(1)
    document[table].append(document[table][0])
    number = len(document[table]) - 1

    assert "stands twice" in faults_of(document)[f"$.{table}[{number}].id"]


def test_a_penalty_must_be_a_number_and_truth_is_none() -> None:
    document = small_problem(1)
    document["visits"][0]["days"] = {DAYS[0]: True, DAYS[1]: "soon"}

    assert len(faults_of(document)) == 2
