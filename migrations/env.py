"""Run the migrations with the application's own database, inside one transaction."""

from typing import Any

from alembic import context
from flask import current_app

from core.database import UtcDateTime, db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types into a migration as the plain types that they are: history must not change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    return False


def run_migrations() -> None:
    """Bring the schema to the wanted revision."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run_migrations()
