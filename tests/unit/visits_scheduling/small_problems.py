"""Random small years, in the form of the documents, and their best cost by trying everything."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, permutations, product
from typing import Any

import numpy as np

from workshops.visits.checker import Verdict, check_schedule

DAYS = ["2024-09-16", "2024-09-17", "2024-09-18", "2024-09-19", "2024-09-20", "2024-09-23"]


def small_problem(
    seed: int, visits: int = 4, people: int = 2, days: int = 3, **changes: Any
) -> dict[str, Any]:
    """Return a random year of a few visits: everything that the rules mention occurs in some."""
    rng = np.random.default_rng(seed)
    number = visits + people
    document: dict[str, Any] = {
        "format": "visit-problem/1",
        "days": DAYS[:days],
        "workshop_minutes": 90,
        "break_minutes": 10,
        "places": [
            {"id": f"L{place}", "x": int(rng.integers(60)), "y": int(rng.integers(60))}
            for place in range(number)
        ],
        "travel": {"method": "plane", "factor": 1.3, "kmh": 60},
        "facilitators": [
            {
                "id": f"F{person}",
                "place": f"L{person}",
                "levels": ["primary", "secondary"] if rng.random() < 0.8 else ["primary"],
                "languages": ["sl"],
                "days": [day for day in DAYS[:days] if rng.random() < 0.8],
                "max_days": int(rng.integers(1, days + 1)),
                "max_workshops_per_day": int(rng.integers(2, 5)),
                "max_minutes_one_way": int(rng.integers(50, 120)),
            }
            for person in range(people)
        ],
        "visits": [
            {
                "id": f"V{visit}",
                "school": f"S{visit // 2 if rng.random() < 0.5 else 100 + visit}",
                "place": f"L{people + visit}",
                "level": "primary" if rng.random() < 0.8 else "secondary",
                "language": "sl",
                "workshops": int(rng.integers(1, 4)),
                "first_bell": f"07:{int(rng.integers(0, 12)) * 5:02d}",
                "slots": int(rng.integers(3, 7)),
                "days": {day: int(rng.integers(3)) * 10 for day in DAYS[:days] if rng.random() < 0.8},
                "priority": int(rng.integers(1, 3)),
                "fixed": None,
            }
            for visit in range(visits)
        ],
        "weights": {"unscheduled": 500, "far_apart": 15, "second_facilitator": 10, "moved": 30},
        "far_apart_days": 1,
        "previous": [],
        "time_limit": 10,
        "random_seed": 1,
    }
    if rng.random() < 0.5:
        document["previous"] = [
            {
                "visit": "V0",
                "day": str(rng.choice(DAYS[:days])),
                "facilitator": f"F{int(rng.integers(people))}",
            }
        ]
    return document | changes


def best_cost(problem: dict[str, Any]) -> float:
    """Return the least cost of all schedules that break no rule, by trying every assignment."""
    options = [
        [None, *product([person["id"] for person in problem["facilitators"]], visit["days"])]
        for visit in problem["visits"]
    ]
    return min(
        verdict.cost
        for chosen in product(*options)
        for verdict in _verdicts(
            problem, dict(zip([visit["id"] for visit in problem["visits"]], chosen, strict=True))
        )
    )


def _verdicts(problem: dict[str, Any], chosen: dict[str, tuple[str, str] | None]) -> Iterator[Verdict]:
    days = defaultdict(list)
    for visit, where in chosen.items():
        if where:
            days[where].append(visit)
    rounds = [(where, _cheapest(problem, where[0], visits)) for where, visits in days.items()]
    if any(found is None for _, found in rounds):
        return
    rows = [
        {"visit": visit, "facilitator": who, "day": day, "start": f"{start // 60:02d}:{start % 60:02d}"}
        for (who, day), found in rounds
        for visit, start in found or []
    ]
    unscheduled = [{"visit": visit} for visit, where in chosen.items() if where is None]
    terms = dict.fromkeys(
        ("unscheduled", "travel_minutes", "day_penalty", "second_facilitator", "far_apart", "moved"), 0
    )
    document = {
        "scheduled": rows,
        "unscheduled": unscheduled,
        "terms": terms,
        "cost": 0,
        "bound": 0,
        "gap": None,
    }
    verdict = check_schedule(problem, document)
    if all(breach.path.startswith(("$.terms", "$.cost", "$.gap", "$.bound")) for breach in verdict.breaches):
        yield verdict


def _cheapest(problem: dict[str, Any], who: str, visits: list[str]) -> list[tuple[str, int]] | None:
    """Return a day's visits with their starts in the cheapest order of all permutations, or None."""
    table = {visit["id"]: visit for visit in problem["visits"]}
    base = next(person["place"] for person in problem["facilitators"] if person["id"] == who)
    points = {place["id"]: (place["x"], place["y"]) for place in problem["places"]}

    def minutes(start: str, end: str) -> int:
        return round(float(np.hypot(*np.subtract(points[start], points[end]))) * 1.3 / 60 * 60)

    best: list[tuple[str, int]] | None = None
    least = np.inf
    for order in permutations(visits):
        stops = [base, *(table[visit]["place"] for visit in order), base]
        total = sum(minutes(start, end) for start, end in pairwise(stops))
        starts: list[tuple[str, int]] = []
        ready = 0
        for place, visit in zip(stops, order, strict=False):
            row = table[visit]
            bell = int(row["first_bell"][:2]) * 60 + int(row["first_bell"][3:])
            arrival = ready + minutes(place, row["place"]) if starts else 0
            slots = [bell + 100 * slot for slot in range(row["slots"] - row["workshops"] + 1)]
            start = next((slot for slot in slots if slot >= arrival), None)
            if start is None:
                break
            starts.append((visit, start))
            ready = start + 100 * row["workshops"] - 10
        if len(starts) == len(order) and total < least:
            best, least = starts, total
    return best
