import csv
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.database import db
from core.models import AuditEntry
from tests.factories.activities import load_published_activities, make_activity
from workshops.activities import queries, services
from workshops.activities.models import Activity
from workshops.activities.queries import ActivityFilter
from workshops.activities.statements import Count, Qualifier

PUBLISHED = services.SLOVENIA / "programme_activities_published.csv"


def activity(record_id: str) -> Activity:
    found = queries.find_activity(record_id)
    assert found is not None
    return found


def test_all_published_activities_come_in_exactly_as_stated(app_on_both: Flask) -> None:
    assert load_published_activities() == 35

    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            stored = activity(row["record_id"])
            for name in ("events", "participants", "teachers", "speakers", "media", "copies"):
                value = getattr(stored, name)
                assert ("" if value is None else str(value)) == row[name], (row["record_id"], name)
            for name in ("provider", "partner", "audience", "note", "kind"):
                assert getattr(stored, name) == row[name]
            assert (stored.qualifier or "").replace("_", " ") == row["qualifier"]
            assert str(stored.starts_on or "") == row["starts_on"]
            assert str(stored.ends_on or "") == row["ends_on"]
            assert ";".join(stored.region_codes) == row["region_codes"]
            assert "; ".join(stored.places) == row["place"]


def test_loading_twice_changes_nothing(app_on_both: Flask) -> None:
    load_published_activities()
    entries = len(db.session.scalars(select(AuditEntry)).all())

    assert services.load_slovenia() == 0

    assert len(db.session.scalars(select(Activity)).all()) == 35
    assert len(db.session.scalars(select(AuditEntry)).all()) == entries == 35


def test_words_that_no_column_of_the_source_holds_are_kept(app: Flask) -> None:
    load_published_activities()

    assert activity("A05").events_count == Count(1134, Qualifier.MORE_THAN)
    assert activity("A05").participants_count == Count(3205, Qualifier.AT_LEAST)
    assert activity("A01").level_code == "primary"
    assert activity("A02").level_code == "secondary"
    assert activity("A17").region_codes == ["SI041"]
    assert activity("A17").places == ["General Financial Office"]
    assert activity("A09").media == 9


def test_every_published_text_has_its_slovene_wording(app: Flask) -> None:
    load_published_activities()

    for stored in db.session.scalars(select(Activity)):
        texts = [stored.provider, stored.partner, stored.audience, stored.note, *stored.places]
        assert {text for text in texts if text} == set(stored.translations["sl"])


def test_filter_narrows_and_its_sum_keeps_the_words(app: Flask) -> None:
    load_published_activities()

    found = queries.list_activities(ActivityFilter(provider="Criminal Police Directorate", year=2024))

    assert [row.record_id for row in found.activities] == ["A16", "A14", "A15", "A13", "A11", "A12"]
    assert found.participants.counts == (Count(135), Count(100, Qualifier.ABOUT))


def test_long_list_comes_in_pages_and_a_page_too_far_is_the_last(app: Flask) -> None:
    for number in range(51):
        make_activity(f"T{number:02d}")

    assert len(queries.list_activities(ActivityFilter()).activities) == 50
    last = queries.list_activities(ActivityFilter(page=99))
    assert (last.page, last.pages, last.count) == (2, 2, 51)
    assert [row.record_id for row in last.activities] == ["T50"]


def test_statements_of_a_year_carry_both_names_of_the_provider(app: Flask) -> None:
    load_published_activities()

    statements = {statement.record_id: statement for statement in queries.list_statements(2024)}

    assert len(statements) == 32
    assert statements["A06"].provider.name_sl == "Slovenska karitas"
    assert statements["A06"].provider.name_en == "Caritas Slovenia"
    assert len(statements["A06"].region_codes) == 6


@pytest.mark.parametrize(
    "columns",
    [{"media": -1}, {"participants": -1}, {"starts_on": date(2024, 5, 2), "ends_on": date(2024, 5, 1)}],
)
def test_database_refuses_what_cannot_be(app_on_both: Flask, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        make_activity(**columns)
    db.session.rollback()
