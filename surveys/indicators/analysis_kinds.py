"""One function for each kind of estimate in an analysis specification: the survey in, its results out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from surveys.indicators.answer_table import WrongAnswers
from surveys.indicators.cluster_sums import ClusterSums
from surveys.indicators.differences import (
    Sample,
    estimate_contrast,
    estimate_difference_of_proportions,
    estimate_simple_difference_of_means,
    estimate_simple_difference_of_proportions,
    rao_scott_p,
    withhold_small_counts,
    within_one,
)
from surveys.indicators.estimates import (
    Estimate,
    estimate_means,
    estimate_proportions,
    estimate_simple_proportions,
)
from surveys.indicators.gain import (
    GainDesign,
    MatchedScores,
    estimate_gain,
    estimate_ratios,
    estimate_response_shift,
)
from surveys.indicators.intervals import BoolArray, FloatArray, IntArray
from surveys.indicators.methods import Method
from surveys.indicators.paired import PairedTable, mcnemar, newcombe_change
from surveys.indicators.publication import Flag, Reason, judge_mean
from surveys.indicators.survey import NO_GROUP, Survey

Entry = Mapping[str, Any]
Result = dict[str, Any]


def groups_of(survey: Survey, by: Sequence[str]) -> tuple[list[dict[str, str]], IntArray]:
    """Return the combinations of values that occur, and which of them each row has; `NO_GROUP` for none."""
    code = np.full(survey.table.rows, NO_GROUP, dtype=np.int64)
    columns = [survey.table.columns[name] for name in by]
    known, key = np.ones(len(code), dtype=bool), np.zeros(len(code), dtype=np.int64)
    for column in columns:
        known &= column.is_answered
        _, key = np.unique(key * (len(column.values) + 1) + column.codes, return_inverse=True)
    if not (by and known.any()):
        code[known] = 0
        return [{}], code
    _, first, code[known] = np.unique(key[known], return_index=True, return_inverse=True)
    rows = np.flatnonzero(known)[first].tolist()
    return [{column.name: column.values[column.codes[row]] for column in columns} for row in rows], code


def each_group(survey: Survey, entry: Entry) -> Iterator[tuple[dict[str, str], BoolArray]]:
    """Yield each group of an estimate with the rows that belong to it."""
    labels, code = groups_of(survey, entry.get("by", ()))
    for number, label in enumerate(labels):
        yield label, np.asarray(code == number)


def as_result(entry: Entry, group: Mapping[str, str], estimate: Estimate, **more: object) -> Result:
    """Return an estimate as a row of the document estimates/1, with what its kind adds."""
    fields = asdict(estimate)
    second, reasons = fields.pop("second"), fields.pop("reasons")
    result = {"id": entry["id"], "kind": entry["kind"], "group": dict(group), **fields}
    result |= {"reason": estimate.reason if reasons else None, "p_adjusted": None}
    return result | ({"second": second} if second else {}) | more


def proportion(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Estimate shares, all groups at once."""
    labels, code = groups_of(survey, entry.get("by", ()))
    values = yes_or_no(survey, entry["column"], entry["yes"])
    sums = survey.sums(values, code, len(labels))
    [whole] = survey.sums(values, np.zeros(len(values), dtype=np.int64), 1).icc
    variance = survey.calibrated_variance(sums, values, code)
    estimates = shares(survey, sums, whole, survey.interval, variance)
    yield from _grouped(survey, entry, labels, estimates, sums)


