"""The design of a file of answers: its clusters, strata, weights and population."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from surveys.indicators.answer_table import AnswerTable, WrongAnswers
from surveys.indicators.cluster_sums import ClusterSums, add_up
from surveys.indicators.intervals import FloatArray, IntArray
from surveys.indicators.methods import Method
from surveys.indicators.variance import Design, linearised_variance
from surveys.indicators.weighting import (
    SMALLEST_LEVEL,
    Margin,
    MarginResiduals,
    Raking,
    merge_small_levels,
    rake,
)

NO_GROUP = -1


class WrongSpecification(Exception):  # noqa: N818 - the specification is wrong, not the program
    """What is wrong with an analysis specification, as pairs of path and text."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{path}: {text}" for path, text in problems))
        self.problems = problems


@dataclass(frozen=True)
class Survey:
    """Answers with the design that they were collected by.

    Attributes
    ----------
    table
        The rows that the analysis uses.
    design, cluster
        Strata of all clusters, and the cluster of each row; a row is its own cluster where the file has none.
    weight
        Weight of each row, above 0.
    has_clusters, is_weighted
        What the specification says of the file.
    residuals
        Takes out what raked margins explain; None without raking.
    confidence_level, interval
        Settings of all estimates.
    notes
        What was done to the rows and weights, in words.

    """

    table: AnswerTable
    design: Design
    cluster: IntArray
    weight: FloatArray
    has_clusters: bool
    is_weighted: bool
    residuals: MarginResiduals | None
    confidence_level: float
    interval: Method
    notes: tuple[str, ...]

    @property
    def is_simple(self) -> bool:
        """Whether the rows are a simple random sample of an infinite population."""
        plain = len(self.design.sizes) <= 1 and self.design.population is None
        return plain and not (self.has_clusters or self.is_weighted)

    def sums(self, values: FloatArray, group: IntArray, groups: int) -> ClusterSums:
        """Add up a variable, NaN where missing, over each school in each group but `NO_GROUP`."""
        inside = group != NO_GROUP
        values, group, weight = values[inside], group[inside], self.weight[inside]
        answered = (~np.isnan(values)).astype(float)
        total = np.where(answered > 0, values, 0.0)
        used = weight * answered
        return add_up(
            group,
            self.cluster[inside],
            groups=groups,
            n=answered,
            total=total,
            squares=total**2,
            missing=1 - answered,
            weighted=(used, used**2, used * total, used * total**2),
        )

    def calibrated_variance(
        self, sums: ClusterSums, values: FloatArray, group: IntArray
    ) -> FloatArray | None:
        """Return the variance of each group's mean under raked weights; None without raking."""
        if self.residuals is None:
            return None
        totals, means = sums.by_group(sums.weight), sums.mean
        variances = np.full(sums.groups, np.nan)
        domain = np.zeros(len(self.design.stratum), dtype=np.int64)
        clusters = np.arange(len(domain))
        for number in np.flatnonzero(totals > 0).tolist():
            inside = (group == number) & ~np.isnan(values)
            influence = np.where(inside, (values - means[number]) / totals[number], 0.0)
            scores = self.weight * self.residuals.of(influence)
            by_cluster = np.bincount(self.cluster, scores, len(domain)).astype(float)
            [variances[number]] = linearised_variance(by_cluster, domain, clusters, 1, self.design)
        return variances


