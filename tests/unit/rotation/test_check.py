"""The checker finds every rule that a plan breaks."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bench.rotation.maps import LEVELS, YEARS
from tests.unit.rotation.problems import slovenia
from workshops.rotation.check import check_plan, measure_plan
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import Assignment, RotationProblem, Weights

Plan = tuple[Assignment, ...]
GOOD = plan_rotation(slovenia()).assignments
FIRST = GOOD[0]


def rules_broken(problem: RotationProblem, plan: Plan) -> set[str]:
    return {breach.rule for breach in check_plan(problem, plan)}


def turn_on(plan: Plan, regions: set[str]) -> Plan:
    """Let some regions have both levels a year later."""
    return tuple(
        replace(cell, year=YEARS[(YEARS.index(cell.year) + 1) % 3]) if cell.region in regions else cell
        for cell in plan
    )


def test_a_good_plan_breaks_nothing() -> None:
    assert check_plan(slovenia(), GOOD) == ()


@pytest.mark.parametrize(
    ("spoil", "rules"),
    [
        (lambda plan: plan[1:], {"once"}),
        (lambda plan: (*plan, replace(plan[0], year=YEARS[1])), {"once", "one_level_a_year", "follow"}),
        (lambda plan: (*plan, plan[0]), {"once", "one_level_a_year"}),
        (lambda plan: (replace(plan[0], year="2030/31"), *plan[1:]), {"known"}),
        (lambda plan: (replace(plan[0], region="SI099"), *plan[1:]), {"known"}),
        (lambda plan: turn_on(plan, {"SI044"}), {"contiguous"}),
    ],
)
def test_a_spoiled_plan_breaks_a_rule(spoil: Callable[[Plan], Plan], rules: set[str]) -> None:
    assert rules <= rules_broken(slovenia(), spoil(GOOD))


def test_fixed_cells_must_stand_and_forbidden_ones_must_not() -> None:
    elsewhere = replace(FIRST, year=YEARS[1])

    assert rules_broken(replace(slovenia(), fixed=(elsewhere,)), GOOD) == {"fixed"}
    assert rules_broken(replace(slovenia(), forbidden=(FIRST,)), GOOD) == {"forbidden"}


def test_a_load_at_the_tolerance_is_allowed_and_one_above_it_is_not() -> None:
    worst = max(measure_plan(slovenia(), GOOD).deviations.values())

    assert rules_broken(replace(slovenia(), tolerance=worst), GOOD) == set()
    assert rules_broken(replace(slovenia(), tolerance=worst - 1e-6), GOOD) == {"tolerance"}


def test_terms_are_what_their_definition_says() -> None:
    previous = (replace(FIRST, year=YEARS[1]), GOOD[1])
    weights = Weights(balance=2.0, cut=0.5, changes=0.25)

    measured = measure_plan(replace(slovenia(), previous=previous, weights=weights), GOOD)

    # By hand: the connected groups have 724, 626 and 590 primary, 278, 255 and 217 secondary class groups.
    assert measured.deviations["primary"] == pytest.approx(724 * 3 / 1940 - 1)
    assert measured.deviations["secondary"] == pytest.approx(1 - 217 * 3 / 750)
    assert measured.changes == 1
    assert measured.cut == 10
    assert measured.objective == pytest.approx(2 * measured.balance + 0.5 * 10 + 0.25)
    assert sum(load.classes for load in measured.loads if load.level in LEVELS) == 1940 + 750
    assert sum(load.pupils for load in measured.loads if load.level == "all") == 40741 + 19367
