"""Three ways to get a visit scheduled after all, each planned anew and priced.

Ask the school for one day more; borrow a facilitator (further than usual, or on a day more than usual);
split the visit. Everything else stays where it is, but for two visits nearby where it cannot be helped; so
the price is what will be paid.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any

import numpy as np

from workshops.visits.outcome import Clock, Outcome, outcome_of
from workshops.visits.parsing import parse_problem
from workshops.visits.parts import Freedom, neighbours, plan_anew
from workshops.visits.problem import NONE, VisitProblem
from workshops.visits.repair import differences
from workshops.visits.schedule import Schedule

_MOVES = 2
Change = dict[str, Any]


@dataclass(frozen=True, eq=False)
class WayOut:
    """A change of the problem, with the schedule that it allows and what that costs.

    `price` is what the schedule costs more than before, what the missing visit cost not counted; `placed` are
    the visits that it puts somewhere new.
    """

    change: Change
    problem: VisitProblem
    schedule: Schedule
    price: float
    cost: float
    placed: tuple[int, ...]


def find_ways_out(
    document: Mapping[str, Any], schedule: Schedule, visit: int, *, time_left: Clock
) -> tuple[WayOut, ...]:
    """Return up to three ways to schedule a visit that a schedule leaves out, cheapest first.

    Parameters
    ----------
    document
        The problem as `visit-problem/1`.
    schedule
        The schedule without the visit.
    visit
        The number of the visit.
    time_left
        Tells how many seconds are left.
    """
    problem = parse_problem(document)
    before = outcome_of(problem, schedule)
    changes = [
        _extra_day(problem, schedule, visit, time_left),
        _lend(problem, schedule, visit, time_left),
        _split(problem, visit),
    ]
    found = [_tried(document, before, visit, change, time_left) for change in changes if change]
    return tuple(sorted((way for way in found if way), key=lambda way: way.price))


def apply_change(document: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """Return the problem with one of the changes that a way out proposes."""
    kind, visits, people = change["kind"], document["visits"], document["facilitators"]
    if kind == "extra_day":
        visits = [_with_day(row, change) if row["id"] == change["visit"] else row for row in visits]
    elif kind == "lend":
        people = [_willing(row, change) if row["id"] == change["facilitator"] else row for row in people]
    else:
        parts = [
            [{**row, **part} for part in change["into"]] if row["id"] == change["visit"] else [row]
            for row in visits
        ]
        visits = list(chain.from_iterable(parts))
    return {**document, "visits": visits, "facilitators": people}


def _with_day(row: Mapping[str, Any], change: Change) -> dict[str, Any]:
    return {**row, "days": {**row["days"], change["day"]: 0}}


def _willing(row: Mapping[str, Any], change: Change) -> dict[str, Any]:
    return {
        **row,
        "days": [*row["days"], *({change["day"]} - set(row["days"]))],
        "max_days": max(row["max_days"], change["max_days"]),
        "max_minutes_one_way": max(row["max_minutes_one_way"], change["max_minutes_one_way"]),
    }


def _tried(
    document: Mapping[str, Any], before: Outcome, visit: int, change: Change, time_left: Clock
) -> WayOut | None:
    """Return the way out that a change opens, or None when the visit still cannot be held."""
    changed = parse_problem(apply_change(document, change))
    wanted = [visit, visit + 1] if change["kind"] == "split" else [visit]
    schedule = before.schedule
    if len(wanted) > 1:
        schedule = Schedule(
            *(np.insert(column, visit + 1, NONE) for column in (schedule.days, schedule.facilitators))
        )
    after = outcome_of(changed, _with_visits(changed, schedule, wanted, time_left))
    if (after.schedule.days[wanted] == NONE).any():
        return None
    left_out = before.problem.visits.priorities[visit] * before.problem.weights.unscheduled
    placed = tuple(move.visit for move in differences(schedule, after.schedule))
    price = after.cost - (before.cost - float(left_out))
    return WayOut(change, changed, after.schedule, price, after.cost, placed)


def _extra_day(problem: VisitProblem, schedule: Schedule, visit: int, time_left: Clock) -> Change | None:
    """Return the best day on which the school could be asked to have the visit too."""
    penalties = problem.visits.penalties.copy()
    penalties[visit, ~np.isfinite(penalties[visit])] = 0.0
    asked = replace(problem, visits=replace(problem.visits, penalties=penalties))
    day = _with_visits(asked, schedule, [visit], time_left).days[visit]
    if day == NONE:
        return None
    return {"kind": "extra_day", "visit": problem.visits.ids[visit], "day": problem.days[day]}


def _lend(problem: VisitProblem, schedule: Schedule, visit: int, time_left: Clock) -> Change | None:
    """Return the best facilitator who could come further, or on a day more, than they usually do."""
    people = problem.facilitators
    willing = replace(
        people,
        available=people.available | problem.open_days[visit],
        max_days=people.max_days + 1,
        max_minutes=np.full(len(people), np.inf),
    )
    planned = _with_visits(replace(problem, facilitators=willing), schedule, [visit], time_left)
    if (day := planned.days[visit]) == NONE:
        return None
    person = planned.facilitators[visit]
    out = len(np.unique(planned.days[planned.facilitators == person]))
    return {
        "kind": "lend",
        "facilitator": people.ids[person],
        "visit": problem.visits.ids[visit],
        "day": problem.days[day],
        "max_days": max(out, int(people.max_days[person])),
        "max_minutes_one_way": max(
            float(people.max_minutes[person]), float(problem.minutes_from_base[visit, person])
        ),
    }


def _split(problem: VisitProblem, visit: int) -> Change | None:
    """Return the visit in two of about half the workshops each."""
    workshops, name = int(problem.visits.workshops[visit]), problem.visits.ids[visit]
    if workshops == 1:
        return None
    priority = float(problem.visits.priorities[visit]) / 2
    second = next(f"{name}/{number}" for number in count(2) if f"{name}/{number}" not in problem.visits.ids)
    return {
        "kind": "split",
        "visit": name,
        "into": [
            {"id": name, "workshops": workshops - workshops // 2, "priority": priority},
            {"id": second, "workshops": workshops // 2, "priority": priority},
        ],
    }


def _with_visits(problem: VisitProblem, schedule: Schedule, visits: list[int], time_left: Clock) -> Schedule:
    """Return the schedule with some visits put in at their cheapest, a few others moved only if they must."""
    free = np.isin(np.arange(len(problem.visits)), visits)
    planned = plan_anew(problem, schedule, Freedom(free, np.zeros_like(free)), time_left)
    if (planned.days[visits] == NONE).any():
        freedom = Freedom(free, neighbours(problem, schedule, free), _MOVES)
        planned = plan_anew(problem, schedule, freedom, time_left)
    return planned
