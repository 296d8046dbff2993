"""The database: one MetaData with the engine's tables, SQLite and PostgreSQL tuned for our work.

SQLite runs in WAL with synchronous=FULL: a signature that was confirmed on the screen must survive a
power cut, and half the commits per second is still far more than a firm's staff can click. Nobody but
us begins a transaction there: the driver's own guessing is off, a plain read begins deferred, and
`webapp.transaction` asks for BEGIN IMMEDIATE, because a reader that turns writer is refused at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, Engine, event
from sqlalchemy.orm import DeclarativeBase

import engine

BUSY_SECONDS = 15


class Model(DeclarativeBase):
    """Base of every table of the product; times are aware and in UTC, dictionaries are JSON."""

    metadata = engine.metadata
    type_annotation_map = {datetime: engine.UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012


db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "autoflush": True},
)


def engine_options(database_url: str) -> dict[str, Any]:
    """Pool and driver options for this database."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True, "pool_recycle": 1800}


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                   f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        how = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {how}")
