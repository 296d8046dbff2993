"""The database: one MetaData with the engine's tables, SQLite and PostgreSQL tuned for our work.

SQLite runs in WAL with synchronous=FULL: a signature that was confirmed on the screen must survive a
power cut, and half the commits per second is still far more than a firm's staff can click. Nobody but
us begins a transaction there: the driver's own guessing is off, a plain read begins deferred, and
`webapp.transaction` asks for BEGIN IMMEDIATE, because a reader that turns writer is refused at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

import engine


class Model(DeclarativeBase):
    """Base of every table of the product; times are aware and in UTC, dictionaries are JSON."""

    metadata = engine.metadata


Model.registry.update_type_annotation_map({datetime: engine.UtcDateTime, dict[str, Any]: JSON})

LONG_NUMBER = re.compile(r"\d{19}")


def read_json(text: str) -> Any:
    """What a JSON column of SQLite holds, to the last digit; read the fast way wherever that gives the same."""
    if LONG_NUMBER.search(text):
        return json.loads(text)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


SILENT = {"hide_parameters": True}
"""A statement that fails is told without its values: they may be a code or a link, and errors go into logs and incidents."""
ON_SQLITE = {**SILENT, "json_deserializer": read_json}
ON_POSTGRESQL = {**SILENT, "pool_size": 10, "max_overflow": 20, "pool_pre_ping": True, "pool_recycle": 1800}

Value = TypeVar("Value")
MOST_AT_ONCE = 5_000
"""So many values one statement may compare with; the databases take six times as many."""

READ_SO_FAR = "read so far"

db = SQLAlchemy(
    model_class=Model,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "autoflush": True},
)


def open_database(app: Flask, url: str) -> None:
    """Tie the application to its database, making the folder of an SQLite file where it is missing."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    on_sqlite = url.startswith("sqlite")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = ON_SQLITE if on_sqlite else ON_POSTGRESQL
    if on_sqlite:
        Path(make_url(url).database or "").resolve().parent.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    app.teardown_appcontext(_let_go)   # called before the extension's own
    with app.app_context():
        engine.prepare_database(db.engine)


def _let_go(_error: BaseException | None) -> None:
    """End what was read. A connection that was cut since then is thrown away; the answer that was made of it stands."""
    try:
        db.session.remove()
    except DBAPIError:
        db.session().invalidate()
        db.session.remove()


def read_so_far(session: Session) -> dict[tuple[str, int], Any]:
    """What this transaction has read and may ask for again, by what it is and its number; gone when it ends.

    Only for what nobody changes meanwhile. When a part of the transaction is undone, everything is read anew.
    """
    known: dict[tuple[str, int], Any] = session.info.setdefault(READ_SO_FAR, {})
    return known


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _undone: SessionTransaction) -> None:
    session.info.pop(READ_SO_FAR, None)


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(READ_SO_FAR, None)


@contextmanager
def snapshot() -> Iterator[Session]:
    """A session that sees the database as it is at one instant, whatever others do meanwhile; to read only.

    On SQLite every reader has that; PostgreSQL is asked for it.
    """
    how = {"isolation_level": "REPEATABLE READ"} if db.engine.dialect.name == "postgresql" else {}
    with db.engine.connect().execution_options(**how) as connection, Session(connection) as session:
        yield session


def in_batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values, as many at a time as one statement may compare with."""
    for start in range(0, len(values), MOST_AT_ONCE):
        yield values[start:start + MOST_AT_ONCE]
