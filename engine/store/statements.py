"""The few statements that read differently on SQLite and PostgreSQL, and what JSON columns accept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Column, ColumnElement, Integer, Table, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from engine.errors import EngineError
from engine.store.types import Session, database_of


class upcoming(ColumnElement[int]):  # noqa: N801  -- said in a statement like a function of SQL
    """The id of a row to come, taken where something is read anyway, so that who writes the row knows it already.

    On SQLite whoever asks must be writing, and write this row before any other of its table, of which no row ever goes.
    """

    type = Integer()
    inherit_cache = True

    def __init__(self, column: Column[int]) -> None:
        self.column = column


@compiles(upcoming, "sqlite")
def _next_of_table(said: upcoming, _compiler: SQLCompiler, **_: Any) -> str:
    return f"(SELECT max({said.column.name}) + 1 FROM {said.column.table.name})"  # noqa: S608


@compiles(upcoming, "postgresql")
def _next_of_sequence(said: upcoming, _compiler: SQLCompiler, **_: Any) -> str:
    return f"nextval('{said.column.table.name}_{said.column.name}_seq')"


class last_numbered(ColumnElement[int]):  # noqa: N801
    """The id up to which every event has its position, or less.

    On SQLite writers follow one another, so ids are in the order of commits and positions in that of ids. On
    PostgreSQL a lower id may yet become visible.
    """

    type = Integer()
    inherit_cache = True


@compiles(last_numbered, "sqlite")
def _last_by_position(_said: last_numbered, _compiler: SQLCompiler, **_: Any) -> str:
    return "coalesce((SELECT id FROM engine_event WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1), 0)"


@compiles(last_numbered, "postgresql")
def _none_for_sure(_said: last_numbered, _compiler: SQLCompiler, **_: Any) -> str:
    return "0"


def insert_missing(table: Table) -> postgresql.Insert:
    """An INSERT that leaves rows alone which are already there; SQLite reads it like PostgreSQL."""
    return postgresql.insert(table).on_conflict_do_nothing()


def lock_name(session: Session, name: str) -> None:
    """Hold this name until the transaction ends; on SQLite a writer already holds everything."""
    if database_of(session).dialect.name == "sqlite":
        return
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big", signed=True)
    session.execute(select(func.pg_advisory_xact_lock(number)))


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """The same data as JSON keeps it, or an error: a value must come back as it went in."""
    try:
        text = orjson.dumps(data)
        if b"null" in text:   # which orjson also writes for what is no number
            json.dumps(data, allow_nan=False, default=str)
        kept: dict[str, Any] = orjson.loads(text)
    except (TypeError, ValueError) as error:
        raise EngineError("data-not-json", reason=str(error)) from error
    return kept


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts for telling: what JSON cannot keep is kept as the words for it."""
    kept: dict[str, Any] = orjson.loads(
        orjson.dumps(dict(facts), default=str, option=orjson.OPT_NON_STR_KEYS)
    )
    return kept
