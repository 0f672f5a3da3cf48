"""Loading the demonstration: everything real as it was published, and one simulated year on top."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select

from accounts.models import Provider
from accounts.services import add_person
from core import audit, clock
from core.database import db
from core.settings import SIMULATED, get_setting, set_setting
from surveys.demonstration.people import FACILITATORS, KLJUC, PASSWORD, PEOPLE, PROVIDERS
from surveys.demonstration.simulation import (
    SHARE_CAN_IDENTIFY,
    SHARE_NEW_INFORMATION,
    SimulatedCounts,
    SimulatedQuestion,
    simulate_answers,
    simulate_counts,
    simulate_school,
)
from surveys.demonstration.year import (
    SimulatedFacilitator,
    VisitableSchool,
    WantedVisit,
    choose_visits,
    visit_problem,
)
from surveys.indicators.services import release_figures, tally_closed_surveys
from surveys.questionnaires import queries as questionnaire_queries
from surveys.questionnaires import services as questionnaires
from surveys.questionnaires.definition import Definition, parse_definition
from surveys.reports import services as reports
from surveys.responses import services as responses
from surveys.responses.answers import half_day
from surveys.responses.join_codes import spell_code
from surveys.responses.models import CollectionMode
from surveys.responses.queries import find_survey
from workshops.activities import services as activities
from workshops.attendance.models import Attendance, Handout, Material
from workshops.calendar import queries as calendar_queries
from workshops.calendar import services as calendar
from workshops.register import queries as register_queries
from workshops.register import services as register
from workshops.register.models import ClassGroup, School
from workshops.register.school_year import SchoolYear
from workshops.rotation import queries as rotation_queries
from workshops.rotation import services as rotation
from workshops.visits import services as visits
from workshops.visits.booking import RequestedWorkshop, VisitRequest
from workshops.visits.models import Facilitator, Visit, Workshop
from workshops.visits.parsing import parse_problem
from workshops.visits.schedule import cheapest_round
from workshops.visits.scheduler import schedule_visits

DEMONSTRATION_YEAR = "2024/25"
WORKSHOPS = 150
SEED = 2024
# The association holds every eighth visit.
_EVERY = 8
SHARES = {"new_information": SHARE_NEW_INFORMATION, "can_identify": SHARE_CAN_IDENTIFY}
LEAFLETS = "leaflet"
# The workshop whose survey nobody has answered, for the reader to try.
TRIAL = "demonstration_trial"
ACTOR = audit.NamedActor("demonstration")
_HERE = Path(__file__).parent
# Visits are held between the first full week and the last one in which marks no longer matter.
_AFTER_START, _BEFORE_END = timedelta(days=14), timedelta(days=75)
STEPS = (
    "register",
    "calendar",
    "rotation",
    "activities",
    "questionnaires",
    "people",
    "visits",
    "attendance and answers",
    "indicators",
)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What the demonstration holds."""

    visits: int
    workshops: int
    responses: int
    left_out: int


def is_empty() -> bool:
    """Tell whether nothing has been loaded yet."""
    return db.session.scalar(select(School.id).limit(1)) is None


def load_demonstration(
    school_year: str = DEMONSTRATION_YEAR, progress: Progress = lambda _step: None
) -> Loaded:
    """Load everything published and simulate one school year from a fixed seed."""
    load_published(school_year, progress)
    progress("people")
    people = _add_people(school_year)
    progress("visits")
    booked, left_out = _book_year(SchoolYear.parse(school_year), people)
    progress("attendance and answers")
    answered = _deliver(booked)
    progress("indicators")
    tally_closed_surveys()
    release_figures(released_by=None, actor=ACTOR)
    return Loaded(len(booked), sum(len(visit.workshops) for visit in booked), answered, left_out)


def open_trial(now: datetime) -> str | None:
    """Open the survey that the demonstration leaves for its reader to try; return its code to type."""
    workshop_id = get_setting(TRIAL).get("workshop_id")
    survey = None if workshop_id is None else find_survey(workshop_id)
    if survey is None:
        return None
    responses.open_survey(survey, actor=ACTOR, now=now)
    return spell_code(survey.typed_code)


