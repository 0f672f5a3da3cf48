from workshops.rotation.drafting import Country, DraftRequest, build_problem
from workshops.rotation.planner import plan_rotation
from workshops.rotation.problem import Assignment, Demand, Follow, Region

LEVELS = ("primary", "secondary")
DEMAND = {level: Demand(4, 80) for level in LEVELS}
COUNTRY = Country(LEVELS, tuple(Region(code, code, DEMAND) for code in "ABC"), (("A", "B"), ("B", "C")))
PUBLISHED = [
    Assignment("2023/24", "primary", "B"),
    Assignment("2023/24", "secondary", "A"),
    Assignment("2024/25", "primary", "C"),
    Assignment("2024/25", "secondary", "B"),
]


def test_cycle_has_three_school_years() -> None:
    assert DraftRequest("", "2023/24").years == ("2023/24", "2024/25", "2025/26")


def test_published_year_is_whole_so_that_the_third_one_is_forced() -> None:
    request = DraftRequest("", "2023/24", ("2023/24", "2024/25"), follow=False)

    plan = plan_rotation(build_problem(request, COUNTRY, PUBLISHED))

    third = {(cell.level, cell.region) for cell in plan.assignments if cell.year == "2025/26"}
    assert third == {("primary", "A"), ("secondary", "C")}


def test_years_that_are_not_to_stay_are_only_compared_with() -> None:
    problem = build_problem(DraftRequest("", "2023/24", ("2023/24",)), COUNTRY, PUBLISHED)

    assert {cell.year for cell in problem.fixed} == {"2023/24"}
    assert {cell.year for cell in problem.forbidden} == {"2023/24"}
    assert {cell.year for cell in problem.previous} == {"2023/24", "2024/25"}


def test_published_years_outside_the_cycle_are_passed_over() -> None:
    problem = build_problem(DraftRequest("", "2026/27", ("2023/24",)), COUNTRY, PUBLISHED)

    assert problem.fixed == problem.forbidden == problem.previous == ()


def test_second_level_follows_the_first_where_asked() -> None:
    assert build_problem(DraftRequest("", "2026/27"), COUNTRY, []).follow == Follow("secondary", "primary", 1)
    one_level = Country(("primary",), COUNTRY.regions, ())
    assert build_problem(DraftRequest("", "2026/27"), one_level, []).follow is None


def test_regions_without_classes_are_named() -> None:
    empty = Region("Z", "Z", {level: Demand(0) for level in LEVELS})

    assert Country(LEVELS, (*COUNTRY.regions, empty), ()).empty_regions == ("Z",)
