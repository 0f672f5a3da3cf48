"""The year's scheduling problem as arrays.

Visits, facilitators, days and places are numbered by their position in the document; -1 stands for none.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from workshops.visits.travel import Floats, Integers, Travel

Booleans = npt.NDArray[np.bool_]
NONE = -1
OUTSIDE = -2  # a facilitator who exists, but not in this part of the problem


@dataclass(frozen=True)
class Weights:
    """What one unit of each term costs."""

    unscheduled: float = 1000.0
    travel_minutes: float = 1.0
    day_penalty: float = 1.0
    second_facilitator: float = 10.0
    far_apart: float = 15.0
    moved: float = 60.0


@dataclass(frozen=True, eq=False)
class Facilitators:
    """Who can hold visits: one row a facilitator."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    places: Integers
    levels: tuple[frozenset[str], ...]
    languages: tuple[frozenset[str], ...]
    available: Booleans
    max_days: Integers
    max_workshops: Integers
    max_minutes: Floats

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Visits:
    """What is to be held: one row a visit; `penalties` is infinite on the days on which it cannot be."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    schools: Integers
    places: Integers
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    workshops: Integers
    bells: Integers
    slots: Integers
    penalties: Floats
    priorities: Floats
    fixed_days: Integers
    fixed_facilitators: Integers
    previous_days: Integers
    previous_facilitators: Integers

    def __len__(self) -> int:
        return len(self.ids)


Table = TypeVar("Table", Facilitators, Visits)


@dataclass(frozen=True, eq=False)
class VisitProblem:
    """One year to be scheduled."""

    days: tuple[str, ...]
    workshop_minutes: int
    break_minutes: int
    travel: Travel
    facilitators: Facilitators
    visits: Visits
    weights: Weights
    far_apart_days: int = 10
    time_limit: float = 30.0
    random_seed: int = 1

    @cached_property
    def can_serve(self) -> Booleans:
        """Who may hold what, visits x facilitators: level, language, reach, load, fixed facilitator."""
        visits, people = self.visits, self.facilitators
        kinds = {
            kind: number
            for number, kind in enumerate(sorted(set(zip(visits.levels, visits.languages, strict=True))))
        }
        speaks = np.array(
            [
                [
                    level in levels and language in languages
                    for levels, languages in zip(people.levels, people.languages, strict=True)
                ]
                for level, language in kinds
            ],
            dtype=bool,
        ).reshape(len(kinds), len(people))
        kind = np.array(
            [kinds[key] for key in zip(visits.levels, visits.languages, strict=True)], dtype=np.int64
        )
        able = speaks[kind] & (visits.workshops[:, None] <= people.max_workshops) & (people.max_days > 0)
        able &= (visits.workshops <= visits.slots)[:, None]
        able &= self.minutes_from_base <= people.max_minutes
        others = np.arange(len(people)) != visits.fixed_facilitators[:, None]
        able &= ~(others & (visits.fixed_facilitators >= 0)[:, None])
        return able

    @cached_property
    def minutes_from_base(self) -> Integers:
        """Minutes from each facilitator's base to each visit, visits x facilitators."""
        return self.travel.minutes(self.facilitators.places[None, :], self.visits.places[:, None])

    @cached_property
    def minutes_to_base(self) -> Integers:
        """Minutes from each visit to each facilitator's base, visits x facilitators."""
        return self.travel.minutes(self.visits.places[:, None], self.facilitators.places[None, :])

    @cached_property
    def open_days(self) -> Booleans:
        """Days on which each visit can be held, visits x days; only the fixed day of a fixed visit."""
        allowed = np.isfinite(self.visits.penalties)
        fixed = self.visits.fixed_days
        allowed &= (fixed < 0)[:, None] | (np.arange(len(self.days)) == fixed[:, None])
        return allowed

    @cached_property
    def pairs(self) -> Integers:
        """Consecutive visits of one school in the order given, pairs x 2."""
        by_school: dict[int, list[int]] = {}
        for visit, school in enumerate(self.visits.schools.tolist()):
            by_school.setdefault(school, []).append(visit)
        rows = [pair for visits in by_school.values() for pair in pairwise(visits)]
        return np.array(rows, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def duration(self) -> Integers:
        """Minutes from the start of each visit to its end."""
        return self.visits.workshops * (self.workshop_minutes + self.break_minutes) - self.break_minutes

    def part(self, visits: Integers, facilitators: Integers) -> "VisitProblem":
        """Return the same year with some of its visits and facilitators only."""
        number = np.full(len(self.facilitators) + 1, OUTSIDE)
        number[facilitators] = np.arange(len(facilitators))
        number[-1] = NONE
        kept = _rows_of(self.visits, visits)
        kept = replace(
            kept,
            fixed_facilitators=number[kept.fixed_facilitators],
            previous_facilitators=number[kept.previous_facilitators],
        )
        return replace(self, visits=kept, facilitators=_rows_of(self.facilitators, facilitators))


def _rows_of(table: Table, rows: Integers) -> Table:
    """Return a table with the given rows of each of its columns."""
    columns = {field.name: getattr(table, field.name) for field in fields(table)}
    picked: dict[str, Any] = {
        name: column[rows] if isinstance(column, np.ndarray) else tuple(column[row] for row in rows)
        for name, column in columns.items()
    }
    return replace(table, **picked)
