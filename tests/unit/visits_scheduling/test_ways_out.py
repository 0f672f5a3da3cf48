import numpy as np
import pytest

from tests.unit.visits_scheduling.test_explain import plant_conflict, roomy_problem
from workshops.visits.answer import schedule_document
from workshops.visits.checker import check_schedule
from workshops.visits.outcome import outcome_of
from workshops.visits.parsing import parse_problem
from workshops.visits.scheduler import schedule_visits
from workshops.visits.ways_out import apply_change, find_ways_out


@pytest.mark.parametrize("seed", range(12))
def test_every_way_out_schedules_the_visit_at_the_price_that_it_names(seed: int) -> None:
    document = roomy_problem(seed, visits=6)
    plant_conflict(document, seed)
    document["facilitators"][2] |= {"languages": ["it"], "max_minutes_one_way": 0}
    before = schedule_visits(parse_problem(document), time_left=lambda: 10.0)
    (left_out,) = np.flatnonzero(before.schedule.days < 0).tolist()

    ways = find_ways_out(document, before.schedule, left_out, time_left=lambda: 10.0)

    assert {way.change["kind"] for way in ways} >= {"extra_day", "lend"}
    assert [way.price for way in ways] == sorted(way.price for way in ways)
    for way in ways:
        changed = apply_change(document, way.change)
        outcome = outcome_of(parse_problem(changed), way.schedule)
        verdict = check_schedule(changed, schedule_document(outcome.problem, outcome, [], 0.0))
        assert verdict.breaches == ()
        spared = before.problem.visits.priorities[left_out] * before.problem.weights.unscheduled
        assert verdict.cost == pytest.approx(before.cost - spared + way.price)


def test_a_visit_too_long_for_the_days_left_is_split() -> None:
    document = roomy_problem(5)
    document["visits"] = document["visits"][:1]
    document["visits"][0] |= {"workshops": 4}
    for person in document["facilitators"]:
        person["max_workshops_per_day"] = 2
    before = schedule_visits(parse_problem(document), time_left=lambda: 10.0)

    (way,) = find_ways_out(document, before.schedule, 0, time_left=lambda: 10.0)

    assert way.change["into"] == [
        {"id": "V0", "workshops": 2, "priority": document["visits"][0]["priority"] / 2},
        {"id": "V0/2", "workshops": 2, "priority": document["visits"][0]["priority"] / 2},
    ]
    assert (way.schedule.days >= 0).all()
