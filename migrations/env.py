"""Runs migrations on the application's own database connection. One history for engine and product."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

import engine


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Revisions are frozen: they name plain SQLAlchemy types, not ours that may move."""
    if kind == "type" and isinstance(item, engine.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=engine.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def hold_references(connection: Connection, word: str) -> None:
    """SQLite changes a table by making it anew, and meanwhile nothing may mind that the old one is gone."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={word}")


with current_app.extensions["migrate"].db.engine.connect() as database:
    hold_references(database, "OFF")
    try:
        run(database)
        database.commit()
    finally:
        hold_references(database, "ON")
