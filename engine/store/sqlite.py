"""Databases made fit: SQLite for several writers, by who begins a transaction, and how.

The driver guesses when to begin and breaks savepoints by it, so its guessing is switched off. A
reader that turns into a writer is refused at once, whatever the timeout: a writing transaction says
so at its beginning, with BEGIN IMMEDIATE. PostgreSQL begins with what it is asked first.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event

from engine.store.direct import connection_of, settle_in_time
from engine.store.types import Session, database_of

BUSY_MILLISECONDS = 15_000
PAGES_BEFORE_A_CHECKPOINT = 8_000   # 32 MB: eight times rarer, and of what is written again and again only the last is copied
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MILLISECONDS}",
    f"wal_autocheckpoint={PAGES_BEFORE_A_CHECKPOINT}",
)
IMMEDIATE = "BEGIN IMMEDIATE"
_begins: ContextVar[str] = ContextVar("engine.begins", default="BEGIN DEFERRED")


def prepare_database(database: Engine) -> None:
    """Listen on this SQLAlchemy engine: every SQLite connection and BEGIN is ours, and what PostgreSQL is left to do is done."""
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _prepare_connection)
        event.listen(database, "begin", _begin)
    else:
        settle_in_time(database)


def begin_immediate(session: Session) -> None:
    """End the session's read snapshot and begin a writing transaction."""
    session.rollback()
    if database_of(session).dialect.name == "sqlite":
        asked = _begins.set(IMMEDIATE)   # execution options that said so would cost as much as three statements
        try:
            connection_of(session)
        finally:
            _begins.reset(asked)


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if not driver.in_transaction:
        driver.execute(_begins.get())
