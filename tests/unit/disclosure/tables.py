"""Tables of counts for the tests, and a second attacker that shares no code with the product."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from surveys.indicators.linked_table import Equation, LinkedTable, Mask

Equations = list[dict[str, Any]]


def grid(
    rows: Sequence[Sequence[int]], row_names: Sequence[str], column_names: Sequence[str]
) -> tuple[dict[str, int], Equations]:
    """Return the counts of a two-way table with its margins "T", and its sums."""
    counts = {
        f"{row}|{column}": value
        for row, values in zip(row_names, rows, strict=True)
        for column, value in zip(column_names, values, strict=True)
    }
    equations: Equations = []
    for row in row_names:
        equations.append({"total": f"{row}|T", "parts": [f"{row}|{column}" for column in column_names]})
        counts[f"{row}|T"] = sum(counts[part] for part in equations[-1]["parts"])
    for column in [*column_names, "T"]:
        equations.append({"total": f"T|{column}", "parts": [f"{row}|{column}" for row in row_names]})
        counts[f"T|{column}"] = sum(counts[part] for part in equations[-1]["parts"])
    equations.append({"total": "T|T", "parts": [f"T|{column}" for column in column_names]})
    return counts, equations


def with_margins(base: NDArray[np.int64], least: int = 1) -> LinkedTable:
    """Return a table of any number of dimensions with all its margins."""
    whole = base
    for axis in range(base.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    places = np.arange(whole.size).reshape(whole.shape)
    equations = [
        Equation(line[-1], tuple(line[:-1]))
        for axis in range(base.ndim)
        for line in np.moveaxis(places, axis, -1).reshape(-1, base.shape[axis] + 1).tolist()
    ]
    return LinkedTable(whole.ravel().astype(np.int64), tuple(equations), least)


def random_table(shape: Sequence[int], mean: float, seed: int, least: int = 1) -> LinkedTable:
    """Return a table of Poisson counts of which one in five is a structural zero."""
    random = np.random.default_rng(seed)
    base = random.poisson(mean, size=tuple(shape)) * (random.random(tuple(shape)) < 0.8)
    return with_margins(base.astype(np.int64), least)


def at_least_two_a_line(table: LinkedTable, primary: Mask) -> Mask:
    """Return the usual weak rule: while a sum hides one part only, hide its smallest other part as well."""
    hidden = primary.copy()
    while True:
        spares = [
            [part for part in line.parts if table.hideable[part] and not hidden[part]]
            for line in table.equations
            if hidden[[*line.parts, line.total]].sum() == 1
        ]
        if not any(spares):
            return hidden
        hidden[min(next(filter(None, spares)), key=lambda cell: int(table.counts[cell]))] = True


def attack(
    known: Mapping[str, int | None], sums: Iterable[tuple[str, Sequence[str]]], *, least: int = 0
) -> dict[str, tuple[float, float]]:
    """Return the smallest and largest value that each hidden cell can have, by linear programmes."""
    lines = [(total, tuple(parts)) for total, parts in sums]
    names = list(dict.fromkeys([*known, *(cell for total, parts in lines for cell in (total, *parts))]))
    place = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(lines), len(names)))
    for row, (total, parts) in enumerate(lines):
        matrix[row, place[total]] = -1
        matrix[row, [place[part] for part in parts]] = 1
    limits: list[tuple[float, float | None]] = []
    for name in names:
        value = known.get(name)
        limits.append((value, value) if value is not None else (least, None))
    found = {}
    for name in (name for name, value in known.items() if value is None):
        objective = np.zeros(len(names))
        objective[place[name]] = 1
        ends = [
            linprog((sign * objective).tolist(), A_eq=matrix, b_eq=np.zeros(len(lines)), bounds=limits)
            for sign in (1, -1)
        ]
        assert ends[0].status == 0
        assert ends[1].status in (0, 3)
        found[name] = (
            round(float(ends[0].fun or 0.0), 6),
            round(-float(ends[1].fun or 0.0), 6) if ends[1].status == 0 else float("inf"),
        )
    return found


def every_pattern(size: int) -> Iterable[NDArray[np.bool_]]:
    """Yield every set of cells."""
    for bits in product((False, True), repeat=size):
        yield np.array(bits)
