import json
from pathlib import Path

import pytest

from core.exchange import InputProblems, read_document, write_document

SCHEMA = {
    "type": "object",
    "required": ["format", "years"],
    "additionalProperties": False,
    "properties": {
        "format": {"const": "x/1"},
        "years": {"type": "array", "items": {"type": "string"}},
        "weight": {"type": "number"},
    },
}


def problems_of(file: Path, text: str | bytes) -> list[tuple[str, str]]:
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InputProblems) as caught:
        read_document(file, SCHEMA)
    return [(problem.path, problem.text) for problem in caught.value.problems]


def test_a_right_document_is_returned(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text('\ufeff{"format": "x/1", "years": ["2024/25"]}')
    assert read_document(file, SCHEMA) == {"format": "x/1", "years": ["2024/25"]}


def test_every_problem_comes_with_its_path(tmp_path: Path) -> None:
    paths = [
        path for path, _ in problems_of(tmp_path / "x", '{"format": "y/1", "years": [1, "a", 2], "z": 0}')
    ]
    assert paths == ["$", "$.format", "$.years[0]", "$.years[2]"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "not JSON"),
        ('{"format": "x/1", "years": [], "weight": NaN}', "NaN"),
        ('{"format": "x/1", "years": [], "weight": 1e999}', "too large"),
        ('{"format": "x/1", "format": "x/1", "years": []}', "given twice"),
        (b"\xff\xfe", "UTF-8"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_document_is_said_in_a_sentence(text: str | bytes, word: str, tmp_path: Path) -> None:
    assert word in problems_of(tmp_path / "x", text)[0][1]


def test_a_missing_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="cannot be read"):
        read_document(tmp_path / "nowhere.json", SCHEMA)


def test_a_document_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    write_document(file, {"format": "x/1", "name": "Škofja Loka"})
    assert json.loads(file.read_text(encoding="utf-8"))["name"] == "Škofja Loka"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_number_that_is_none_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        write_document(tmp_path / "out.json", {"value": float("nan")})
    assert list(tmp_path.iterdir()) == []
