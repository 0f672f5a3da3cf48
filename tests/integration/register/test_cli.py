"""The register on the command line."""

from pathlib import Path

import pytest
from flask import Flask

from tests.factories.register import make_levels, make_school, register_file, register_row
from workshops.register import queries

TOLD = (
    "1 added, 0 changed, 1 closed, 0 opened again, 0 unchanged; "
    "0 open schools are not in the file and stay as they are."
)
REPEATED = "The number stands in the file more than once (number and first line: 400/2)."


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    make_levels()
    make_school("321")
    return tmp_path / "register.csv"


def test_a_file_is_imported_and_told(app: Flask, file: Path) -> None:
    file.write_bytes(
        register_file(register_row("321", name="Nova šola", status="closed"), register_row("400"))
    )

    result = app.test_cli_runner().invoke(args=["register", "import", str(file)])

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "added 400 Osnovna šola 400",
        "closed 321 Nova šola: name: Osnovna šola 321 -> Nova šola; is_closed: no -> yes",
        TOLD,
    ]
    assert queries.find_school("400") is not None


def test_a_dry_run_tells_the_same_and_writes_nothing(app: Flask, file: Path) -> None:
    file.write_bytes(register_file(register_row("400")))

    result = app.test_cli_runner().invoke(args=["register", "import", str(file), "--dry-run"])

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("added 400")
    assert result.stdout.endswith("Nothing was written.\n")
    assert queries.find_school("400") is None


def test_every_problem_is_printed_with_its_line_in_english(app: Flask, file: Path) -> None:
    file.write_bytes(register_file(register_row("400", lat="46,2"), register_row("400", level="x")))

    result = app.test_cli_runner().invoke(args=["register", "import", str(file)])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"{file}: line 2, lat: “46,2” has a decimal comma; write a decimal point.",
        f"{file}: line 3, level: There is no level of school “x”.",
        f"{file}: line 3, school_id: {REPEATED}",
        f"{file}: 3 problems, nothing was imported",
    ]
    assert queries.find_school("400") is None


def test_of_thousands_of_problems_the_first_200_are_printed(app: Flask, file: Path) -> None:
    file.write_bytes(register_file(*(register_row(str(number), level="x") for number in range(3000))))

    result = app.test_cli_runner().invoke(args=["register", "import", str(file)])

    lines = result.stderr.splitlines()
    assert len(lines) == 202
    assert lines[-2:] == [
        f"{file}: and 2800 more problems",
        f"{file}: 3000 problems, nothing was imported",
    ]


def test_a_huge_file_is_refused(app: Flask, file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(50 * 1024 * 1024)

    result = app.test_cli_runner().invoke(args=["register", "import", str(file)])

    assert result.exit_code == 1
    assert "larger than 2 MB" in result.stderr


def test_a_file_that_does_not_exist_is_a_wrong_call(app: Flask, file: Path) -> None:
    assert app.test_cli_runner().invoke(args=["register", "import", str(file)]).exit_code == 2
