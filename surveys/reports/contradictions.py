"""Does it add up: every stated total is computed again from its parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workshops.activities.statements import Count, Named, Qualifier, Statement

_LOWER_BOUNDS = {Qualifier.EXACT, Qualifier.AT_LEAST, Qualifier.MORE_THAN}


class Measure(StrEnum):
    """What a stated figure counts."""

    EVENTS = "events"
    PARTICIPANTS = "participants"
    TEACHERS = "teachers"


class Outcome(StrEnum):
    """What came out when a stated figure was computed again."""

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True)
class StatedFigure:
    """A total that a source states, and the statements that it is the sum of."""

    name: Named
    year: int
    measure: Measure
    stated: int
    stated_in: str
    parts: tuple[str, ...]
    source: Named


@dataclass(frozen=True)
class Part:
    """What one part contributes; None where it is missing or gives no number."""

    record_id: str
    count: Count | None


@dataclass(frozen=True)
class Check:
    """A stated figure beside the sum of its parts."""

    figure: StatedFigure
    parts: tuple[Part, ...]
    computed: int
    outcome: Outcome

    @property
    def is_contradiction(self) -> bool:
        """Whether the stated figure and its parts cannot both be right."""
        return self.outcome is Outcome.CONTRADICTS


def check_figures(figures: Iterable[StatedFigure], statements: Iterable[Statement]) -> tuple[Check, ...]:
    """Compute every stated figure again from its parts.

    A sum of exact parts must equal the stated figure. Where a part is worded "at least" or gives no number,
    the sum is a lower bound, and only a stated figure below it contradicts; "about" bounds nothing.

    Parameters
    ----------
    figures
        The totals as stated.
    statements
        The statements that may be their parts; others are passed over.

    """
    known = {statement.record_id: statement for statement in statements}
    return tuple(_check(figure, known) for figure in figures)


def _check(figure: StatedFigure, known: Mapping[str, Statement]) -> Check:
    parts = tuple(Part(part, _count(known.get(part), figure.measure)) for part in figure.parts)
    given = [part.count for part in parts if part.count is not None]
    computed = sum(count.value for count in given)
    return Check(figure, parts, computed, _outcome(figure.stated, given, len(parts)))


def _count(statement: Statement | None, measure: Measure) -> Count | None:
    if statement is None:
        return None
    if measure is Measure.TEACHERS:
        return None if statement.teachers is None else Count(statement.teachers)
    return statement.events if measure is Measure.EVENTS else statement.participants


def _outcome(stated: int, given: Sequence[Count], parts: int) -> Outcome:
    words = {count.qualifier for count in given}
    least = sum(count.value + (count.qualifier is Qualifier.MORE_THAN) for count in given)
    if len(given) == parts and words <= {Qualifier.EXACT}:
        return Outcome.AGREES if stated == least else Outcome.CONTRADICTS
    if words <= _LOWER_BOUNDS and stated < least:
        return Outcome.CONTRADICTS
    return Outcome.NOT_CHECKABLE
