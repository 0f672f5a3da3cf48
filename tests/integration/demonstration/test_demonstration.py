"""The demonstration is what it says: real register, real school days, one year near what was published."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.database import db
from core.settings import simulated_school_years
from surveys.indicators.figures import EVERYBODY, Indicator
from surveys.indicators.queries import find_released_figures
from tests.conftest import make_app
from workshops.attendance.models import Attendance
from workshops.calendar.queries import get_calendar, scope_of_class_group
from workshops.register.models import School, StatisticalRegion
from workshops.rotation.queries import list_turns
from workshops.visits.models import Visit, Workshop


@pytest.fixture(scope="module")
def demonstration(demonstration_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copy(demonstration_file, folder / "demonstration.sqlite3")
    app = make_app(f"sqlite:///{folder}/demonstration.sqlite3", folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_register_is_the_real_one(demonstration: Flask) -> None:
    assert db.session.scalar(select(func.count()).select_from(School)) == 1009
    assert db.session.scalar(select(func.count()).select_from(StatisticalRegion)) == 12


def test_about_150_workshops_are_held_where_it_is_the_regions_turn(demonstration: Flask) -> None:
    workshops = db.session.scalars(select(Workshop)).all()
    assert 135 <= len(workshops) <= 160
    turns = {(turn.region, turn.level) for turn in list_turns(["2024/25"])}
    assert len(turns) == 8
    held = {(one.visit.school.region_code, one.visit.school.level_code) for one in workshops}
    assert held == turns


def test_every_workshop_is_held_on_a_day_on_which_its_class_is_taught(demonstration: Flask) -> None:
    calendar = get_calendar()
    for workshop in db.session.scalars(select(Workshop)):
        scope = scope_of_class_group(workshop.class_group)
        assert calendar.find_closure(workshop.visit.held_on, scope) is None, workshop.visit


def test_about_20_pupils_are_present_at_a_workshop(demonstration: Flask) -> None:
    mean = db.session.scalar(select(func.avg(Attendance.present)))
    assert mean is not None
    assert 18 <= mean <= 23


def test_the_answers_lie_near_what_was_published(demonstration: Flask) -> None:
    released = find_released_figures()
    assert released is not None
    for indicator, published in ((Indicator.NEW_INFORMATION, 96), (Indicator.CAN_IDENTIFY, 75)):
        figure = released.find(indicator, EVERYBODY)
        assert figure is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low - 1 <= published <= figure.high + 1


def test_the_simulated_year_is_named(demonstration: Flask) -> None:
    assert simulated_school_years() == ["2024/25"]


def test_providers_share_the_year(demonstration: Flask) -> None:
    rows = db.session.execute(select(Visit.provider_id, func.count()).group_by(Visit.provider_id))
    counts = {provider: visits for provider, visits in rows}  # noqa: C416 - rows are not pairs to mypy
    assert len(counts) == 2
    assert min(counts.values()) >= 3


def test_a_second_demonstration_is_refused(demonstration: Flask) -> None:
    result = demonstration.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "not empty" in result.output


def test_a_school_year_that_is_none_is_refused(demonstration: Flask) -> None:
    result = demonstration.test_cli_runner().invoke(args=["demo", "--school-year", "2024/26"])
    assert result.exit_code == 2
    assert "2024/26" in result.output


def test_a_loaded_demonstration_says_how_to_sign_in(demonstration: Flask) -> None:
    result = demonstration.test_cli_runner().invoke(args=["demo", "--if-empty"])
    assert result.exit_code == 0, result.output
    assert "koordinatorka@trileto.example" in result.output
    assert "/s and type" in result.output
