from datetime import UTC, date, datetime

import pytest
from flask import Flask

from core.language import (
    format_clock,
    format_day,
    format_number,
    format_percent,
    format_weekday,
    in_language,
    join_list,
)


@pytest.mark.parametrize(
    ("language", "wanted"), [("sl", "5. 9. 2024"), ("en", "5 September 2024"), ("hu", "2024. szeptember 5.")]
)
def test_dates_are_written_as_in_the_language(app: Flask, language: str, wanted: str) -> None:
    with app.test_request_context(), in_language(language):
        assert format_day(date(2024, 9, 5)) == wanted


def test_the_day_of_the_week_is_said(app: Flask) -> None:
    with app.test_request_context(), in_language("sl"):
        assert format_weekday(date(2024, 9, 5)) == "četrtek, 5. 9. 2024"


def test_the_clock_is_the_one_on_the_wall(app: Flask) -> None:
    with app.test_request_context():
        with in_language("sl"):
            assert format_clock(datetime(2024, 7, 1, 6, 0, tzinfo=UTC)) == "08.00"
        with in_language("en"):
            assert format_clock(datetime(2024, 12, 1, 6, 0, tzinfo=UTC)) == "07:00"


@pytest.mark.parametrize(
    ("value", "digits", "sl", "en"),
    [(3237, 0, "3.237", "3,237"), (0.5, 0, "1", "1"), (21.25, 1, "21,3", "21.3"), (-4.0, 0, "-4", "-4")],
)
def test_numbers_have_the_separators_of_the_language(
    app: Flask, value: float, digits: int, sl: str, en: str
) -> None:
    with app.test_request_context():
        with in_language("sl"):
            assert format_number(value, digits).replace("\N{MINUS SIGN}", "-") == sl
        with in_language("en"):
            assert format_number(value, digits) == en


def test_percentages_are_rounded_half_up(app: Flask) -> None:
    with app.test_request_context():
        with in_language("en"):
            assert format_percent(0.965) == "97%"
        with in_language("sl"):
            assert format_percent(0.756) == "76\N{NO-BREAK SPACE}%"


def test_lists_end_with_and(app: Flask) -> None:
    with app.test_request_context(), in_language("sl"):
        assert join_list([]) == ""
        assert join_list(["Kranj"]) == "Kranj"
        assert join_list(["Kranj", "Celje", "Koper"]) == "Kranj, Celje in Koper"
