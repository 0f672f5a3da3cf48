from typing import Any

import numpy as np
import pytest

from tests.unit.visits_scheduling.small_problems import DAYS, small_problem
from workshops.visits.contention import Contention
from workshops.visits.explain import explain
from workshops.visits.parsing import parse_problem
from workshops.visits.problem import VisitProblem
from workshops.visits.scheduler import schedule_visits


def roomy_problem(seed: int, visits: int = 8) -> dict[str, Any]:
    """Return a year in which everything can be held: everybody is there, every school is open."""
    document = small_problem(seed, visits=visits, people=3, days=6, previous=[])
    for person in document["facilitators"]:
        person |= {
            "levels": ["primary", "secondary"],
            "days": DAYS,
            "max_days": 6,
            "max_minutes_one_way": 500,
        }
        person["max_workshops_per_day"] = 4
    for visit in document["visits"]:
        visit |= {"days": dict.fromkeys(DAYS, 0), "slots": 6}
    return document


def plant_conflict(document: dict[str, Any], seed: int) -> frozenset[str]:
    """Let one visit more than a language's only facilitator has days ask for just those days."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 5))
    days = [str(day) for day in rng.choice(DAYS, size - 1, replace=False)]
    document["facilitators"][0]["languages"] = ["sl", "it"]
    members = document["visits"][:size]
    for number, visit in enumerate(members):
        # Three workshops each, so that no two of them fit one day.
        visit |= {"language": "it", "workshops": 3, "days": dict.fromkeys(days, 0), "school": f"P{number}"}
    return frozenset(visit["id"] for visit in members)


def can_all_be_held(problem: VisitProblem, visits: list[int]) -> bool:
    part = problem.part(np.array(visits, dtype=np.int64), np.arange(len(problem.facilitators)))
    return not Contention(part, lambda: 10.0).left_out(range(len(visits)))


@pytest.mark.parametrize("seed", range(50))
def test_a_planted_conflict_is_found_and_none_of_it_can_be_spared(seed: int) -> None:
    document = roomy_problem(seed)
    planted = plant_conflict(document, seed)
    problem = parse_problem(document)
    schedule = schedule_visits(problem, time_left=lambda: 10.0).schedule
    (left_out,) = np.flatnonzero(schedule.days < 0).tolist()

    found = explain(problem, schedule, left_out, time_left=lambda: 10.0)

    assert {problem.visits.ids[visit] for visit in found.conflict} == planted
    assert not can_all_be_held(problem, list(found.conflict))
    for spared in found.conflict:
        assert can_all_be_held(problem, [visit for visit in found.conflict if visit != spared])


def test_an_absence_that_the_conflict_rests_on_is_named() -> None:
    document = roomy_problem(1)
    plant_conflict(document, 1)
    document["facilitators"][1]["languages"] = ["sl", "it"]
    document["facilitators"][1]["days"] = [day for day in DAYS if day not in document["visits"][0]["days"]]
    problem = parse_problem(document)
    schedule = schedule_visits(problem, time_left=lambda: 10.0).schedule
    (left_out,) = np.flatnonzero(schedule.days < 0).tolist()

    found = explain(problem, schedule, left_out, time_left=lambda: 10.0)

    assert found.absences == (1,)
    assert "F1" in found.reason
    assert next(iter(document["visits"][0]["days"])) in found.reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"language": "hu"}, "speaks hu"),
        ({"level": "nursery"}, "no facilitator serves the level nursery"),
        ({"days": {}}, "no day on which it can be held"),
        ({"workshops": 6}, "may hold its 6 workshops on one day"),
        ({"workshops": 6, "slots": 5}, "needs 6 slots in a row, the school has 5"),
    ],
)
def test_what_makes_a_visit_impossible_by_itself_is_said(changes: dict[str, Any], words: str) -> None:
    document = roomy_problem(3)
    document["visits"][2] |= changes
    problem = parse_problem(document)
    schedule = schedule_visits(problem, time_left=lambda: 10.0).schedule

    found = explain(problem, schedule, 2, time_left=lambda: 10.0)

    assert found.conflict == (2,)
    assert words in found.reason


def test_a_school_out_of_everybodys_reach_is_told_how_far_it_is() -> None:
    document = roomy_problem(3)
    document["places"][-1] |= {"x": 900, "y": 900}
    problem = parse_problem(document)
    schedule = schedule_visits(problem, time_left=lambda: 10.0).schedule

    found = explain(problem, schedule, 7, time_left=lambda: 10.0)

    assert "minutes away with a limit of 500" in found.reason


def test_a_visit_that_is_too_dear_is_said_to_be_left_out_for_its_cost() -> None:
    document = roomy_problem(3)
    document["weights"]["unscheduled"] = 0
    problem = parse_problem(document)
    schedule = schedule_visits(problem, time_left=lambda: 10.0).schedule

    found = explain(problem, schedule, 0, time_left=lambda: 10.0)

    assert found.conflict == ()
    assert "cost more" in found.reason
