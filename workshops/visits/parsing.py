"""A problem from its `visit-problem/1` document, or every fault of the document with its path."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from workshops.visits.problem import NONE, Facilitators, VisitProblem, Visits, Weights
from workshops.visits.travel import Floats, Integers, Travel

_MINUTES_A_DAY = 24 * 60
_COORDINATES = {"straight_line": ("lat", "lon"), "plane": ("x", "y"), "table": ()}
_LONGEST_TRIP = 1_000_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a problem, and where."""

    path: str
    text: str


class WrongProblem(ValueError):  # noqa: N818 - the word says what it is
    """Everything that is wrong with one problem."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.text}" for fault in faults))
        self.faults = tuple(faults)


def parse_problem(document: Mapping[str, Any]) -> VisitProblem:
    """Return the problem in a document that fits the schema, or raise WrongProblem with all that is wrong."""
    if faults := list(_faults(document)):
        raise WrongProblem(faults)
    days = {day: number for number, day in enumerate(document["days"])}
    places = {place["id"]: number for number, place in enumerate(document["places"])}
    people = {person["id"]: number for number, person in enumerate(document["facilitators"])}
    return VisitProblem(
        days=tuple(document["days"]),
        workshop_minutes=document["workshop_minutes"],
        break_minutes=document["break_minutes"],
        travel=_travel(document),
        facilitators=_facilitators(document["facilitators"], days, places),
        visits=_visits(document, days, places, people),
        weights=Weights(**document.get("weights", {})),
        far_apart_days=document.get("far_apart_days", 10),
        time_limit=document.get("time_limit", 30.0),
        random_seed=document.get("random_seed", 1),
    )


def _travel(document: Mapping[str, Any]) -> Travel:
    travel = document["travel"]
    axes = _COORDINATES[travel["method"]]
    points = [[place[axis] for axis in axes] for place in document["places"]]
    return Travel(
        method=travel["method"],
        points=np.array(points, dtype=float).reshape(len(points), len(axes)),
        factor=travel.get("factor", 1.0),
        kmh=travel.get("kmh", 60.0),
        table=np.array(travel["minutes"], dtype=float) if travel["method"] == "table" else None,
    )


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)


def _facilitators(
    rows: Sequence[Mapping[str, Any]], days: Mapping[str, int], places: Mapping[str, int]
) -> Facilitators:
    available = np.zeros((len(rows), len(days)), dtype=bool)
    for number, row in enumerate(rows):
        available[number, [days[day] for day in row["days"]]] = True
    return Facilitators(
        ids=tuple(row["id"] for row in rows),
        names=tuple(row.get("name", row["id"]) for row in rows),
        places=_integers(places[row["place"]] for row in rows),
        levels=tuple(frozenset(row["levels"]) for row in rows),
        languages=tuple(frozenset(row["languages"]) for row in rows),
        available=available,
        max_days=_integers(row["max_days"] for row in rows),
        max_workshops=_integers(row["max_workshops_per_day"] for row in rows),
        max_minutes=np.fromiter((row["max_minutes_one_way"] for row in rows), dtype=float),
    )


def _penalties(rows: Sequence[Mapping[str, Any]], days: Mapping[str, int]) -> Floats:
    penalties = np.full((len(rows), len(days)), np.inf)
    for number, row in enumerate(rows):
        penalties[number, [days[day] for day in row["days"]]] = list(row["days"].values())
    return penalties


def _visits(
    document: Mapping[str, Any], days: Mapping[str, int], places: Mapping[str, int], people: Mapping[str, int]
) -> Visits:
    rows = document["visits"]
    schools: dict[str, int] = {}
    fixed = [row.get("fixed") for row in rows]
    previous = {row["visit"]: row for row in document.get("previous", [])}
    before = [previous.get(row["id"]) for row in rows]
    return Visits(
        ids=tuple(row["id"] for row in rows),
        names=tuple(row.get("name", row["id"]) for row in rows),
        schools=_integers(schools.setdefault(row["school"], len(schools)) for row in rows),
        places=_integers(places[row["place"]] for row in rows),
        levels=tuple(row["level"] for row in rows),
        languages=tuple(row["language"] for row in rows),
        workshops=_integers(row["workshops"] for row in rows),
        bells=_integers(_minute(row["first_bell"]) for row in rows),
        slots=_integers(row["slots"] for row in rows),
        penalties=_penalties(rows, days),
        priorities=np.fromiter((row.get("priority", 1) for row in rows), dtype=float),
        fixed_days=_integers(days[row["day"]] if row else NONE for row in fixed),
        fixed_facilitators=_integers(people[row["facilitator"]] if row else NONE for row in fixed),
        previous_days=_integers(days[row["day"]] if row else NONE for row in before),
        previous_facilitators=_integers(people[row["facilitator"]] if row else NONE for row in before),
    )


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _day_faults(document["days"])
    for table in ("places", "facilitators", "visits"):
        yield from _repeated(f"$.{table}", "id", document[table])
    yield from _repeated("$.previous", "visit", document.get("previous", []))
    yield from _travel_faults(document["travel"], document["places"])
    known = {
        "place": {place["id"] for place in document["places"]},
        "day": set(document["days"]),
        "facilitator": {person["id"] for person in document["facilitators"]},
        "visit": {visit["id"] for visit in document["visits"]},
    }
    for number, person in enumerate(document["facilitators"]):
        yield from _facilitator_faults(f"$.facilitators[{number}]", person, known)
    slot = document["workshop_minutes"] + document["break_minutes"]
    for number, visit in enumerate(document["visits"]):
        yield from _visit_faults(f"$.visits[{number}]", visit, known)
        if _minute(visit["first_bell"]) + visit["slots"] * slot - document["break_minutes"] > _MINUTES_A_DAY:
            yield Fault(f"$.visits[{number}].slots", "the last slot ends after midnight")
    for number, row in enumerate(document.get("previous", [])):
        yield from _unknown(f"$.previous[{number}]", row, ("visit", "day", "facilitator"), known)


def _day_faults(days: Sequence[str]) -> Iterator[Fault]:
    for number, day in enumerate(days):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield Fault(f"$.days[{number}]", f"{day!r} is not a date of the calendar")


def _repeated(path: str, field: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row[field] in seen:
            yield Fault(f"{path}[{number}].{field}", f"{row[field]!r} stands twice")
        seen.add(row[field])


def _unknown(
    path: str, row: Mapping[str, Any], names: Iterable[str], known: Mapping[str, set[str]]
) -> Iterator[Fault]:
    for name in names:
        if row[name] not in known[name]:
            yield Fault(f"{path}.{name}", f"unknown {name} {row[name]!r}")


def _facilitator_faults(
    path: str, person: Mapping[str, Any], known: Mapping[str, set[str]]
) -> Iterator[Fault]:
    yield from _unknown(path, person, ("place",), known)
    seen: set[str] = set()
    for number, day in enumerate(person["days"]):
        if not isinstance(day, str) or day not in known["day"]:
            yield Fault(f"{path}.days[{number}]", f"{day!r} is not one of the problem's days")
        elif day in seen:
            yield Fault(f"{path}.days[{number}]", f"{day!r} stands twice")
        else:
            seen.add(day)


def _visit_faults(path: str, visit: Mapping[str, Any], known: Mapping[str, set[str]]) -> Iterator[Fault]:
    yield from _unknown(path, visit, ("place",), known)
    for day, penalty in visit["days"].items():
        if day not in known["day"]:
            yield Fault(f"{path}.days[{day!r}]", "is not one of the problem's days")
        # A boolean is an integer to Python, but not to JSON.
        if (
            isinstance(penalty, bool)
            or not isinstance(penalty, int | float)
            or not 0 <= penalty <= _LONGEST_TRIP
        ):
            yield Fault(
                f"{path}.days[{day!r}]", f"{penalty!r} is not a penalty: a number from 0 to {_LONGEST_TRIP}"
            )
    if visit.get("fixed"):
        yield from _unknown(f"{path}.fixed", visit["fixed"], ("day", "facilitator"), known)


def _travel_faults(travel: Mapping[str, Any], places: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    for number, place in enumerate(places):
        for axis in _COORDINATES[travel["method"]]:
            if axis not in place:
                text = f"is missing, the travel method {travel['method']!r} needs it"
                yield Fault(f"$.places[{number}].{axis}", text)
    if travel["method"] != "table":
        return
    if len(travel["minutes"]) != len(places):
        yield Fault("$.travel.minutes", f"has {len(travel['minutes'])} rows for {len(places)} places")
    for number, row in enumerate(travel["minutes"]):
        if len(row) != len(places):
            yield Fault(f"$.travel.minutes[{number}]", f"has {len(row)} numbers for {len(places)} places")
        for column, minutes in enumerate(row):
            if (
                isinstance(minutes, bool)
                or not isinstance(minutes, int | float)
                or not 0 <= minutes <= _LONGEST_TRIP
            ):
                text = f"{minutes!r} is not a number of minutes from 0 to {_LONGEST_TRIP}"
                yield Fault(f"$.travel.minutes[{number}][{column}]", text)
