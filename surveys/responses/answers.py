"""From the fields of a form to answers, or the reason why they are refused."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import time
from enum import StrEnum

from surveys.questionnaires.definition import Definition

Answers = dict[str, str]
_NOON = time(12)
_TOKEN_LENGTHS = range(16, 65)


class Refusal(StrEnum):
    """Why a form cannot be taken."""

    NO_TOKEN = "no_token"  # noqa: S105 - a reason, not a secret
    OTHER_VERSION = "other_version"
    TAMPERED = "tampered"


class AnswersRefused(ValueError):  # noqa: N818 - it says what happened
    """The form cannot be taken; nothing of it was stored."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def read_answers(definition: Definition, fields: Mapping[str, Sequence[str]]) -> Answers:
    """Return the chosen option of each question that was answered, or raise AnswersRefused.

    A question without a field, or with an empty one, was passed over: that is every pupil's right.
    """
    answers = usable_answers(definition, fields)
    given = {name for name, values in fields.items() if any(values)}
    if given != set(answers):
        raise AnswersRefused(Refusal.TAMPERED)
    return answers


def usable_answers(definition: Definition, fields: Mapping[str, Sequence[str]]) -> Answers:
    """Return those answers that the questionnaire knows, in the order of its questions."""
    answers: Answers = {}
    for question in definition.questions:
        chosen = [value for value in fields.get(question.id, ()) if value]
        if len(chosen) == 1 and chosen[0] in question.option_ids:
            answers[question.id] = chosen[0]
    return answers


def response_id(link_key: str, form_token: str) -> bytes:
    """Return the key under which a form is stored: the same form is the same row, in no order.

    The link's key goes in, so that the token of one class's form is worth nothing in another's survey.
    """
    if len(form_token) not in _TOKEN_LENGTHS or not form_token.isascii():
        raise AnswersRefused(Refusal.NO_TOKEN)
    return hashlib.sha256(f"{link_key} {form_token}".encode()).digest()[:16]


def half_day(clock: time) -> str:
    """Return the half of the day: finer would tell who was first."""
    return "morning" if clock < _NOON else "afternoon"
