"""Every problem that a register file can have is a sentence in both languages."""

import re
from pathlib import Path

import pytest
from flask import Flask

from core import tables
from core.language import in_language
from workshops.register import rows
from workshops.register.forms import problem_sentence
from workshops.register.rows import RowProblem

_CODE = re.compile(r'(?:refuse|RowProblem|TableProblem)\([^"()]*(?:"\w*", |\w+, )"(\w+)"')
KNOWN_COLUMNS = ("level", "role", "municipality_code", "region_code", "bookable", "status")


def codes() -> list[str]:
    source = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (rows, tables))
    return sorted(
        {*_CODE.findall(source), "not_a_number", *(f"unknown_{column}" for column in KNOWN_COLUMNS)}
    )


def test_the_codes_are_found_in_the_source() -> None:
    assert {"not_utf8", "repeated_id", "decimal_comma", "parent_missing", "missing_column"} <= set(codes())
    assert len(codes()) > 30


@pytest.mark.parametrize("code", codes())
def test_a_problem_is_a_sentence_in_both_languages(app: Flask, code: str) -> None:
    sentences = set()
    for language in ("sl", "en"):
        with in_language(language):
            sentences.add(problem_sentence(RowProblem(2, "lat", code, "42")))

    assert len(sentences) == 2
    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in sentences)
