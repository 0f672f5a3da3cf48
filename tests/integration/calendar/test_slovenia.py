"""Golden dates of the Slovenian calendar, asked through the register as it is loaded.

Sources: the rows of `workshops/calendar/slovenia` name theirs one by one; the counts of school days are those
that a western school publishes for 2023/24 (osjenka.si) and another for 2024/25 (os-komen.si).
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.database import db
from core.models import AuditEntry
from tests.conftest import make_app
from workshops.calendar import queries, services
from workshops.calendar.models import CalendarEntry
from workshops.calendar.teaching import Calendar, CalendarEvent, CalendarScope, Closure, Layer, Reason
from workshops.register import services as register
from workshops.register.models import Municipality, School, WinterGroup

OS_KOZJE, OS_LEDINA, OS_GLAZIJA = "503", "112", "138"


@dataclass(frozen=True)
class Slovenia:
    calendar: Calendar
    scopes: dict[str, CalendarScope]
    municipalities: dict[str, tuple[str, WinterGroup]]

    def closure_at(
        self, municipality: str, day: date, *, level: str = "primary", grade: int = 8
    ) -> Closure | None:
        _, group = self.municipalities[municipality]
        return self.calendar.find_closure(day, CalendarScope(level, group, grade))


@pytest.fixture(scope="module")
def slovenia(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slovenia]:
    folder = tmp_path_factory.mktemp("slovenia")
    shutil.copy(migrated_sqlite, folder / "trileto.sqlite3")
    app = make_app(f"sqlite:///{folder}/trileto.sqlite3", folder)
    with app.app_context():
        register.load_slovenia()
        services.load_slovenia()
        schools = db.session.scalars(select(School)).all()
        yield Slovenia(
            queries.get_calendar(),
            {school.id: queries.scope_of_school(school, grade=8) for school in schools},
            {
                row.name: (row.region_code, row.winter_group)
                for row in db.session.scalars(select(Municipality))
            },
        )
        db.session.remove()
        db.engine.dispose()


def test_a_western_school_has_the_school_days_that_it_publishes(slovenia: Slovenia) -> None:
    western = CalendarScope("primary", "west", 8)

    days = slovenia.calendar.list_teaching_days(western, date(2023, 9, 1), date(2024, 8, 31))

    counts = Counter((day.year, day.month) for day in days)
    assert list(counts.values()) == [21, 20, 19, 16, 21, 15, 21, 19, 20, 16]
    assert next(iter(counts)) == (2023, 9)


def test_the_first_half_of_2024_25_has_97_school_days_in_the_west(slovenia: Slovenia) -> None:
    western = CalendarScope("primary", "west", 8)

    days = slovenia.calendar.list_teaching_days(western, date(2024, 9, 1), date(2025, 1, 31))

    assert len(days) == 97


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [
        ("east", date(2023, 1, 30), date(2023, 2, 3)),
        ("west", date(2023, 2, 6), date(2023, 2, 10)),
        ("west", date(2024, 2, 19), date(2024, 2, 23)),
        ("east", date(2024, 2, 26), date(2024, 3, 1)),
        ("east", date(2025, 2, 17), date(2025, 2, 21)),
        ("west", date(2025, 2, 24), date(2025, 2, 28)),
        ("west", date(2026, 2, 16), date(2026, 2, 20)),
        ("east", date(2026, 2, 23), date(2026, 2, 27)),
    ],
)
def test_winter_holidays_alternate_between_west_and_east(
    slovenia: Slovenia, group: str, first: date, last: date
) -> None:
    other = "west" if group == "east" else "east"

    for day in (first, last):
        closure = slovenia.calendar.find_closure(day, CalendarScope("primary", group, 8))
        assert closure is not None
        assert (closure.layer, closure.row and closure.row.event) == (
            Layer.MUNICIPALITY,
            CalendarEvent.HOLIDAY_WINTER,
        )
        assert slovenia.calendar.find_closure(day, CalendarScope("primary", other, 8)) is None


@pytest.mark.parametrize(
    "municipality", ["Ribnica", "Sodražica", "Loški Potok", "Kočevje", "Osilnica", "Kostel"]
)
def test_six_municipalities_of_jugovzhodna_keep_the_western_dates(
    slovenia: Slovenia, municipality: str
) -> None:
    assert slovenia.municipalities[municipality][0] == "SI037"
    assert slovenia.closure_at(municipality, date(2024, 2, 20)) is not None
    assert slovenia.closure_at(municipality, date(2024, 2, 27)) is None


def test_the_rest_of_jugovzhodna_is_eastern(slovenia: Slovenia) -> None:
    western = [
        name
        for name, (region, group) in slovenia.municipalities.items()
        if (region, group) == ("SI037", "west")
    ]

    assert len(western) == 6
    assert slovenia.closure_at("Novo mesto", date(2024, 2, 20)) is None
    assert slovenia.closure_at("Novo mesto", date(2024, 2, 27)) is not None


def test_ribnica_na_pohorju_is_eastern(slovenia: Slovenia) -> None:
    assert slovenia.closure_at("Ribnica na Pohorju", date(2024, 2, 20)) is None
    assert slovenia.closure_at("Ribnica na Pohorju", date(2024, 2, 27)) is not None


def test_the_autumn_holidays_of_2023_last_until_3_november(slovenia: Slovenia) -> None:
    closure = slovenia.closure_at("Ljubljana", date(2023, 11, 3))

    assert closure is not None
    assert closure.row is not None
    assert closure.row.event is CalendarEvent.HOLIDAY_AUTUMN
    assert "24ur.com" in closure.row.sources


@pytest.mark.parametrize(
    ("level", "grade", "last", "next_weekday"),
    [
        ("primary", 9, date(2024, 6, 14), date(2024, 6, 17)),
        ("secondary", 4, date(2024, 5, 21), date(2024, 5, 22)),
    ],
)
def test_final_years_end_earlier(
    slovenia: Slovenia, level: str, grade: int, last: date, next_weekday: date
) -> None:
    assert slovenia.closure_at("Celje", last, level=level, grade=grade) is None
    closure = slovenia.closure_at("Celje", next_weekday, level=level, grade=grade)
    assert closure is not None
    assert (closure.layer, closure.reason) == (Layer.GRADE, Reason.AFTER_LESSONS)
    assert slovenia.closure_at("Celje", next_weekday, level=level, grade=2) is None


@pytest.mark.parametrize("day", [date(2024, 5, 7), date(2024, 5, 9), date(2024, 5, 13)])
def test_national_tests_close_the_day_for_grade_9_only(slovenia: Slovenia, day: date) -> None:
    closure = slovenia.closure_at("Celje", day, grade=9)

    assert closure is not None
    assert (closure.layer, closure.row and closure.row.event) == (Layer.GRADE, CalendarEvent.EXAM)
    assert slovenia.closure_at("Celje", day, grade=8) is None


def test_information_days_are_school_days_in_the_school_that_counts_them(slovenia: Slovenia) -> None:
    assert slovenia.closure_at("Ljubljana", date(2024, 2, 16)) is None


def test_kozje_worked_a_saturday_and_was_off_on_a_friday(slovenia: Slovenia) -> None:
    kozje, neighbour = slovenia.scopes[OS_KOZJE], slovenia.scopes[OS_LEDINA]
    saturday, friday = date(2024, 10, 19), date(2025, 4, 25)

    assert slovenia.calendar.find_closure(saturday, kozje) is None
    assert slovenia.calendar.find_closure(saturday, neighbour) is not None
    closure = slovenia.calendar.find_closure(friday, kozje)
    assert closure is not None
    assert closure.layer is Layer.SCHOOL
    assert slovenia.calendar.find_closure(friday, neighbour) is None


def test_the_school_day_of_a_secondary_school_in_celje_is_taught(slovenia: Slovenia) -> None:
    assert slovenia.closure_at("Celje", date(2025, 5, 23), level="secondary", grade=2) is None
    assert slovenia.closure_at("Celje", date(2025, 5, 23), level="secondary", grade=4) is not None


def test_special_schools_follow_the_primary_calendar(slovenia: Slovenia) -> None:
    with_adapted_programme = slovenia.scopes[OS_GLAZIJA]

    assert with_adapted_programme.level == "primary"


def test_every_row_names_its_source(slovenia: Slovenia) -> None:
    assert all(row.sources for row in slovenia.calendar.rows)


def test_the_projected_year_says_so(slovenia: Slovenia) -> None:
    projected = {row.starts_on.year for row in slovenia.calendar.rows if row.is_projected}

    assert projected == {2026, 2027}


def test_loading_twice_changes_nothing(app_on_both: Flask) -> None:
    register.load_slovenia()
    services.load_slovenia()
    before = db.session.scalar(select(func.count(CalendarEntry.id)))

    services.load_slovenia()

    assert before == db.session.scalar(select(func.count(CalendarEntry.id))) == 156
    loaded = select(func.count(AuditEntry.id)).filter_by(subject_type="calendar")
    assert db.session.scalar(loaded) == 1
