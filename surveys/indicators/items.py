"""Which question is weak: difficulty, discrimination, distractors, and what to do about it in plain words.

Pupils are never ranked: everything here is about questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveys.indicators.intervals import BoolArray, FloatArray, IntArray

TOO_HARD = 0.2
TOO_EASY = 0.95
WEAK = 0.15
EXTREME_GROUP = 0.27
ATTRACTIVE = 0.05
FEWEST_FOR_DISCRIMINATION = 30


@dataclass(frozen=True)
class Option:
    """One answer option: who chose it, and whether they did better or worse on the rest of the test."""

    value: str
    n: int
    share: float
    rest_correlation: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """What is known of one question; None where it cannot be computed.

    Attributes
    ----------
    n, omitted, not_reached
        Pupils who answered it, who left it out but went on, and who had stopped before.
    difficulty
        Share of right answers, high for an easy question.
    item_rest, item_total
        Correlation with the rest of the test, and with the whole; pupils who answered every question.
    efficiency
        Covariance with the rest over the largest that these two distributions allow.
    discrimination
        Share right among the best 27 % minus among the weakest 27 %.
    advice
        What to fix, in words.

    """

    n: int
    omitted: int
    not_reached: int
    difficulty: float | None
    item_rest: float | None
    item_total: float | None
    efficiency: float | None
    discrimination: float | None
    options: tuple[Option, ...] = ()
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class TestStatistics:
    """The questions of one test, and the distribution of its total over the pupils who answered all."""

    n: int
    mean: float | None
    variance: float | None
    items: tuple[ItemStatistics, ...]


def analyse_items(
    correct: FloatArray,
    options: Sequence[tuple[IntArray, Sequence[str]]] = (),
    *,
    keys: Sequence[str] = (),
    do_not_know: frozenset[str] = frozenset(),
) -> TestStatistics:
    """Describe each question of a test.

    Parameters
    ----------
    correct
        1 right, 0 wrong (a partial credit lies between), NaN without an answer; shape (pupils, questions),
        the questions in the order in which they were asked.
    options
        For each question the index of the chosen option, shape (pupils,), -1 for none, and the names.
    keys
        The right option of each question.
    do_not_know
        Options that count as wrong but are no distractors.

    Returns
    -------
    TestStatistics
        Correlations are over the pupils who answered every question.

    References
    ----------
    Moodle's quiz statistics (docs.moodle.org, Quiz report statistics) for efficiency; Kelley (1939), Journal
    of Educational Psychology 30:17-24, for the 27 %.

    """
    answered = ~np.isnan(correct)
    is_whole = answered.all(axis=1)
    whole = correct[is_whole]
    total = whole.sum(axis=1)
    reached = np.flip(np.logical_or.accumulate(np.flip(answered, axis=1), axis=1), axis=1)
    items = []
    for number in range(correct.shape[1]):
        item = _statistics(correct[:, number], reached[:, number], whole[:, number], total)
        if options:
            chosen, names = options[number]
            found = _options(chosen, names, chosen[is_whole], total - whole[:, number])
            item = replace(item, options=found)
        key = keys[number] if keys else None
        items.append(replace(item, advice=tuple(_advice(item, key, do_not_know, len(total)))))
    return TestStatistics(
        len(total),
        float(total.mean()) if len(total) else None,
        float(total.var(ddof=1)) if len(total) > 1 else None,
        tuple(items),
    )


def correlation(one: FloatArray, other: FloatArray) -> float | None:
    """Return Pearson's correlation; None where one of the two does not vary."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:  # noqa: PLR2004 - one pupil shows no relation
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _statistics(
    right: FloatArray, reached: BoolArray, whole: FloatArray, total: FloatArray
) -> ItemStatistics:
    answered = ~np.isnan(right)
    rest = total - whole
    return ItemStatistics(
        n=int(answered.sum()),
        omitted=int((reached & ~answered).sum()),
        not_reached=int((~reached).sum()),
        difficulty=float(right[answered].mean()) if answered.any() else None,
        item_rest=correlation(whole, rest),
        item_total=correlation(whole, total),
        efficiency=_efficiency(whole, rest),
        discrimination=_discrimination(whole, total),
    )


def _efficiency(whole: FloatArray, rest: FloatArray) -> float | None:
    if correlation(whole, rest) is None:
        return None
    largest = np.cov(np.sort(whole), np.sort(rest))[0, 1]
    return float(np.cov(whole, rest)[0, 1] / largest)


def _discrimination(whole: FloatArray, total: FloatArray) -> float | None:
    """Compare the extreme groups; of pupils tied at a group's border each counts for the same part."""
    size = round(EXTREME_GROUP * len(total))
    if size == 0:
        return None
    return _share_of_best(whole, total, size) - _share_of_best(whole, -total, size)


def _share_of_best(whole: FloatArray, total: FloatArray, size: int) -> float:
    border = np.sort(total)[-size]
    above, tied = total > border, total == border
    places = size - above.sum()
    return float((whole[above].sum() + places * whole[tied].mean()) / size)


def _options(
    chosen: IntArray, names: Sequence[str], chosen_whole: IntArray, rest: FloatArray
) -> tuple[Option, ...]:
    n = int((chosen >= 0).sum())
    counts = np.bincount(chosen[chosen >= 0], minlength=len(names)).tolist()
    return tuple(
        Option(name, counts[code], counts[code] / n, correlation((chosen_whole == code).astype(float), rest))
        for code, name in enumerate(names)
        if counts[code]
    )


def _advice(item: ItemStatistics, key: str | None, do_not_know: frozenset[str], n: int) -> Iterator[str]:
    if item.difficulty is not None and item.difficulty < TOO_HARD:
        yield "Hardly anybody knows it: teach it, or ask it more simply."
    if item.difficulty is not None and item.difficulty > TOO_EASY:
        yield "Nearly everybody knows it: it tells nobody apart."
    if n < FEWEST_FOR_DISCRIMINATION or item.item_rest is None:
        return
    if item.item_rest < 0:
        yield "Pupils who know the rest get it wrong: check the key and the wording."
    elif item.item_rest < WEAK:
        yield "It hardly goes with the rest of the test: check what it asks."
    for option in item.options:
        if option.value == key or option.value in do_not_know or option.rest_correlation is None:
            continue
        if option.rest_correlation > ATTRACTIVE:
            yield f"Pupils who know the rest choose the wrong answer {option.value!r}: is it right, too?"
