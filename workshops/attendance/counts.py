"""The counts of one workshop, and every reason why they cannot be right.

Pure: the database holds the same rules as constraints, the form says them at its fields.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

# Far above what a class or a merged year brings, far below a slip of the finger.
MOST_PUPILS = 300
MOST_ADULTS = 50
MOST_COPIES = 2000
# So long after the visit the teacher may still correct; later the person who countersigns does it.
DAYS_TO_CORRECT = 14


class ProblemKind(StrEnum):
    """Why counts are refused."""

    NEGATIVE = "negative"
    TOO_MANY = "too_many"
    NOBODY_ENROLLED = "nobody_enrolled"
    NOBODY_PRESENT = "nobody_present"
    PRESENT_ABOVE_ENROLLED = "present_above_enrolled"
    NOT_YET = "not_yet"
    OVER = "over"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"
    FORM_SPENT = "form_spent"


@dataclass(frozen=True)
class CountProblem:
    """One reason, and the field at which it belongs; no field when it concerns the whole form."""

    kind: ProblemKind
    field: str = ""
    facts: Mapping[str, int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """What was counted: how many, never who. `copies` maps the number of a material to its copies."""

    enrolled: int
    present: int
    teachers: int
    other_educators: int = 0
    copies: Mapping[int, int] = dataclasses.field(default_factory=dict)
    deviation: str = "none"
    note: str = ""

    def as_written(self) -> dict[str, Any]:
        """Return what the audit trail keeps."""
        return dataclasses.asdict(self) | {
            "copies": {str(number): copies for number, copies in self.copies.items()}
        }


@dataclass(frozen=True)
class SentForm:
    """Which form brought the counts, and which record the person had before them when they wrote."""

    token: str
    replaces: str = ""


def check_counts(counts: Counts) -> tuple[CountProblem, ...]:
    """Return every reason why the counts cannot be right; empty when they can."""
    if found := [problem for name, limits in _ranges(counts).items() for problem in _out(name, *limits)]:
        return tuple(found)
    if counts.enrolled == 0:
        return (CountProblem(ProblemKind.NOBODY_ENROLLED, "enrolled"),)
    if counts.present == 0:
        return (CountProblem(ProblemKind.NOBODY_PRESENT, "present"),)
    if counts.present > counts.enrolled:
        facts = {"present": counts.present, "enrolled": counts.enrolled}
        return (CountProblem(ProblemKind.PRESENT_ABOVE_ENROLLED, "present", facts),)
    return ()


def find_closure(
    *, starts_at: datetime, held_on: date, now: datetime, today: date, is_cancelled: bool
) -> ProblemKind | None:
    """Return why no teacher can report on a visit now, or None."""
    if is_cancelled:
        return ProblemKind.CANCELLED
    if now < starts_at:
        return ProblemKind.NOT_YET
    return ProblemKind.OVER if today > last_day_to_correct(held_on) else None


def last_day_to_correct(held_on: date) -> date:
    """Return the last day on which the teacher may report or correct."""
    return held_on + timedelta(days=DAYS_TO_CORRECT)


def _ranges(counts: Counts) -> dict[str, tuple[int, int]]:
    """Return each number by its field, with the most that it may be."""
    return {
        "enrolled": (counts.enrolled, MOST_PUPILS),
        "present": (counts.present, MOST_PUPILS),
        "teachers": (counts.teachers, MOST_ADULTS),
        "other_educators": (counts.other_educators, MOST_ADULTS),
        **{f"copies_{number}": (copies, MOST_COPIES) for number, copies in counts.copies.items()},
    }


def _out(name: str, value: int, most: int) -> list[CountProblem]:
    if value < 0:
        return [CountProblem(ProblemKind.NEGATIVE, name)]
    return [CountProblem(ProblemKind.TOO_MANY, name, {"most": most})] if value > most else []