def mean(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Estimate means, all groups at once."""
    labels, code = groups_of(survey, entry.get("by", ()))
    values = survey.table.numbers(entry["column"])
    sums = survey.sums(values, code, len(labels))
    variance = survey.calibrated_variance(sums, values, code)
    estimates = estimate_means(
        sums, survey.design, confidence_level=survey.confidence_level, variance=variance
    )
    yield from _grouped(survey, entry, labels, estimates, sums)


def ratio(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Estimate ratios of two sums, all groups at once."""
    labels, code = groups_of(survey, entry.get("by", ()))
    above, below = (survey.table.numbers(entry[name]) for name in ("numerator", "denominator"))
    unknown = np.isnan(above) | np.isnan(below)
    above[unknown] = below[unknown] = np.nan
    sums = [survey.sums(values, code, len(labels)) for values in (above, below)]
    estimates = estimate_ratios(sums[0], sums[1], survey.design, confidence_level=survey.confidence_level)
    for label, estimate in zip(labels, estimates, strict=True):
        yield as_result(entry, label, unclustered(survey, estimate))


def difference(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Estimate the first level's share or mean minus the second's."""
    is_share = "yes" in entry
    column = entry["column"]
    values = yes_or_no(survey, column, entry["yes"]) if is_share else survey.table.numbers(column)
    level = survey.table.columns[entry["group"]]
    first, second = (level.is_any_of({name}) for name in entry["levels"])
    side = np.select([first, second], [0, 1], NO_GROUP)
    for label, rows in each_group(survey, entry):
        sums = survey.sums(values, np.where(rows, side, NO_GROUP), 2)
        means = dict(zip(entry["levels"], sums.mean.tolist(), strict=True))
        if survey.is_simple:
            samples = zip(*(sums.by_group(each) for each in (sums.n, sums.total, sums.squares)), strict=True)
            compare = (
                estimate_simple_difference_of_proportions if is_share else estimate_simple_difference_of_means
            )
            estimate = compare(
                *(Sample(*map(float, sample)) for sample in samples),
                missing=int(sums.missing.sum()),
                confidence_level=survey.confidence_level,
            )
            yield as_result(entry, label, estimate, levels=means)
            continue
        contrast = estimate_difference_of_proportions if is_share else estimate_contrast
        estimate = contrast(sums, survey.design, confidence_level=survey.confidence_level)
        more = {"rao_scott_p": rao_scott_p(sums, survey.design)} if is_share else {}
        yield as_result(entry, label, unclustered(survey, estimate), levels=means, **more)


def paired_proportion(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Estimate the change of a share in the same pupils; with clusters or weights by CR2, not by McNemar."""
    before, after = (yes_or_no(survey, entry[name], entry["yes"]) for name in ("before", "after"))
    change = after - before
    for label, rows in each_group(survey, entry):
        known = rows & ~np.isnan(change)
        table = _paired_table(before[known] > 0, after[known] > 0)
        missing = int((rows & ~known).sum())
        if survey.is_simple:
            yield _paired_result(entry, label, table, missing, survey.confidence_level)
            continue
        sums = survey.sums(change, np.where(rows, 0, NO_GROUP), 1)
        estimate = within_one(
            estimate_contrast(sums, survey.design, np.ones(1), confidence_level=survey.confidence_level)
        )
        shown = withhold_small_counts(unclustered(survey, estimate), *_paired_counts(table))
        yield as_result(entry, label, shown, **_paired_tests(table, survey.confidence_level))


def gain(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Estimate the gain of the same pupils between two tests."""
    before, after = (_scores(survey, entry, name) for name in ("before", "after"))
    recalled = _scores(survey, entry, "then") if "then" in entry else None
    known = ~np.isnan(before + after + (0 if recalled is None else recalled))
    for label, rows in each_group(survey, entry):
        used = rows & known
        scores = MatchedScores(before[used], after[used], survey.cluster[used], survey.weight[used])
        found = estimate_gain(scores, survey.design, confidence_level=survey.confidence_level)
        more: dict[str, object] = {}
        if recalled is not None:
            shift = estimate_response_shift(
                recalled[used], scores, survey.design, confidence_level=survey.confidence_level
            )
            more = {name: _brief(part) for name, part in vars(shift).items()}
        estimate = replace(found.normalised, missing=int((rows & ~known).sum()), p=found.points.p)
        yield as_result(
            entry,
            label,
            unclustered(survey, estimate),
            g=estimate.estimate,
            g_low=estimate.low,
            g_high=estimate.high,
            mean_individual_g=found.mean_individual_g,
            at_ceiling=found.at_ceiling,
            normalized_change=found.normalised_change,
            unchangeable=found.unchangeable,
            points=_brief(found.points),
            **asdict(found.effect_sizes),
            design=GainDesign[entry.get("design", "matched").upper()],
            **more,
        )


def counted_proportion(entry: Entry, confidence_level: float, interval: Method) -> Result:
    """Estimate a share from two counts."""
    yes, n = (np.array([float(entry["counts"][name])]) for name in ("yes", "n"))
    [estimate] = estimate_simple_proportions(yes, n, confidence_level=confidence_level, interval=interval)
    return as_result(entry, {}, estimate)


def counted_pairs(entry: Entry, confidence_level: float, _interval: Method) -> Result:
    """Estimate a change from the four counts of a paired table."""
    table = PairedTable(*(int(entry["counts"][name]) for name in "abcd"))
    return _paired_result(entry, {}, table, 0, confidence_level)


def yes_or_no(survey: Survey, name: str, yes: Sequence[str]) -> FloatArray:
    """Return 1 for an answer that counts as yes, 0 for another, NaN for none."""
    column = survey.table.columns[name]
    return np.where(column.is_answered, column.is_any_of(yes).astype(float), np.nan)


def shares(
    survey: Survey,
    sums: ClusterSums,
    icc: float | FloatArray,
    interval: Method,
    variance: FloatArray | None = None,
) -> list[Estimate]:
    """Estimate the share of each group by the design of the survey."""
    level = survey.confidence_level
    if survey.is_simple:
        yes, n, missing = (sums.by_group(column) for column in (sums.total, sums.n, sums.missing))
        return estimate_simple_proportions(yes, n, missing=missing, confidence_level=level, interval=interval)
    known = icc if survey.has_clusters else 0.0
    return estimate_proportions(
        sums, survey.design, icc=known, confidence_level=level, interval=interval, variance=variance
    )


def unclustered(survey: Survey, estimate: Estimate) -> Estimate:
    """Return the estimate without the number of clusters where rows only stand in for them."""
    return estimate if survey.has_clusters else replace(estimate, clusters=None, icc=None)


def _grouped(
    survey: Survey,
    entry: Entry,
    labels: Sequence[Mapping[str, str]],
    estimates: Sequence[Estimate],
    sums: ClusterSums,
) -> Iterator[Result]:
    with np.errstate(divide="ignore", invalid="ignore"):
        unweighted = (sums.by_group(sums.total) / sums.by_group(sums.n)).tolist()
    for label, estimate, plain in zip(labels, estimates, unweighted, strict=True):
        more = {"unweighted": plain} if survey.is_weighted else {}
        yield as_result(entry, label, unclustered(survey, estimate), **more)


def _brief(estimate: Estimate) -> dict[str, float | None]:
    return {name: getattr(estimate, name) for name in ("estimate", "se", "df", "low", "high", "p")}


def _scores(survey: Survey, entry: Entry, field: str) -> FloatArray:
    """Return the share of the highest score of each row, NaN unless every question was answered."""
    names, highest = entry[field], entry.get("maximum", 1)
    total = np.zeros(survey.table.rows)
    for name in names:
        numbers = survey.table.numbers(name)
        for row in np.flatnonzero((numbers < 0) | (numbers > highest))[:1].tolist():
            text = f"is not between 0 and {highest}: name the highest score of a question as `maximum`"
            raise WrongAnswers([(survey.table.place(row, name), text)])
        total += numbers
    return np.asarray(total / (highest * len(names)))


def _paired_table(before: BoolArray, after: BoolArray) -> PairedTable:
    counts = np.bincount(before * 2 + after, minlength=4).tolist()
    return PairedTable(counts[3], counts[2], counts[1], counts[0])


def _paired_counts(table: PairedTable) -> tuple[FloatArray, FloatArray]:
    yes = np.array([table.both + table.lost, table.both + table.gained], dtype=float)
    return yes, np.full(2, float(table.n))


def _paired_tests(table: PairedTable, confidence_level: float) -> dict[str, object]:
    test, limits = mcnemar(table), newcombe_change(table, confidence_level=confidence_level)
    return {
        "counts": dict(zip("abcd", (table.both, table.lost, table.gained, table.neither), strict=True)),
        "mcnemar_chi_squared": test.chi_squared,
        "mcnemar_p": test.p,
        "mcnemar_corrected_chi_squared": test.corrected_chi_squared,
        "mcnemar_corrected_p": test.corrected_p,
        "mcnemar_exact": test.exact,
        "mcnemar_midp": test.midp,
        "newcombe_low": float(limits.low),
        "newcombe_high": float(limits.high),
    }


def _paired_result(
    entry: Entry, label: Mapping[str, str], table: PairedTable, missing: int, confidence_level: float
) -> Result:
    tests = _paired_tests(table, confidence_level)
    if not table.n:
        empty = Estimate(0, missing, flag=Flag.WITHHOLD, reasons=(Reason.NO_ANSWERS,))
        return as_result(entry, label, empty, **tests)
    limits, verdict = (
        newcombe_change(table, confidence_level=confidence_level),
        judge_mean(table.n, table.n, np.inf),
    )
    estimate = Estimate(
        table.n,
        missing,
        estimate=table.change,
        se=table.se,
        low=float(limits.low),
        high=float(limits.high),
        method=Method.NEWCOMBE_PAIRED,
        flag=verdict.flag,
        reasons=verdict.reasons,
        p=mcnemar(table).midp,
    )
    return as_result(entry, label, withhold_small_counts(estimate, *_paired_counts(table)), **tests)
