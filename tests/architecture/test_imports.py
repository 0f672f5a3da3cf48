"""The import contracts hold, and nobody reaches past them."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "accounts", "workshops", "surveys")
FRAMEWORK_FILES = {
    "models.py",
    "queries.py",
    "services.py",
    "forms.py",
    "views.py",
    "cli.py",
    "panels.py",
    "__init__.py",
}


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def files_named(name: str) -> list[Path]:
    return [file for package in ("workshops", "surveys") for file in (ROOT / package).rglob(name)]


def test_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("file", files_named("views.py"), ids=lambda file: str(file.relative_to(ROOT)))
def test_views_ask_no_database(file: Path) -> None:
    assert not {name for name in imported(file) if name.startswith(("sqlalchemy", "core.database"))}


@pytest.mark.parametrize("file", files_named("forms.py"), ids=lambda file: str(file.relative_to(ROOT)))
def test_forms_know_neither_queries_nor_services(file: Path) -> None:
    assert not {name for name in imported(file) if name.endswith((".queries", ".services"))}


@pytest.mark.parametrize("file", files_named("services.py"), ids=lambda file: str(file.relative_to(ROOT)))
def test_services_know_no_request(file: Path) -> None:
    assert not {
        name for name in imported(file) if name in {"flask", "flask.request"} or name.endswith(".forms")
    }


def test_only_services_and_commands_commit() -> None:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            if file.name in {"services.py", "cli.py"} or "services" in file.stem:
                continue
            assert "session.commit()" not in file.read_text(encoding="utf-8"), file


def test_no_text_of_work_undone_stands_in_the_code() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3, "not implemented")
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            source = file.read_text(encoding="utf-8")
            assert not [word for word in words if word in source], file


def test_wsgi_has_three_lines() -> None:
    assert len((ROOT / "wsgi.py").read_text(encoding="utf-8").splitlines()) == 3
