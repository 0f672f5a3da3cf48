"""An independent check of a schedule: every broken hard rule, and every term of the cost worked out anew.

It reads the two plain documents and shares no code with the scheduler, so that a mistake there cannot hide
here.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_EARTH_RADIUS_KM = 6371.0088
_DEFAULT_WEIGHTS = {
    "unscheduled": 1000,
    "travel_minutes": 1,
    "day_penalty": 1,
    "second_facilitator": 10,
    "far_apart": 15,
    "moved": 60,
}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Breach:
    """One rule that a schedule breaks, and where."""

    path: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """What the check found."""

    breaches: tuple[Breach, ...]
    terms: dict[str, float]
    cost: float


def check_schedule(problem: Row, schedule: Row) -> Verdict:
    """Return every breach of a hard rule or of the schedule's own figures, with the terms worked out anew."""
    check = _Check(problem, schedule)
    breaches = [*check.rows(), *check.days(), *check.facilitators(), *check.schools(), *check.completeness()]
    terms = check.terms()
    weights = {**_DEFAULT_WEIGHTS, **problem.get("weights", {})}
    cost = math.fsum(weights[name] * value for name, value in terms.items())
    breaches += _figures(schedule, terms, cost)
    return Verdict(tuple(breaches), terms, cost)


class _Check:
    """One problem and one schedule, looked up by their ids."""

    def __init__(self, problem: Row, schedule: Row) -> None:
        self.problem = problem
        self.visits = {visit["id"]: visit for visit in problem["visits"]}
        self.people = {person["id"]: person for person in problem["facilitators"]}
        self.places = {place["id"]: number for number, place in enumerate(problem["places"])}
        self.schedule = schedule
        self.held: dict[str, Row] = {}
        self.paths: dict[str, str] = {}
        for number, row in enumerate(schedule["scheduled"]):
            self.held.setdefault(row["visit"], row)
            self.paths.setdefault(row["visit"], f"$.scheduled[{number}]")
        self.rounds: dict[tuple[str, str], list[str]] = defaultdict(list)
        for visit, row in self.held.items():
            if visit in self.visits and row["facilitator"] in self.people:
                self.rounds[row["facilitator"], row["day"]].append(visit)

    def rows(self) -> Iterator[Breach]:
        """Yield what is wrong with single rows: who, when and where."""
        seen: set[str] = set()
        for number, row in enumerate(self.schedule["scheduled"]):
            path = f"$.scheduled[{number}]"
            if row["visit"] in seen:
                yield Breach(path, f"visit {row['visit']} is scheduled twice")
            seen.add(row["visit"])
            if row["visit"] not in self.visits:
                yield Breach(path, f"visit {row['visit']} is not in the problem")
            elif row["facilitator"] not in self.people:
                yield Breach(path, f"facilitator {row['facilitator']} is not in the problem")
            else:
                person = self.people[row["facilitator"]]
                for text in self._row(row, self.visits[row["visit"]], person):
                    yield Breach(path, text)

    def _row(self, row: Row, visit: Row, person: Row) -> Iterator[str]:
        who, what, day = person["id"], visit["id"], row["day"]
        if day not in visit["days"]:
            yield f"visit {what} cannot be held on {day}"
        if day not in person["days"]:
            yield f"facilitator {who} is not available on {day}"
        if visit["level"] not in person["levels"]:
            yield f"facilitator {who} does not serve the level {visit['level']} of visit {what}"
        if visit["language"] not in person["languages"]:
            yield f"facilitator {who} does not speak {visit['language']}, the language of visit {what}"
        if (minutes := self.minutes(person["place"], visit["place"])) > person["max_minutes_one_way"]:
            yield f"visit {what} is {minutes} minutes away from facilitator {who}"
        if _clock(row["start"]) not in self.slots(visit):
            yield f"{row['start']} is not one of the slots at which visit {what} can start"
        fixed = visit.get("fixed")
        if fixed and (fixed["day"], fixed["facilitator"]) != (day, who):
            yield f"visit {what} is fixed on {fixed['day']} with facilitator {fixed['facilitator']}"

    def days(self) -> Iterator[Breach]:
        """Yield what is wrong with a facilitator's day as a whole: the load, the clock, the order."""
        for (who, day), visits in self.rounds.items():
            order = sorted(visits, key=lambda visit: _clock(self.held[visit]["start"]))
            path = self.paths[order[0]]
            if (load := sum(self.visits[visit]["workshops"] for visit in order)) > self.people[who][
                "max_workshops_per_day"
            ]:
                yield Breach(path, f"facilitator {who} has {load} workshops on {day}")
            for before, after in pairwise(order):
                ready = self.end(before) + self.minutes(
                    self.visits[before]["place"], self.visits[after]["place"]
                )
                if _clock(self.held[after]["start"]) < ready:
                    yield Breach(
                        self.paths[after],
                        f"facilitator {who} cannot be at visit {after} before minute {ready} on {day}",
                    )
            cheapest = self.cheapest(who, visits)
            if cheapest is None:
                yield Breach(path, f"no order lets facilitator {who} hold all visits of {day}")
            elif (spent := self.travel(who, order)) > cheapest:
                yield Breach(
                    path, f"facilitator {who} travels {spent} minutes on {day}, {cheapest} are enough"
                )

    def facilitators(self) -> Iterator[Breach]:
        """Yield who is out on too many days."""
        out: dict[str, set[str]] = defaultdict(set)
        for who, day in self.rounds:
            out[who].add(day)
        for who, days in out.items():
            if len(days) > self.people[who]["max_days"]:
                yield Breach("$.scheduled", f"facilitator {who} is out on {len(days)} days")

    def schools(self) -> Iterator[Breach]:
        """Yield which schools have two visits on one day."""
        seen: dict[tuple[str, str], str] = {}
        for visit, row in self.held.items():
            if visit not in self.visits:
                continue
            key = (self.visits[visit]["school"], row["day"])
            if key in seen:
                yield Breach(
                    self.paths[visit],
                    f"visits {seen[key]} and {visit} of school {key[0]} are both on {key[1]}",
                )
            seen[key] = visit

    def completeness(self) -> Iterator[Breach]:
        """Yield which visits are listed nowhere or twice, and which fixed ones are left out."""
        listed = [row["visit"] for row in self.schedule["unscheduled"]]
        for number, visit in enumerate(listed):
            if visit not in self.visits:
                yield Breach(f"$.unscheduled[{number}]", f"visit {visit} is not in the problem")
            elif visit in self.held or visit in listed[:number]:
                yield Breach(f"$.unscheduled[{number}]", f"visit {visit} is listed twice")
        for visit in sorted(self.visits.keys() - self.held.keys()):
            if visit not in listed:
                yield Breach("$.unscheduled", f"visit {visit} is neither scheduled nor listed as unscheduled")
            if self.visits[visit].get("fixed"):
                yield Breach("$.unscheduled", f"visit {visit} is fixed and must be scheduled")

    def terms(self) -> dict[str, float]:
        """Return every term of the cost before weights."""
        pairs = list(self._pairs())
        number = {day: place for place, day in enumerate(self.problem["days"])}
        far = self.problem.get("far_apart_days", 10)
        return {
            "unscheduled": math.fsum(
                visit.get("priority", 1) for key, visit in self.visits.items() if key not in self.held
            ),
            "travel_minutes": sum(
                self.travel(who, order) if cheapest is None else cheapest
                for (who, _), order in self.rounds.items()
                for cheapest in [self.cheapest(who, order)]
            ),
            "day_penalty": math.fsum(
                self.visits[key]["days"].get(row["day"], 0)
                for key, row in self.held.items()
                if key in self.visits
            ),
            "second_facilitator": sum(one["facilitator"] != other["facilitator"] for one, other in pairs),
            "far_apart": sum(
                abs(number.get(one["day"], 0) - number.get(other["day"], 0)) > far for one, other in pairs
            ),
            "moved": sum(
                (self.held[old["visit"]]["day"], self.held[old["visit"]]["facilitator"])
                != (old["day"], old["facilitator"])
                for old in self.problem.get("previous", [])
                if old["visit"] in self.held
            ),
        }

    def _pairs(self) -> Iterator[tuple[Row, Row]]:
        by_school: dict[str, list[str]] = defaultdict(list)
        for visit in self.problem["visits"]:
            by_school[visit["school"]].append(visit["id"])
        for visits in by_school.values():
            for one, other in pairwise(visits):
                if one in self.held and other in self.held:
                    yield self.held[one], self.held[other]

    def slots(self, visit: Row) -> range:
        """Return the minutes at which a visit can start."""
        step = self.problem["workshop_minutes"] + self.problem["break_minutes"]
        bell = _clock(visit["first_bell"])
        return range(bell, bell + step * (visit["slots"] - visit["workshops"] + 1), step)

    def length(self, visit: str) -> int:
        """Return the minutes from a visit's start to its end."""
        count = self.visits[visit]["workshops"]
        minutes: int = count * self.problem["workshop_minutes"] + (count - 1) * self.problem["break_minutes"]
        return minutes

    def end(self, visit: str) -> int:
        """Return the minute at which a scheduled visit ends."""
        return _clock(self.held[visit]["start"]) + self.length(visit)

    def minutes(self, start: str, end: str) -> int:
        """Return the minutes of travel from one place to another."""
        travel, one, other = self.problem["travel"], self.places[start], self.places[end]
        if travel["method"] == "table":
            return round(float(travel["minutes"][one][other]))
        first, second = self.problem["places"][one], self.problem["places"][other]
        if travel["method"] == "plane":
            km = math.hypot(first["x"] - second["x"], first["y"] - second["y"])
        else:
            km = _great_circle(first, second)
        return round(km * float(travel["factor"]) / float(travel["kmh"]) * 60)

    def travel(self, who: str, order: Sequence[str]) -> int:
        """Return the minutes from the base through the visits in this order and back."""
        base = self.people[who]["place"]
        stops = [base, *(self.visits[visit]["place"] for visit in order), base]
        return sum(self.minutes(start, end) for start, end in pairwise(stops))

    def cheapest(self, who: str, visits: Sequence[str]) -> int | None:
        """Return the least travel of a feasible order, or None: dynamic programming over sets.

        The states of a set are (last visit, end, travel); one later and dearer than another is dropped.
        """
        base = self.people[who]["place"]
        states: dict[tuple[frozenset[str], str], list[tuple[int, int]]] = {(frozenset(), base): [(0, 0)]}
        for _ in visits:
            following: dict[tuple[frozenset[str], str], list[tuple[int, int]]] = defaultdict(list)
            for (done, last), labels in states.items():
                for visit in set(visits) - done:
                    leg = self.minutes(
                        self.visits[last]["place"] if done else base, self.visits[visit]["place"]
                    )
                    for end, spent in labels:
                        ready = end + leg if done else 0
                        start = next((slot for slot in self.slots(self.visits[visit]) if slot >= ready), None)
                        if start is not None:
                            following[done | {visit}, visit].append((start + self.length(visit), spent + leg))
            states = {key: _not_dominated(labels) for key, labels in following.items()}
        totals = [
            spent + self.minutes(self.visits[last]["place"], base)
            for (_, last), labels in states.items()
            for _, spent in labels
        ]
        return min(totals, default=None)


