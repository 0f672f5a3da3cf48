from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from tests.unit.visits_scheduling.small_problems import small_problem
from workshops.visits.answer import schedule_document
from workshops.visits.checker import check_schedule
from workshops.visits.outcome import outcome_of
from workshops.visits.parsing import parse_problem
from workshops.visits.problem import NONE, VisitProblem
from workshops.visits.repair import broken, repair
from workshops.visits.schedule import Schedule, terms_of
from workshops.visits.scheduler import schedule_visits


def drafted(seed: int) -> tuple[VisitProblem, Schedule]:
    problem = parse_problem(small_problem(seed, visits=9, people=3, days=6, previous=[]))
    return problem, schedule_visits(problem, time_left=lambda: 10.0).schedule


def with_absence(problem: VisitProblem, facilitator: int, day: int) -> VisitProblem:
    available = problem.facilitators.available.copy()
    available[facilitator, day] = False
    return replace(problem, facilitators=replace(problem.facilitators, available=available))


def rules_broken(problem: VisitProblem, schedule: Schedule) -> bool:
    return bool(broken(problem, schedule).any() or _twice_on_one_day(problem, schedule))


def _twice_on_one_day(problem: VisitProblem, schedule: Schedule) -> bool:
    held = np.flatnonzero(schedule.days >= 0)
    keys = list(zip(problem.visits.schools[held], schedule.days[held], strict=True))
    return len(set(keys)) < len(keys)


def best_reinsertion(problem: VisitProblem, schedule: Schedule, hit: tuple[int, ...]) -> float:
    """Return the least cost when only the visits hit may change, by trying everything."""
    slots = list(product(range(len(problem.facilitators)), range(len(problem.days))))
    costs = []
    for chosen in product([(NONE, NONE), *slots], repeat=len(hit)):
        days, people = schedule.days.copy(), schedule.facilitators.copy()
        for visit, (person, day) in zip(hit, chosen, strict=True):
            days[visit], people[visit] = day, person
        trial = Schedule(days, people)
        if not rules_broken(problem, trial):
            costs.append(terms_of(problem, trial).cost(problem.weights))
    return min(costs)


@pytest.mark.parametrize("seed", range(20))
def test_an_absence_moves_only_the_visits_hit_and_at_least_cost(seed: int) -> None:
    problem, schedule = drafted(seed)
    busiest = max(schedule.groups(), key=lambda key: len(schedule.groups()[key]))
    now = with_absence(problem, *busiest)

    mended = repair(now, schedule, time_left=lambda: 10.0)

    assert mended.hit == schedule.groups()[busiest]
    assert {move.visit for move in mended.moves} == set(mended.hit)
    assert mended.cost == pytest.approx(best_reinsertion(now, schedule, mended.hit))


@pytest.mark.parametrize("seed", range(6))
def test_a_mended_schedule_breaks_no_rule(seed: int) -> None:
    document = small_problem(seed, visits=9, people=3, days=6, previous=[])
    problem, schedule = drafted(seed)
    person, day = max(schedule.groups(), key=lambda key: len(schedule.groups()[key]))
    document["facilitators"][person]["days"].remove(document["days"][day])

    mended = repair(with_absence(problem, person, day), schedule, time_left=lambda: 10.0, more_moves=2)

    changed = parse_problem(document)
    left_out: list[dict[str, Any]] = [
        {"visit": changed.visits.ids[visit]} for visit in np.flatnonzero(mended.schedule.days < 0)
    ]
    answer = schedule_document(changed, outcome_of(changed, mended.schedule), left_out, 0.0)
    assert check_schedule(document, answer).breaches == ()


@pytest.mark.parametrize("seed", range(6))
def test_more_moves_never_cost_more_and_never_exceed_what_is_allowed(seed: int) -> None:
    problem, schedule = drafted(seed)
    now = with_absence(problem, *max(schedule.groups()))

    prices = [repair(now, schedule, time_left=lambda: 10.0, more_moves=moves) for moves in range(3)]

    assert [mended.cost for mended in prices] == sorted((mended.cost for mended in prices), reverse=True)
    for allowed, mended in enumerate(prices):
        assert len({move.visit for move in mended.moves} - set(mended.hit)) <= allowed


def test_the_past_is_frozen() -> None:
    problem, schedule = drafted(2)
    days = sorted({day for _, day in schedule.groups()})
    now = with_absence(problem, *min(schedule.groups(), key=lambda key: key[1]))

    mended = repair(now, schedule, time_left=lambda: 10.0, today=days[-1])

    past = (schedule.days >= 0) & (schedule.days < days[-1])
    assert (mended.schedule.days[past] == schedule.days[past]).all()
    assert not mended.moves


def test_nothing_is_put_on_a_day_that_has_passed() -> None:
    problem, schedule = drafted(2)
    today = int(np.median(schedule.days[schedule.days >= 0]))
    now = with_absence(problem, *max(schedule.groups(), key=lambda key: key[1]))

    mended = repair(now, schedule, time_left=lambda: 10.0, today=today)

    assert mended.hit
    assert all(move.after is None or move.after[1] >= today for move in mended.moves)


def test_a_new_visit_is_scheduled_where_it_costs_least() -> None:
    problem, schedule = drafted(4)
    newcomer = int(np.flatnonzero(schedule.days >= 0)[0])
    without = Schedule(schedule.days.copy(), schedule.facilitators.copy())
    without.days[newcomer] = without.facilitators[newcomer] = NONE
    new = np.arange(len(problem.visits)) == newcomer

    mended = repair(problem, without, time_left=lambda: 10.0, new=new)

    assert mended.hit == (newcomer,)
    assert mended.cost == pytest.approx(best_reinsertion(problem, without, (newcomer,)))


def test_a_day_that_no_longer_fits_loses_as_few_visits_as_possible() -> None:
    problem, schedule = drafted(7)
    full = next(group for group in schedule.groups().values() if len(group) > 1)
    workshops = problem.visits.workshops.copy()
    workshops[full[0]] = 4
    now = replace(problem, visits=replace(problem.visits, workshops=workshops))

    assert np.flatnonzero(broken(now, schedule)).size == 1
