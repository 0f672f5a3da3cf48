"""A visit that somebody asks for, and all that is known when it is held against the rules."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from workshops.calendar.teaching import Closure
from workshops.visits.booking_times import Spell, WorkshopLengths, workshop_spells
from workshops.visits.journeys import Place


@dataclass(frozen=True)
class RequestedWorkshop:
    """One class group, and the room if it is known."""

    class_group_id: int
    room: str = ""


@dataclass(frozen=True)
class VisitRequest:
    """A visit to be booked.

    Parameters
    ----------
    starts_at
        When the first workshop begins, aware, as the clock in the school shows it.
    workshops, facilitator_ids
        One to four workshops in their order; one or two facilitators, all of one provider.
    is_agreed
        The school has said yes already.
    accepted
        The keys of the warnings that the person has seen and accepts.
    form_token
        One form, one visit: the same token sent twice is the same visit. Empty for a program.
    """

    school_id: str
    starts_at: datetime
    workshops: tuple[RequestedWorkshop, ...]
    facilitator_ids: tuple[int, ...]
    language: str = "sl"
    contact: str = ""
    note: str = ""
    is_agreed: bool = False
    accepted: frozenset[str] = frozenset()
    form_token: str = ""

    @property
    def held_on(self) -> date:
        """The day of the visit."""
        return self.starts_at.date()

    def spells(self, lengths: WorkshopLengths) -> tuple[Spell, ...]:
        """Return when each workshop is held."""
        return workshop_spells(self.starts_at, len(self.workshops), lengths)

    def accepting(self, warnings: Iterable[str]) -> "VisitRequest":
        """Return the same request with the warnings of these keys accepted."""
        return replace(self, accepted=self.accepted.union(warnings))


@dataclass(frozen=True)
class LocalName:
    """What something is called, in each language of the pages."""

    name_sl: str
    name_en: str


@dataclass(frozen=True)
class BookedVisit:
    """A visit that stands already."""

    provider_id: int
    school_name: str
    place: Place
    spell: Spell
    workshops: int = 1


@dataclass(frozen=True)
class SchoolFacts:
    """The school, and what is booked there on the day."""

    name: str
    place: Place
    level: LocalName
    level_code: str
    languages: Collection[str]
    is_bookable: bool = True
    closed_on: date | None = None
    # None when no plan has been published for the school year.
    is_due: bool | None = None
    visits: tuple[BookedVisit, ...] = ()


@dataclass(frozen=True)
class EarlierWorkshop:
    """A workshop that the same pupils had or will have within twelve months."""

    held_on: date
    provider: str


@dataclass(frozen=True)
class ClassFacts:
    """One class group of the school, and its day."""

    name: str
    school_year: str
    is_target: bool = True
    busy: tuple[Spell, ...] = ()
    earlier: EarlierWorkshop | None = None
    # The layer of the school calendar that says no.
    closure: Closure | None = None


@dataclass(frozen=True)
class FacilitatorFacts:
    """One facilitator, and their day."""

    name: str
    provider_id: int
    base: Place
    level_codes: Collection[str]
    languages: Collection[str]
    most_workshops: int = 4
    most_minutes: int = 150
    absent_until: date | None = None
    visits: tuple[BookedVisit, ...] = ()
    # The turn that a visit on the day would take; see VisitFacilitator.
    next_turn: int = 1


@dataclass(frozen=True)
class BookingFacts:
    """Everything that the rules ask about a request; whoever or whatever is missing here is unknown."""

    school: SchoolFacts | None
    school_year: str
    classes: Mapping[int, ClassFacts] = field(default_factory=dict)
    facilitators: Mapping[int, FacilitatorFacts] = field(default_factory=dict)
    lengths: WorkshopLengths = field(default_factory=WorkshopLengths)
