"""The simulated year of visits: which schools, and on which day with whom by the scheduler itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

MOST_WORKSHOPS_A_VISIT = 3
_FIRST_BELL = "08:00"
_SLOTS = 4
_MOST_PENALTY = 25


@dataclass(frozen=True)
class VisitableSchool:
    """A school whose turn it is: where it is and which class groups it has.

    Attributes
    ----------
    turn
        Region and level.
    class_groups
        Numbers of its class groups of the target grades, in order.
    days
        Days on which all of them are taught.

    """

    id: str
    turn: tuple[str, str]
    lat: float
    lon: float
    language: str
    class_groups: tuple[int, ...]
    days: tuple[date, ...]


@dataclass(frozen=True)
class SimulatedFacilitator:
    """Who leads workshops in the simulated year, and on which days of the week."""

    id: str
    lat: float
    lon: float
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    weekdays: tuple[int, ...]


@dataclass(frozen=True)
class WantedVisit:
    """One school with the class groups to be visited on one day."""

    school: VisitableSchool
    class_groups: tuple[int, ...]


def choose_visits(
    schools: Sequence[VisitableSchool], workshops: int, rng: np.random.Generator
) -> list[WantedVisit]:
    """Return visits of about so many workshops, spread over the turns by their class groups."""
    turns = sorted({school.turn for school in schools})
    demand = {
        turn: sum(len(school.class_groups) for school in schools if school.turn == turn) for turn in turns
    }
    # The square root keeps small regions from having a visit or two; the programme went to all of them.
    weights = np.sqrt([demand[turn] for turn in turns])
    chosen: list[WantedVisit] = []
    for turn, share in zip(turns, weights / weights.sum(), strict=True):
        wanted = min(round(workshops * float(share)), demand[turn])
        in_turn = [school for school in schools if school.turn == turn and school.days]
        for number in rng.permutation(len(in_turn)):
            school = in_turn[number]
            groups = school.class_groups[: min(MOST_WORKSHOPS_A_VISIT, wanted)]
            if not groups:
                break
            chosen.append(WantedVisit(school, groups))
            wanted -= len(groups)
    return chosen


def visit_problem(
    visits: Sequence[WantedVisit],
    facilitators: Sequence[SimulatedFacilitator],
    rng: np.random.Generator,
    seed: int,
) -> dict[str, Any]:
    """Return the scheduling problem of the year in the form of `docs/formats.md`."""
    days = sorted({day for visit in visits for day in visit.school.days})
    places = [{"id": person.id, "lat": person.lat, "lon": person.lon} for person in facilitators]
    places += [{"id": visit.school.id, "lat": visit.school.lat, "lon": visit.school.lon} for visit in visits]
    return {
        "format": "visit-problem/1",
        "days": [day.isoformat() for day in days],
        "workshop_minutes": 90,
        "break_minutes": 10,
        "places": places,
        "travel": {"method": "straight_line", "factor": 1.3, "kmh": 60},
        "facilitators": [_person(person, days) for person in facilitators],
        "visits": [_visit(visit, rng) for visit in visits],
        "time_limit": 20,
        "random_seed": seed,
    }


def _person(person: SimulatedFacilitator, days: Sequence[date]) -> Mapping[str, Any]:
    return {
        "id": person.id,
        "place": person.id,
        "levels": list(person.levels),
        "languages": list(person.languages),
        "days": [day.isoformat() for day in days if day.weekday() in person.weekdays],
        "max_days": 40,
        "max_workshops_per_day": 4,
        "max_minutes_one_way": 150,
    }


def _visit(visit: WantedVisit, rng: np.random.Generator) -> Mapping[str, Any]:
    """Return a visit whose school would rather have some days than others."""
    school = visit.school
    dislikes = rng.integers(0, _MOST_PENALTY, len(school.days)).tolist()
    return {
        "id": school.id,
        "school": school.id,
        "place": school.id,
        "level": school.turn[1],
        "language": school.language,
        "workshops": len(visit.class_groups),
        "first_bell": _FIRST_BELL,
        "slots": _SLOTS,
        "days": {day.isoformat(): dislike for day, dislike in zip(school.days, dislikes, strict=True)},
        "priority": 1,
        "fixed": None,
    }
