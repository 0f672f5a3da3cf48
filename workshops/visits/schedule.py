"""A schedule: who holds each visit on which day, each day's cheapest order, and the cost term by term."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np

from workshops.visits.problem import NONE, VisitProblem, Weights
from workshops.visits.travel import Floats, Integers

FacilitatorDay = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Schedule:
    """The day and the facilitator of each visit, -1 for one that is not scheduled."""

    days: Integers
    facilitators: Integers

    def groups(self) -> dict[FacilitatorDay, tuple[int, ...]]:
        """Return the visits of each (facilitator, day), in order of facilitators and days."""
        found: dict[FacilitatorDay, list[int]] = {}
        for visit in np.flatnonzero(self.days >= 0).tolist():
            found.setdefault((int(self.facilitators[visit]), int(self.days[visit])), []).append(visit)
        return {key: tuple(visits) for key, visits in sorted(found.items())}


@dataclass(frozen=True)
class Terms:
    """The terms of the cost before weights, in the order of the weights."""

    unscheduled: float
    travel_minutes: int
    day_penalty: float
    second_facilitator: int
    far_apart: int
    moved: int

    def cost(self, weights: Weights) -> float:
        """Return the weighted sum."""
        return float(sum(weight * term for weight, term in zip(astuple(weights), astuple(self), strict=True)))


@dataclass(frozen=True)
class Round:
    """A facilitator's day in its cheapest feasible order: visits, minutes of the clock, minutes of travel."""

    visits: tuple[int, ...]
    starts: tuple[int, ...]
    minutes: int


def nothing_scheduled(problem: VisitProblem) -> Schedule:
    """Return the schedule without any visit."""
    nobody = np.full(len(problem.visits), NONE)
    return Schedule(nobody, nobody.copy())


def cheapest_round(problem: VisitProblem, facilitator: int, visits: Sequence[int]) -> Round | None:
    """Return the cheapest feasible order of a facilitator's day, or None when no order is feasible."""
    places = np.append(problem.visits.places[list(visits)], problem.facilitators.places[facilitator])
    minutes = problem.travel.matrix(places).tolist()
    return min(
        _orders(problem, tuple(visits), minutes),
        key=lambda found: (found.minutes, found.starts, found.visits),
        default=None,
    )


def _orders(problem: VisitProblem, visits: tuple[int, ...], minutes: list[list[int]]) -> Iterator[Round]:
    """Yield feasible orders, each cheaper than all before it, every visit as early as it can be."""
    best = np.inf
    stack: list[tuple[tuple[int, ...], tuple[int, ...], int]] = [((), (), 0)]
    while stack:
        order, starts, spent = stack.pop()
        last = order[-1] if order else NONE
        if len(order) == len(visits):
            total = spent + minutes[last][NONE]
            if total < best:
                best = total
                yield Round(tuple(visits[place] for place in order), starts, total)
            continue
        ready = starts[-1] + int(problem.duration[visits[last]]) if order else 0
        for following in sorted(set(range(len(visits))) - set(order), reverse=True):
            on_the_way = minutes[last][following]
            start = earliest_start(problem, visits[following], ready + on_the_way if order else 0)
            if start is not None and spent + on_the_way < best:
                stack.append(((*order, following), (*starts, start), spent + on_the_way))


def earliest_start(problem: VisitProblem, visit: int, arrival: int) -> int | None:
    """Return the first slot's minute at which a visit can start after an arrival, or None."""
    table = problem.visits
    step = problem.workshop_minutes + problem.break_minutes
    bell = int(table.bells[visit])
    slot = max(0, -((bell - arrival) // step))
    return bell + slot * step if slot <= table.slots[visit] - table.workshops[visit] else None


def terms_of(problem: VisitProblem, schedule: Schedule) -> Terms:
    """Return what a schedule costs, term by term; every group must be feasible."""
    visits = problem.visits
    held = schedule.days >= 0
    rounds = [cheapest_round(problem, key[0], group) for key, group in schedule.groups().items()]
    before = held & (visits.previous_days >= 0)
    differs = (schedule.days != visits.previous_days) | (
        schedule.facilitators != visits.previous_facilitators
    )
    first, second = problem.pairs[held[problem.pairs].all(axis=1)].T
    apart = np.abs(schedule.days[first] - schedule.days[second]) > problem.far_apart_days
    return Terms(
        unscheduled=float(visits.priorities[~held].sum()),
        travel_minutes=sum(found.minutes for found in rounds if found),
        day_penalty=float(visits.penalties[held, schedule.days[held]].sum()),
        second_facilitator=int((schedule.facilitators[first] != schedule.facilitators[second]).sum()),
        far_apart=int(apart.sum()),
        moved=int((before & differs).sum()),
    )


def date_costs(problem: VisitProblem, visits: Sequence[int], facilitator: int) -> Floats:
    """Return what visits cost beside travel on each day with a facilitator; infinite where impossible."""
    table, weights = problem.visits, problem.weights
    rows = np.array(visits, dtype=np.int64)
    costs = np.where(problem.open_days[rows], table.penalties[rows] * weights.day_penalty, np.inf)
    costs[:, ~problem.facilitators.available[facilitator]] = np.inf
    had = table.previous_days[rows] >= 0
    costs[had] += weights.moved
    same = np.flatnonzero(had & (table.previous_facilitators[rows] == facilitator))
    costs[same, table.previous_days[rows[same]]] -= weights.moved
    total: Floats = costs.sum(axis=0)
    return total


def link_costs(problem: VisitProblem, day: int) -> Floats:
    """Return what the next visit of a school costs on each day when one is on `day`: far apart or not."""
    distance = np.abs(np.arange(len(problem.days)) - day)
    return np.where(distance > problem.far_apart_days, problem.weights.far_apart, 0.0)
