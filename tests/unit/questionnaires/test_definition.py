"""The question bank keeps its own rules, and a faulty questionnaire is told all that is wrong."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from core.configuration import LANGUAGES
from core.exchange import schema_problems
from surveys.questionnaires.definition import (
    Definition,
    FaultyQuestionnaire,
    QuestionKind,
    checksum,
    parse_definition,
)
from surveys.questionnaires.services import BANK, SCHEMA

Document = dict[str, Any]
DOCUMENTS: dict[str, Document] = {
    file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(BANK.glob("*.json"))
}
BOTH = sorted(DOCUMENTS)


def definition_of(name: str) -> Definition:
    return parse_definition(DOCUMENTS[name])


def texts_of(name: str, language: str) -> list[str]:
    questions = definition_of(name).questions
    situations = [question.situation[language] for question in questions if question.situation]
    options = [option.text[language] for question in questions for option in question.options]
    return [*(question.text[language] for question in questions), *situations, *options]


def faults_of(change: Callable[[Document], object], name: str = "primary-exit") -> list[str]:
    document = deepcopy(DOCUMENTS[name])
    change(document)
    with pytest.raises(FaultyQuestionnaire) as caught:
        parse_definition(document)
    return [f"{fault.path} {fault.text}" for fault in caught.value.faults]


@pytest.mark.parametrize("name", BOTH)
def test_built_in_questionnaire_fits_the_schema_and_has_no_fault(name: str) -> None:
    assert schema_problems(DOCUMENTS[name], SCHEMA) == []
    assert definition_of(name).languages == tuple(LANGUAGES)
    assert definition_of(name).to_be_checked == ("en", "it", "hu")


def test_numbers_of_questions_are_those_of_the_programme() -> None:
    assert {name: len(definition_of(name).questions) for name in BOTH} == {
        "primary-exit": 7,
        "secondary-exit": 12,
    }
    scenarios = [q for q in definition_of("secondary-exit").questions if q.kind is QuestionKind.SCENARIO]
    assert len(scenarios) == 2
    assert all(scenario.is_scored for scenario in scenarios)


@pytest.mark.parametrize("name", BOTH)
def test_self_reports_come_before_questions_that_could_colour_them(name: str) -> None:
    assert definition_of(name).question_ids[:2] == ("new-information", "can-identify")


def test_a_question_of_both_questionnaires_is_the_same_word_for_word() -> None:
    primary, secondary = (
        {question.id: question for question in definition_of(name).questions} for name in BOTH
    )
    shared = set(primary) & set(secondary)
    assert {"new-information", "can-identify", "warning-sign", "what-to-do", "would-tell", "useful"} == shared
    assert all(primary[question] == secondary[question] for question in shared)


def test_a_pupil_of_a_primary_school_chooses_among_three_and_not_knowing() -> None:
    for question in definition_of("primary-exit").questions:
        assert len([option for option in question.option_ids if option != question.unknown]) <= 3


@pytest.mark.parametrize("name", BOTH)
def test_the_right_answer_is_not_always_in_the_same_place_and_seldom_the_longest(name: str) -> None:
    scored = [question for question in definition_of(name).questions if question.is_scored]
    places = {question.option_ids.index(next(iter(question.target))) for question in scored}
    assert len(places) >= 3, places
    for language in LANGUAGES:
        longest = [
            max(question.options, key=lambda option: len(option.text[language])).id in question.target
            for question in scored
        ]
        assert sum(longest) <= len(scored) / 2, language


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_telephone_number_no_slash_and_no_straight_quotes(name: str, language: str) -> None:
    for text in texts_of(name, language):
        assert not re.search(r"[0-9/\"']", text), text


@pytest.mark.parametrize("name", BOTH)
def test_questions_are_short(name: str) -> None:
    for language in LANGUAGES:
        assert max(len(text.split()) for text in texts_of(name, language)) <= 35, language


def test_scored_questions_are_worth_a_point_and_self_reports_nothing() -> None:
    key = definition_of("secondary-exit").scoring_key
    assert key.points["scenario-work"] == {"trafficking-signs": 1}
    assert "can-identify" not in key.points
    assert "what-to-do" not in key.points  # knowing what to do is another thing than identifying
    assert (len(key.points), key.pass_mark) == (7, 5)


def test_an_indicator_rests_on_its_self_reported_question() -> None:
    definition = definition_of("primary-exit")
    assert definition.counted_as("new_information") == ("new-information", frozenset({"yes"}))
    with pytest.raises(KeyError):
        definition.counted_as("identifies")


def test_checksum_covers_what_pupils_see_and_not_who_has_read_it() -> None:
    original = DOCUMENTS["primary-exit"]
    read = {**original, "to_be_checked": []}
    reworded = deepcopy(original)
    reworded["questions"][0]["text"]["hu"] += "!"
    rescored = deepcopy(original)
    rescored["questions"][2]["target"] = ["shares-flat"]
    assert checksum(read) == checksum(original)
    assert len({checksum(original), checksum(reworded), checksum(rescored)}) == 3


def test_a_missing_and_a_foreign_translation_are_named() -> None:
    def change(document: Document) -> None:
        del document["questions"][0]["text"]["hu"]
        document["questions"][1]["options"][0]["text"]["de"] = "Ja"

    assert faults_of(change) == [
        "$.questions[0].text is missing in hu",
        "$.questions[1].options[0].text has a text in de, which the questionnaire does not speak",
    ]


def test_every_fault_of_a_key_is_named_at_once() -> None:
    def change(document: Document) -> None:
        document["questions"][0]["target"] = ["sometimes"]
        document["questions"][1]["target"] = ["dont-know"]
        document["questions"][2]["unknown"] = None
        document["questions"][3]["unknown"] = "who-knows"
        document["questions"][5]["target"] = ["yes", "no", "maybe"]
        document["pass_mark"] = 3

    assert faults_of(change) == [
        "$.questions[0].target 'sometimes' is not an option",
        "$.questions[1].target not knowing cannot count",
        "$.questions[2].unknown a scored question needs an option for not knowing",
        "$.questions[3].unknown 'who-knows' is not an option",
        "$.questions[5].target every option counts, so the answer says nothing",
        "$.pass_mark 3 points, but only 2 can be reached",
    ]


def test_repeated_ids_are_named() -> None:
    def change(document: Document) -> None:
        document["questions"][1]["id"] = "new-information"
        document["questions"][0]["options"][1]["id"] = "yes"

    found = faults_of(change)
    assert "$.questions 'new-information' is used twice" in found
    assert "$.questions[0].options 'yes' is used twice" in found


def test_self_report_and_score_share_no_indicator() -> None:
    def mix(document: Document) -> None:
        document["questions"][0]["indicator"] = "identifies"

    def double(document: Document) -> None:
        document["questions"][1]["indicator"] = "new_information"

    assert faults_of(mix) == ["$.questions 'identifies' mixes self-report and score"]
    assert faults_of(double) == ["$.questions two self-reported questions for 'new_information'"]


def test_a_primary_questionnaire_has_at_most_eight_questions() -> None:
    def lengthen(document: Document) -> None:
        for number in range(2):
            document["questions"].append(
                {**document["questions"][6], "id": f"extra-{number}", "indicator": f"extra_{'ab'[number]}"}
            )

    assert faults_of(lengthen) == ["$.questions 9 questions, at most 8 at this level"]


def test_only_a_scenario_tells_a_story() -> None:
    def change(document: Document) -> None:
        del document["questions"][7]["situation"]
        document["questions"][8]["kind"] = "single_choice"

    assert faults_of(change, "secondary-exit") == [
        "$.questions[7].situation a scenario has a situation, and no other question does",
        "$.questions[8].situation a scenario has a situation, and no other question does",
    ]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"number": 0}, "$.number"),
        ({"questions": []}, "$.questions"),
        ({"languages": ["en"]}, "$.languages"),
        ({"minutes": "3"}, "$.minutes"),
        ({"colour": "red"}, "$"),
    ],
)
def test_what_is_no_questionnaire_is_refused_with_its_place(change: Document, path: str) -> None:
    problems = schema_problems({**DOCUMENTS["primary-exit"], **change}, SCHEMA)
    assert path in [problem.path for problem in problems]
