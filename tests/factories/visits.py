"""Facilitators, visits and workshops for tests; each is committed."""

import secrets
from datetime import date, datetime, time, timedelta

from accounts.models import Provider, User
from core.clock import from_the_wall
from core.database import db
from tests.factories.accounts import make_provider
from tests.factories.register import make_class_group
from workshops.calendar.models import CalendarEntry, EntryStatus
from workshops.calendar.teaching import CalendarEvent
from workshops.register.models import ClassGroup
from workshops.register.school_year import SchoolYear
from workshops.visits.booking_times import WorkshopLengths, whole_of, workshop_spells
from workshops.visits.models import Facilitator, FacilitatorAbsence, Visit, VisitFacilitator, Workshop

MONDAY = date(2024, 10, 7)
EIGHT = time(8)


def make_term(school_year: str = "2024/25") -> None:
    """Open the schools from 1 September to 24 June."""
    year = SchoolYear.parse(school_year)
    for event, day in (
        (CalendarEvent.TERM_START, year.first_day),
        (CalendarEvent.TERM_END, date(year.start + 1, 6, 24)),
    ):
        db.session.add(
            CalendarEntry(
                school_year=school_year,
                event=event,
                name_sl="Pouk",
                name_en="Lessons",
                starts_on=day,
                ends_on=day,
                status=EntryStatus.PUBLISHED,
                sources="test",
            )
        )
    db.session.commit()


def make_free_days(first: date, last: date, name_sl: str, name_en: str) -> None:
    """Close all schools for some days."""
    db.session.add(
        CalendarEntry(
            school_year=str(SchoolYear.containing(first)),
            event=CalendarEvent.HOLIDAY_AUTUMN,
            name_sl=name_sl,
            name_en=name_en,
            starts_on=first,
            ends_on=last,
            status=EntryStatus.PUBLISHED,
            sources="test",
        )
    )
    db.session.commit()


def make_facilitator(
    name: str = "Ana Novak",
    *,
    user: User | None = None,
    provider: Provider | None = None,
    level_codes: tuple[str, ...] = ("primary", "secondary"),
    languages: tuple[str, ...] = ("sl",),
    lat: float = 46.23,
    lon: float = 15.26,
    most_workshops_a_day: int = 4,
) -> Facilitator:
    """Return a new facilitator in Celje."""
    person = Facilitator(
        name=name,
        user=user,
        provider=provider or make_provider(),
        base="Celje",
        lat=lat,
        lon=lon,
        level_codes=list(level_codes),
        languages=list(languages),
        most_workshops_a_day=most_workshops_a_day,
    )
    db.session.add(person)
    db.session.commit()
    return person


def make_absence(facilitator: Facilitator, first: date, last: date) -> FacilitatorAbsence:
    """Return days on which a facilitator is away."""
    absence = FacilitatorAbsence(facilitator_id=facilitator.id, starts_on=first, ends_on=last, note="dopust")
    db.session.add(absence)
    db.session.commit()
    return absence


def make_visit(
    *groups: ClassGroup,
    facilitator: Facilitator | None = None,
    held_on: date = MONDAY,
    clock: time = EIGHT,
    confirmed: bool = True,
    contact: str = "Maja Kos, 041 123 456",
) -> Visit:
    """Return a visit to these class groups; no rule is asked and no time is held."""
    classes = groups or (make_class_group(),)
    leader = facilitator or make_facilitator()
    starts_at = from_the_wall(held_on, clock)
    spells = workshop_spells(starts_at, len(classes), WorkshopLengths())
    visit = Visit(
        code=secrets.token_hex(4).upper(),
        school=classes[0].school,
        provider_id=leader.provider_id,
        school_year=str(SchoolYear.containing(held_on)),
        held_on=held_on,
        starts_at=starts_at,
        ends_at=whole_of(spells).ends_at,
        language="sl",
        contact=contact,
        form_token=secrets.token_hex(16),
        created_at=starts_at - timedelta(days=30),
        confirmed_at=starts_at - timedelta(days=20) if confirmed else None,
        leaders=[VisitFacilitator(facilitator=leader, held_on=held_on, day_turn=_next_turn(leader, held_on))],
        workshops=[
            Workshop(class_group=group, position=position, starts_at=spell.starts_at, ends_at=spell.ends_at)
            for position, (group, spell) in enumerate(zip(classes, spells, strict=True), 1)
        ],
    )
    db.session.add(visit)
    db.session.commit()
    return visit


def at(clock: str, day: date = MONDAY) -> datetime:
    """Return the moment, in UTC, at which the clock in the school shows a time such as 8:00."""
    hour, minute = clock.split(":")
    return from_the_wall(day, time(int(hour), int(minute)))


def _next_turn(leader: Facilitator, held_on: date) -> int:
    return 1 + db.session.query(VisitFacilitator).filter_by(facilitator=leader, held_on=held_on).count()
