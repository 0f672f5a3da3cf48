"""One version of a questionnaire as data: its questions, their texts and what the answers are worth.

A question keeps its id for as long as it keeps its meaning; a change of meaning makes a new id. That is what
keeps answers of different versions comparable.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Texts = Mapping[str, str]
# Most questions that pupils of a level answer with care; other levels are older.
MOST_QUESTIONS = {"primary": 8, "special_primary": 8}
MOST_QUESTIONS_ELSEWHERE = 14
# The indicator that says what pupils can do, computed from the scored questions that carry it.
SCORED_INDICATOR = "identifies"


class QuestionKind(StrEnum):
    """How a question is asked."""

    SINGLE_CHOICE = "single_choice"
    TRUE_FALSE = "true_false"
    SCENARIO = "scenario"


class Measure(StrEnum):
    """What an answer shows; the two are never mixed in one figure."""

    SELF_REPORT = "self_report"
    SCORED = "scored"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a questionnaire, and where."""

    path: str
    text: str


class FaultyQuestionnaire(ValueError):  # noqa: N818 - the word says what it is
    """Everything that is wrong with one questionnaire."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.text}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    id: str
    text: Texts


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    construct
        What it is about, in words for the analyst.
    indicator
        The indicator that its answers count for.
    situation
        The short story of a scenario, else None.
    target
        Options that count as yes in a self-report and as right in a scored question.
    unknown
        The option "I don't know", where there is one.

    """

    id: str
    kind: QuestionKind
    measure: Measure
    construct: str
    indicator: str
    text: Texts
    situation: Texts | None
    options: tuple[Option, ...]
    target: frozenset[str]
    unknown: str | None
    source: str

    @property
    def is_scored(self) -> bool:
        """Tell whether there is a right answer."""
        return self.measure is Measure.SCORED

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The options, in the order in which they are shown."""
        return tuple(option.id for option in self.options)


@dataclass(frozen=True)
class ScoringKey:
    """What the scored questions of a version are worth.

    Attributes
    ----------
    points
        Question -> option -> points; an option that is not listed is worth nothing, "I don't know" included.
    pass_mark
        Fewest points that count as having shown it.

    """

    points: Mapping[str, Mapping[str, int]]
    pass_mark: int


@dataclass(frozen=True)
class Definition:
    """One version of a questionnaire."""

    questionnaire: str
    number: int
    level: str
    minutes: int
    name: Texts
    languages: tuple[str, ...]
    to_be_checked: tuple[str, ...]
    pass_mark: int
    questions: tuple[Question, ...]

    @property
    def question_ids(self) -> tuple[str, ...]:
        """The questions, in the order in which they are asked."""
        return tuple(question.id for question in self.questions)

    @property
    def scoring_key(self) -> ScoringKey:
        """What the answers are worth that show whether a pupil can identify what the workshop is about."""
        points = {
            question.id: dict.fromkeys(sorted(question.target), 1)
            for question in self.questions
            if question.indicator == SCORED_INDICATOR
        }
        return ScoringKey(points, self.pass_mark)

    def counted_as(self, indicator: str) -> tuple[str, frozenset[str]]:
        """Return the self-reported question of an indicator and its options that count as yes."""
        for question in self.questions:
            if question.indicator == indicator and not question.is_scored:
                return question.id, question.target
        raise KeyError(indicator)


def parse_definition(document: Mapping[str, Any]) -> Definition:
    """Return the version in a document that fits the schema, or raise FaultyQuestionnaire with all faults."""
    definition = Definition(
        questionnaire=document["questionnaire"],
        number=document["number"],
        level=document["level"],
        minutes=document["minutes"],
        name=document["name"],
        languages=tuple(document["languages"]),
        to_be_checked=tuple(document["to_be_checked"]),
        pass_mark=document["pass_mark"],
        questions=tuple(_question(entry) for entry in document["questions"]),
    )
    if faults := list(_faults(definition)):
        raise FaultyQuestionnaire(faults)
    return definition


def checksum(document: Mapping[str, Any]) -> str:
    """Return a digest of all that pupils see and all that scores them.

    Who has read a translation is not part of it: a reader who finds nothing to change changes nothing.
    """
    content = {name: value for name, value in document.items() if name != "to_be_checked"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _question(entry: Mapping[str, Any]) -> Question:
    return Question(
        id=entry["id"],
        kind=QuestionKind(entry["kind"]),
        measure=Measure(entry["measure"]),
        construct=entry["construct"],
        indicator=entry["indicator"],
        text=entry["text"],
        situation=entry.get("situation"),
        options=tuple(Option(option["id"], option["text"]) for option in entry["options"]),
        target=frozenset(entry["target"]),
        unknown=entry["unknown"],
        source=entry["source"],
    )


def _faults(definition: Definition) -> Iterator[Fault]:
    yield from _translation_faults(definition)
    yield from _repeated("$.questions", definition.question_ids)
    most = MOST_QUESTIONS.get(definition.level, MOST_QUESTIONS_ELSEWHERE)
    if len(definition.questions) > most:
        yield Fault("$.questions", f"{len(definition.questions)} questions, at most {most} at this level")
    for number, question in enumerate(definition.questions):
        yield from _key_faults(f"$.questions[{number}]", question)
    yield from _indicator_faults(definition)


def _translation_faults(definition: Definition) -> Iterator[Fault]:
    """Every text stands in every language of the questionnaire, and in no other."""
    wanted = set(definition.languages)
    for path, texts in _texts(definition):
        for language in sorted(wanted - set(texts)):
            yield Fault(path, f"is missing in {language}")
        for language in sorted(set(texts) - wanted):
            yield Fault(path, f"has a text in {language}, which the questionnaire does not speak")
    for language in sorted(set(definition.to_be_checked) - wanted):
        yield Fault("$.to_be_checked", f"{language} is no language of the questionnaire")


def _texts(definition: Definition) -> Iterator[tuple[str, Texts]]:
    yield "$.name", definition.name
    for number, question in enumerate(definition.questions):
        path = f"$.questions[{number}]"
        yield f"{path}.text", question.text
        if question.situation is not None:
            yield f"{path}.situation", question.situation
        for place, option in enumerate(question.options):
            yield f"{path}.options[{place}].text", option.text


def _key_faults(path: str, question: Question) -> Iterator[Fault]:
    yield from _repeated(f"{path}.options", question.option_ids)
    for option in sorted(question.target - set(question.option_ids)):
        yield Fault(f"{path}.target", f"{option!r} is not an option")
    if question.unknown is not None and question.unknown not in question.option_ids:
        yield Fault(f"{path}.unknown", f"{question.unknown!r} is not an option")
    if question.unknown in question.target:
        yield Fault(f"{path}.target", "not knowing cannot count")
    if question.target >= set(question.option_ids):
        yield Fault(f"{path}.target", "every option counts, so the answer says nothing")
    if question.is_scored and question.unknown is None:
        yield Fault(f"{path}.unknown", "a scored question needs an option for not knowing")
    if (question.kind is QuestionKind.SCENARIO) != (question.situation is not None):
        yield Fault(f"{path}.situation", "a scenario has a situation, and no other question does")


def _indicator_faults(definition: Definition) -> Iterator[Fault]:
    """A self-reported indicator rests on one question; self-report and score never share an indicator."""
    reported = [question.indicator for question in definition.questions if not question.is_scored]
    scored = {question.indicator for question in definition.questions if question.is_scored}
    for indicator in sorted({name for name in reported if reported.count(name) > 1}):
        yield Fault("$.questions", f"two self-reported questions for {indicator!r}")
    for indicator in sorted(scored & set(reported)):
        yield Fault("$.questions", f"{indicator!r} mixes self-report and score")
    possible = len(definition.scoring_key.points)
    if definition.pass_mark > possible:
        yield Fault("$.pass_mark", f"{definition.pass_mark} points, but only {possible} can be reached")


def _repeated(path: str, ids: Sequence[str]) -> Iterator[Fault]:
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Fault(path, f"{name!r} is used twice")
