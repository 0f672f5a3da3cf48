"""What cannot be planned is explained by demands of which every one is needed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bench.rotation.maps import YEARS, random_map
from tests.unit.rotation.problems import FOLLOW, PUBLISHED, list_every_objective, slovenia, small_problems
from workshops.rotation.explain import explain_conflict
from workshops.rotation.plan import CellDemand, PlanStatus, RotationPlan, RotationRule, RuleDemand
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import Assignment, Follow, RotationProblem
from workshops.rotation.search import Watch


def only(problem: RotationProblem, conflict: tuple[CellDemand | RuleDemand, ...]) -> RotationProblem:
    """Return the problem with nothing demanded but the members of a conflict."""
    rules = {member.rule for member in conflict if isinstance(member, RuleDemand)}
    cells = [member for member in conflict if isinstance(member, CellDemand)]
    return replace(
        problem,
        fixed=tuple(member.cell for member in cells if member.kind == "fixed"),
        forbidden=tuple(member.cell for member in cells if member.kind == "forbidden"),
        follow=problem.follow if RotationRule.FOLLOW in rules else None,
        contiguous=RotationRule.CONTIGUOUS in rules,
        tolerance=problem.tolerance if RotationRule.TOLERANCE in rules else None,
    )


def rules_of(plan: RotationPlan) -> list[str]:
    return [member.rule.value if isinstance(member, RuleDemand) else member.kind for member in plan.conflict]


@given(problem=small_problems())
@settings(max_examples=200, deadline=None)
def test_a_conflict_holds_and_without_any_member_there_is_a_plan(problem: RotationProblem) -> None:
    plan = plan_rotation(problem)

    if plan.status is PlanStatus.INFEASIBLE:
        assert plan.conflict_minimal
        assert not list_every_objective(only(problem, plan.conflict))
        for member in plan.conflict:
            others = tuple(other for other in plan.conflict if other != member)
            assert list_every_objective(only(problem, others))


def test_two_fixed_years_for_one_level_of_a_region_contradict_each_other() -> None:
    twice = Assignment("2025/26", "primary", "SI036")

    plan = plan_rotation(replace(slovenia(), fixed=(*PUBLISHED, twice)))

    assert [member.text for member in plan.conflict] == [
        "Posavska must have primary in 2023/24.",
        "Posavska must have primary in 2025/26.",
    ]


def test_what_follows_too_late_is_named_with_the_rule() -> None:
    late = Assignment("2025/26", "secondary", "SI036")

    plan = plan_rotation(replace(slovenia(), fixed=(PUBLISHED[2], late)))

    assert PUBLISHED[2].region == "SI036"
    assert rules_of(plan) == ["fixed", "fixed", "follow"]


def test_following_by_a_whole_cycle_puts_both_levels_into_one_year() -> None:
    plan = plan_rotation(replace(slovenia(), follow=Follow("secondary", "primary", years=3)))

    assert rules_of(plan) == ["follow"]


def test_connected_groups_cannot_be_equal_within_five_per_cent() -> None:
    plan = plan_rotation(replace(slovenia(), tolerance=0.05))

    assert rules_of(plan) == ["contiguous", "tolerance"]
    assert plan.conflict[1].text == "No year's classes differ from their mean by more than 5 %."
    assert plan.conflict_minimal


def test_four_islands_are_too_many_for_three_connected_groups() -> None:
    islands = replace(random_map(100, seed=1), tolerance=None)
    kept = tuple(pair for pair in islands.adjacency if len({int(code[1:]) // 25 for code in pair}) == 1)

    plan = plan_rotation(replace(islands, adjacency=kept))

    assert rules_of(plan) == ["contiguous"]


def test_cells_on_two_islands_cannot_share_a_connected_group() -> None:
    bridge = {("SI034", "SI042"), ("SI034", "SI041"), ("SI034", "SI035"), ("SI034", "SI036")}
    torn = replace(slovenia(), adjacency=tuple(pair for pair in slovenia().adjacency if pair not in bridge))
    fixed = (Assignment("2023/24", "primary", "SI031"), Assignment("2023/24", "primary", "SI044"))

    plan = plan_rotation(replace(torn, fixed=fixed))

    assert rules_of(plan) == ["fixed", "fixed", "contiguous"]


@pytest.mark.parametrize("regions", [30, 120])
def test_a_large_map_with_a_contradiction_is_explained_in_time(regions: int) -> None:
    problem = random_map(regions, seed=4)
    fixed = tuple(Assignment(YEARS[0], "primary", region.code) for region in problem.regions[:10])
    clash = Assignment(YEARS[0], "secondary", "R7")

    plan = plan_rotation(
        replace(problem, fixed=fixed, forbidden=(), follow=FOLLOW, tolerance=None, time_limit=60)
    )
    clashing = plan_rotation(replace(problem, fixed=(*fixed, clash), tolerance=None, time_limit=60))

    assert plan.assignments or plan.conflict
    assert {member.text for member in clashing.conflict} == {
        f"R7 must have primary in {YEARS[0]}.",
        f"R7 must have secondary in {YEARS[0]}.",
    }
    assert clashing.conflict_minimal


def test_equal_years_may_be_impossible_by_the_numbers_alone() -> None:
    problem = replace(random_map(14, seed=5), tolerance=0.0)

    conflict = explain_conflict(problem, lambda: 600.0, Watch())

    assert [member.text for member in conflict.demands] == [
        "No year's classes differ from their mean by more than 0 %."
    ]
    assert conflict.is_minimal


def test_an_explanation_cut_short_says_that_it_may_be_longer_than_needed() -> None:
    problem = replace(random_map(14, seed=5), tolerance=0.0)

    conflict = explain_conflict(problem, lambda: 0.0, Watch(stop=lambda: True))

    assert len(conflict.demands) == 3
    assert not conflict.is_minimal
