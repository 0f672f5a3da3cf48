"""The fixtures of every test: an application with a freshly migrated database, and a client."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from filelock import FileLock
from flask import Flask

from core.application import create_app
from core.database import db
from surveys.demonstration.services import load_demonstration
from tests.client import PageClient
from tests.postgresql import running_server


def environ_of(database_url: str) -> dict[str, str]:
    return {
        "TRILETO_DATABASE_URL": database_url,
        "TRILETO_SECRET_KEY": "a key for the tests, long enough to be one",
    }


def make_app(database_url: str, instance: Path) -> Flask:
    app = create_app(environ_of(database_url), instance_path=str(instance))
    app.testing = True
    app.test_client_class = PageClient
    return app


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, built once by running the migrations."""
    folder = tmp_path_factory.mktemp("migrated")
    file = folder / "empty.sqlite3"
    app = make_app(f"sqlite:///{file}", folder)
    with app.app_context():
        flask_migrate.upgrade()
        write_whole_file()
    return file


def write_whole_file() -> None:
    """Bring everything out of the write-ahead log into the one file, so that it can be copied."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()


@pytest.fixture(scope="session")
def demonstration_file(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration programme, loaded once for all workers."""
    # Parallel workers each have a folder of their own inside the folder of the run.
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    file = shared / "demonstration.sqlite3"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            unfinished = shared / "unfinished.sqlite3"
            shutil.copy(migrated_sqlite, unfinished)
            app = make_app(f"sqlite:///{unfinished}", shared)
            with app.app_context():
                load_demonstration()
                write_whole_file()
            unfinished.rename(file)
    return file


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    file = tmp_path / "trileto.sqlite3"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with running_server() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database built by running the migrations, to be copied for each test."""
    _administer(postgresql_server, "CREATE DATABASE migrated")
    app = make_app(postgresql_server.format(database="migrated"), tmp_path_factory.mktemp("migrated"))
    with app.app_context():
        flask_migrate.upgrade()
        db.session.remove()
        db.engine.dispose()
    return "migrated"


@pytest.fixture
def postgresql_url(
    postgresql_server: str, migrated_postgresql: str, request: pytest.FixtureRequest
) -> Iterator[str]:
    name = f"test_{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]}"
    _administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql}")
    yield postgresql_server.format(database=name)
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on SQLite, inside its context."""
    yield from _in_context(make_app(sqlite_url, tmp_path))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def app_on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on each database in turn, inside its context."""
    url = request.getfixturevalue(f"{request.param}_url")
    yield from _in_context(make_app(url, tmp_path))


@pytest.fixture
def client(app: Flask) -> PageClient:
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


def _in_context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _administer(server: str, statement: str) -> None:
    address = server.format(database="postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