def design_columns(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the path and the name of each column that describes the design of the file."""
    for name in ("cluster", "stratum", "weight", "fpc"):
        if spec.get(name) is not None:
            yield f"$.{name}", spec[name]
    for name in (spec.get("rake") or {}).get("margins", {}):
        yield f"$.rake.margins.{name}", name


def build_survey(table: AnswerTable, spec: Mapping[str, Any]) -> Survey:
    """Return the answers with their design.

    Parameters
    ----------
    table
        All rows of the file.
    spec
        A document of the format analysis-spec/1.

    Returns
    -------
    Survey
        Without the rows whose cluster, stratum, weight or margin is missing or whose weight is 0; the notes
        say how many.

    Raises
    ------
    WrongAnswers
        A weight or a number of clusters that cannot be, with its line.
    WrongSpecification
        A raking margin that does not fit the answers.

    """
    notes: list[str] = []
    names = [name for _, name in design_columns(spec)]
    known = np.ones(table.rows, dtype=bool)
    for name in names:
        known &= table.columns[name].is_answered
    if dropped := table.rows - int(known.sum()):
        notes.append(f"{dropped} rows were dropped: {', '.join(names)} must be known")
    table = table.take(known)
    cluster, stratum = _clusters(table, spec, notes)
    population = _population(table, spec, cluster, stratum)
    sizes = np.bincount(stratum, minlength=1)
    if lone := int((sizes == 1).sum()):
        notes.append(f"strata with one cluster only: {lone}; it was centred at the grand mean")
    weight = _weights(table, spec)
    used = weight > 0
    if unused := int((~used).sum()):
        notes.append(f"{unused} rows with weight 0 were left out")
    table, cluster, weight = table.take(used), cluster[used], weight[used]
    residuals = None
    if spec.get("rake"):
        margins = _margins(table, spec["rake"], notes)
        residuals = MarginResiduals(weight, margins)
        raking = rake(weight, margins, cap=spec["rake"].get("cap"))
        notes.extend(_describe(raking))
        weight = raking.weights
    return Survey(
        table,
        Design(stratum, population),
        cluster,
        weight,
        has_clusters=spec.get("cluster") is not None,
        is_weighted=spec.get("weight") is not None or residuals is not None,
        residuals=residuals,
        confidence_level=spec.get("confidence", 0.95),
        interval=Method(spec.get("interval", Method.AUTO)),
        notes=tuple(notes),
    )


def _clusters(table: AnswerTable, spec: Mapping[str, Any], notes: list[str]) -> tuple[IntArray, IntArray]:
    """Return the cluster of each row and the stratum of each cluster."""
    rows = np.arange(table.rows)
    name = spec.get("cluster")
    cluster = rows if name is None else table.columns[name].codes
    if spec.get("stratum") is None:
        different, cluster = np.unique(cluster, return_inverse=True)
        return cluster, np.zeros(len(different), dtype=np.int64)
    stratum = table.columns[spec["stratum"]]
    width = max(len(stratum.values), 1)
    pairs, row = np.unique(cluster * width + stratum.codes, return_inverse=True)
    if shared := len(pairs) - len(np.unique(pairs // width)):
        notes.append(f"{shared} clusters lie in more than one stratum: each part counts as a cluster")
    _, compact = np.unique(pairs % width, return_inverse=True)
    return row, compact


def _population(
    table: AnswerTable, spec: Mapping[str, Any], cluster: IntArray, stratum: IntArray
) -> FloatArray | None:
    """Return the number of clusters in the population of each stratum."""
    name = spec.get("fpc")
    if name is None:
        return None
    sizes = np.bincount(stratum, minlength=1)
    population = np.zeros(len(sizes))
    numbers, strata = table.numbers(name), stratum[cluster]
    population[strata] = numbers
    for row in np.flatnonzero(numbers != population[strata])[:1].tolist():
        raise WrongAnswers([(table.place(row, name), "differs from another row of the same stratum")])
    for row in np.flatnonzero(population[strata] < sizes[strata])[:1].tolist():
        text = f"is fewer than the {sizes[strata[row]]} clusters of the file"
        raise WrongAnswers([(table.place(row, name), text)])
    return population


def _weights(table: AnswerTable, spec: Mapping[str, Any]) -> FloatArray:
    name = spec.get("weight")
    if name is None:
        return np.ones(table.rows)
    weight = table.numbers(name)
    for row in np.flatnonzero(weight < 0)[:1].tolist():
        raise WrongAnswers([(table.place(row, name), "a weight cannot be negative")])
    return weight


def _margins(table: AnswerTable, settings: Mapping[str, Any], notes: list[str]) -> list[Margin]:
    margins = [_margin(table, name, targets, notes) for name, targets in settings["margins"].items()]
    total = float(margins[0].targets.sum())
    for number, margin in enumerate(margins):
        own = float(margin.targets.sum())
        if not np.isclose(own, total, rtol=1e-6):
            notes.append(f"the margin {margin.name} adds up to {own:g}: it was scaled to {total:g}")
        margins[number] = Margin(margin.name, margin.level, margin.targets * (total / own))
    if smallest := settings.get("merge_below"):
        return [merge_small_levels(margin, smallest) for margin in margins]
    return margins


def _margin(table: AnswerTable, name: str, targets: Mapping[str, float], notes: list[str]) -> Margin:
    column, path = table.columns[name], f"$.rake.margins.{name}"
    counts = dict(zip(column.values, np.bincount(column.codes, minlength=len(column.values)), strict=True))
    unknown = [value for value, count in counts.items() if count and value not in targets]
    if unknown:
        raise WrongSpecification((path, f"the file has {unknown[0]!r}, the margin does not"))
    empty = [value for value in targets if not counts.get(value)]
    if empty:
        raise WrongSpecification((path, f"nobody of {empty[0]!r} answered"))
    small = [value for value in targets if counts[value] < SMALLEST_LEVEL]
    if small:
        notes.append(f"{name}: fewer than {SMALLEST_LEVEL} answers stand for {', '.join(sorted(small))}")
    place = {value: level for level, value in enumerate(targets)}
    levels = np.array([place.get(value, 0) for value in column.values], dtype=np.int64)
    return Margin(name, levels[column.codes], np.array(list(targets.values()), dtype=float))


def _describe(raking: Raking) -> Iterator[str]:
    if not raking.has_converged:
        raise WrongSpecification(
            ("$.rake.margins", "no weights meet all margins: a combination has no answers")
        )
    yield (
        f"weights were raked in {raking.rounds} rounds: design effect {raking.design_effect:.3f}, "
        f"largest over smallest weight {raking.spread:.2f}"
    )
    if raking.capped:
        yield f"{raking.capped} weights were capped: the margins are met only nearly"
