from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.visits_scheduling.small_problems import best_cost, small_problem
from workshops.visits.answer import schedule_document
from workshops.visits.checker import check_schedule
from workshops.visits.outcome import Outcome
from workshops.visits.parsing import parse_problem
from workshops.visits.scheduler import schedule_visits


def solved(document: dict[str, Any], seconds: float = 10.0) -> tuple[Outcome, dict[str, Any]]:
    problem = parse_problem(document)
    outcome = schedule_visits(problem, time_left=lambda: seconds)
    left_out = [
        {"visit": visit}
        for visit, day in zip(problem.visits.ids, outcome.schedule.days, strict=True)
        if day < 0
    ]
    return outcome, schedule_document(problem, outcome, left_out, 0.0)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_schedule_of_a_random_problem_breaks_no_rule(seed: int) -> None:
    document = small_problem(seed, visits=9, people=3, days=5)

    _, schedule = solved(document)

    assert check_schedule(document, schedule).breaches == ()


@pytest.mark.parametrize("seed", range(40))
def test_a_small_problem_is_solved_as_well_as_by_trying_everything(seed: int) -> None:
    document = small_problem(seed)

    outcome, schedule = solved(document)

    assert outcome.cost == pytest.approx(best_cost(document))
    assert schedule["bound"] <= schedule["cost"]
