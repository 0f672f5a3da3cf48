import numpy as np
import pytest

from tests.unit.visits_scheduling.small_problems import best_cost, small_problem
from workshops.visits.parsing import parse_problem
from workshops.visits.relaxation import prove_for_all, relax
from workshops.visits.search import DayPatterns, Search


def contents(found: Search) -> set[tuple[int, ...]]:
    return {tuple(visits[visits >= 0].tolist()) for visits in found.patterns.visits}


@pytest.mark.parametrize("seed", range(30))
def test_a_search_far_and_wide_misses_no_pattern_below_its_price(seed: int) -> None:
    problem = parse_problem(small_problem(seed, visits=9, people=3, days=5, previous=[]))
    everybody, nearest = DayPatterns(problem), DayPatterns(problem, nearest=1)
    gain = np.random.default_rng(seed).uniform(0, 120, len(problem.visits))

    for facilitator in range(3):
        reachable = np.isfinite(everybody.extra[:, facilitator])
        found = nearest.search_all(facilitator, np.where(reachable, gain, -np.inf), 0.0)
        assert contents(found) == contents(everybody.search(facilitator, gain, 0.0))


@pytest.mark.parametrize("seed", range(20))
def test_a_bound_from_the_nearest_facilitators_holds_for_all(seed: int) -> None:
    document = small_problem(seed)
    patterns = DayPatterns(parse_problem(document), nearest=1)

    bound = prove_for_all(patterns, relax(patterns, lambda: 10.0), lambda: 10.0)

    assert bound <= best_cost(document) + 1e-6


@pytest.mark.parametrize("seed", range(20))
def test_a_bound_holds_even_when_time_stops_the_search(seed: int) -> None:
    document = small_problem(seed)
    ticks = iter(range(2, -100, -1))

    found = relax(DayPatterns(parse_problem(document)), lambda: float(next(ticks)))

    assert found.bound <= best_cost(document) + 1e-6