def load_published(school_year: str, progress: Progress) -> None:
    """Load what is real: register, calendar, rotation, activities, figures and the questionnaires."""
    progress("register")
    register.load_slovenia()
    register.load_modelled_class_groups(_years_of_the_cycle(school_year))
    progress("calendar")
    calendar.load_slovenia()
    progress("rotation")
    rotation.load_slovenia()
    progress("activities")
    activities.load_slovenia()
    reports.load_slovenia()
    progress("questionnaires")
    questionnaires.load_bank()


def _years_of_the_cycle(school_year: str) -> list[str]:
    year = SchoolYear.parse(school_year)
    return [str(year.later(step)) for step in (-1, 0, 1)]


def _add_people(school_year: str) -> list[Facilitator]:
    """Add providers, people and facilitators; return the facilitators."""
    providers = {code: Provider(code=code, name=name) for code, name in PROVIDERS.items()}
    db.session.add_all(providers.values())
    db.session.flush()
    regions = {person.name: person.regions for person in FACILITATORS}
    users = {
        person.name: add_person(
            email=person.email,
            name=person.name,
            password=PASSWORD,
            roles=[person.role],
            provider=providers[person.provider] if person.provider else None,
            region_codes=regions.get(person.name, ()),
        )
        for person in PEOPLE
    }
    seats = {row["code"]: row for row in _read("police_directorates.csv")}
    facilitators = [
        Facilitator(
            user=users.get(person.name),
            provider=providers[person.provider],
            name=person.name,
            base=seats[person.directorate]["seat"],
            lat=float(seats[person.directorate]["seat_lat"]),
            lon=float(seats[person.directorate]["seat_lon"]),
            level_codes=["primary", "secondary"],
            languages=list(person.languages),
        )
        for person in FACILITATORS
    ]
    db.session.add_all(facilitators)
    set_setting(SIMULATED, {"school_years": [school_year]})
    audit.record(ACTOR, "added", "people", "demonstration", after={"people": [p.email for p in PEOPLE]})
    db.session.commit()
    return facilitators


def _book_year(year: SchoolYear, people: Sequence[Facilitator]) -> tuple[list[Visit], int]:
    """Book a year of visits, most by the police and some by the association; return how many fell out too."""
    rng = np.random.default_rng(SEED)
    wanted = choose_visits(_visitable_schools(year), WORKSHOPS, rng)
    booked: list[Visit] = []
    for code in PROVIDERS:
        crew = [person for person in people if person.provider.code == code]
        own = [visit for at, visit in enumerate(wanted) if (at % _EVERY == 0) is (code == KLJUC)]
        booked += _book_drafted(own, crew, year, rng)
    return booked, len(wanted) - len(booked)


def _book_drafted(
    wanted: Sequence[WantedVisit], crew: Sequence[Facilitator], year: SchoolYear, rng: np.random.Generator
) -> list[Visit]:
    """Let the scheduler draft the visits of one provider, and book what it drafted."""
    by_id = {_id(person): person for person in crew}
    problem = parse_problem(visit_problem(wanted, [_crew(person) for person in crew], rng, SEED))
    drafted = schedule_visits(problem, time_left=lambda: problem.time_limit).schedule
    booked = []
    for (position, day), group in drafted.groups().items():
        found = cheapest_round(problem, position, group)
        held_on = date.fromisoformat(problem.days[day])
        facilitator = by_id[problem.facilitators.ids[position]]
        booked += [
            _book(wanted[number], facilitator, clock.from_the_wall(held_on, time(*divmod(minute, 60))), year)
            for number, minute in (zip(found.visits, found.starts, strict=True) if found else ())
        ]
    return booked


def _id(person: Facilitator) -> str:
    """Return what the scheduler calls a facilitator; a school may have the same number."""
    return f"F{person.id}"


def _crew(person: Facilitator) -> SimulatedFacilitator:
    weekdays = {one.name: one.weekdays for one in FACILITATORS}[person.name]
    levels, languages = tuple(person.level_codes), tuple(person.languages)
    return SimulatedFacilitator(_id(person), person.lat, person.lon, levels, languages, weekdays)


