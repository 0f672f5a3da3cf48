import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.indicators.answer_table import AnswerTable, WrongAnswers, read_answers


def read(text: str, *wanted: str, missing: tuple[str, ...] = ("", "NA")) -> AnswerTable:
    return read_answers(text.splitlines(keepends=True), wanted, missing)


def answers(table: AnswerTable, name: str) -> list[str | None]:
    column = table.columns[name]
    return [None if code < 0 else column.values[code] for code in column.codes.tolist()]


def problems(text: str, *wanted: str) -> tuple[tuple[str, str], ...]:
    with pytest.raises(WrongAnswers) as caught:
        read(text, *wanted)
    return caught.value.problems


def test_codes_keep_their_leading_zeros() -> None:
    assert answers(read("school\n007\n7\n", "school"), "school") == ["007", "7"]


def test_blanks_and_marks_are_missing() -> None:
    table = read("a,b\n,1\n  ,2\nNA,3\n-9,4\nx,5\n", "a", missing=("NA", "-9"))

    assert answers(table, "a") == [None, None, None, None, "x"]


def test_decimal_commas_and_points_are_numbers() -> None:
    table = read("score;b\n3,5;x\n-0.25;x\n1e2;x\n;x\n", "score")

    assert table.numbers("score") == pytest.approx([3.5, -0.25, 100, np.nan], nan_ok=True)


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "1_000", "1.234,5", "1e999", "٣", "--1", "0x10"])
def test_what_is_not_a_number_is_named_with_its_line(text: str) -> None:
    table = read(f'score;b\n1;x\n"{text}";x\n', "score")

    with pytest.raises(WrongAnswers) as caught:
        table.numbers("score")

    assert caught.value.problems == (
        ("line 3, column score", f"{text!r} is not a number that can be computed with"),
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_tells_what_separates_the_columns(separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (("a", "b"), ("1", "2")))

    assert answers(read(text, "b"), "b") == ["2"]


def test_quoted_fields_may_hold_line_ends_and_later_lines_keep_their_number() -> None:
    table = read('a,b\n"x\ny",1\nz,oops\n', "a", "b")

    assert answers(table, "a") == ["x\ny", "z"]
    assert table.place(1, "b") == "line 4, column b"


def test_a_byte_order_mark_and_empty_lines_do_no_harm() -> None:
    assert answers(read("\ufeffa,b\n\n1,2\n\n", "a"), "a") == ["1"]


def test_unwanted_and_nameless_columns_are_not_kept() -> None:
    table = read("a,,,b\n1,2,3,4\n", "a", "c")

    assert list(table.columns) == ["a"]


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    assert problems("a,b,a\n1,2,3\n", "b") == (("header", "the column 'a' occurs twice"),)


def test_an_empty_file_is_refused() -> None:
    assert problems("", "a")[0][0] == "header"
    assert problems("\n\n", "a")[0][0] == "header"


def test_lines_with_too_few_or_too_many_fields_are_all_named() -> None:
    assert problems("a,b\n1\n1,2\n1,2,3\n", "a") == (
        ("line 2", "has 1 fields, the header has 2"),
        ("line 4", "has 3 fields, the header has 2"),
    )


def test_no_more_than_twenty_lines_are_named() -> None:
    assert len(problems("a,b\n" + "1\n" * 1000, "a")) == 20


def test_an_open_quote_is_not_csv() -> None:
    assert problems('a,b\n"1,2\n', "a")[0][1].startswith("not CSV")


def test_a_header_alone_has_no_rows() -> None:
    table = read("a,b\n", "a")

    assert table.rows == 0
    assert table.numbers("a").shape == (0,)


def test_a_hundred_thousand_columns_are_read_for_the_one_that_is_wanted() -> None:
    header = ",".join(f"c{number}" for number in range(100_000))
    row = ",".join("1" * 100_000)

    assert answers(read(f"{header}\n{row}\n", "c77777"), "c77777") == ["1"]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    places = [place for place, _ in refused(text)]

    assert all(places)


def refused(text: str) -> tuple[tuple[str, str], ...]:
    try:
        read(text, "a")
    except WrongAnswers as wrong:
        return wrong.problems
    return ()
