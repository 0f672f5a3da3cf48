"""A simulated year: attendance and answers drawn from stated distributions, with schools that differ.

Nothing here is measured. The shares are those that the programme published for 2023 (96 % and 75 %); how much
schools differ is the middle of what the literature reports for pupils of one school (intra-class correlation
0.05; `docs/methods.md` says more).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SHARE_NEW_INFORMATION = 0.96
SHARE_CAN_IDENTIFY = 0.75
INTRA_CLASS_CORRELATION = 0.05
_PRESENT = 0.97
_ANSWERED = 0.95
_LEFT_OUT = 0.02
_DONT_KNOW = 0.25
_MEAN_ABILITY = 1.1
_SPREAD_OF_PUPILS = 0.9
_SPREAD_OF_SCHOOLS = 0.4
_TWO_TEACHERS = 0.2


@dataclass(frozen=True)
class SimulatedQuestion:
    """What the simulation must know of a question.

    Attributes
    ----------
    id
        The question's id.
    options
        Ids of its options, in order.
    target
        Options that count as yes in a self-report, or as right in a scored question.
    unknown
        The option "I don't know", or None.
    share
        Published share of the target options; None where nothing was published.
    """

    id: str
    options: tuple[str, ...]
    target: frozenset[str]
    unknown: str | None
    share: float | None = None


@dataclass(frozen=True)
class SimulatedCounts:
    """Attendance of one workshop."""

    present: int
    teachers: int
    responses: int


def simulate_counts(enrolled: int, rng: np.random.Generator) -> SimulatedCounts:
    """Draw how many pupils came, how many teachers were there, how many pupils answered."""
    present = max(1, int(rng.binomial(enrolled, _PRESENT)))
    return SimulatedCounts(
        present, 1 + int(rng.random() < _TWO_TEACHERS), int(rng.binomial(present, _ANSWERED))
    )


@dataclass(frozen=True)
class SimulatedSchool:
    """How the pupils of one school answer."""

    shares: Mapping[str, float]
    ability: float


def simulate_school(questions: Sequence[SimulatedQuestion], rng: np.random.Generator) -> SimulatedSchool:
    """Draw a school: beta-distributed shares around the published ones, and an ability of its pupils."""
    weight = 1 / INTRA_CLASS_CORRELATION - 1
    shares = {
        question.id: float(rng.beta(question.share * weight, (1 - question.share) * weight))
        for question in questions
        if question.share is not None
    }
    return SimulatedSchool(shares, float(rng.normal(_MEAN_ABILITY, _SPREAD_OF_SCHOOLS)))


def simulate_answers(
    questions: Sequence[SimulatedQuestion], school: SimulatedSchool, rng: np.random.Generator
) -> dict[str, str]:
    """Draw the answers of one pupil; a question that is left out is not in the result."""
    ability = rng.normal(school.ability, _SPREAD_OF_PUPILS)
    answers: dict[str, str] = {}
    for difficulty, question in zip(_difficulties(len(questions)), questions, strict=True):
        if rng.random() < _LEFT_OUT:
            continue
        share = school.shares.get(question.id, 1 / (1 + math.exp(difficulty - ability)))
        answers[question.id] = _choose(question, share, rng)
    return answers


def _difficulties(count: int) -> list[float]:
    return [float(value) for value in np.linspace(-0.8, 0.8, count)]


def _choose(question: SimulatedQuestion, share: float, rng: np.random.Generator) -> str:
    right = [option for option in question.options if option in question.target]
    if rng.random() < share:
        return str(rng.choice(right))
    if question.unknown and rng.random() < _DONT_KNOW:
        return question.unknown
    wrong = [
        option for option in question.options if option not in question.target and option != question.unknown
    ]
    return str(rng.choice(wrong or [question.unknown or question.options[-1]]))
