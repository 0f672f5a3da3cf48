"""Scoring: the answers of one workshop become sums that can be added up and say nothing about anybody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.questionnaires.definition import ScoringKey

# Under this name an answer that was left out is counted; no option may be called so.
LEFT_OUT = ""


@dataclass(frozen=True)
class TallySums:
    """What is kept of the answers of a workshop; two tallies of one version can be added up.

    Attributes
    ----------
    responses
        Number of pupils who answered.
    options
        Question -> option, or LEFT_OUT -> number of pupils. Where several may be chosen, each one counts.
    scores
        Points -> number of pupils who reached exactly so many.

    """

    responses: int
    options: Mapping[str, Mapping[str, int]]
    scores: Mapping[int, int]

    def answered(self, question: str) -> int:
        """Return how many pupils answered a question."""
        if question not in self.options:
            return 0
        return self.responses - self.options[question].get(LEFT_OUT, 0)

    def chosen(self, question: str, options: Iterable[str]) -> int:
        """Return how many pupils chose one of the options; for questions with a single choice."""
        counts = self.options.get(question, {})
        return sum(counts.get(option, 0) for option in options)

    def reached(self, pass_mark: int) -> int:
        """Return how many pupils reached so many points."""
        return sum(pupils for score, pupils in self.scores.items() if score >= pass_mark)

    def __add__(self, other: "TallySums") -> "TallySums":
        questions = {*self.options, *other.options}
        return TallySums(
            self.responses + other.responses,
            {name: _added(self.options.get(name, {}), other.options.get(name, {})) for name in questions},
            _added(self.scores, other.scores),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the sums as the database keeps them."""
        return {
            "responses": self.responses,
            "options": {question: dict(counts) for question, counts in self.options.items()},
            "scores": {str(score): pupils for score, pupils in self.scores.items()},
        }

    @classmethod
    def from_json(cls, sums: Mapping[str, Any]) -> "TallySums":
        """Return the sums that the database kept."""
        scores = {int(score): pupils for score, pupils in sums["scores"].items()}
        return cls(sums["responses"], sums["options"], scores)


def tally(responses: Iterable[Mapping[str, Any]], questions: Iterable[str], key: ScoringKey) -> TallySums:
    """Score responses once and add them up.

    Parameters
    ----------
    responses
        One mapping a pupil: question -> option, or a list of options, or nothing where it was left out.
    questions
        The questions of the version.
    key
        What the scored ones are worth.

    """
    answers = list(responses)
    options = {
        question: dict(
            Counter(option for response in answers for option in _chosen(response, question) or (LEFT_OUT,))
        )
        for question in questions
    }
    scores = Counter(_score(response, key) for response in answers)
    return TallySums(len(answers), options, dict(scores))


def _score(answers: Mapping[str, Any], key: ScoringKey) -> int:
    """Return the points of one pupil; a question that was left out is worth nothing."""
    return sum(
        worth.get(option, 0)
        for question, worth in key.points.items()
        for option in _chosen(answers, question)
    )


def _chosen(answers: Mapping[str, Any], question: str) -> tuple[str, ...]:
    answer = answers.get(question)
    if not answer:
        return ()
    return (answer,) if isinstance(answer, str) else tuple(answer)


def _added(left: Mapping[Any, int], right: Mapping[Any, int]) -> dict[Any, int]:
    return {name: left.get(name, 0) + right.get(name, 0) for name in {*left, *right}}
