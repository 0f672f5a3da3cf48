"""The database handle, its column types and the rules of each connection."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, has_request_context, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Model(DeclarativeBase):
    """The base of every table; constraint names are the same on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store a moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read a moment back, aware."""
        return None if value is None else value.replace(tzinfo=UTC)


def enum_by_value(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores an enum by its value and refuses any other."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        name=_snake_case(kind.__name__),
    )


db = SQLAlchemy(model_class=Model, disable_autonaming=True)
migrate = Migrate()


def init_app(app: Flask) -> None:
    """Connect the application with its database."""
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            set_up_sqlite(db.engine)


def set_up_sqlite(engine: Engine) -> None:
    """Make SQLite keep what it acknowledges, check its foreign keys and wait for its one writer."""

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # SQLAlchemy says BEGIN below; the driver's own habit of beginning late breaks serializability.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another has written in between,
        # whatever the busy timeout; one that will write takes its turn from the start.
        reads_only = has_request_context() and request.method in _SAFE_METHODS
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


Json = dict[str, Any]
