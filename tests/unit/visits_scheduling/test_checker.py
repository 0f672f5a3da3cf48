from copy import deepcopy
from typing import Any

import pytest

from tests.unit.visits_scheduling.small_problems import DAYS
from tests.unit.visits_scheduling.test_explain import roomy_problem
from tests.unit.visits_scheduling.test_scheduler import solved
from workshops.visits.checker import check_schedule


@pytest.fixture
def problem() -> dict[str, Any]:
    return roomy_problem(3)


@pytest.fixture
def schedule(problem: dict[str, Any]) -> dict[str, Any]:
    return solved(problem)[1]


def texts(problem: dict[str, Any], schedule: dict[str, Any]) -> str:
    return "\n".join(breach.text for breach in check_schedule(problem, schedule).breaches)


def row_of(schedule: dict[str, Any], visit: str) -> dict[str, str]:
    found: dict[str, str] = next(row for row in schedule["scheduled"] if row["visit"] == visit)
    return found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "2024-12-24"}, "cannot be held on 2024-12-24"),
        ({"facilitator": "F9"}, "facilitator F9 is not in the problem"),
        ({"visit": "V9"}, "visit V9 is not in the problem"),
        ({"start": "05:00"}, "not one of the slots"),
    ],
)
def test_a_row_that_cannot_be_is_found(
    problem: dict[str, Any], schedule: dict[str, Any], change: dict[str, str], words: str
) -> None:
    row_of(schedule, "V0").update(change)

    assert words in texts(problem, schedule)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("days", [], "is not available on"),
        ("levels", [], "does not serve the level"),
        ("languages", ["hu"], "does not speak sl"),
        ("max_minutes_one_way", -1, "minutes away from"),
        ("max_workshops_per_day", 0, "workshops on"),
        ("max_days", 0, "is out on"),
    ],
)
def test_a_facilitator_who_cannot_is_found(
    problem: dict[str, Any], schedule: dict[str, Any], field: str, value: object, words: str
) -> None:
    for person in problem["facilitators"]:
        person[field] = value

    assert words in texts(problem, schedule)


def test_two_visits_of_a_school_on_a_day_are_found(problem: dict[str, Any], schedule: dict[str, Any]) -> None:
    for visit in problem["visits"]:
        visit["school"] = "S"
    for row in schedule["scheduled"]:
        row["day"] = DAYS[0]

    assert "are both on" in texts(problem, schedule)


def test_a_facilitator_in_two_places_at_once_is_found(
    problem: dict[str, Any], schedule: dict[str, Any]
) -> None:
    for row in schedule["scheduled"]:
        row |= {"day": DAYS[0], "facilitator": "F0"}

    found = texts(problem, schedule)

    assert "cannot be at visit" in found
    assert "no order lets facilitator F0 hold all visits" in found


def test_a_visit_forgotten_or_listed_twice_is_found(
    problem: dict[str, Any], schedule: dict[str, Any]
) -> None:
    forgotten = deepcopy(schedule)
    forgotten["scheduled"] = [row for row in forgotten["scheduled"] if row["visit"] != "V0"]
    schedule["unscheduled"] = [{"visit": "V0"}]
    schedule["scheduled"].append(schedule["scheduled"][0])

    assert "visit V0 is neither scheduled nor listed" in texts(problem, forgotten)
    assert "is listed twice" in texts(problem, schedule)
    assert "is scheduled twice" in texts(problem, schedule)


def test_a_fixed_visit_elsewhere_or_left_out_is_found(
    problem: dict[str, Any], schedule: dict[str, Any]
) -> None:
    problem["visits"][0]["fixed"] = {"day": DAYS[0], "facilitator": "F0"}
    row_of(schedule, "V0").update({"facilitator": "F1"})
    left_out = deepcopy(schedule)
    left_out["scheduled"] = [row for row in left_out["scheduled"] if row["visit"] != "V0"]

    assert "visit V0 is fixed on" in texts(problem, schedule)
    assert "visit V0 is fixed and must be scheduled" in texts(problem, left_out)


@pytest.mark.parametrize("figure", ["cost", "gap"])
def test_a_wrong_figure_is_found(problem: dict[str, Any], schedule: dict[str, Any], figure: str) -> None:
    schedule[figure] += 1

    assert [breach.path for breach in check_schedule(problem, schedule).breaches] == [f"$.{figure}"]


def test_a_bound_above_the_cost_is_found(problem: dict[str, Any], schedule: dict[str, Any]) -> None:
    schedule["bound"] = schedule["cost"] + 1

    assert "is above the cost" in texts(problem, schedule)


@pytest.mark.parametrize(
    "term", ["unscheduled", "travel_minutes", "day_penalty", "second_facilitator", "far_apart", "moved"]
)
def test_a_wrong_term_is_found(problem: dict[str, Any], schedule: dict[str, Any], term: str) -> None:
    schedule["terms"][term] += 1

    assert [breach.path for breach in check_schedule(problem, schedule).breaches] == [f"$.terms.{term}"]


def test_a_detour_is_found(problem: dict[str, Any], schedule: dict[str, Any]) -> None:
    """A day in an order that can be held, but is not the cheapest."""
    for visit in problem["visits"]:
        visit |= {"workshops": 1, "slots": 6, "first_bell": "07:00"}
    for place, (x, y) in zip(
        problem["places"], [(0, 0), (50, 50), (99, 99), (10, 0), (20, 0), (30, 0)], strict=False
    ):
        place |= {"x": x, "y": y}
    starts = {"V0": "08:40", "V1": "07:00", "V2": "10:20"}
    schedule["scheduled"] = [
        {"visit": visit, "day": DAYS[0], "facilitator": "F0", "start": start}
        for visit, start in starts.items()
    ]

    assert "travels 104 minutes on 2024-09-16, 78 are enough" in texts(problem, schedule)
