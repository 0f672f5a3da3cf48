"""Tables in and out: CSV read with every problem named, CSV written that no spreadsheet will run."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_ROWS = 20_000
# What a spreadsheet takes for the start of a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class TableRow:
    """One row of a table: the line on which it starts, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class TableProblem:
    """What is wrong with a table, on which line and in which column; line 0 is the file as a whole.

    `code` and `detail` become a sentence in the person's language where it is shown.
    """

    line: int
    column: str
    code: str
    detail: str = ""


class UnreadableTable(Exception):  # noqa: N818 - it says what the file is
    """The file cannot be read as a table at all."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        super().__init__("; ".join(f"{problem.code} {problem.detail}" for problem in problems))
        self.problems = tuple(problems)


def read_rows(content: bytes, columns: Sequence[str]) -> list[TableRow]:
    """Return the rows of a CSV file, or raise UnreadableTable with all that is wrong with it as a whole.

    The separator is a comma or a semicolon, whichever the heading uses: spreadsheets in Slovene write
    semicolons.
    """
    text = _decode(content)
    heading_line = text.split("\n", 1)[0]
    delimiter = ";" if heading_line.count(";") > heading_line.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        _check_heading(heading, columns)
        return _rows_below(reader, heading)
    except csv.Error as error:
        raise UnreadableTable([TableProblem(reader.line_num, "", "not_csv", str(error))]) from error


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a CSV text in which no cell can start a formula; numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in heading])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return out.getvalue()


def safe_cell(value: object) -> object:
    """Return a cell that a spreadsheet shows and never runs."""
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def starts_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run this cell; a negative number is none."""
    return (
        text.startswith(_FORMULA_STARTS)
        and not text.lstrip("+-").replace(",", ".", 1).replace(".", "", 1).isdigit()
    )


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise UnreadableTable([TableProblem(0, "", "file_too_large", str(LARGEST_FILE // 1024 // 1024))])
    if content.startswith(_UTF16_MARKS):
        raise UnreadableTable([TableProblem(0, "", "not_utf8")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTable([TableProblem(line, "", "not_utf8")]) from error
    if "\0" in text:
        raise UnreadableTable([TableProblem(text.count("\n", 0, text.index("\0")) + 1, "", "not_text")])
    if not text.strip():
        raise UnreadableTable([TableProblem(0, "", "empty_file")])
    return text


def _check_heading(heading: Sequence[str], columns: Sequence[str]) -> None:
    problems = [TableProblem(1, column, "missing_column") for column in columns if column not in heading]
    repeated = sorted({name for name in heading if heading.count(name) > 1})
    problems += [TableProblem(1, name, "repeated_column") for name in repeated]
    problems += [TableProblem(1, name, "unknown_column") for name in heading if name not in columns]
    if problems:
        raise UnreadableTable(problems)


def _rows_below(reader: Iterable[list[str]], heading: Sequence[str]) -> list[TableRow]:
    rows: list[TableRow] = []
    problems: list[TableProblem] = []
    line = 2
    for cells in reader:
        starts_at, line = line, getattr(reader, "line_num", line) + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(heading):
            problems.append(
                TableProblem(starts_at, "", "wrong_number_of_cells", f"{len(cells)}/{len(heading)}")
            )
        if len(rows) >= LARGEST_ROWS:
            problems.append(TableProblem(starts_at, "", "too_many_rows", str(LARGEST_ROWS)))
            break
        rows.append(TableRow(starts_at, dict(zip(heading, map(str.strip, cells), strict=False))))
    if problems:
        raise UnreadableTable(problems)
    return rows
