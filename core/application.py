"""The application factory: configuration, database, languages, security, then the slices in order."""

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from flask_wtf import CSRFProtect

from core import database, errors, language, security_headers, templates
from core.configuration import flask_configuration, read_settings

ROOT = Path(__file__).resolve().parent.parent
# The slices are named, not imported: core stands below them. Their order is the order of the journey.
SLICES = (
    "accounts",
    "workshops.register",
    "workshops.calendar",
    "workshops.rotation",
    "workshops.visits",
    "workshops.attendance",
    "workshops.activities",
    "surveys.questionnaires",
    "surveys.responses",
    "surveys.indicators",
    "surveys.reports",
    "surveys.demonstration",
)
csrf = CSRFProtect()


def create_app(environ: Mapping[str, str] = os.environ, instance_path: str | None = None) -> Flask:
    """Return the application, ready to serve."""
    app = Flask(
        "trileto",
        root_path=str(ROOT),
        instance_path=instance_path or str(ROOT / "instance"),
    )
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.config.from_mapping(flask_configuration(read_settings(environ, instance)))
    database.init_app(app)
    language.init_app(app)
    csrf.init_app(app)
    Bootstrap5(app)
    Compress(app)
    security_headers.init_app(app)
    errors.init_app(app)
    templates.init_app(app)
    for name in SLICES:
        import_module(name).init_app(app)
    return app
