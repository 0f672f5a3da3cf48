"""Read and write the JSON documents of the commands, checked against a schema, each problem with its path."""

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

EXIT_WRONG_INPUT = 1
EXIT_NO_SOLUTION = 3
_LARGEST_DOCUMENT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, and where."""

    path: str
    text: str


class InputProblems(Exception):  # noqa: N818 - the word says that there may be several
    """Everything that is wrong with one input."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.text}" for problem in problems))
        self.problems = tuple(problems)


def _refuse_constant(name: str) -> NoReturn:
    msg = f"{name} is not a number that JSON knows"
    raise ValueError(msg)


def _finite_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        msg = f"{text} is too large"
        raise ValueError(msg)
    return number


def _refuse_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = sorted({name for name in names if names.count(name) > 1})
        msg = f"the field {repeated[0]!r} is given twice"
        raise ValueError(msg)
    return document


def read_document(file: Path, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON object in a file, or raise InputProblems with all that the schema finds wrong."""
    try:
        if file.stat().st_size > _LARGEST_DOCUMENT:
            raise InputProblems([Problem("$", "the file is larger than 64 MB")])
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputProblems([Problem("$", "the file is not UTF-8 text")]) from error
    except OSError as error:
        raise InputProblems([Problem("$", f"cannot be read: {error.strerror}")]) from error
    try:
        document = json.loads(
            text.removeprefix("\ufeff"),
            parse_constant=_refuse_constant,
            parse_float=_finite_float,
            object_pairs_hook=_refuse_repeated_names,
        )
    except (ValueError, RecursionError) as error:
        raise InputProblems([Problem("$", f"not JSON: {error}")]) from error
    if problems := schema_problems(document, schema):
        raise InputProblems(problems)
    if not isinstance(document, dict):
        raise InputProblems([Problem("$", "must be a JSON object")])
    return document


def schema_problems(document: object, schema: Mapping[str, Any]) -> list[Problem]:
    """Return everything that a JSON schema finds wrong with a document, in the order of the document."""
    errors = Draft202012Validator(schema).iter_errors(document)
    return [
        Problem(error.json_path, error.message) for error in sorted(errors, key=lambda error: error.json_path)
    ]


def write_document(file: Path, document: Mapping[str, Any]) -> None:
    """Write a JSON document as a whole or not at all: a reader never sees half of it."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    unfinished = file.with_name(file.name + ".part")
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(file)


def exit_with_problems(file: Path, problems: Sequence[Problem]) -> NoReturn:
    """Print each problem as `FILE: PATH: what is wrong` on standard error and leave with status 1."""
    for problem in problems:
        print(f"{file}: {problem.path}: {problem.text}", file=sys.stderr)  # noqa: T201 - a command's answer
    raise SystemExit(EXIT_WRONG_INPUT)
