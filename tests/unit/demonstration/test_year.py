from datetime import date

import numpy as np

from surveys.demonstration.year import SimulatedFacilitator, VisitableSchool, choose_visits, visit_problem
from workshops.visits.parsing import parse_problem

DAYS = (date(2024, 10, 1), date(2024, 10, 2), date(2024, 10, 4))


def school(number: int, region: str, classes: int) -> VisitableSchool:
    groups = tuple(range(number * 10, number * 10 + classes))
    return VisitableSchool(str(number), (region, "primary"), 46.0, 14.5, "sl", groups, DAYS)


SCHOOLS = [school(number, f"SI03{number % 3}", 1 + number % 4) for number in range(60)]


def test_about_as_many_workshops_are_chosen_as_wanted_in_every_region() -> None:
    chosen = choose_visits(SCHOOLS, 60, np.random.default_rng(1))
    assert 57 <= sum(len(visit.class_groups) for visit in chosen) <= 63
    assert {visit.school.turn for visit in chosen} == {one.turn for one in SCHOOLS}
    assert len({visit.school.id for visit in chosen}) == len(chosen)


def test_no_more_is_chosen_than_there_is() -> None:
    chosen = choose_visits(SCHOOLS[:3], 500, np.random.default_rng(1))
    assert sum(len(visit.class_groups) for visit in chosen) <= sum(
        len(one.class_groups) for one in SCHOOLS[:3]
    )


def test_the_same_seed_chooses_the_same_visits() -> None:
    first, second = (choose_visits(SCHOOLS, 40, np.random.default_rng(5)) for _ in range(2))
    assert first == second


def test_the_problem_is_one_that_the_scheduler_reads() -> None:
    crew = [SimulatedFacilitator("F1", 46.05, 14.5, ("primary",), ("sl",), (1, 2))]
    wanted = choose_visits(SCHOOLS, 10, np.random.default_rng(1))
    problem = parse_problem(visit_problem(wanted, crew, np.random.default_rng(1), 1))
    assert len(problem.visits) == len(wanted)
    # The facilitator works on Tuesdays and Wednesdays; 4 October 2024 is a Friday.
    assert problem.facilitators.available.tolist() == [[True, True, False]]
