"""The ledger of released tables: what all of them together give away, over time and over overlapping groups.

A released table is data: cells by name with their values, None where one is hidden, and the sums that
tie them. A cell of the same name and date is the same count wherever it is shown. Of the same name and
a later date it is the count after more have answered; the persons in between are a count that nobody
published and everybody can subtract. A sum may also name cells that no table shows, such as the rest
of an overlapping group: they are looked at in the same way.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from .disclosure import TOTAL, Cell, Key, ReleasedTable, Share
from .disclosure_audit import find_intervals, say_interval
from .linked_table import Counts, Equation, LinkedTable, equation_matrix, mask

Name = tuple[str, str]  # date and cell; a growth has two dates


@dataclass(frozen=True)
class Sum:
    """One published sum, by the names of its cells."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class PublishedTable:
    """What the public has of one table.

    Attributes
    ----------
    name
        Where it stands: a file, or a title.
    as_of
        The date of the data, so that dates sort as text.
    counts
        Count by cell; None is a hidden one.
    zeros_public
        Whether the public knows that no hidden count is zero.
    bases
        The cells that are bases of percentages.
    """

    name: str
    as_of: str
    counts: Mapping[str, int | None]
    sums: tuple[Sum, ...]
    zeros_public: bool = False
    bases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Breach:
    """Something that the tables give away, and the table that does."""

    table: str
    cell: str
    text: str


def read_published(name: str, document: Mapping[str, Any]) -> PublishedTable:
    """Return the table of a released-table/1 or protection/1 document."""
    values = {
        cell["cell"]: cell["low"] if cell.get("shown") == "published" else cell.get("value")
        for cell in document["cells"]
    }
    sums = tuple(Sum(line["total"], tuple(line["parts"])) for line in document["equations"])
    return PublishedTable(
        name,
        document.get("as_of", ""),
        values,
        sums,
        zeros_public=document["zeros"] == "public",
        bases=frozenset(document.get("bases", [])),
    )


def to_document(table: PublishedTable) -> dict[str, Any]:
    """Return the released-table/1 document of a table."""
    return {
        "format": "released-table/1",
        "as_of": table.as_of,
        "zeros": "public" if table.zeros_public else "secret",
        "cells": [{"cell": cell, "value": value} for cell, value in table.counts.items()],
        "equations": [{"total": line.total, "parts": list(line.parts)} for line in table.sums],
        "bases": sorted(table.bases),
    }


def describe(table: ReleasedTable, question: str, as_of: str) -> PublishedTable:
    """Return a released table as data; its cells have the same names in every table about the question."""
    values: dict[str, int | None] = {}
    answers: dict[str, list[str]] = {}
    for cell in table.cells:
        base = cell_name(question, "n", table.by, cell.key)
        values[base] = cell.base
        name = cell_name(question, cell.category, table.by, cell.key)
        values[name] = _said_count(cell)
        answers.setdefault(base, []).append(name)
    sums = [Sum(base, (*names, f"{base} in no category")) for base, names in answers.items()]
    for category, margin in product(
        dict.fromkeys(["n", *(cell.category for cell in table.cells)]), table.margins
    ):
        whole, *parts = (
            cell_name(question, category, table.by, key) for key in (margin.whole, *margin.parts)
        )
        sums.append(Sum(whole, tuple(parts)))
    return PublishedTable(question, as_of, values, tuple(sums), bases=frozenset(answers))


def cell_name(question: str, category: str, by: Sequence[str], key: Key) -> str:
    """Return the name of a count: a dimension that is summed over is not in it."""
    groups = (
        f"{dimension}={value}" for dimension, value in sorted(zip(by, key, strict=True)) if value != TOTAL
    )
    return "|".join((question, category, *groups))


def _said_count(cell: Cell) -> int | None:
    """Return the count that a reader knows; "under 5 %" and "over 95 %" are taken as said exactly."""
    if cell.base is None or cell.share in (Share.SUPPRESSED, Share.EXACT):
        return cell.count
    return cell.base if cell.share is Share.OVER_95 else 0


def audit_releases(
    tables: Sequence[PublishedTable], *, threshold: int = 5, minimum_base: int = 10, minimum_width: int = 5
) -> tuple[Breach, ...]:
    """Return everything that the tables together give away.

    Parameters
    ----------
    tables
        All that was ever published about the same persons.
    threshold
        Counts from 1 to one less are too small to be known, shown or not.
    minimum_base
        The same for the bases of percentages.
    minimum_width
        Least width of what a reader must think possible of a hidden count.

    """
    limits = _Limits(threshold, minimum_base, minimum_width)
    breaches = [*_shown_small(tables, limits), *_shown_elsewhere(tables)]
    if contradictions := list(_contradictions(tables)):
        return (*breaches, *contradictions)
    ledger = _Ledger.of(tables)
    possible = ledger.possible_counts()
    if possible is None:
        return (*breaches, Breach(tables[-1].name, "$", "no counts agree with all tables"))
    return (*breaches, *ledger.worked_out(possible, limits))


@dataclass(frozen=True)
class _Limits:
    threshold: int
    minimum_base: int
    minimum_width: int

    def least(self, cell: str, bases: Container[str]) -> int:
        """Return the smallest count of a cell that may be known, other than none."""
        return self.minimum_base if cell in bases else self.threshold


