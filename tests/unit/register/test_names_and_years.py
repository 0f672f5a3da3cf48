"""Names without accents, and school years."""

from datetime import date

import pytest

from workshops.register.names import fold
from workshops.register.school_year import SchoolYear


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Škofja  Loka", "skofja loka"),
        ("ŽIRI", "ziri"),
        (
            "Scuola elementare Vincenzo e Diego de Castro Pirano",
            "scuola elementare vincenzo e diego de castro pirano",
        ),
        ("Kétnyelvű Általános Iskola", "ketnyelvu altalanos iskola"),
        ("Đurđa Łódź", "durda lodz"),
        ("", ""),
    ],
)
def test_names_are_folded_to_plain_small_letters(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_school_year_is_read_and_written() -> None:
    assert SchoolYear.parse("2023/24") == SchoolYear(2023)
    assert str(SchoolYear(1999)) == "1999/00"


@pytest.mark.parametrize("text", ["2023/25", "2023-24", "23/24", "2023/24 ", "", "²023/24"])
def test_what_is_no_school_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a school year"):
        SchoolYear.parse(text)


@pytest.mark.parametrize(
    ("day", "start"), [(date(2024, 8, 31), 2023), (date(2024, 9, 1), 2024), (date(2024, 2, 29), 2023)]
)
def test_a_school_year_begins_on_1_september(day: date, start: int) -> None:
    year = SchoolYear.containing(day)

    assert year == SchoolYear(start)
    assert year.first_day <= day <= year.last_day


def test_school_years_are_ordered() -> None:
    assert sorted([SchoolYear(2025), SchoolYear(2023)]) == [SchoolYear(2023), SchoolYear(2025)]
    assert SchoolYear(2023).later(2) == SchoolYear(2025)
