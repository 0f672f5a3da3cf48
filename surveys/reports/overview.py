"""The school year at a glance: what stands, and what needs somebody's attention."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from surveys.reports.contradictions import Check
from workshops.activities.statements import Named

# An offer or a draft this close to its day needs an answer now.
SOON = timedelta(days=14)


class Matter(StrEnum):
    """What somebody should look at."""

    NO_PLAN = "no_plan"
    PLANS_IN_WORK = "plans_in_work"
    UNANSWERED_OFFERS = "unanswered_offers"
    DRAFTS_SOON = "drafts_soon"
    ATTENDANCE_MISSING = "attendance_missing"
    SURPLUS_RESPONSES = "surplus_responses"
    CONTRADICTIONS = "contradictions"


@dataclass(frozen=True)
class Attention:
    """One matter and how often it occurs."""

    matter: Matter
    count: int = 1


@dataclass(frozen=True)
class VisitCounts:
    """The visits of a school year by where they stand."""

    draft: int = 0
    offered: int = 0
    confirmed: int = 0
    held: int = 0
    offered_soon: int = 0
    draft_soon: int = 0

    @property
    def total(self) -> int:
        """All visits that stand."""
        return self.draft + self.offered + self.confirmed + self.held


@dataclass(frozen=True)
class WorkshopCounts:
    """The workshops that were held, and what is known about them."""

    held: int = 0
    with_attendance: int = 0
    present: int = 0
    responses_of_present: int = 0
    surplus: int = 0

    @property
    def completeness(self) -> float | None:
        """The share of the workshops held that have attendance."""
        return self.with_attendance / self.held if self.held else None

    @property
    def response_rate(self) -> float | None:
        """The share of the pupils present who answered."""
        return self.responses_of_present / self.present if self.present else None


@dataclass(frozen=True)
class DueRegion:
    """A region whose turn it is at one level, with the classes that wait and the workshops that stand."""

    region: Named
    level: Named
    classes: int
    booked: int
    held: int

    @property
    def share_booked(self) -> float | None:
        """The share of the classes that have a workshop, held or to come."""
        return self.booked / self.classes if self.classes else None


@dataclass(frozen=True)
class Overview:
    """One school year at a glance."""

    school_year: str
    school_years: tuple[str, ...]
    visits: VisitCounts
    workshops: WorkshopCounts
    due: tuple[DueRegion, ...]
    plans_in_work: int = 0
    contradictions: tuple[Check, ...] = ()

    @property
    def attention(self) -> tuple[Attention, ...]:
        """What needs somebody's attention, the most urgent first."""
        return tuple(_find_attention(self))


def _find_attention(overview: Overview) -> Iterator[Attention]:
    visits, workshops = overview.visits, overview.workshops
    if not overview.due:
        yield Attention(Matter.NO_PLAN)
    for matter, count in (
        (Matter.UNANSWERED_OFFERS, visits.offered_soon),
        (Matter.DRAFTS_SOON, visits.draft_soon),
        (Matter.ATTENDANCE_MISSING, workshops.held - workshops.with_attendance),
        (Matter.SURPLUS_RESPONSES, workshops.surplus),
        (Matter.PLANS_IN_WORK, overview.plans_in_work),
        (Matter.CONTRADICTIONS, len(overview.contradictions)),
    ):
        if count:
            yield Attention(matter, count)
