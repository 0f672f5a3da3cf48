"""Every reason why a visit cannot be booked, or should be booked only knowingly."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from workshops.visits.booking import (
    BookedVisit,
    BookingFacts,
    ClassFacts,
    FacilitatorFacts,
    SchoolFacts,
    VisitRequest,
)
from workshops.visits.booking_times import (
    EARLIEST,
    LATEST,
    MOST_WORKSHOPS,
    Spell,
    is_in_school_hours,
    is_on_grid,
    next_on_grid,
    whole_of,
)
from workshops.visits.journeys import Place

MOST_FACILITATORS = 2
Minutes = Callable[[Place, Place], int]
Facts = Mapping[str, object]


class ConflictKind(StrEnum):
    """What is wrong with a visit; each kind is one sentence."""

    SCHOOL_UNKNOWN = "school_unknown"
    SCHOOL_CLOSED = "school_closed"
    SCHOOL_NOT_BOOKABLE = "school_not_bookable"
    SCHOOL_HAS_VISIT = "school_has_visit"
    SCHOOL_NOT_DUE = "school_not_due"
    LANGUAGE_NOT_TAUGHT = "language_not_taught"
    DAY_PAST = "day_past"
    OFF_GRID = "off_grid"
    OUTSIDE_HOURS = "outside_hours"
    NO_CLASS = "no_class"
    TOO_MANY_CLASSES = "too_many_classes"
    CLASS_UNKNOWN = "class_unknown"
    CLASS_TWICE = "class_twice"
    CLASS_OF_OTHER_YEAR = "class_of_other_year"
    CLASS_NOT_TAUGHT = "class_not_taught"
    CLASS_BUSY = "class_busy"
    CLASS_HAD_ONE = "class_had_one"
    CLASS_NOT_TARGET = "class_not_target"
    NO_FACILITATOR = "no_facilitator"
    TOO_MANY_FACILITATORS = "too_many_facilitators"
    FACILITATOR_UNKNOWN = "facilitator_unknown"
    FACILITATOR_TWICE = "facilitator_twice"
    FACILITATOR_OF_OTHER_PROVIDER = "facilitator_of_other_provider"
    FACILITATOR_ABSENT = "facilitator_absent"
    FACILITATOR_LEVEL = "facilitator_level"
    FACILITATOR_LANGUAGE = "facilitator_language"
    FACILITATOR_TOO_FAR = "facilitator_too_far"
    FACILITATOR_FULL = "facilitator_full"
    FACILITATOR_BUSY = "facilitator_busy"
    TRAVEL_BEFORE = "travel_before"
    TRAVEL_AFTER = "travel_after"
    SIMULTANEOUS = "simultaneous"


# What a person may book in spite of, once they have read it.
WARNINGS = frozenset({ConflictKind.SCHOOL_NOT_DUE, ConflictKind.CLASS_HAD_ONE, ConflictKind.CLASS_NOT_TARGET})


@dataclass(frozen=True)
class Conflict:
    """One reason: `subject` is whom it is about, `position` which of several, `facts` the details."""

    kind: ConflictKind
    subject: str = ""
    position: int = 1
    facts: Facts = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        """Whether the visit can be booked in spite of it."""
        return self.kind in WARNINGS

    @property
    def key(self) -> str:
        """What names this very warning, so that accepting one accepts no other."""
        return f"{self.kind}:{self.subject}"


class VisitConflict(Exception):  # noqa: N818 - it says what it is
    """The visit cannot be booked; every reason at once."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__("; ".join(conflict.key for conflict in conflicts))
        self.conflicts = tuple(conflicts)


@dataclass(frozen=True)
class _Case:
    """A request with everything that the rules look at."""

    request: VisitRequest
    facts: BookingFacts
    school: SchoolFacts
    spells: Sequence[Spell]
    minutes_between: Minutes


def find_conflicts(
    request: VisitRequest, facts: BookingFacts, *, today: date, minutes_between: Minutes
) -> tuple[Conflict, ...]:
    """Return every reason why the visit cannot be booked; empty when it can."""
    if facts.school is None:
        return (Conflict(ConflictKind.SCHOOL_UNKNOWN),)
    case = _Case(request, facts, facts.school, request.spells(facts.lengths), minutes_between)
    return (*_about_time(case, today), *_about_school(case), *_about_classes(case), *_about_people(case))


def _about_time(case: _Case, today: date) -> Iterator[Conflict]:
    if case.request.held_on < today:
        yield Conflict(ConflictKind.DAY_PAST, facts={"day": case.request.held_on})
    if not is_on_grid(case.request.starts_at):
        yield Conflict(ConflictKind.OFF_GRID)
    if case.spells and not is_in_school_hours(whole := whole_of(case.spells)):
        facts = {"end": whole.ends_at, "earliest": EARLIEST, "latest": LATEST}
        yield Conflict(ConflictKind.OUTSIDE_HOURS, facts=facts)


def _about_school(case: _Case) -> Iterator[Conflict]:
    school, request = case.school, case.request
    name = {"school": school.name}
    if school.closed_on and school.closed_on <= request.held_on:
        yield Conflict(ConflictKind.SCHOOL_CLOSED, facts={**name, "day": school.closed_on})
    if not school.is_bookable:
        yield Conflict(ConflictKind.SCHOOL_NOT_BOOKABLE, facts=name)
    if school.is_due is False:
        year = case.facts.school_year
        details = {**name, "level": school.level, "school_year": year}
        yield Conflict(ConflictKind.SCHOOL_NOT_DUE, f"{request.school_id}:{year}", facts=details)
    if request.language not in school.languages:
        yield Conflict(ConflictKind.LANGUAGE_NOT_TAUGHT, request.language, facts=name)
    people = [case.facts.facilitators.get(number) for number in request.facilitator_ids]
    providers = {person.provider_id for person in people if person}
    for visit in school.visits:
        if visit.provider_id in providers:
            details = {**name, "day": request.held_on, "start": visit.spell.starts_at}
            yield Conflict(ConflictKind.SCHOOL_HAS_VISIT, facts=details)