def _shown_small(tables: Sequence[PublishedTable], limits: _Limits) -> Iterator[Breach]:
    for table in tables:
        for cell, count in table.counts.items():
            if count is not None and 0 < count < limits.least(cell, table.bases):
                yield Breach(table.name, cell, f"the small count {count} is shown")


def _shown_elsewhere(tables: Sequence[PublishedTable]) -> Iterator[Breach]:
    shown = {
        (table.as_of, cell): (value, table.name)
        for table in tables
        for cell, value in table.counts.items()
        if value is not None
    }
    for table in tables:
        for cell, value in table.counts.items():
            if value is None and (found := shown.get((table.as_of, cell))):
                yield Breach(table.name, cell, f"is hidden here and shown as {found[0]} in {found[1]}")


def _contradictions(tables: Sequence[PublishedTable]) -> Iterator[Breach]:
    first: dict[Name, tuple[int, str]] = {}
    for table in tables:
        for cell, value in table.counts.items():
            if value is not None:
                stated, where = first.setdefault((table.as_of, cell), (value, table.name))
                if stated != value:
                    yield Breach(table.name, cell, f"is {value} here and {stated} in {where}")


@dataclass
class _Ledger:
    """All counts that the tables show, hide or imply, by place, and the sums that tie them."""

    places: dict[Name, int] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)
    positive: set[int] = field(default_factory=set)
    listed: dict[int, str] = field(default_factory=dict)
    implied: dict[int, tuple[str, str]] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    bases: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tables: Sequence[PublishedTable]) -> "_Ledger":
        ledger = cls()
        for table in tables:
            ledger.bases |= table.bases
            ledger._add_counts(table)
        for table in tables:
            ledger._add_sums(table)
        ledger._add_growth(tables)
        return ledger

    def _place(self, date: str, cell: str) -> int:
        return self.places.setdefault((date, cell), len(self.places))

    def _add_counts(self, table: PublishedTable) -> None:
        for cell, value in table.counts.items():
            place = self._place(table.as_of, cell)
            if value is not None:
                self.known[place] = value
            else:
                self.listed.setdefault(place, table.name)
                if table.zeros_public:
                    self.positive.add(place)

    def _add_sums(self, table: PublishedTable) -> None:
        for line in table.sums:
            total, *parts = (self._place(table.as_of, cell) for cell in (line.total, *line.parts))
            self.equations.append(Equation(total, tuple(parts)))
            for place in (total, *parts):
                if place not in self.known and place not in self.listed:
                    self.implied[place] = (table.name, "is shown nowhere and")

    def _add_growth(self, tables: Sequence[PublishedTable]) -> None:
        """Add what each count grew by from date to date, except where a count fell: that was a correction."""
        by_date: dict[str, dict[str, int]] = {}
        for (date, cell), place in self.places.items():
            by_date.setdefault(date, {})[cell] = place
        sources = {table.as_of: table.name for table in tables}
        for earlier, later in pairwise(sorted(by_date)):
            common = by_date[earlier].keys() & by_date[later].keys()
            pairs = {cell: (by_date[earlier][cell], by_date[later][cell]) for cell in sorted(common)}
            if any(self.known.get(new, np.inf) < self.known.get(old, 0) for old, new in pairs.values()):
                continue
            for cell, (old, new) in pairs.items():
                growth = self._place(f"{earlier} to {later}", cell)
                self.equations.append(Equation(new, (old, growth)))
                self.implied[growth] = (sources[later], f"grew since {earlier} and the growth")

    def possible_counts(self) -> Counts | None:
        """Return whole counts that agree with everything published, or None when there are none."""
        size = len(self.places)
        low, high = self._least().astype(float), np.full(size, np.inf)
        shown, values = list(self.known), list(self.known.values())
        low[shown] = high[shown] = values
        matrix = equation_matrix(self.equations, size)
        answer: Any = milp(
            np.ones(size),
            constraints=LinearConstraint(matrix, 0, 0) if self.equations else (),
            integrality=np.ones(size, dtype=np.int64),
            bounds=Bounds(low, high),
        )
        return None if answer.x is None else np.round(answer.x).astype(np.int64)

    def _least(self) -> Counts:
        return mask(len(self.places), sorted(self.positive)).astype(np.int64)

    def worked_out(self, possible: Counts, limits: _Limits) -> Iterator[Breach]:
        """Yield the hidden counts that are known too well, and the small ones that somebody can subtract."""
        names = [cell for _, cell in self.places]
        table = LinkedTable(possible, tuple(self.equations), least=self._least())
        unknown = ~mask(len(names), sorted(self.known))
        intervals = find_intervals(table, unknown)
        for place, source in self.listed.items():
            if unknown[place] and intervals.width[place] < limits.minimum_width:
                yield Breach(source, names[place], say_interval(intervals.low[place], intervals.high[place]))
        for place, (source, what) in self.implied.items():
            low, high = intervals.low[place], intervals.high[place]
            if low > 0 and high < limits.least(names[place], self.bases):
                yield Breach(source, names[place], f"{what} {say_interval(low, high)}")