def _not_dominated(labels: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for label in sorted(labels):
        if not kept or label[1] < kept[-1][1]:
            kept.append(label)
    return kept


def _figures(schedule: Row, terms: Mapping[str, float], cost: float) -> Iterator[Breach]:
    """Yield which figures of a schedule are not those worked out here."""
    for name, value in terms.items():
        if not math.isclose(schedule["terms"][name], value, rel_tol=1e-9, abs_tol=1e-9):
            yield Breach(f"$.terms.{name}", f"is {schedule['terms'][name]}, worked out {value}")
    if not math.isclose(schedule["cost"], cost, rel_tol=1e-9, abs_tol=1e-9):
        yield Breach("$.cost", f"is {schedule['cost']}, worked out {cost}")
    bound = schedule["bound"]
    if bound > cost + 1e-6 * max(1.0, cost):
        yield Breach("$.bound", f"{bound} is above the cost {cost}")
    gap = (cost - bound) / bound if bound > 0 else None
    if gap is not None and not (
        schedule["gap"] is not None and math.isclose(schedule["gap"], gap, rel_tol=1e-6, abs_tol=1e-9)
    ):
        yield Breach("$.gap", f"is {schedule['gap']}, worked out {gap}")


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _great_circle(first: Row, second: Row) -> float:
    """Return the distance in km, from the angle between the two points as vectors."""
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (first["lat"], first["lon"], second["lat"], second["lon"]))
    turn = lon_2 - lon_1
    across = math.hypot(
        math.cos(lat_2) * math.sin(turn),
        math.cos(lat_1) * math.sin(lat_2) - math.sin(lat_1) * math.cos(lat_2) * math.cos(turn),
    )
    along = math.sin(lat_1) * math.sin(lat_2) + math.cos(lat_1) * math.cos(lat_2) * math.cos(turn)
    return _EARTH_RADIUS_KM * math.atan2(across, along)
