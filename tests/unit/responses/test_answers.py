"""From the fields of a form to answers."""

from datetime import time

import pytest

from surveys.questionnaires.definition import Definition, parse_definition
from surveys.responses.answers import (
    AnswersRefused,
    Refusal,
    half_day,
    read_answers,
    response_id,
    usable_answers,
)
from tests.unit.questionnaires.test_definition import DOCUMENTS

TOKEN = "a-token-of-22-letters-"


@pytest.fixture
def definition() -> Definition:
    return parse_definition(DOCUMENTS["primary-exit"])


def test_chosen_options_are_read(definition: Definition) -> None:
    fields = {"useful": ["no"], "new-information": ["yes"]}

    assert read_answers(definition, fields) == {"new-information": "yes", "useful": "no"}


def test_a_question_may_be_passed_over(definition: Definition) -> None:
    assert read_answers(definition, {}) == {}
    assert read_answers(definition, {"useful": [""], "would-tell": []}) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"useful": ["very"]},
        {"useful": ["yes", "no"]},
        {"useful": ["yes", "yes"]},
        {"age": ["14"]},
        {"useful": ["yes "]},
        {"would-tell": ["partly"]},  # an option, but of another question
        {"useful": ["yes"], "": ["x"]},
    ],
)
def test_what_the_form_does_not_offer_is_refused(
    definition: Definition, fields: dict[str, list[str]]
) -> None:
    with pytest.raises(AnswersRefused) as caught:
        read_answers(definition, fields)

    assert caught.value.refusal is Refusal.TAMPERED


def test_what_is_usable_of_a_refused_form_is_kept(definition: Definition) -> None:
    fields = {"useful": ["very"], "would-tell": ["maybe"], "age": ["14"]}

    assert usable_answers(definition, fields) == {"would-tell": "maybe"}


def test_the_same_form_has_the_same_key_and_another_form_or_class_another() -> None:
    key = response_id("link", TOKEN)

    assert key == response_id("link", TOKEN)
    assert len(key) == 16
    assert len({key, response_id("link", TOKEN + "x"), response_id("other", TOKEN)}) == 3


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "š" * 22])
def test_a_form_without_a_proper_token_is_refused(token: str) -> None:
    with pytest.raises(AnswersRefused) as caught:
        response_id("link", token)

    assert caught.value.refusal is Refusal.NO_TOKEN


def test_noon_divides_the_day() -> None:
    assert [half_day(time(hour)) for hour in (0, 11, 12, 23)] == [
        "morning",
        "morning",
        "afternoon",
        "afternoon",
    ]
    assert half_day(time(11, 59, 59)) == "morning"
