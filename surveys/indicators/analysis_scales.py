"""The kinds of estimates that look at questions: scales, items, models, fairness; and at strata."""

from collections.abc import Iterator
from dataclasses import asdict, replace

import numpy as np

from surveys.indicators.analysis_kinds import (
    Entry,
    Result,
    as_result,
    each_group,
    groups_of,
    shares,
    unclustered,
    yes_or_no,
)
from surveys.indicators.answer_table import WrongAnswers
from surveys.indicators.comparisons import (
    MantelHaenszel,
    StratifiedTables,
    benjamini_hochberg,
    common_odds_ratios,
    mantel_haenszel,
)
from surveys.indicators.differences import withhold_small_counts
from surveys.indicators.estimates import Estimate, estimate_means
from surveys.indicators.fairness import item_fairness
from surveys.indicators.intervals import BoolArray, FloatArray, IntArray, t_quantile
from surveys.indicators.items import analyse_items
from surveys.indicators.methods import Method
from surveys.indicators.publication import Flag, judge_mean
from surveys.indicators.reliability import reliability
from surveys.indicators.response_theory import ItemParameters, fit_conditional, fit_marginal
from surveys.indicators.survey import NO_GROUP, Survey

LARGEST_JACKKNIFE = 4_000_000
NO_CONTRAST = "the odds ratio needs strata in which both groups gave both answers"


