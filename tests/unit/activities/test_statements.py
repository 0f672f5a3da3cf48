import pytest

from workshops.activities.rows import COLUMNS, parse_row
from workshops.activities.statements import Count, Qualifier, add_up

EMPTY = dict.fromkeys(COLUMNS, "") | {"record_id": "A99", "year": "2024", "kind": "campaign", "provider": "X"}


def test_words_of_counts_survive_the_sum() -> None:
    counts = [
        Count(24),
        Count(100, Qualifier.AT_LEAST),
        Count(40),
        Count(100, Qualifier.ABOUT),
        Count(5, Qualifier.AT_LEAST),
    ]

    total = add_up(counts)

    assert total.counts == (Count(64), Count(105, Qualifier.AT_LEAST), Count(100, Qualifier.ABOUT))
    assert total.without_number == 0


def test_statement_without_a_number_is_counted_and_not_taken_for_nought() -> None:
    total = add_up([None, Count(0), None])

    assert total.counts == (Count(0),)
    assert total.without_number == 2


def test_sum_of_nothing_is_empty() -> None:
    assert add_up([]).counts == ()


def test_empty_cells_stay_empty() -> None:
    row = parse_row(EMPTY, {})

    assert row.qualifier is None
    assert row.events_qualifier is None
    assert set(row.counts.values()) == {None}
    assert row.starts_on is None
    assert row.region_codes == []
    assert row.places == []


def test_regions_and_places_are_split() -> None:
    row = parse_row(
        EMPTY | {"region_codes": "SI042;SI032", "place": "Višnja Gora; Jarše - Ljubljana; Kranj"}, {}
    )

    assert row.region_codes == ["SI042", "SI032"]
    assert row.places == ["Višnja Gora", "Jarše - Ljubljana", "Kranj"]


@pytest.mark.parametrize(
    "cells",
    [{"events": "many"}, {"starts_on": "18. 10. 2024"}, {"kind": "party"}, {"qualifier": "roughly"}],
)
def test_unreadable_cell_is_refused(cells: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(cells.values())).replace(".", r"\.")):
        parse_row(EMPTY | cells, {})
