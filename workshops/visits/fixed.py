"""Whether everything that is fixed can hold together, and if not, which fixed visits conflict and why."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from workshops.visits.problem import VisitProblem
from workshops.visits.schedule import Schedule, cheapest_round


@dataclass(frozen=True)
class FixedConflict:
    """Fixed visits that cannot hold together; without any one of them the rest can."""

    visits: tuple[int, ...]
    reason: str


def fixed_conflict(problem: VisitProblem) -> FixedConflict | None:
    """Return the first irreducible conflict among the fixed visits, or None when all can hold."""
    return next(_conflicts(problem), None)


def _conflicts(problem: VisitProblem) -> Iterator[FixedConflict]:
    visits = problem.visits
    fixed = Schedule(visits.fixed_days, visits.fixed_facilitators)
    groups = fixed.groups()
    for (facilitator, day), group in groups.items():
        for visit in group:
            if reason := _why_not(problem, visit, facilitator, day):
                yield FixedConflict((visit,), reason)
    for (facilitator, day), group in groups.items():
        if not _fits(problem, facilitator, group):
            smallest = _irreducible(problem, facilitator, group)
            names = ", ".join(visits.ids[visit] for visit in smallest)
            text = f"{problem.facilitators.names[facilitator]} cannot hold {names} all on {problem.days[day]}"
            yield FixedConflict(smallest, text)
    yield from _same_school(problem, fixed)
    for facilitator, most in enumerate(problem.facilitators.max_days.tolist()):
        own = [group[0] for (who, _), group in groups.items() if who == facilitator]
        if len(own) > most:
            text = f"{problem.facilitators.names[facilitator]} may be out on {most} days at most"
            yield FixedConflict(tuple(own[: most + 1]), text)


def _why_not(problem: VisitProblem, visit: int, facilitator: int, day: int) -> str | None:
    """Return why a visit cannot be held alone as it is fixed, or None when it can."""
    name, who, when = problem.visits.ids[visit], problem.facilitators.names[facilitator], problem.days[day]
    if not np.isfinite(problem.visits.penalties[visit, day]):
        return f"visit {name} is fixed on {when}, a day on which it cannot be held"
    if not problem.facilitators.available[facilitator, day]:
        return f"visit {name} is fixed on {when} with {who}, who is not available then"
    if not problem.can_serve[visit, facilitator]:
        return f"visit {name} is fixed with {who}, who cannot hold it: level, language, reach or load"
    return None


def _fits(problem: VisitProblem, facilitator: int, group: tuple[int, ...]) -> bool:
    load = int(problem.visits.workshops[list(group)].sum())
    most = int(problem.facilitators.max_workshops[facilitator])
    return load <= most and cheapest_round(problem, facilitator, group) is not None


def _irreducible(problem: VisitProblem, facilitator: int, group: tuple[int, ...]) -> tuple[int, ...]:
    """Return a part of a day that does not fit, every smaller part of which does."""
    for visit in group:
        without = tuple(one for one in group if one != visit)
        if not _fits(problem, facilitator, without):
            group = without
    return group


def _same_school(problem: VisitProblem, fixed: Schedule) -> Iterator[FixedConflict]:
    seen: dict[tuple[int, int], int] = {}
    for visit in np.flatnonzero(fixed.days >= 0).tolist():
        key = int(problem.visits.schools[visit]), int(fixed.days[visit])
        if key in seen:
            names = f"{problem.visits.ids[seen[key]]} and {problem.visits.ids[visit]}"
            text = f"visits {names} of one school are both fixed on {problem.days[key[1]]}"
            yield FixedConflict((seen[key], visit), text)
        seen[key] = visit
