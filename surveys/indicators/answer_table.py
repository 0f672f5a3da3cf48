"""An analyst's own answers: a table of text with one row a pupil, coded column by column.

Codes are text and keep their leading zeros; blanks and the marks of the specification are missing; numbers
may have a decimal comma. Everything that is wrong is said with its place in the file.
"""

import csv
import re
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from surveys.indicators.intervals import BoolArray, FloatArray, IntArray

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MISSING = -1
MOST_PROBLEMS = 20
LARGEST_NUMBER = 1e100
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True)
class Column:
    """The answers of one column as codes of its different values; `MISSING` where there is none."""

    name: str
    codes: IntArray
    values: tuple[str, ...]

    @property
    def is_answered(self) -> BoolArray:
        """Whether a row has an answer."""
        return np.asarray(self.codes != MISSING)

    def is_any_of(self, values: Collection[str]) -> BoolArray:
        """Return whether a row has one of these answers."""
        return np.array([*(value in values for value in self.values), False], dtype=bool)[self.codes]


@dataclass(frozen=True)
class AnswerTable:
    """The columns that an analysis needs, and the line of the file on which each row ends."""

    columns: Mapping[str, Column]
    lines: IntArray

    @property
    def rows(self) -> int:
        """Number of pupils."""
        return len(self.lines)

    def numbers(self, name: str) -> FloatArray:
        """Return a column as numbers, NaN where it is missing, or raise `WrongAnswers`."""
        column = self.columns[name]
        parsed = [_number(value) for value in column.values]
        if wrong := [code for code, number in enumerate(parsed) if number is None]:
            text = "is not a number that can be computed with"
            raise WrongAnswers(
                [
                    (self._place(column, code), f"{column.values[code]!r} {text}")
                    for code in wrong[:MOST_PROBLEMS]
                ]
            )
        return np.array([*parsed, np.nan], dtype=float)[column.codes]

    def take(self, rows: BoolArray) -> "AnswerTable":
        """Return the table of some rows."""
        columns = {name: replace(column, codes=column.codes[rows]) for name, column in self.columns.items()}
        return AnswerTable(columns, self.lines[rows])

    def place(self, row: int, name: str) -> str:
        """Return where a row's answer stands in the file."""
        return f"line {self.lines[row]}, column {name}"

    def _place(self, column: Column, code: int) -> str:
        return self.place(int(np.argmax(column.codes == code)), column.name)


class WrongAnswers(Exception):  # noqa: N818 - the answers are wrong, not the program
    """What is wrong with a file of answers, as pairs of place and text."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {text}" for place, text in problems))
        self.problems = tuple(problems)


class _Coder(dict[str, int]):
    """Gives each different value the next number."""

    def __missing__(self, value: str) -> int:
        self[value] = len(self)
        return self[value]


def read_answers(text: Iterable[str], wanted: Collection[str], missing: Collection[str]) -> AnswerTable:
    """Read the wanted columns of a CSV with comma, semicolon or tabulator.

    Parameters
    ----------
    text
        Lines of the file, the first one the header.
    wanted
        Names of columns; those that the file does not have are left out.
    missing
        Values that stand for no answer, besides the empty one.

    Returns
    -------
    AnswerTable
        One row for each line that is not empty.

    Raises
    ------
    WrongAnswers
        A header that names a column twice, or lines with more or fewer fields than it.

    """
    lines = iter(text)
    first = next(lines, "")
    reader = csv.reader(chain([first], lines), delimiter=_delimiter(first), strict=True)
    try:
        header = _header(next(reader, []))
        coders = {header.index(name): (_Coder(), array("q")) for name in wanted if name in header}
        ends = array("q")
        for row in _complete_rows(reader, len(header)):
            ends.append(reader.line_num)
            for index, (coder, codes) in coders.items():
                codes.append(coder[row[index]])
    except csv.Error as error:
        raise WrongAnswers([(f"line {reader.line_num}", f"not CSV: {error}")]) from error
    blank = frozenset(missing) | {""}
    columns = (_column(header[index], *coded, blank) for index, coded in coders.items())
    return AnswerTable({column.name: column for column in columns}, np.array(ends, dtype=np.int64))


def _delimiter(header: str) -> str:
    """Return the sign that separates the columns: spreadsheets with decimal commas write semicolons."""
    return max(",;\t", key=header.count)


def _header(names: Sequence[str]) -> list[str]:
    """Return the names without white space, or raise `WrongAnswers`; columns without a name do not count."""
    header = [name.strip().removeprefix("\ufeff") for name in names]
    if not any(header):
        raise WrongAnswers([("header", "the file is empty: its first line must name the columns")])
    twice = [name for name, times in Counter(header).items() if times > 1 and name]
    if twice:
        raise WrongAnswers(
            [("header", f"the column {name!r} occurs twice") for name in twice[:MOST_PROBLEMS]]
        )
    return header


def _complete_rows(reader: "CsvReader", width: int) -> Iterator[list[str]]:
    """Yield the rows that are not empty; raise `WrongAnswers` when some are too short or too long."""
    problems: list[tuple[str, str]] = []
    for row in reader:
        if len(row) == width:
            yield row
        elif row:
            problems.append((f"line {reader.line_num}", f"has {len(row)} fields, the header has {width}"))
            if len(problems) == MOST_PROBLEMS:
                break
    if problems:
        raise WrongAnswers(problems)


def _column(name: str, coder: _Coder, raw: "array[int]", blank: frozenset[str]) -> Column:
    stripped = [value.strip() for value in coder]
    values = tuple(sorted({value for value in stripped if value not in blank}))
    place = {value: code for code, value in enumerate(values)}
    codes = np.array([place.get(value, MISSING) for value in stripped], dtype=np.int64)
    return Column(name, codes[np.frombuffer(raw, dtype=np.int64)] if len(raw) else codes[:0], values)


def _number(text: str) -> float | None:
    """Return a number written with a point or a decimal comma; None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return number if abs(number) < LARGEST_NUMBER else None
