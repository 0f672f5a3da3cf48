"""Runs an analysis specification over an analyst's own answers, by the estimates of the dashboard."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from surveys.indicators import analysis_kinds as kinds
from surveys.indicators import analysis_scales as scales
from surveys.indicators import comparisons
from surveys.indicators.analysis_kinds import Entry, Result
from surveys.indicators.answer_table import AnswerTable
from surveys.indicators.methods import Method
from surveys.indicators.survey import Survey, WrongSpecification, build_survey, design_columns

_BY_KIND: dict[str, Callable[[Survey, Entry], Iterator[Result]]] = {
    "proportion": kinds.proportion,
    "mean": kinds.mean,
    "ratio": kinds.ratio,
    "difference": kinds.difference,
    "paired_proportion": kinds.paired_proportion,
    "gain": kinds.gain,
    "reliability": scales.scale,
    "items": scales.items,
    "rasch": scales.response_model,
    "2pl": scales.response_model,
    "dif": scales.dif,
    "stratified": scales.stratified,
}
_COLUMN_FIELDS = (
    "column",
    "numerator",
    "denominator",
    "before",
    "after",
    "then",
    "columns",
    "group",
    "strata",
    "by",
)
_ADJUSTMENTS: dict[str, Callable[[Sequence[float]], list[float]]] = {
    "benjamini_hochberg": comparisons.benjamini_hochberg,
    "holm": comparisons.holm,
    "bonferroni": comparisons.bonferroni,
}


def wanted_columns(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the path and the name of each column that a specification speaks of."""
    wanted = list(design_columns(spec))
    for number, entry in enumerate(spec["estimates"]):
        for field in _COLUMN_FIELDS:
            names = entry.get(field, ())
            if isinstance(names, str):
                wanted.append((f"$.estimates[{number}].{field}", names))
            else:
                wanted.extend((f"$.estimates[{number}].{field}[{i}]", name) for i, name in enumerate(names))
    return wanted


def needs_answers(spec: Mapping[str, Any]) -> bool:
    """Return whether some estimate is made of rows and not of counts."""
    return any("counts" not in entry for entry in spec["estimates"])


def analyse(spec: Mapping[str, Any], table: AnswerTable | None) -> dict[str, Any]:
    """Return the estimates of a specification.

    Parameters
    ----------
    spec
        A document of the format analysis-spec/1 that its schema has accepted.
    table
        The answers, with the columns of `wanted_columns`; None when every estimate has counts.

    Returns
    -------
    dict
        A document of the format estimates/1, but for its seconds.

    Raises
    ------
    WrongSpecification
        With the path of each field that does not fit the answers.
    WrongAnswers
        With the line and column of an answer that cannot be.

    """
    if problems := list(_problems(spec, table)):
        raise WrongSpecification(*problems)
    survey = None if table is None else build_survey(table, spec)
    level, method = spec.get("confidence", 0.95), Method(spec.get("interval", Method.AUTO))
    results: list[Result] = []
    notes = list(survey.notes) if survey else []
    for entry in spec["estimates"]:
        if "counts" in entry:
            is_share = entry["kind"] == "proportion"
            counted = kinds.counted_proportion if is_share else kinds.counted_pairs
            results.append(counted(entry, level, method))
        elif survey is not None:
            results.extend(_BY_KIND[entry["kind"]](survey, entry))
            notes.extend(_remarks(survey, entry))
    notes.extend(_adjust(results, spec.get("adjust")))
    return {"format": "estimates/1", "results": [_finite(result) for result in results], "notes": notes}


def _problems(spec: Mapping[str, Any], table: AnswerTable | None) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, entry in enumerate(spec["estimates"]):
        path = f"$.estimates[{number}]"
        if entry["id"] in seen:
            yield f"{path}.id", f"{entry['id']!r} is the id of an earlier estimate"
        seen.add(entry["id"])
        if table is None and "counts" not in entry:
            yield path, "needs a file of answers"
        for field, text in _contradictions(entry):
            yield f"{path}.{field}", text
    if table is not None:
        for path, name in wanted_columns(spec):
            if name not in table.columns:
                yield path, f"the file of answers has no column {name!r}"


def _contradictions(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield what a schema cannot see: fields of one estimate that do not fit each other."""
    counts, keys, columns = entry.get("counts", {}), entry.get("correct", ""), entry.get("columns", ())
    if counts.get("yes", 0) > counts.get("n", math.inf):
        yield "counts.yes", "is more than n"
    if not isinstance(keys, str):
        for name in columns:
            if name not in keys:
                yield "correct", f"has no right answer for {name!r}"
    for name in entry.get("reversed", ()):
        if name not in columns:
            yield "reversed", f"{name!r} is not one of the columns"
    low, high = entry.get("range", (0, 1))
    if low >= high:
        yield "range", "the lowest value must be below the highest"


def _remarks(survey: Survey, entry: Entry) -> Iterator[str]:
    """Yield what an analyst may not have meant: rows without a group, an answer that nobody gave."""
    by = [survey.table.columns[name] for name in entry.get("by", ())]
    if by and (alone := survey.table.rows - int(np.all([column.is_answered for column in by], axis=0).sum())):
        yield f"{entry['id']}: {alone} rows without {', '.join(entry['by'])} are in no group"
    for name in (
        entry[field] for field in ("column", "before", "after") if "yes" in entry and field in entry
    ):
        for answer in entry["yes"]:
            if answer not in survey.table.columns[name].values:
                yield f"{entry['id']}: nobody answered {answer!r} in {name}"


def _adjust(results: Sequence[Result], adjustment: str | None) -> Iterator[str]:
    """Adjust the p-values of all results as one family, and name it."""
    tested = [result for result in results if result["p"] is not None]
    if adjustment is None or not tested:
        return
    adjusted = _ADJUSTMENTS[adjustment]([result["p"] for result in tested])
    for result, value in zip(tested, adjusted, strict=True):
        result["p_adjusted"] = value
    family = ", ".join(dict.fromkeys(result["id"] for result in tested))
    yield f"p_adjusted: {adjustment} over the family of {len(tested)} p-values of {family}"


def _finite(value: Any) -> Any:
    """Return a document in which what is not finite is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return value
