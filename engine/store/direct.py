"""Statements of the hot path: said in SQLAlchemy's Core, compiled once, and handed straight to the driver.

Core spends a tenth of a millisecond on a statement that SQLite runs in a hundredth. What it does there
(find the compiled text, order and convert the values, wrap the rows) is the same each time, so it is done
once here and kept. Whoever listens to a connection's statements hears these as well: then, and only then,
they go the ordinary way. What needs no answer of each other goes together (`Batch`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import JSON, Column, Connection, Dialect, Executable, Table, bindparam, insert
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from engine.store.types import UtcDateTime

Row = dict[str, Any]
Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
T = TypeVar("T")

MOST_AT_ONCE = 64
LINE = "engine.line"


class Statement:
    """A statement that never changes its shape; its values are bound by name."""

    def __init__(self, said: Executable) -> None:
        self.said = said
        self.compiled: dict[type[Dialect], Compiled] = {}

    def rows(self, session: Session, **values: Any) -> list[Row]:
        """Run it and read every row it gives back."""
        return Batch(session).ask(self, values).run().rows

    def count(self, session: Session, **values: Any) -> int:
        """Run it; how many rows it touched."""
        return Batch(session).ask(self, values).run().count

    def compiled_for(self, dialect: Dialect) -> Compiled:
        compiled = self.compiled.get(type(dialect))
        if compiled is None:
            compiled = self.compiled[type(dialect)] = _compile(self.said, dialect)
        return compiled


class Asked:
    """One statement with its values, and when its batch has run what it gave."""

    __slots__ = ("_batch", "count", "rows", "statement", "values")

    def __init__(self, batch: Batch, statement: Statement, values: Values) -> None:
        self._batch, self.statement, self.values = batch, statement, values
        self.rows: list[Row] = []
        self.count = 0

    def run(self) -> Asked:
        """Run the batch that this belongs to."""
        self._batch.run()
        return self


class Batch:
    """Statements that need nothing of each other, asked in their order: of PostgreSQL in one round trip."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._asked: list[Asked] = []

    def ask(self, statement: Statement, values: Values) -> Asked:
        """Add a statement."""
        asked = Asked(self, statement, values)
        self._asked.append(asked)
        return asked

    def insert(self, table: Table, rows: Sequence[Values], *returning: Column[Any]) -> list[Asked]:
        """Add rows of the same columns; what is asked back of each comes in no order."""
        added = []
        for some in batches(rows):
            statement, names = _insert(table, tuple(some[0]), len(some), returning)
            values = chain.from_iterable(row.values() for row in some)
            added.append(self.ask(statement, dict(zip(names, values, strict=True))))
        return added

    def run(self) -> None:
        """Ask what was added."""
        asked, self._asked = self._asked, []
        if not asked:
            return
        connection = _connection(self.session)
        if connection.dispatch.before_cursor_execute:
            for one in asked:
                _by_core(connection, one)
        elif connection.dialect.name == "sqlite":
            for one in asked:
                _directly(connection, one)
        else:
            _in_one_trip(connection, asked)


def insert_rows(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows of the same columns."""
    batch = Batch(session)
    batch.insert(table, rows)
    batch.run()


def batches(many: Sequence[T]) -> Sequence[Sequence[T]]:
    """So many at a time as one statement takes; a step that opens thousands of instances takes several."""
    if 0 < len(many) <= MOST_AT_ONCE:
        return (many,)
    return [many[start:start + MOST_AT_ONCE] for start in range(0, len(many), MOST_AT_ONCE)]


def one_of(column: Column[Any], name: str, count: int) -> Any:
    """The condition that a column has one of so many values, given by `numbered`."""
    return column.in_([bindparam(f"{name}_{number}", type_=column.type) for number in range(count)])


def numbered(name: str, values: Iterable[Any]) -> Row:
    """The values for `one_of`."""
    return {f"{name}_{number}": value for number, value in enumerate(values)}


@lru_cache(maxsize=1024)
def _insert(
    table: Table, names: tuple[str, ...], count: int, returning: tuple[Column[Any], ...]
) -> tuple[Statement, tuple[str, ...]]:
    """The statement, and the names of its values in the order in which the rows give them."""
    said = insert(table).values([
        {name: bindparam(f"{name}_{number}", type_=table.c[name].type) for name in names}
        for number in range(count)
    ])
    numbered_names = tuple(f"{name}_{number}" for number in range(count) for name in names)
    return Statement(said.returning(*returning) if returning else said.inline()), numbered_names


def _connection(session: Session) -> Connection:
    """The session's connection, asked for once in a transaction: asking costs as much as a statement."""
    known, connection = session.info.get(LINE, (None, None))
    transaction = session.get_transaction()
    if transaction is None or transaction is not known or connection.closed:
        connection = session.connection()
        session.info[LINE] = (session.get_transaction(), connection)
    return cast(Connection, connection)


def _by_core(connection: Connection, asked: Asked) -> None:
    """The ordinary way, for whoever listens."""
    result = connection.execute(asked.statement.said, asked.values)
    if result.returns_rows:
        asked.rows = [dict(row) for row in result.mappings()]
    asked.count = result.rowcount


def _directly(connection: Connection, asked: Asked) -> None:
    compiled = asked.statement.compiled_for(connection.dialect)
    given = compiled.given(asked.values)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(compiled.text, given)
        compiled.answer(asked, cursor)
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, compiled.text, given, cursor, None)


