"""What an activity states, and the sums that keep the words of its counts.

A count is an exact number or carries its word: "at least 100" and "about 100" cannot become 200, so a sum
keeps one total for each word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ActivityKind(StrEnum):
    """The kinds of the programme's public page."""

    SCHOOL_WORKSHOPS = "school_workshops"
    SCHOOL_WORKSHOPS_TOTAL = "school_workshops_total"
    WORKSHOPS = "workshops"
    INFORMATION_SESSIONS = "information_sessions"
    MATERIALS = "materials"
    CAMPAIGN = "campaign"
    EXPERT_MEETING = "expert_meeting"
    MEDIA = "media"
    PROFESSIONAL_TRAINING = "professional_training"
    COOPERATION = "cooperation"
    COMMUNITY_PREVENTION = "community_prevention"


class Qualifier(StrEnum):
    """How a number is worded."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Count:
    """A number with its word."""

    value: int
    qualifier: Qualifier = Qualifier.EXACT


@dataclass(frozen=True)
class Named:
    """What something is called, in Slovene and in English."""

    code: str
    name_sl: str
    name_en: str


@dataclass(frozen=True)
class Statement:
    """One statement about an activity, as reports read it."""

    record_id: str
    kind: ActivityKind
    provider: Named
    level_code: str | None = None
    events: Count | None = None
    participants: Count | None = None
    teachers: int | None = None
    copies: int | None = None
    region_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Total:
    """The sum of several counts, one number for each word, and how many statements give no number."""

    counts: tuple[Count, ...]
    without_number: int = 0


def add_up(counts: Iterable[Count | None]) -> Total:
    """Return the sum of counts, the exact numbers first; None is a statement without a number."""
    given = list(counts)
    numbers = [count for count in given if count is not None]
    sums = {
        qualifier: sum(count.value for count in numbers if count.qualifier is qualifier)
        for qualifier in Qualifier
        if any(count.qualifier is qualifier for count in numbers)
    }
    return Total(
        tuple(Count(value, qualifier) for qualifier, value in sums.items()), len(given) - len(numbers)
    )
