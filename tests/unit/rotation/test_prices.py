"""What a cell costs, and what the next cycle costs when every region waits alike."""

from dataclasses import replace

import pytest

from bench.rotation.maps import YEARS
from tests.unit.rotation.problems import slovenia
from workshops.rotation.check import check_plan
from workshops.rotation.plan import PlanStatus
from workshops.rotation.planner import plan_rotation
from workshops.rotation.prices import compare_plans, force_cells, plan_next_cycle
from workshops.rotation.problem import Assignment, Demand, InvalidProblem, RotationProblem

NEXT_YEARS = ("2026/27", "2027/28", "2028/29")
LAST = plan_rotation(slovenia())


def next_cycle() -> RotationProblem:
    return replace(slovenia(), years=NEXT_YEARS)


def test_the_price_of_a_cell_is_what_the_plan_with_it_costs_more() -> None:
    expected = Assignment(YEARS[0], "primary", "SI036")
    together = Assignment(YEARS[0], "primary", "SI037")

    answer = force_cells(slovenia(), [expected, together], LAST)

    assert {expected, together} <= set(answer.plan.assignments)
    assert answer.price is not None
    assert answer.price.objective > 0
    assert LAST.objective is not None
    assert answer.plan.objective == pytest.approx(LAST.objective + answer.price.objective)


def test_a_cell_that_cannot_be_has_no_price_but_a_reason() -> None:
    cells = [Assignment(YEARS[0], level, "SI036") for level in ("primary", "secondary")]

    answer = force_cells(slovenia(), cells, LAST)

    assert answer.price is None
    assert len(answer.plan.conflict) == 2


def test_with_the_same_demand_the_next_cycle_repeats_the_last_one_for_nothing() -> None:
    answer = plan_next_cycle(next_cycle(), LAST.assignments)

    later = dict(zip(YEARS, NEXT_YEARS, strict=True))
    assert set(answer.plan.assignments) == {replace(cell, year=later[cell.year]) for cell in LAST.assignments}
    assert (answer.shifts, answer.conflict) == ((), ())
    assert answer.price is not None
    assert answer.price.objective == pytest.approx(0)


def test_waiting_has_a_price_when_the_demand_has_changed() -> None:
    problem = next_cycle()
    grown = replace(problem.regions[0], demand={"primary": Demand(400), "secondary": Demand(37)})

    answer = plan_next_cycle(replace(problem, regions=(grown, *problem.regions[1:])), LAST.assignments)

    assert answer.shifts == ()
    assert answer.price is not None
    assert answer.price.objective > 0.1


def test_where_waiting_is_impossible_as_few_as_possible_are_shifted() -> None:
    kept = next(cell for cell in LAST.assignments if cell.region == "SI036" and cell.level == "primary")
    due = replace(kept, year=NEXT_YEARS[YEARS.index(kept.year)])
    problem = replace(next_cycle(), forbidden=(due,), contiguous=False)

    exact = plan_next_cycle(problem, LAST.assignments)
    shifted = plan_next_cycle(problem, LAST.assignments, most_shift=2)

    assert exact.plan.status is PlanStatus.INFEASIBLE
    assert {demand.text for demand in exact.conflict} == {
        f"Posavska must have primary in {due.year}.",
        f"Posavska must not have primary in {due.year}.",
    }
    assert shifted.conflict == exact.conflict
    assert check_plan(problem, shifted.plan.assignments) == ()
    # Its two levels go together; nothing else moves.
    assert {shift.cell.region for shift in shifted.shifts} == {"SI036"}
    assert [shift.waits != 3 for shift in shifted.shifts] == [True, True]
    assert compare_plans(shifted.plan, plan_rotation(problem)) == shifted.price


def test_a_shift_may_be_limited_to_a_year() -> None:
    kept = [cell for cell in LAST.assignments if cell.region == "SI036"]
    blocked = tuple(replace(cell, year=NEXT_YEARS[YEARS.index(cell.year)]) for cell in kept)
    problem = replace(next_cycle(), forbidden=blocked, follow=None, contiguous=False)

    answer = plan_next_cycle(problem, LAST.assignments, most_shift=1)

    assert {abs(shift.waits - 3) for shift in answer.shifts} == {1}


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        (Assignment("2022/23", "primary", "SI036"), "$.last[0].year"),
        (Assignment("sometime", "primary", "SI036"), "$.last[0].year"),
        (Assignment("2023/24", "primary", "SI099"), "$.last[0]"),
    ],
)
def test_a_last_cycle_that_does_not_fit_is_an_error_with_its_path(cell: Assignment, path: str) -> None:
    with pytest.raises(InvalidProblem) as wrong:
        plan_next_cycle(next_cycle(), [cell])

    assert [flaw.path for flaw in wrong.value.flaws] == [path]
