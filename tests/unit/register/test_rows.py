"""Each row of a register file becomes a record, or everything that is wrong with it."""

from dataclasses import replace

import pytest

from core.tables import TableRow
from tests.factories.register import register_row
from workshops.register.rows import (
    KnownCodes,
    MunicipalityFacts,
    RowProblem,
    SchoolRecord,
    parse_row,
    parse_rows,
)

KNOWN = KnownCodes(
    levels={"primary", "secondary"},
    roles={"single", "parent", "branch", "centre", "unit"},
    languages={"sl", "it", "hu"},
    regions={"SI034", "SI041"},
    municipalities={
        "SI-011": MunicipalityFacts("Celje", "SI034", "east", 46.23, 15.26),
        "SI-061": MunicipalityFacts("Ljubljana", "SI041", "west", 46.05, 14.51),
    },
)


def problems_of(**cells: str) -> list[tuple[str, str, str]]:
    outcome = parse_row(TableRow(7, register_row(**cells)), KNOWN)
    assert isinstance(outcome, tuple), outcome
    assert {problem.line for problem in outcome} == {7}
    return [(problem.column, problem.code, problem.detail) for problem in outcome]


def record_of(school_id: str = "321", **cells: str) -> SchoolRecord:
    outcome = parse_row(TableRow(7, register_row(school_id, **cells)), KNOWN)
    assert isinstance(outcome, SchoolRecord), outcome
    return outcome


def test_a_row_becomes_a_record() -> None:
    record = record_of("00321", website="http://www.sola.si", language="sl-hu")

    assert record == SchoolRecord(
        id="00321",
        name="Osnovna šola 00321",
        level_code="primary",
        role="single",
        parent_id=None,
        entity_id="5083001",
        address="Glavna ulica 1",
        postcode="3000",
        post="Celje",
        municipality_code="SI-011",
        region_code="SI034",
        lat=46.23,
        lon=15.26,
        language="sl-hu",
        website="http://www.sola.si",
        is_bookable=True,
        is_closed=False,
        note="",
    )


@pytest.mark.parametrize(
    ("status", "is_closed"),
    [("active", False), ("active_2021", False), ("check", False), ("closed", True), ("superseded", True)],
)
def test_only_the_status_closes_a_school(status: str, *, is_closed: bool) -> None:
    assert record_of(status=status).is_closed is is_closed


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"name": ""}, ("name", "empty_cell", "")),
        ({"name": "=HYPERLINK(1)"}, ("name", "formula", "=HYPERLINK(1)")),
        ({"address": "+386 1"}, ("address", "formula", "+386 1")),
        ({"note": "@import"}, ("note", "formula", "@import")),
        ({"lat": "=46"}, ("lat", "formula", "=46")),
        ({"name": "Šola\nz vrstico"}, ("name", "control_character", "")),
        ({"name": "š" * 251}, ("name", "too_long", "250")),
        ({"school_id": "1234567890123"}, ("school_id", "too_long", "12")),
        ({"level": "osnovna"}, ("level", "unknown_level", "osnovna")),
        ({"role": "sola"}, ("role", "unknown_role", "sola")),
        ({"municipality_code": "SI-999"}, ("municipality_code", "unknown_municipality_code", "SI-999")),
        ({"language": "de"}, ("language", "unknown_language", "de")),
        ({"language": "sl-"}, ("language", "unknown_language", "sl-")),
        ({"lat": "46,23"}, ("lat", "decimal_comma", "46,23")),
        ({"lon": "vzhod"}, ("lon", "not_a_number", "vzhod")),
        ({"lat": ""}, ("lat", "empty_cell", "")),
        ({"lat": "146.2"}, ("lat", "not_degrees", "146.2")),
        ({"lat": "nan"}, ("lat", "not_degrees", "nan")),
        ({"lon": "inf"}, ("lon", "not_degrees", "inf")),
        ({"lat": "15.26", "lon": "46.23"}, ("lat", "far_from_municipality", "4188")),
        ({"bookable": "da"}, ("bookable", "unknown_bookable", "da")),
        ({"status": "odprta"}, ("status", "unknown_status", "odprta")),
        ({"website": "javascript:alert(1)"}, ("website", "not_a_web_address", "javascript:alert(1)")),
        ({"municipality": "Ljubljana"}, ("municipality", "other_municipality_name", "Celje")),
        ({"region_code": "SI041"}, ("region_code", "other_region", "SI034")),
        ({"winter_group": "west"}, ("winter_group", "other_winter_group", "east")),
        ({"role": "branch"}, ("parent_id", "parent_missing", "branch")),
        ({"parent_id": "9"}, ("parent_id", "parent_not_expected", "single")),
    ],
)
def test_each_wrong_cell_is_named(cells: dict[str, str], problem: tuple[str, str, str]) -> None:
    assert problems_of(**cells) == [problem]


def test_an_unknown_region_is_also_not_the_municipalitys() -> None:
    assert problems_of(region_code="SI099") == [
        ("region_code", "unknown_region_code", "SI099"),
        ("region_code", "other_region", "SI034"),
    ]


def test_every_problem_of_a_row_is_found_at_once() -> None:
    found = problems_of(name="", level="x", lat="46,23", status="?")

    assert [column for column, *_ in found] == ["name", "level", "lat", "status"]


def parse(*rows: dict[str, str], registered: frozenset[str] = frozenset()) -> tuple[RowProblem, ...]:
    table = [TableRow(line, row) for line, row in enumerate(rows, start=2)]
    return parse_rows(table, KNOWN, registered).problems


def test_a_number_stands_in_a_file_once() -> None:
    problems = parse(register_row("1"), register_row("2"), register_row("1"), register_row("1"))

    assert problems == (
        RowProblem(4, "school_id", "repeated_id", "1/2"),
        RowProblem(5, "school_id", "repeated_id", "1/2"),
    )


def test_a_parent_is_in_the_file_or_in_the_register() -> None:
    branch = register_row("2", role="branch", parent_id="1")

    assert parse(branch, register_row("1", role="parent")) == ()
    assert parse(branch, registered=frozenset({"1"})) == ()
    assert parse(branch) == (RowProblem(2, "parent_id", "unknown_parent", "1"),)


def test_a_branch_has_no_branches() -> None:
    problems = parse(
        register_row("1", role="parent"),
        register_row("2", role="branch", parent_id="1"),
        register_row("3", role="branch", parent_id="2"),
        register_row("4", role="branch", parent_id="4"),
    )

    assert [(problem.line, problem.code) for problem in problems] == [
        (4, "parent_is_a_branch"),
        (5, "parent_is_a_branch"),
    ]


def test_problems_come_in_the_order_of_the_lines() -> None:
    problems = parse(register_row("1"), register_row("1"), register_row("3", name=""))

    assert [problem.line for problem in problems] == [3, 4]


def test_the_negative_coordinates_of_the_far_west_are_no_formula() -> None:
    overseas = replace(
        KNOWN, municipalities={"SI-011": MunicipalityFacts("Celje", "SI034", "east", -21.1, -55.5)}
    )

    record = parse_row(TableRow(2, register_row(lat="-21.11", lon="-55.52")), overseas)

    assert isinstance(record, SchoolRecord)
    assert (record.lat, record.lon) == (-21.11, -55.52)
