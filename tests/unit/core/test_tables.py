import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import LARGEST_FILE, LARGEST_ROWS, UnreadableTable, read_rows, starts_formula, write_csv

COLUMNS = ("school_id", "name")


def problems_of(content: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(UnreadableTable) as caught:
        read_rows(content, COLUMNS)
    return [(problem.line, problem.column, problem.code) for problem in caught.value.problems]


def test_rows_carry_the_line_on_which_they_start() -> None:
    rows = read_rows('school_id,name\n007,"Šola,\nČrnomelj"\n\n012, Žiri \n'.encode(), COLUMNS)
    assert [(row.line, dict(row.cells)) for row in rows] == [
        (2, {"school_id": "007", "name": "Šola,\nČrnomelj"}),
        (5, {"school_id": "012", "name": "Žiri"}),
    ]


def test_semicolons_and_a_byte_order_mark_are_what_spreadsheets_write() -> None:
    rows = read_rows("\ufeffname;school_id\nOŠ Ledina;112\n".encode(), COLUMNS)
    assert rows[0].cells == {"name": "OŠ Ledina", "school_id": "112"}


def test_missing_unknown_and_repeated_columns_are_all_named_at_once() -> None:
    assert problems_of(b"name,name,colour\nx,y,z\n") == [
        (1, "school_id", "missing_column"),
        (1, "name", "repeated_column"),
        (1, "colour", "unknown_column"),
    ]


def test_a_wrong_encoding_is_named_with_its_line() -> None:
    assert problems_of("school_id,name\n1,Škofja Loka\n".encode("cp1250")) == [(2, "", "not_utf8")]
    assert problems_of("school_id,name\n".encode("utf-16")) == [(0, "", "not_utf8")]


@pytest.mark.parametrize("content", [b"", b"  \n\n", "\ufeff".encode()])
def test_an_empty_file_says_so(content: bytes) -> None:
    assert problems_of(content) == [(0, "", "empty_file")]


def test_binary_content_says_so() -> None:
    assert problems_of(b"school_id,name\n1,a\0b\n") == [(2, "", "not_text")]


def test_rows_with_too_few_or_too_many_cells_are_all_named() -> None:
    assert problems_of(b"school_id,name\n1\n2,b\n3,c,d\n") == [
        (2, "", "wrong_number_of_cells"),
        (4, "", "wrong_number_of_cells"),
    ]


def test_an_open_quote_is_no_table() -> None:
    assert problems_of(b'school_id,name\n1,"open\n')[0][2] == "not_csv"


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read() -> None:
    assert problems_of(b"x" * 50 * 1024 * 1024) == [(0, "", "file_too_large")]
    assert LARGEST_FILE < 50 * 1024 * 1024


def test_too_many_rows_are_refused() -> None:
    content = b"school_id,name\n" + b"1,a\n" * (LARGEST_ROWS + 1)
    assert problems_of(content)[-1][2] == "too_many_rows"


@given(st.lists(st.lists(st.text() | st.integers() | st.floats(allow_nan=False), min_size=2, max_size=2)))
def test_no_cell_of_a_written_table_starts_a_formula(rows: list[list[object]]) -> None:
    text = write_csv(("a", "b"), rows)
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    for row, cells in zip(rows, read, strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, str):
                assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
                assert cell.removeprefix("'") == value.removeprefix("'") or cell == value
            else:
                assert cell == str(value)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1"])
def test_formulas_are_recognised(text: str) -> None:
    assert starts_formula(text)


@pytest.mark.parametrize("text", ["-13.5", "+386", "-4,25", "Ledina", "", "13.5"])
def test_numbers_and_names_are_no_formulas(text: str) -> None:
    assert not starts_formula(text)