def _book(wanted: WantedVisit, facilitator: Facilitator, starts_at: datetime, year: SchoolYear) -> Visit:
    """Book one visit as the coordinator would have in September, and let the school agree."""
    request = VisitRequest(
        school_id=wanted.school.id,
        starts_at=clock.on_the_wall(starts_at),
        workshops=tuple(RequestedWorkshop(group) for group in wanted.class_groups),
        facilitator_ids=(facilitator.id,),
        language=wanted.school.language,
        is_agreed=True,
    )
    september = clock.from_the_wall(year.first_day, time(9))
    return visits.book_visit(request, actor=ACTOR, now=september)


def _visitable_schools(year: SchoolYear) -> list[VisitableSchool]:
    """Return the schools whose turn it is, with the days on which all their target classes are taught."""
    rows = calendar_queries.get_calendar()
    first, last = year.first_day + _AFTER_START, year.last_day - _BEFORE_END

    def days_of(groups: Sequence[ClassGroup]) -> tuple[date, ...]:
        scopes = {calendar_queries.scope_of_class_group(group) for group in groups}
        taught = [set(rows.list_teaching_days(scope, first, last)) for scope in scopes]
        return tuple(sorted(set.intersection(*taught)))

    return [
        VisitableSchool(
            due.school.id,
            (due.school.region_code, due.school.level_code),
            due.school.lat,
            due.school.lon,
            due.school.languages[0],
            tuple(group.id for group in due.class_groups),
            days_of(due.class_groups),
        )
        for due in register_queries.list_schools_due(str(year), _turns(str(year)))
    ]


def _turns(school_year: str) -> list[tuple[str, str]]:
    return [(turn.region, turn.level) for turn in rotation_queries.list_turns([school_year])]


def _deliver(booked: Sequence[Visit]) -> int:
    """Record attendance and answers of every workshop; return how many pupils answered."""
    rng = np.random.default_rng(SEED + 1)
    trial = max(booked, key=lambda visit: visit.starts_at).workshops[-1]
    set_setting(TRIAL, {"workshop_id": trial.id})
    leaflet = Material(code="leaflet", name_sl="Zloženka", name_en="Leaflet")
    db.session.add(leaflet)
    db.session.flush()
    return sum(
        _deliver_visit(visit, leaflet, trial, rng)
        for visit in sorted(booked, key=lambda visit: visit.starts_at)
    )


def _deliver_visit(visit: Visit, leaflet: Material, trial: Workshop, rng: np.random.Generator) -> int:
    """Simulate one visit: its pupils share a school, so they resemble each other."""
    version = questionnaire_queries.find_current_version(visit.school.level_code)
    if version is None:
        raise LookupError(f"no questionnaire for {visit.school.level_code}")
    questions = _simulated_questions(parse_definition(version.definition))
    school = simulate_school(questions, rng)
    answered = 0
    for workshop in visit.workshops:
        counts = simulate_counts(workshop.class_group.pupils, rng)
        db.session.add(_attendance(workshop, counts, leaflet))
        responses.prepare_survey(workshop, actor=ACTOR)
        db.session.flush()
        if workshop is trial:
            continue
        responses.store_simulated_responses(
            workshop.id,
            version,
            [simulate_answers(questions, school, rng) for _ in range(counts.responses)],
            language=visit.language,
            mode=CollectionMode.OWN_PHONE,
            half_day=half_day(clock.on_the_wall(workshop.ends_at).time()),
        )
        answered += counts.responses
    db.session.commit()
    return answered


def _attendance(workshop: Workshop, counts: SimulatedCounts, leaflet: Material) -> Attendance:
    """Return the counts as the teacher would have sent them an hour later, countersigned by nobody yet."""
    return Attendance(
        workshop=workshop,
        enrolled=workshop.class_group.pupils,
        present=counts.present,
        teachers=counts.teachers,
        form_token=f"simulated-{workshop.id}",
        reported_at=workshop.ends_at + timedelta(hours=1),
        handouts=[Handout(material=leaflet, copies=counts.present)],
    )


def _simulated_questions(definition: Definition) -> list[SimulatedQuestion]:
    return [
        SimulatedQuestion(
            question.id,
            question.option_ids,
            question.target,
            question.unknown,
            SHARES.get(question.indicator),
        )
        for question in definition.questions
    ]


def _read(name: str) -> list[dict[str, str]]:
    with (_HERE / "slovenia" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