def _in_one_trip(connection: Connection, asked: Sequence[Asked]) -> None:
    """By psycopg's pipeline; a BEGIN that is due goes along."""
    driver: Any = connection.connection.dbapi_connection
    compiled = [one.statement.compiled_for(connection.dialect) for one in asked]
    cursor = None
    try:
        with driver.pipeline():
            cursors = [cursor := driver.execute(way.text, way.given(one.values))
                       for way, one in zip(compiled, asked, strict=True)]
        for way, one, answered in zip(compiled, asked, cursors, strict=True):
            way.answer(one, answered)
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, compiled[0].text, None, cursor or driver.cursor(), None)


@dataclass(frozen=True, slots=True)
class Compiled:
    """One dialect's text, and how values go in and come out."""

    text: str
    fixed: Row
    bound: tuple[tuple[str, Convert | None], ...]
    by_position: bool
    columns: tuple[str, ...]
    converted: tuple[tuple[str, Convert], ...]

    def given(self, values: Values) -> Any:
        """The values as the driver takes them."""
        known = {**self.fixed, **values} if self.fixed else values
        if self.by_position:
            return [known[name] if convert is None else convert(known[name])
                    for name, convert in self.bound]
        return {name: known[name] if convert is None else convert(known[name])
                for name, convert in self.bound}

    def answer(self, asked: Asked, cursor: DBAPICursor) -> None:
        """Note what the driver gave."""
        asked.count = cursor.rowcount
        if self.columns:
            asked.rows = self._read(cursor.fetchall())

    def _read(self, found: Iterable[Sequence[Any]]) -> list[Row]:
        rows = [dict(zip(self.columns, each, strict=True)) for each in found]
        for name, convert in self.converted:
            for row in rows:
                row[name] = convert(row[name])
        return rows


def _compile(said: Executable, dialect: Dialect) -> Compiled:
    compiled = cast(SQLCompiler, cast(Any, said).compile(dialect=dialect))
    columns = compiled._result_columns
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    return Compiled(
        str(compiled),
        {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        tuple((name, _into(compiled.binds[name].type, dialect)) for name in names or ()),
        compiled.positional,
        tuple(column.keyname for column in columns),
        tuple((column.keyname, convert) for column in columns
              if (convert := _out_of(column.type, dialect)) is not None),
    )


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, JSON):
        return _dumped
    if isinstance(kind, UtcDateTime):
        return _written if dialect.name == "sqlite" else _in_utc
    return kind._cached_bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, JSON):
        return orjson.loads if dialect.name == "sqlite" else None
    if isinstance(kind, UtcDateTime):
        return _moment if dialect.name == "sqlite" else _in_utc
    return kind._cached_result_processor(dialect, None)


def _dumped(value: Any) -> str:
    return orjson.dumps(value).decode()


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    return UtcDateTime.aware(value).astimezone(UTC)


@lru_cache(maxsize=256)
def _written(value: datetime | None) -> str | None:
    """A moment as SQLAlchemy writes it on SQLite. All that one step writes bears the same one."""
    moment = _in_utc(value)
    return None if moment is None else moment.isoformat(" ", "microseconds")[:26]


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")
