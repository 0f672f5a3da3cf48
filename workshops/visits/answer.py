"""The `visit-schedule/1` document of an outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from workshops.visits.outcome import Outcome
from workshops.visits.problem import VisitProblem
from workshops.visits.schedule import Schedule, cheapest_round


def schedule_document(
    problem: VisitProblem, outcome: Outcome, unscheduled: Sequence[Mapping[str, Any]], seconds: float
) -> dict[str, Any]:
    """Return the document of a schedule; `unscheduled` explains each visit that is left out."""
    return {
        "format": "visit-schedule/1",
        "status": "optimal" if outcome.is_optimal else "feasible",
        "cost": outcome.cost,
        "bound": outcome.bound,
        "gap": outcome.gap,
        "terms": asdict(outcome.terms),
        "scheduled": scheduled_rows(problem, outcome.schedule),
        "unscheduled": list(unscheduled),
        "seconds": seconds,
    }


def infeasible_document(
    problem: VisitProblem, conflict: Sequence[int], reason: str, seconds: float
) -> dict[str, Any]:
    """Return the document that says why what is fixed cannot hold together."""
    rows = [
        {
            "visit": visit,
            "conflict": [problem.visits.ids[one] for one in conflict],
            "reason": reason,
            "ways_out": [],
        }
        for visit in problem.visits.ids
    ]
    return {
        "format": "visit-schedule/1",
        "status": "infeasible",
        "cost": None,
        "bound": None,
        "gap": None,
        "terms": None,
        "scheduled": [],
        "unscheduled": rows,
        "seconds": seconds,
    }


def scheduled_rows(problem: VisitProblem, schedule: Schedule) -> list[dict[str, str]]:
    """Return who holds which visit when, day by day in a cheapest feasible order."""
    rows = []
    for (facilitator, day), group in schedule.groups().items():
        found = cheapest_round(problem, facilitator, group)
        if found is None:
            msg = "a day of the schedule has no feasible order"
            raise ValueError(msg)
        rows += [
            {
                "visit": problem.visits.ids[visit],
                "day": problem.days[day],
                "facilitator": problem.facilitators.ids[facilitator],
                "start": f"{start // 60:02d}:{start % 60:02d}",
            }
            for visit, start in zip(found.visits, found.starts, strict=True)
        ]
    return sorted(rows, key=lambda row: (row["day"], row["facilitator"], row["start"]))
