from typing import Any

import pytest

from tests.unit.visits_scheduling.small_problems import DAYS
from tests.unit.visits_scheduling.test_explain import roomy_problem
from tests.unit.visits_scheduling.test_scheduler import solved
from workshops.visits.checker import check_schedule
from workshops.visits.fixed import fixed_conflict
from workshops.visits.parsing import parse_problem


def fixed(document: dict[str, Any], visits: dict[int, tuple[str, str]]) -> dict[str, Any]:
    for visit, (day, person) in visits.items():
        document["visits"][visit]["fixed"] = {"day": day, "facilitator": person}
    return document


def conflict_of(document: dict[str, Any]) -> tuple[tuple[int, ...], str]:
    found = fixed_conflict(parse_problem(document))
    assert found is not None
    return found.visits, found.reason


@pytest.mark.parametrize("seed", range(10))
def test_what_is_fixed_stays_and_the_rest_is_planned_around_it(seed: int) -> None:
    document = fixed(roomy_problem(seed), {0: (DAYS[2], "F1"), 3: (DAYS[2], "F2"), 5: (DAYS[0], "F1")})

    outcome, schedule = solved(document)

    assert fixed_conflict(parse_problem(document)) is None
    assert check_schedule(document, schedule).breaches == ()
    assert outcome.terms.unscheduled == 0


def test_two_fixed_on_one_day_are_held_together() -> None:
    document = roomy_problem(2)
    for visit in (0, 1):
        document["visits"][visit] |= {"workshops": 1, "school": f"A{visit}"}
    fixed(document, {0: (DAYS[1], "F0"), 1: (DAYS[1], "F0")})

    _, schedule = solved(document)

    assert check_schedule(document, schedule).breaches == ()


def test_three_that_do_not_fit_a_day_name_those_that_conflict() -> None:
    document = roomy_problem(1)
    for visit, workshops in enumerate((1, 3, 3)):
        document["visits"][visit] |= {"workshops": workshops, "school": f"A{visit}"}
    fixed(document, dict.fromkeys(range(3), (DAYS[0], "F0")))

    visits, reason = conflict_of(document)

    assert visits == (1, 2)
    assert DAYS[0] in reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": {DAYS[1]: 0}}, "a day on which it cannot be held"),
        ({"level": "nursery"}, "cannot hold it"),
    ],
)
def test_a_visit_fixed_where_it_cannot_be_says_why(changes: dict[str, Any], words: str) -> None:
    document = fixed(roomy_problem(1), {0: (DAYS[0], "F0")})
    document["visits"][0] |= changes

    visits, reason = conflict_of(document)

    assert visits == (0,)
    assert words in reason


def test_a_facilitator_who_is_away_is_named() -> None:
    document = fixed(roomy_problem(1), {0: (DAYS[0], "F0")})
    document["facilitators"][0]["days"] = DAYS[1:]

    assert "F0, who is not available" in conflict_of(document)[1]


def test_two_visits_of_a_school_fixed_on_one_day_conflict() -> None:
    document = fixed(roomy_problem(1), {0: (DAYS[0], "F0"), 1: (DAYS[0], "F1")})
    document["visits"][1]["school"] = document["visits"][0]["school"]

    assert conflict_of(document)[0] == (0, 1)


def test_more_fixed_days_than_a_facilitator_may_be_out_conflict() -> None:
    document = fixed(roomy_problem(1), {number: (DAYS[number], "F0") for number in range(3)})
    document["facilitators"][0]["max_days"] = 2

    visits, reason = conflict_of(document)

    assert visits == (0, 1, 2)
    assert "2 days at most" in reason
