"""The planner finds the best plan, proves it, and lists those that come after it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bench.rotation.maps import random_map
from tests.unit.rotation.problems import PUBLISHED, list_every_objective, slovenia, small_problems
from workshops.rotation import planner
from workshops.rotation.check import check_plan, measure_plan
from workshops.rotation.plan import PlanStatus, RotationPlan, relative_gap
from workshops.rotation.planner import NoPlanFound, plan_rotation
from workshops.rotation.problem import Assignment, Demand, Region, RotationProblem, Weights
from workshops.rotation.search import Watch


def groups_of(plan: RotationPlan) -> set[frozenset[str]]:
    """Return the codes of the regions that have primary in the same year."""
    years = {cell.year for cell in plan.assignments}
    return {
        frozenset(
            cell.region[-2:] for cell in plan.assignments if cell.level == "primary" and cell.year == year
        )
        for year in years
    }


@given(problem=small_problems())
@settings(max_examples=150, deadline=None)
def test_small_problems_have_the_best_plans_of_full_enumeration(problem: RotationProblem) -> None:
    objectives = list_every_objective(problem)

    plan = plan_rotation(replace(problem, alternatives=4))

    if not objectives:
        assert plan.status is PlanStatus.INFEASIBLE
        return
    plans = [plan, *plan.alternatives]
    assert [found.objective for found in plans] == pytest.approx(objectives[:5], abs=1e-9)
    assert {found.status for found in plans} == {PlanStatus.OPTIMAL}
    assert len({found.assignments for found in plans}) == len(plans)


@given(problem=small_problems())
@settings(max_examples=60, deadline=None)
def test_every_plan_keeps_the_rules_and_says_what_it_is_worth(problem: RotationProblem) -> None:
    plan = plan_rotation(replace(problem, alternatives=2))

    for found in (plan, *plan.alternatives)[: bool(plan.assignments) * 3]:
        measured = measure_plan(problem, found.assignments)
        assert check_plan(problem, found.assignments) == ()
        assert found.terms is not None
        assert found.deviations == pytest.approx(measured.deviations)
        assert (found.terms.cut, found.terms.changes) == (measured.cut, measured.changes)
        assert found.objective == pytest.approx(measured.objective)
        assert [load.classes for load in found.loads] == pytest.approx(
            [load.classes for load in measured.loads]
        )


@given(problem=small_problems(most_regions=3))
@settings(max_examples=40, deadline=None)
def test_the_integer_programme_alone_agrees_with_full_enumeration(problem: RotationProblem) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planner, "list_best_plans", lambda *_: None)
        patch.setattr(planner, "search_plans", lambda *_, **__: None)
        plan = plan_rotation(replace(problem, alternatives=3))

    objectives = list_every_objective(problem)
    plans = [plan, *plan.alternatives] if plan.assignments else []
    assert [found.objective for found in plans] == pytest.approx(objectives[:4], abs=1e-6)
    assert all(found.status is PlanStatus.OPTIMAL for found in plans)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"weights": Weights(balance=1.0, cut=0.02)},
        {"weights": Weights(balance=1.0, cut=0.3)},
        {"follow": None},
        {"contiguous": False},
        {"tolerance": 0.15, "weights": Weights(balance=0.0, cut=1.0)},
    ],
)
def test_twelve_regions_are_the_same_by_enumeration_and_by_the_integer_programme(
    changes: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = replace(slovenia(), **changes)  # type: ignore[arg-type]
    by_enumeration = plan_rotation(problem)
    monkeypatch.setattr(planner, "list_best_plans", lambda *_: None)

    by_programme = plan_rotation(problem)

    assert by_programme.status is by_enumeration.status is PlanStatus.OPTIMAL
    assert by_programme.objective == pytest.approx(by_enumeration.objective, abs=1e-6)


def test_the_best_connected_groups_of_the_twelve_regions() -> None:
    plan = plan_rotation(slovenia())

    assert groups_of(plan) == {
        frozenset({"31", "32", "33", "34"}),
        frozenset({"35", "36", "41"}),
        frozenset({"37", "38", "42", "43", "44"}),
    }
    assert plan.deviations == pytest.approx(
        {"primary": 0.11959, "secondary": 0.132, "all": 0.05762}, abs=5e-6
    )
    assert plan.gap == 0


def test_both_published_years_leave_nothing_to_choose() -> None:
    problem = replace(slovenia(), fixed=PUBLISHED, alternatives=5)

    plan = plan_rotation(problem)

    third = {(cell.level, cell.region[-2:]) for cell in plan.assignments if cell.year == "2025/26"}
    assert third == {("primary", code) for code in ("41", "42", "43", "35")} | {
        ("secondary", code) for code in ("31", "32", "33", "34")
    }
    assert plan.status is PlanStatus.OPTIMAL
    assert plan.alternatives == ()
    # What the published groups cost against the best connected ones: 0.31.
    assert plan.objective == pytest.approx(1.15207, abs=5e-6)


def test_without_connected_groups_the_years_are_almost_equal() -> None:
    plan = plan_rotation(replace(slovenia(), contiguous=False))

    assert plan.deviations is not None
    assert max(plan.deviations.values()) < 0.022


def test_years_turned_round_are_alternatives_of_the_same_worth() -> None:
    plan = plan_rotation(replace(slovenia(), alternatives=3))

    objectives = [other.objective for other in plan.alternatives]
    assert objectives[:2] == pytest.approx([plan.objective] * 2)
    assert objectives[2] is not None
    assert plan.objective is not None
    assert objectives[2] > plan.objective


def test_few_changes_against_the_previous_plan_are_a_wish() -> None:
    best = plan_rotation(slovenia())
    moved = (replace(best.assignments[0], year="2025/26"), *best.assignments[1:])

    plan = plan_rotation(replace(slovenia(), previous=moved, weights=Weights(balance=1.0, changes=1.0)))

    assert plan.terms is not None
    assert plan.terms.changes == 1
    assert plan.assignments == best.assignments


def test_a_fourth_year_and_a_third_level_are_only_more_of_the_same() -> None:
    problem = slovenia()
    regions = tuple(
        replace(region, demand={**region.demand, "adult": Demand(3.0)}) for region in problem.regions[:6]
    )
    codes = {region.code for region in regions}
    wider = replace(
        problem,
        years=("2023/24", "2024/25", "2025/26", "2026/27"),
        levels=("primary", "secondary", "adult"),
        regions=regions,
        adjacency=tuple(pair for pair in problem.adjacency if codes.issuperset(pair)),
        contiguous=False,
    )

    plan = plan_rotation(wider)

    assert plan.status is PlanStatus.OPTIMAL
    assert check_plan(wider, plan.assignments) == ()
    assert len(plan.loads) == 4 * 4


def test_one_region_and_one_year_are_enough() -> None:
    region = Region("R1", "R1", {"primary": Demand(4)})

    plan = plan_rotation(RotationProblem(("2023/24",), ("primary",), (region,), contiguous=True))

    assert plan.assignments == (Assignment("2023/24", "primary", "R1"),)
    assert (plan.objective, plan.bound, plan.gap) == (0, 0, 0)


def test_a_map_too_large_for_a_proof_says_so() -> None:
    problem = replace(random_map(50, seed=1), tolerance=0.05)

    plan = plan_rotation(problem)

    assert plan.status is PlanStatus.FEASIBLE
    assert (plan.bound, plan.gap) == (None, None)
    assert check_plan(problem, plan.assignments) == ()


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = replace(random_map(60, seed=2), alternatives=2)

    first, second = plan_rotation(problem), plan_rotation(problem)

    assert first == second


def test_a_run_that_is_stopped_keeps_its_best_plan() -> None:
    problem = random_map(100, seed=3)
    heard: list[float] = []

    plan = plan_rotation(problem, Watch(stop=lambda: bool(heard), report=heard.append))

    assert plan.status is PlanStatus.FEASIBLE
    assert plan.objective == heard[-1]
    assert check_plan(problem, plan.assignments) == ()


def test_a_run_without_time_says_that_it_found_nothing() -> None:
    problem = replace(random_map(50, seed=1), tolerance=0.02)

    with pytest.raises(NoPlanFound, match="none was proven to be impossible"):
        plan_rotation(problem, Watch(stop=lambda: True))


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [(3.0, 2.0, 0.5), (2.0, 2.0, 0.0), (0.0, 0.0, 0.0), (1.0, 0.0, None), (1.0, None, None)],
)
def test_the_gap_is_the_distance_to_the_bound(
    objective: float, bound: float | None, gap: float | None
) -> None:
    assert relative_gap(objective, bound) == gap
