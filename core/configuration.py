"""Settings from the environment, with safe defaults."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

LANGUAGES = {"sl": "Slovenščina", "en": "English", "it": "Italiano", "hu": "Magyar"}
INTERFACE_LANGUAGES = ("sl", "en")
# One catalogue a slice, so that a catalogue stays readable and two people can translate at once.
CATALOGUES = (
    "core",
    "accounts",
    "register",
    "calendar",
    "rotation",
    "visits",
    "attendance",
    "activities",
    "questionnaires",
    "responses",
    "indicators",
    "reports",
)
_LARGEST_REQUEST = 8 * 1024 * 1024
_SHORTEST_SECRET = 32


class Environment(StrEnum):
    """Where the program runs; production switches every convenience off."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class ConfigurationError(RuntimeError):
    """The program cannot start safely with these settings."""


@dataclass(frozen=True)
class Settings:
    """The settings of `docs/operations.md`, checked."""

    environment: Environment
    database_url: str
    secret_key: str

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this installation."""
        return self.environment is Environment.PRODUCTION


def read_settings(environ: Mapping[str, str], instance: Path) -> Settings:
    """Return the settings, or raise ConfigurationError with what is missing."""
    name = environ.get("TRILETO_ENVIRONMENT", Environment.DEVELOPMENT)
    try:
        environment = Environment(name)
    except ValueError as error:
        known = " or ".join(Environment)
        raise ConfigurationError(f"TRILETO_ENVIRONMENT is {name!r}; it must be {known}") from error
    secret_key = environ.get("TRILETO_SECRET_KEY", "")
    if environment is Environment.PRODUCTION and len(secret_key) < _SHORTEST_SECRET:
        raise ConfigurationError(
            f"TRILETO_SECRET_KEY must be set in production, at least {_SHORTEST_SECRET} characters"
        )
    return Settings(
        environment=environment,
        database_url=_database_url(environ.get("TRILETO_DATABASE_URL", ""), instance),
        secret_key=secret_key or _kept_secret(instance),
    )


def flask_configuration(settings: Settings) -> dict[str, Any]:
    """Return what Flask and its extensions read."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "MAX_CONTENT_LENGTH": _LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": _LARGEST_REQUEST,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_production else "session",
        "SESSION_COOKIE_SECURE": settings.is_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=10),
        "BABEL_DEFAULT_LOCALE": INTERFACE_LANGUAGES[0],
        "BABEL_DEFAULT_TIMEZONE": "Europe/Ljubljana",
        "BABEL_DOMAIN": ";".join(CATALOGUES),
        "BABEL_TRANSLATION_DIRECTORIES": ";".join(["translations"] * len(CATALOGUES)),
        "BOOTSTRAP_SERVE_LOCAL": True,
        "COMPRESS_MIN_SIZE": 400,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form typed over lunch must not be lost
        "TRILETO": settings,
    }


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'trileto.sqlite3'}"
    for prefix in ("postgres://", "postgresql://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    return given


def _kept_secret(instance: Path) -> str:
    """Return the secret of this installation, made on its first start and readable by its owner alone."""
    file = instance / "secret-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        secret = secrets.token_urlsafe(48)
        opened.write(secret)
    return secret
