"""Disclosure control of any table of counts with sums: what is asked, and the answer as a document."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from surveys.indicators.disclosure_audit import (
    Intervals,
    as_number,
    find_intervals,
    lonely_lines,
    say_interval,
)
from surveys.indicators.linked_table import Counts, Equation, LinkedTable, Mask, mask, primary_cells
from surveys.indicators.suppression import CannotProtectError, Effort, Suppression, suppress


class WrongSpecification(Exception):  # noqa: N818 - the word says whose fault it is
    """Everything in a specification that does not fit the table, as pairs of path and text."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {text}" for path, text in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class ProtectionTask:
    """A table by the names of its cells, and what is asked of it. `given` is a pattern to be audited."""

    names: tuple[str, ...]
    table: LinkedTable
    primary: Mask
    keep: Mask
    given: Mask | None
    minimum_width: int
    cost: str


def parse_task(spec: Mapping[str, Any], counts: Mapping[str, int]) -> ProtectionTask:
    """Return the task that a protect-spec/1 sets for a table.

    Raises
    ------
    WrongSpecification
        With every cell that the table does not have, every sum that is wrong, every contradiction.

    """
    if problems := [*_unknown_cells(spec, counts), *_contradictions(spec, counts)]:
        raise WrongSpecification(problems)
    if problems := list(_wrong_sums(spec, counts)):
        raise WrongSpecification(problems)
    names = tuple(counts)
    place = {name: number for number, name in enumerate(names)}
    chosen = {
        field: mask(len(names), [place[name] for name in spec.get(field, [])])
        for field in ("primary", "keep", "suppressed")
    }
    equations = tuple(
        Equation(place[equation["total"]], tuple(place[part] for part in equation["parts"]))
        for equation in spec["equations"]
    )
    values: Counts = np.fromiter(counts.values(), dtype=np.int64, count=len(counts))
    given = chosen["suppressed"] if chosen["suppressed"].any() else None
    # A pattern that hides a zero gives away that zeros are not public, whatever was said.
    secret = spec.get("zeros", "public") == "secret" or (
        given is not None and bool((values[given] == 0).any())
    )
    table = LinkedTable(values, equations, least=0 if secret else 1)
    small = primary_cells(table, spec.get("threshold", 5), complement=spec.get("complement", False))
    return ProtectionTask(
        names,
        table,
        chosen["primary"] | small,
        chosen["keep"],
        given,
        spec.get("minimum_width", 5),
        spec.get("minimise", "respondents"),
    )


def protect_table(task: ProtectionTask, effort: Effort) -> dict[str, Any]:
    """Return the protection/1 document of a task: the pattern, chosen or given, and its audit."""
    if task.given is not None:
        return _document(task, task.given)
    try:
        found = suppress(
            task.table,
            task.primary & ~task.keep,
            keep=task.keep,
            minimum_width=task.minimum_width,
            cost="cells" if task.cost == "cells" else "respondents",
            effort=effort,
        )
    except CannotProtectError as hopeless:
        return _document(task, hopeless.hidden)
    return _document(task, found.hidden, found)


def _document(task: ProtectionTask, hidden: Mask, found: Suppression | None = None) -> dict[str, Any]:
    intervals = find_intervals(task.table, hidden)
    leaks = list(_leaks(task, hidden, intervals))
    return {
        "format": "protection/1",
        "status": "leaks" if leaks else "protected",
        "zeros": "public" if task.table.least else "secret",
        "cells": [
            {
                "cell": name,
                "shown": "suppressed" if is_hidden else "published",
                "low": as_number(low),
                "high": as_number(high),
            }
            for name, is_hidden, low, high in zip(
                task.names, hidden.tolist(), intervals.low.tolist(), intervals.high.tolist(), strict=True
            )
        ],
        "cost": {"cells": int(hidden.sum()), "respondents": int(task.table.counts[hidden].sum())},
        "optimal": None if found is None else found.is_optimal,
        "gap": None if found is None else found.gap,
        "leaks": leaks,
        "unsafe_but_published": [task.names[cell] for cell in np.flatnonzero(task.primary & ~hidden)],
        "equations": [
            {"total": task.names[equation.total], "parts": [task.names[part] for part in equation.parts]}
            for equation in task.table.equations
        ],
    }


def _leaks(task: ProtectionTask, hidden: Mask, intervals: Intervals) -> Iterator[dict[str, str]]:
    for cell in np.flatnonzero(hidden & (intervals.width < task.minimum_width)):
        low, high = intervals.low[cell], intervals.high[cell]
        yield {"cell": task.names[cell], "text": say_interval(low, high)}
    for line in lonely_lines(task.table, hidden):
        parts = [part for part in task.table.equations[line].parts if hidden[part]]
        text = f"is one person, alone with another in the sum {task.names[task.table.equations[line].total]}"
        yield from ({"cell": task.names[part], "text": text} for part in parts)


def _unknown_cells(spec: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for path, name in _named_cells(spec):
        if name not in counts:
            yield path, f"the table has no cell {name!r}"


def _named_cells(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for place, equation in enumerate(spec["equations"]):
        yield f"$.equations[{place}].total", equation["total"]
        yield from _numbered(f"$.equations[{place}].parts", equation["parts"])
    for field in ("primary", "keep", "suppressed"):
        yield from _numbered(f"$.{field}", spec.get(field, []))


def _numbered(path: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((f"{path}[{place}]", name) for place, name in enumerate(names))


def _contradictions(spec: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for place, equation in enumerate(spec["equations"]):
        if equation["total"] in equation["parts"]:
            yield f"$.equations[{place}].parts", f"{equation['total']!r} is a part of itself"
    kept = set(spec.get("keep", []))
    for field in ("primary", "suppressed"):
        for path, name in _numbered(f"$.{field}", spec.get(field, [])):
            if name in kept:
                yield path, f"{name!r} must also stay published: it is in $.keep"
    if spec.get("zeros", "public") == "public":
        for path, name in _numbered("$.primary", spec.get("primary", [])):
            if counts.get(name) == 0:
                yield path, f"{name!r} is 0 and zeros are public, so it cannot be hidden"


def _wrong_sums(spec: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for place, equation in enumerate(spec["equations"]):
        stated, added = counts[equation["total"]], sum(counts[part] for part in equation["parts"])
        if stated != added:
            yield f"$.equations[{place}]", f"{equation['total']!r} is {stated}, its parts make {added}"
