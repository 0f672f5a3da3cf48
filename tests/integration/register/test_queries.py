"""What the register answers."""

from datetime import date

import pytest
from flask import Flask

from tests.factories.register import (
    make_class_group,
    make_level,
    make_levels,
    make_municipality,
    make_region,
    make_school,
)
from workshops.register import queries
from workshops.register.models import CountBasis
from workshops.register.queries import SchoolSearch


@pytest.fixture
def schools(app_on_both: Flask) -> Flask:
    ljubljana = make_municipality("SI-061", "Ljubljana", region=make_region("SI041", "Osrednjeslovenska"))
    make_school("1", name="Osnovna šola Škofja Loka - Mesto", post="Škofja Loka")
    make_school("2", name="Gimnazija Škofja Loka", level="secondary", post="Škofja Loka")
    make_school("3", name="Osnovna šola Čopova 100%", municipality=ljubljana, language="it", post="Ljubljana")
    make_school("4", name="Osnovna šola Loka", closed_on=date(2023, 9, 1), post="Zidani Most")
    return app_on_both


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ({}, ["2", "3", "1"]),
        ({"text": "skofja"}, ["2", "1"]),
        ({"text": "ŠKOFJA osnovna"}, ["1"]),
        ({"text": "ljubljana"}, ["3"]),
        ({"text": "100%"}, ["3"]),
        ({"text": "_"}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"region_code": "SI041"}, ["3"]),
        ({"level_code": "secondary"}, ["2"]),
        ({"language": "it"}, ["3"]),
        ({"state": "closed"}, ["4"]),
        ({"state": "all", "text": "loka"}, ["2", "4", "1"]),
        ({"sort": "-name"}, ["1", "3", "2"]),
        ({"sort": "-level"}, ["2", "3", "1"]),
        ({"sort": "region"}, ["3", "2", "1"]),
        ({"sort": "password"}, ["2", "3", "1"]),
    ],
)
def test_schools_are_found(schools: Flask, search: dict[str, str], wanted: list[str]) -> None:
    search_for = SchoolSearch("2024/25", **search)  # type: ignore[arg-type]

    assert [row.school.id for row in queries.list_schools(search_for).rows] == wanted


def test_the_list_counts_the_target_grades_of_the_school_year(schools: Flask) -> None:
    first, second = queries.get_school("1"), queries.get_school("2")
    make_class_group(first, grade=8, pupils=20)
    make_class_group(first, grade=9, pupils=22, basis=CountBasis.MODELLED)
    make_class_group(first, grade=7, pupils=99)
    make_class_group(first, grade=8, pupils=99, school_year="2023/24")
    make_class_group(second, grade=2, pupils=30)

    result = queries.list_schools(SchoolSearch("2024/25", sort="-classes"))

    assert [(row.school.id, row.classes, row.pupils) for row in result.rows] == [
        ("1", 2, 42),
        ("2", 1, 30),
        ("3", 0, 0),
    ]
    totals = (result.count, result.classes, result.pupils, result.modelled_classes)
    assert totals == (3, 3, 72, 1)
    assert {type(total) for total in totals} == {int}


def test_pages_beyond_the_last_show_the_last(app: Flask) -> None:
    for number in range(51):
        make_school(str(number), name=f"Šola {number:03d}")

    last = queries.list_schools(SchoolSearch("2024/25", page=99))

    assert (last.page, last.pages, last.count) == (2, 2, 51)
    assert [row.school.name for row in last.rows] == ["Šola 050"]
    assert queries.list_schools(SchoolSearch("2024/25", page=-1)).page == 1


def test_demand_leaves_out_closed_schools_and_other_grades(app_on_both: Flask) -> None:
    make_levels()
    make_class_group(make_school("1"), grade=8, pupils=20)
    make_class_group(make_school("2"), grade=9, pupils=25, basis=CountBasis.MODELLED)
    make_class_group(make_school("3", closed_on=date(2024, 1, 1)), grade=8, pupils=99)
    make_class_group(make_school("4"), grade=5, pupils=99)
    make_class_group(make_school("5", level="secondary"), grade=2, pupils=30)
    make_class_group(make_school("6", level="special_primary"), grade=8, pupils=99)

    demand = queries.list_demand("2024/25")

    assert {type(number) for cell in demand for number in (cell.classes, cell.pupils)} == {int}
    assert [(cell.level_code, cell.classes, cell.pupils, cell.bases) for cell in demand] == [
        ("primary", 2, 45, frozenset({CountBasis.REPORTED, CountBasis.MODELLED})),
        ("secondary", 1, 30, frozenset({CountBasis.REPORTED})),
    ]
    assert queries.list_demand("2031/32") == []


def test_schools_are_due_where_it_is_the_turn_of_their_region_and_level(app_on_both: Flask) -> None:
    ljubljana = make_municipality("SI-061", "Ljubljana", region=make_region("SI041", "Osrednjeslovenska"))
    make_class_group(make_school("1"), grade=8)
    make_class_group(queries.get_school("1"), grade=9)
    make_class_group(make_school("2", level="secondary"), grade=2)
    make_class_group(make_school("3", municipality=ljubljana), grade=8)
    make_class_group(make_school("4", municipality=ljubljana, level="secondary"), grade=2)
    make_class_group(make_school("5", is_bookable=False), grade=8)
    make_class_group(make_school("6", closed_on=date(2024, 1, 1)), grade=8)
    make_school("7")

    due = queries.list_schools_due("2024/25", [("SI034", "primary"), ("SI041", "secondary")])

    assert [(one.school.id, [group.label for group in one.class_groups]) for one in due] == [
        ("1", ["8. a", "9. a"]),
        ("4", ["2. a"]),
    ]
    assert queries.list_schools_due("2024/25", []) == []


def test_a_programme_without_target_grades_has_no_demand(app: Flask) -> None:
    make_level().target_grades = []
    make_class_group(grade=8)

    assert queries.list_demand("2024/25") == []


def test_the_school_year_shown_is_todays_or_the_newest_known(app: Flask) -> None:
    assert queries.default_school_year(date(2026, 11, 23)) == "2026/27"
    school = make_school()
    make_class_group(school, school_year="2023/24")
    make_class_group(school, school_year="2024/25")

    assert queries.default_school_year(date(2024, 1, 10)) == "2023/24"
    assert queries.default_school_year(date(2026, 11, 23)) == "2024/25"


def test_a_special_school_follows_the_calendar_of_primary_schools(app: Flask) -> None:
    assert make_school(level="special_primary").level.calendar_code == "primary"
    assert make_level("secondary").calendar_code == "secondary"


def test_a_text_means_the_school_with_this_number_first(app: Flask) -> None:
    make_school("400", name="Osnovna šola 401")
    make_school("401", name="Osnovna šola Loka")

    assert [school.id for school in queries.search_schools("401")] == ["401"]
    assert [school.id for school in queries.search_schools("sola")] == ["400", "401"]
    assert queries.search_schools("gimnazija") == []