def scale(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Measure the reliability of several questions together."""
    answers = np.stack([_turned(survey, entry, name) for name in entry["columns"]], axis=1)
    whole = ~np.isnan(answers).any(axis=1)
    for label, rows in each_group(survey, entry):
        used = rows & whole
        found = reliability(answers[used], confidence_level=survey.confidence_level)
        estimate = _judged(survey, used, rows, found.alpha, low=found.alpha_low, high=found.alpha_high)
        shown = as_result(
            entry, label, replace(estimate, method=None if found.alpha is None else Method.FELDT)
        )
        row = shown | asdict(found) | {"n": estimate.n}
        yield _explained(row, found.reason, is_missing=found.alpha is None)


def items(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Describe each question; the estimate is the mean number of right answers."""
    right = _right(survey, entry)
    columns = [survey.table.columns[name] for name in entry["columns"]]
    keys = [_key(entry, name) for name in entry["columns"]]
    for label, rows in each_group(survey, entry):
        options = [(column.codes[rows], column.values) for column in columns]
        found = analyse_items(
            right[rows], options, keys=keys, do_not_know=frozenset(entry.get("do_not_know", ()))
        )
        group = np.where(rows, 0, NO_GROUP)
        sums = survey.sums(right.sum(axis=1), group, 1)
        [estimate] = estimate_means(sums, survey.design, confidence_level=survey.confidence_level)
        described = [
            {"column": column.name, **asdict(item), **_difficulty_limits(survey, right[:, number], group)}
            for number, (column, item) in enumerate(zip(columns, found.items, strict=True))
        ]
        shown = unclustered(survey, estimate)
        yield as_result(entry, label, shown, variance=found.variance, columns=described)


def response_model(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Fit a Rasch model or a two-parameter logistic model."""
    right = _right(survey, entry)
    for label, rows in each_group(survey, entry):
        found = _fit(right[rows], entry)
        used = rows & ~np.isnan(right).all(axis=1)
        estimate = _judged(survey, used, rows, None)
        parameters = zip(
            entry["columns"], found.discrimination.tolist(), found.difficulty.tolist(), strict=True
        )
        shown = as_result(
            entry,
            label,
            replace(estimate, n=found.n),
            columns=[{"column": name, "discrimination": a, "difficulty": b} for name, a, b in parameters],
            log_likelihood=found.log_likelihood,
        )
        reason = "; ".join(("the model is in columns", *found.reasons))
        yield _explained(shown, reason, is_missing=not np.isfinite(found.log_likelihood))


def dif(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Compare two groups of pupils question by question, among equal scores."""
    right = _right(survey, entry)
    group = survey.table.columns[entry["group"]]
    reference = group.is_any_of({entry["reference"]})
    focal = group.is_any_of({entry["focal"]}) if "focal" in entry else group.is_answered & ~reference
    known = ~np.isnan(right).any(axis=1) & (reference | focal)
    for label, rows in each_group(survey, entry):
        used = rows & known
        found = list(item_fairness(right[used], reference[used]))
        tested = [item.p for item in found if np.isfinite(item.p)]
        adjusted = iter(benjamini_hochberg(tested))
        columns = [
            {
                "column": name,
                "mh_odds_ratio": item.odds_ratio,
                "ets_delta": item.ets_delta,
                "ets_class": item.ets_class,
                "p": item.p,
                "p_adjusted": next(adjusted) if np.isfinite(item.p) else None,
            }
            for name, item in zip(entry["columns"], found, strict=True)
        ]
        sides = {"n_reference": int((used & reference).sum()), "n_focal": int((used & focal).sum())}
        reason = "the comparison is in columns; p_adjusted is Benjamini-Hochberg over them"
        is_missing = not all(sides.values())
        if is_missing:
            reason = "one of the two groups has nobody who answered every question"
        shown = as_result(entry, label, _judged(survey, used, rows, None), columns=columns, **sides)
        yield _explained(shown, reason, is_missing=is_missing)


def stratified(survey: Survey, entry: Entry) -> Iterator[Result]:
    """Compare two groups with strata held constant: Mantel and Haenszel's odds ratio."""
    answer = yes_or_no(survey, entry["column"], entry["yes"])
    level = survey.table.columns[entry["group"]]
    first, second = (level.is_any_of({name}) for name in entry["levels"])
    labels, stratum = groups_of(survey, entry["strata"])
    known = ~np.isnan(answer) & (first | second) & (stratum != NO_GROUP)
    for label, rows in each_group(survey, entry):
        used = rows & known
        cell = (answer[used] < 1) + 2 * second[used]
        counts = np.bincount(stratum[used] * 4 + cell, minlength=4 * len(labels)).reshape(-1, 4).astype(float)
        found = mantel_haenszel(StratifiedTables(*counts.T), confidence_level=survey.confidence_level)
        estimate = _judged(
            survey,
            used,
            rows & (first | second),
            found.odds_ratio,
            low=float(found.odds_ratio_interval.low),
            high=float(found.odds_ratio_interval.high),
            se=found.odds_ratio * found.log_se,
            p=found.p,
        )
        totals = counts.sum(axis=0)
        shown = withhold_small_counts(
            replace(estimate, method=Method.MANTEL_HAENSZEL), totals[[0, 2]], totals[[0, 2]] + totals[[1, 3]]
        )
        more = _stratified_details(found)
        reason = None if shown.low is not None and np.isfinite(shown.low) else NO_CONTRAST
        if survey.has_clusters:
            cluster = survey.cluster[used]
            more |= _jackknife(cluster, stratum[used], cell, len(labels), survey.confidence_level)
        yield _explained(as_result(entry, label, shown, **more), reason, is_missing=reason is not None)


def _fit(right: FloatArray, entry: Entry) -> ItemParameters:
    if entry.get("estimation") == "conditional":
        return fit_conditional(right)
    return fit_marginal(right, common_slope=entry["kind"] == "rasch")


def _right(survey: Survey, entry: Entry) -> FloatArray:
    """Return 1 for a right answer, 0 for a wrong one, NaN for none, shape (pupils, questions)."""
    columns = (yes_or_no(survey, name, [_key(entry, name)]) for name in entry["columns"])
    return np.stack(list(columns), axis=1)


def _key(entry: Entry, name: str) -> str:
    keys = entry["correct"]
    return str(keys if isinstance(keys, str) else keys[name])


def _turned(survey: Survey, entry: Entry, name: str) -> FloatArray:
    """Return a column as numbers, turned round if it is reversed."""
    numbers = survey.table.numbers(name)
    if "range" not in entry:
        return numbers
    low, high = entry["range"]
    for row in np.flatnonzero((numbers < low) | (numbers > high))[:1].tolist():
        raise WrongAnswers([(survey.table.place(row, name), f"is not between {low} and {high}")])
    return low + high - numbers if name in entry.get("reversed", ()) else numbers


def _difficulty_limits(survey: Survey, right: FloatArray, group: IntArray) -> dict[str, object]:
    sums = survey.sums(right, group, 1)
    [share] = shares(survey, sums, sums.icc, Method.WILSON_EFFECTIVE)
    return {"low": share.low, "high": share.high, "flag": share.flag, "reason": share.reason}


def _judged(
    survey: Survey,
    used: BoolArray,
    rows: BoolArray,
    value: float | None,
    *,
    low: float | None = None,
    high: float | None = None,
    se: float | None = None,
    p: float | None = None,
) -> Estimate:
    """Return an estimate whose formula knows no clusters, with the flag of its number of answers."""
    n = int(used.sum())
    verdict = judge_mean(n, n, np.inf)
    return Estimate(
        n,
        int((rows & ~used).sum()),
        len(np.unique(survey.cluster[used])) if survey.has_clusters else None,
        estimate=value,
        se=se,
        low=low,
        high=high,
        flag=verdict.flag,
        reasons=verdict.reasons,
        p=p if p is not None and np.isfinite(p) else None,
    )


def _explained(result: Result, reason: str | None, *, is_missing: bool = False) -> Result:
    """Return the result with a further reason, withheld where what it is about could not be computed."""
    texts = [text for text in (result["reason"], reason) if text]
    flag = Flag.WITHHOLD if is_missing else result["flag"]
    return result | {"reason": "; ".join(dict.fromkeys(texts)) or None, "flag": flag}


def _stratified_details(found: MantelHaenszel) -> dict[str, object]:
    return {
        "log_se": found.log_se,
        "mh_risk_difference": found.risk_difference,
        "mh_risk_difference_low": float(found.risk_difference_interval.low),
        "mh_risk_difference_high": float(found.risk_difference_interval.high),
        "mh_chi_squared": found.chi_squared,
        "p_uncorrected": found.uncorrected_p,
        "breslow_day": found.breslow_day,
        "breslow_day_df": found.breslow_day_df,
        "breslow_day_p": found.breslow_day_p,
    }


def _jackknife(
    cluster: IntArray, stratum: IntArray, cell: IntArray, strata: int, confidence_level: float
) -> dict[str, float | None]:
    """Return limits of the odds ratio that know the clusters, by leaving out one cluster after the other."""
    unknown: dict[str, float | None] = {"clustered_low": None, "clustered_high": None}
    _, row = np.unique(cluster, return_inverse=True)
    clusters = int(row.max(initial=-1)) + 1
    if clusters < 2 or clusters * strata > LARGEST_JACKKNIFE:  # noqa: PLR2004 - one cluster has no variance
        return unknown
    key = (row * strata + stratum) * 4 + cell
    own = np.bincount(key, minlength=clusters * strata * 4).reshape(clusters, strata, 4).astype(float)
    whole = own.sum(axis=0)
    with np.errstate(divide="ignore"):
        logs = np.log(common_odds_ratios(*np.moveaxis(whole - own, 2, 0)))
        centre = np.log(common_odds_ratios(*whole.T))
    if not np.isfinite([*logs, centre]).all():
        return unknown
    se = np.sqrt((clusters - 1) / clusters * ((logs - logs.mean()) ** 2).sum())
    half = t_quantile(confidence_level, clusters - 1) * se
    return {"clustered_low": float(np.exp(centre - half)), "clustered_high": float(np.exp(centre + half))}
