"""Codes that a class types."""

from collections import Counter

import pytest

from surveys.responses.guessing import Allowance
from surveys.responses.join_codes import (
    ALPHABET,
    LENGTH,
    draw_code,
    draw_link_key,
    is_code,
    is_link_key,
    spell_code,
    tidy_code,
)


def test_codes_have_eight_characters_without_look_alikes() -> None:
    assert len(ALPHABET) == 31
    assert not set("0O1IL") & set(ALPHABET)
    assert all(is_code(draw_code()) for _ in range(100))


def test_every_character_is_as_likely_in_every_place() -> None:
    codes = [draw_code() for _ in range(20_000)]

    assert len(set(codes)) == len(codes)  # a repetition has a chance of 1 in 4,000
    for place in range(LENGTH):
        counts = Counter(code[place] for code in codes)
        expected = len(codes) / len(ALPHABET)
        chi_square = sum((counts[letter] - expected) ** 2 / expected for letter in ALPHABET)
        assert chi_square < 75  # 30 degrees of freedom: exceeded once in 100,000 draws


def test_guessing_all_year_at_the_budget_of_failures_hits_less_than_once_in_a_thousand_years() -> None:
    allowance, live_codes = Allowance(), 10
    seconds = 190 * 6 * 3600

    guesses = seconds * allowance.altogether / allowance.seconds
    assert guesses * live_codes / len(ALPHABET) ** LENGTH < 0.001


def test_link_keys_have_128_bits() -> None:
    keys = {draw_link_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert all(is_link_key(key) and not is_code(key) for key in keys)


@pytest.mark.parametrize(
    "typed", ["km4p7rxt", "KM4P 7RXT", " km4p-7rxt ", "KM4P\N{EN DASH}7RXT", "km4p.7rxt\t"]
)
def test_spaces_dashes_and_small_letters_do_not_matter(typed: str) -> None:
    assert tidy_code(typed) == "KM4P7RXT"


def test_nothing_but_letters_and_digits_is_left_of_what_was_typed() -> None:
    assert tidy_code("../../š<b>") == "B"


@pytest.mark.parametrize("key", ["", "KM4P7RX", "KM4P7RXTT", "KM4P7RX0", "KM4P7RXI", "km4p7rxt"])
def test_other_keys_are_no_codes(key: str) -> None:
    assert not is_code(key)


def test_a_code_is_spelled_in_two_halves() -> None:
    assert spell_code("KM4P7RXT") == "KM4P 7RXT"
