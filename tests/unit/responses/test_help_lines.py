"""Numbers are shown only while somebody has checked them."""

from datetime import date, timedelta

from core.configuration import LANGUAGES
from surveys.responses.help_lines import PROPOSED, confirmed_help

TODAY = date(2024, 10, 7)
SETTING = {"numbers": {"police": "113", "tom": "116 111"}, "checked_on": TODAY.isoformat()}


def test_a_proposed_number_is_shown_to_nobody() -> None:
    assert all(line.number for line in PROPOSED.lines)
    assert PROPOSED.shown(TODAY) == ()
    assert PROPOSED.emergency == "112"


def test_confirmed_numbers_are_shown_for_a_year() -> None:
    known = confirmed_help(PROPOSED, SETTING)

    assert [line.number for line in known.shown(TODAY)] == ["113", "116 111"]
    assert known.shown(TODAY + timedelta(days=364))
    assert not known.shown(TODAY + timedelta(days=365))


def test_a_check_in_the_future_does_not_count() -> None:
    assert not confirmed_help(PROPOSED, SETTING).shown(TODAY - timedelta(days=1))


def test_every_line_has_a_name_in_every_language_and_a_place_to_check_it() -> None:
    for line in PROPOSED.lines:
        assert set(line.name) == set(LANGUAGES)
        assert line.source.startswith("https://")
