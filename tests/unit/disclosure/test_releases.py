import pytest

from core.exchange import schema_problems
from surveys.indicators.analyse_command import read_schema
from surveys.indicators.disclosure import TOTAL, Key, count_cube, hidden_groups, release
from surveys.indicators.releases import (
    PublishedTable,
    Sum,
    audit_releases,
    cell_name,
    describe,
    read_published,
    to_document,
)
from tests.unit.disclosure.school_years import BY, simulate_year


def _table(name: str, as_of: str = "2024", *sums: Sum, **values: int | None) -> PublishedTable:
    return PublishedTable(name, as_of, values, sums)


def _texts(*tables: PublishedTable) -> list[str]:
    return [f"{breach.table}: {breach.cell}: {breach.text}" for breach in audit_releases(tables)]


def test_a_safe_table_breaches_nothing() -> None:
    total = Sum("all", ("east", "west", "south"))
    assert _texts(_table("a.json", "2024", total, all=90, east=None, west=None, south=40)) == []


def test_a_hidden_count_that_a_sum_gives_away_is_found() -> None:
    total = Sum("all", ("east", "west"))
    assert _texts(_table("a.json", "2024", total, all=43, east=40, west=None)) == [
        "a.json: west: can only be 3"
    ]


def test_a_count_hidden_in_one_table_and_shown_in_another_is_found() -> None:
    first = _table("a.json", "2024", east=None)
    second = _table("b.json", "2024", east=30)
    assert _texts(first, second) == ["a.json: east: is hidden here and shown as 30 in b.json"]


def test_tables_that_contradict_each_other_are_found() -> None:
    assert _texts(_table("a.json", "2024", east=31), _table("b.json", "2024", east=30)) == [
        "b.json: east: is 30 here and 31 in a.json"
    ]
    impossible = Sum("all", ("east", "west"))
    assert _texts(_table("a.json", "2024", impossible, all=10, east=20, west=None)) == [
        "a.json: $: no counts agree with all tables"
    ]


def test_a_small_count_that_is_shown_is_found() -> None:
    assert _texts(_table("a.json", "2024", east=4)) == ["a.json: east: the small count 4 is shown"]
    assert _texts(_table("a.json", "2024", east=0, west=5)) == []


def test_two_tables_with_overlapping_groups_give_the_difference_away() -> None:
    # Neither table is unsafe by itself; pupils of 12 are in one and not in the other.
    wide = _table("a.json", "2024", Sum("from 12", ("from 13", "12 only")), **{"from 12": 60})
    narrow = _table("b.json", "2024", **{"from 13": 57})
    assert _texts(wide) == []
    assert _texts(narrow) == []
    assert _texts(wide, narrow) == ["a.json: 12 only: is shown nowhere and can only be 3"]


def test_two_dates_give_away_who_came_in_between() -> None:
    first, second = _table("a.json", "2024-06-30", yes=40), _table("b.json", "2024-12-31", yes=42)
    assert _texts(first, second) == ["b.json: yes: grew since 2024-06-30 and the growth can only be 2"]
    assert _texts(first, _table("b.json", "2024-12-31", yes=40)) == []
    assert _texts(first, _table("b.json", "2024-12-31", yes=55)) == []


def test_a_base_that_grew_by_less_than_a_base_may_be_is_found() -> None:
    first = PublishedTable("a.json", "2024-06", {"n": 40}, (), bases=frozenset({"n"}))
    second = PublishedTable("b.json", "2024-12", {"n": 47}, (), bases=frozenset({"n"}))
    assert _texts(first, second) == ["b.json: n: grew since 2024-06 and the growth can only be 7"]


def test_a_correction_downwards_is_not_taken_for_growth() -> None:
    first, second = (
        _table("a.json", "2024-06-30", yes=40, no=20),
        _table("b.json", "2024-12-31", yes=39, no=22),
    )
    assert _texts(first, second) == []


def test_a_growth_bounds_what_was_hidden_before() -> None:
    first = _table("a.json", "2024-06-30", Sum("all", ("east", "west")), all=50, east=None, west=None)
    second = _table("b.json", "2024-12-31", all=60, east=6, west=54)
    assert _texts(first, second) == []
    third = _table("b.json", "2024-12-31", all=50, east=6, west=44)
    assert _texts(first, third) == ["a.json: east: can only be 6", "a.json: west: can only be 44"]


def test_zeros_that_are_public_narrow_what_can_be_hidden() -> None:
    total = Sum("all", ("east", "west"))
    secret = PublishedTable("a.json", "2024", {"all": 5, "east": None, "west": None}, (total,))
    assert audit_releases([secret]) == ()
    public = PublishedTable("a.json", "2024", secret.counts, (total,), zeros_public=True)
    assert [breach.text for breach in audit_releases([public])] == ["must lie between 1 and 4"] * 2


def test_a_released_table_and_its_margins_pass_the_audit() -> None:
    table = describe(release(count_cube(simulate_year(7), BY), BY), "new_information", "2025")
    assert any(value is None for value in table.counts.values())
    assert audit_releases([table]) == ()


def test_a_margin_has_one_name_whatever_the_table() -> None:
    assert cell_name("q", "yes", ["region", "level"], ("SI031", TOTAL)) == "q|yes|region=SI031"
    assert cell_name("q", "yes", ["region"], ("SI031",)) == "q|yes|region=SI031"
    assert cell_name("q", "n", ["level", "region"], (TOTAL, TOTAL)) == "q|n"


def test_a_release_shortly_after_another_is_refused() -> None:
    whole = simulate_year(11)
    by = ["region", "level"]
    first = describe(release(count_cube(whole[whole["workshop"] < 148], by), by), "q", "2025-06-30")
    second = describe(release(count_cube(whole, by), by), "q", "2025-07-15")
    assert audit_releases([first]) == ()
    assert any("grew since" in breach.text for breach in audit_releases([first, second]))


def test_a_table_survives_its_document() -> None:
    table = describe(release(count_cube(simulate_year(3), BY), BY), "q", "2025")
    document = to_document(table)
    assert schema_problems(document, read_schema("released-table-1")) == []
    assert read_published("q", document) == table


@pytest.mark.parametrize("asked", [frozenset(), frozenset({("SI034", "primary")})])
def test_groups_hidden_for_their_base_are_hidden_in_every_table(asked: frozenset[Key]) -> None:
    tallies = simulate_year(5).assign(second=lambda frame: frame["n"] // 2)
    by = ["region", "level"]
    groups = hidden_groups(count_cube(tallies, by), by) | asked
    for question in ("yes", "second"):
        table = release(count_cube(tallies, by, counts=[question]), by, counts=[question], secret=groups)
        assert all(table.cell(*key, category=question).base is None for key in groups)
