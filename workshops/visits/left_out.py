"""The rows of a schedule's document for the visits that it leaves out: why, and the ways out."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from workshops.visits.explain import explain
from workshops.visits.outcome import Clock, Outcome
from workshops.visits.reasons import impossible_alone, not_looked_into
from workshops.visits.ways_out import WayOut, find_ways_out

_EXPLAINED_AT_MOST = 50
_LONGEST_SECONDS = 5.0


def explain_left_out(document: Mapping[str, Any], outcome: Outcome, time_left: Clock) -> list[dict[str, Any]]:
    """Return a row for each visit left out, the most important ones explained as long as there is time."""
    problem = outcome.problem
    left_out = np.flatnonzero(outcome.schedule.days < 0)
    by_priority = left_out[np.argsort(-problem.visits.priorities[left_out], kind="stable")].tolist()
    waiting = min(_EXPLAINED_AT_MOST, len(by_priority))
    rows = {
        visit: _row(document, outcome, visit, _share(time_left, max(1, waiting - number)))
        for number, visit in enumerate(by_priority)
    }
    return [rows[visit] for visit in left_out.tolist()]


def _share(time_left: Clock, waiting: int) -> Clock:
    """Return a clock for one of several that wait for the time that is left."""
    end = time_left() - min(_LONGEST_SECONDS, time_left() / waiting)
    return lambda: time_left() - end


def _row(document: Mapping[str, Any], outcome: Outcome, visit: int, time_left: Clock) -> dict[str, Any]:
    problem, ids = outcome.problem, outcome.problem.visits.ids
    if time_left() <= 0:
        reason = impossible_alone(problem, visit) or not_looked_into(problem, visit)
        return {"visit": ids[visit], "conflict": [], "reason": reason, "ways_out": []}
    found = explain(problem, outcome.schedule, visit, time_left=time_left)
    ways = find_ways_out(document, outcome.schedule, visit, time_left=time_left)
    return {
        "visit": ids[visit],
        "conflict": [ids[one] for one in found.conflict],
        "absences": [problem.facilitators.ids[one] for one in found.absences],
        "closures": [ids[one] for one in found.closures],
        "reason": found.reason,
        "ways_out": [_way_out(way) for way in ways],
    }


def _way_out(way: WayOut) -> dict[str, Any]:
    problem, schedule = way.problem, way.schedule
    return {
        "change": way.change,
        "cost": way.price,
        "scheduled": [
            {
                "visit": problem.visits.ids[one],
                "day": problem.days[schedule.days[one]],
                "facilitator": problem.facilitators.ids[schedule.facilitators[one]],
            }
            for one in way.placed
        ],
    }