def _about_classes(case: _Case) -> Iterator[Conflict]:
    numbers = [workshop.class_group_id for workshop in case.request.workshops]
    if not numbers:
        yield Conflict(ConflictKind.NO_CLASS)
    if len(numbers) > MOST_WORKSHOPS:
        yield Conflict(ConflictKind.TOO_MANY_CLASSES, facts={"most": MOST_WORKSHOPS})
    for position, (number, spell) in enumerate(zip(numbers, case.spells, strict=True), 1):
        group = case.facts.classes.get(number)
        name = {"class": group.name if group else "", "level": case.school.level}
        if group is None:
            yield Conflict(ConflictKind.CLASS_UNKNOWN, str(number), position)
        elif number in numbers[: position - 1]:
            yield Conflict(ConflictKind.CLASS_TWICE, str(number), position, name)
        else:
            for kind, details in _about_class(case, group, spell):
                yield Conflict(kind, str(number), position, {**name, **details})


def _about_class(case: _Case, group: ClassFacts, spell: Spell) -> Iterator[tuple[ConflictKind, Facts]]:
    day, year = case.request.held_on, case.facts.school_year
    if group.school_year != year:
        details = {"of": group.school_year, "day": day, "school_year": year}
        yield ConflictKind.CLASS_OF_OTHER_YEAR, details
    elif group.closure:
        yield ConflictKind.CLASS_NOT_TAUGHT, {"day": day, "closure": group.closure}
    for busy in group.busy:
        if busy.overlaps(spell):
            yield ConflictKind.CLASS_BUSY, {"start": busy.starts_at, "end": busy.ends_at}
    if earlier := group.earlier:
        yield ConflictKind.CLASS_HAD_ONE, {"day": earlier.held_on, "provider": earlier.provider}
    if not group.is_target:
        yield ConflictKind.CLASS_NOT_TARGET, {}


def _about_people(case: _Case) -> Iterator[Conflict]:
    numbers = case.request.facilitator_ids
    people = [case.facts.facilitators.get(number) for number in numbers]
    if not numbers:
        yield Conflict(ConflictKind.NO_FACILITATOR)
    if len(numbers) > MOST_FACILITATORS:
        yield Conflict(ConflictKind.TOO_MANY_FACILITATORS, facts={"most": MOST_FACILITATORS})
    for position, (number, person) in enumerate(zip(numbers, people, strict=True), 1):
        if person is None:
            yield Conflict(ConflictKind.FACILITATOR_UNKNOWN, str(number), position)
            continue
        name = {"who": person.name}
        if number in numbers[: position - 1]:
            yield Conflict(ConflictKind.FACILITATOR_TWICE, str(number), position, name)
            continue
        if people[0] and people[0].provider_id != person.provider_id:
            both = {**name, "first": people[0].name}
            yield Conflict(ConflictKind.FACILITATOR_OF_OTHER_PROVIDER, str(number), position, both)
        for kind, details in _about_person(case, person):
            yield Conflict(kind, str(number), position, {**name, **details})


def _about_person(case: _Case, person: FacilitatorFacts) -> Iterator[tuple[ConflictKind, Facts]]:
    school, day = case.school, case.request.held_on
    if person.absent_until:
        yield ConflictKind.FACILITATOR_ABSENT, {"day": day, "until": person.absent_until}
    if school.level_code not in person.level_codes:
        yield ConflictKind.FACILITATOR_LEVEL, {"level": school.level}
    if case.request.language not in person.languages:
        yield ConflictKind.FACILITATOR_LANGUAGE, {"language": case.request.language}
    if (minutes := case.minutes_between(person.base, school.place)) > person.most_minutes:
        yield ConflictKind.FACILITATOR_TOO_FAR, {"minutes": minutes, "most": person.most_minutes}
    total = sum(visit.workshops for visit in person.visits) + len(case.spells)
    if total > person.most_workshops:
        yield ConflictKind.FACILITATOR_FULL, {"day": day, "total": total, "most": person.most_workshops}
    if case.spells:
        for visit in person.visits:
            yield from _about_other_visit(case, visit, whole_of(case.spells))


def _about_other_visit(
    case: _Case, visit: BookedVisit, wanted: Spell
) -> Iterator[tuple[ConflictKind, Facts]]:
    """Yield why the facilitator cannot be at both visits of one day."""
    there = visit.spell
    details = {"school": visit.school_name, "start": there.starts_at, "end": there.ends_at}
    if there.overlaps(wanted):
        yield ConflictKind.FACILITATOR_BUSY, details
    elif there.ends_at <= wanted.starts_at:
        minutes = case.minutes_between(visit.place, case.school.place)
        earliest = there.ends_at + timedelta(minutes=minutes)
        if earliest > wanted.starts_at:
            earliest = next_on_grid(earliest)
            yield ConflictKind.TRAVEL_BEFORE, {**details, "minutes": minutes, "earliest": earliest}
    else:
        minutes = case.minutes_between(case.school.place, visit.place)
        latest = there.starts_at - timedelta(minutes=minutes)
        if latest < wanted.ends_at:
            yield ConflictKind.TRAVEL_AFTER, {**details, "minutes": minutes, "latest": latest}
