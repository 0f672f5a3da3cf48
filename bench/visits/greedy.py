"""A sensible planner by hand to compare with: far schools first, each into the day where it costs least."""

import numpy as np

from workshops.visits.problem import VisitProblem
from workshops.visits.schedule import Schedule, cheapest_round, nothing_scheduled


def schedule_greedily(problem: VisitProblem) -> Schedule:
    """Return a schedule made visit by visit: each joins a day already begun or begins a new one."""
    schedule = nothing_scheduled(problem)
    days: dict[tuple[int, int], tuple[tuple[int, ...], int]] = {}
    way = np.where(problem.can_serve, problem.minutes_from_base + problem.minutes_to_base, 10**6)
    order = np.lexsort((-way.min(axis=1), -problem.visits.workshops))
    for visit in order.tolist():
        options = _options(problem, schedule, days, visit)
        if options:
            _, person, day, group, minutes = min(options)
            days[person, day] = (group, minutes)
            schedule.days[visit], schedule.facilitators[visit] = day, person
    return schedule


def _options(
    problem: VisitProblem,
    schedule: Schedule,
    days: dict[tuple[int, int], tuple[tuple[int, ...], int]],
    visit: int,
) -> list[tuple[float, int, int, tuple[int, ...], int]]:
    """Return every day that the visit could join or begin, with what that adds to the travel."""
    school = problem.visits.schools == problem.visits.schools[visit]
    taken = set(schedule.days[school].tolist())
    possible = [day for day in np.flatnonzero(problem.open_days[visit]).tolist() if day not in taken]
    options: list[tuple[float, int, int, tuple[int, ...], int]] = []
    for person in np.flatnonzero(problem.can_serve[visit]).tolist():
        begun = sum(1 for who, _ in days if who == person)
        is_new_tried = begun >= problem.facilitators.max_days[person]
        for day in possible:
            if not problem.facilitators.available[person, day]:
                continue
            group, minutes = days.get((person, day), ((), 0))
            if not group and is_new_tried:
                continue
            is_new_tried |= not group
            joined = (*group, visit)
            if problem.visits.workshops[list(joined)].sum() > problem.facilitators.max_workshops[person]:
                continue
            if found := cheapest_round(problem, person, joined):
                options.append((found.minutes - minutes, person, day, joined, found.minutes))
    return options
