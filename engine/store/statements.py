"""The few statements that read differently on SQLite and PostgreSQL, and what JSON columns accept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, Integer, Table, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from engine.errors import EngineError


class upcoming(ColumnElement[int]):  # noqa: N801  -- said in a statement like a function of SQL
    """The id of a row to come, taken where something is read anyway, so that who writes the row knows it already.

    On SQLite whoever asks must be writing, and write this row before any other of its table.
    """

    type = Integer()
    inherit_cache = True

    def __init__(self, column: Column[int]) -> None:
        self.column = column


@compiles(upcoming, "sqlite")
def _next_of_table(said: upcoming, _compiler: SQLCompiler, **_: Any) -> str:
    return f"(SELECT seq + 1 FROM sqlite_sequence WHERE name = '{said.column.table.name}')"  # noqa: S608


@compiles(upcoming, "postgresql")
def _next_of_sequence(said: upcoming, _compiler: SQLCompiler, **_: Any) -> str:
    return f"nextval(pg_get_serial_sequence('{said.column.table.name}', '{said.column.name}'))"


def insert_missing(table: Table) -> postgresql.Insert:
    """An INSERT that leaves rows alone which are already there; SQLite reads it like PostgreSQL."""
    return postgresql.insert(table).on_conflict_do_nothing()


def lock_name(session: Session, name: str) -> None:
    """Hold this name until the transaction ends; on SQLite a writer already holds everything."""
    if session.get_bind().dialect.name == "sqlite":
        return
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big", signed=True)
    session.execute(select(func.pg_advisory_xact_lock(number)))


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """The same data as JSON keeps it, or an error: a value must come back as it went in."""
    try:
        kept: dict[str, Any] = orjson.loads(orjson.dumps(data))
    except (TypeError, ValueError) as error:
        raise EngineError("data-not-json", reason=str(error)) from error
    return kept


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for telling: what JSON cannot keep is kept as the words for it."""
    kept: dict[str, Any] = orjson.loads(
        orjson.dumps(dict(facts), default=str, option=orjson.OPT_NON_STR_KEYS)
    )
    return kept
