"""SQLite made fit for several writers: who begins a transaction, and how.

The driver guesses when to begin and breaks savepoints by it, so its guessing is switched off. A
reader that turns into a writer is refused at once, whatever the timeout: a writing transaction says
so at its beginning, with BEGIN IMMEDIATE. PostgreSQL needs none of this; there both verbs do nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

BUSY_MILLISECONDS = 15_000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MILLISECONDS}",
)


def prepare_database(database: Engine) -> None:
    """Listen on this SQLAlchemy engine so that every SQLite connection and BEGIN is ours."""
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _prepare_connection)
        event.listen(database, "begin", _begin)


def begin_immediate(session: Session) -> None:
    """End the session's read snapshot and begin a writing transaction."""
    if session.get_bind().dialect.name == "sqlite":
        session.rollback()
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        how = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        driver.execute(f"BEGIN {how}")
