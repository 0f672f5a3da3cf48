"""The demonstration programme in a folder that goes when the benchmark ends."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from flask import Flask

from core.application import create_app
from core.database import db
from surveys.demonstration.services import load_demonstration


@contextmanager
def loaded_demonstration() -> Iterator[Flask]:
    """Yield an application on SQLite with the demonstration in it."""
    with tempfile.TemporaryDirectory(prefix="trileto-bench-") as folder:
        environ = {"TRILETO_DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}"}
        app = create_app(environ, instance_path=folder)
        with app.app_context():
            flask_migrate.upgrade()
            load_demonstration()
            db.session.remove()
            db.engine.dispose()
        yield app
        with app.app_context():
            db.engine.dispose()
