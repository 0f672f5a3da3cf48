"""Read a table of counts: a CSV with the columns `cell` and `value`."""

import csv
import math
from collections.abc import Sequence
from typing import TextIO

_COLUMNS = ("cell", "value")
_LARGEST = 1_000_000_000


class WrongTable(Exception):  # noqa: N818 - the word says whose fault it is
    """Everything that is wrong with a table, as pairs of place and text."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {text}" for path, text in problems))
        self.problems = tuple(problems)


def read_counts(text: TextIO) -> dict[str, int]:
    """Return the counts by cell, in the order of the file.

    Raises
    ------
    WrongTable
        With every line that has no count of persons, and every cell that is given twice.

    """
    reader = csv.reader(text, strict=True)
    counts: dict[str, int] = {}
    problems: list[tuple[str, str]] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if sorted(header) != sorted(_COLUMNS):
            raise WrongTable([("header", f"must be {','.join(_COLUMNS)}, not {','.join(header) or 'empty'}")])
        for row in filter(None, reader):
            if wrong := _wrong_row(header, row, counts):
                problems.append((f"line {reader.line_num}", wrong))
            if len(row) == len(header):
                fields = dict(zip(header, row, strict=True))
                counts[fields["cell"]] = 0 if wrong else int(float(fields["value"]))
    except csv.Error as error:
        raise WrongTable([(f"line {reader.line_num}", f"not CSV: {error}")]) from error
    if not counts and not problems:
        problems.append(("$", "the table has no cells"))
    if problems:
        raise WrongTable(problems)
    return counts


def _wrong_row(header: Sequence[str], row: Sequence[str], counts: dict[str, int]) -> str | None:
    if len(row) != len(header):
        return f"has {len(row)} fields, the header has {len(header)}"
    fields = dict(zip(header, row, strict=True))
    if not fields["cell"].strip():
        return "the cell has no name"
    if fields["cell"] in counts:
        return f"the cell {fields['cell']!r} is given twice"
    return _wrong_count(fields["value"])


def _wrong_count(text: str) -> str | None:
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return f"{text!r} is not a number"
    if value < 0:
        return f"{text} is negative"
    if value != int(value):
        return f"{text} is not a whole number of persons"
    return f"{text} is larger than {_LARGEST}" if value > _LARGEST else None
