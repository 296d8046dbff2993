"""Statements of the hot path: said in SQLAlchemy's Core, compiled once, and handed straight to the driver.

Core spends a tenth of a millisecond on a statement that SQLite runs in a hundredth. What it does there
(find the compiled text, order and convert the values, wrap the rows) is the same each time, so it is done
once here and kept. Whoever listens to a connection's statements hears these as well: then, and only then,
they go the ordinary way. What needs no answer of each other goes together (`Batch`), and what nobody waits for
goes with what is asked next: of PostgreSQL with the COMMIT, which then costs no trip of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar, cast

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Engine,
    Executable,
    Table,
    Transaction,
    bindparam,
    event,
    insert,
    orm,
)
from sqlalchemy.orm import SessionTransaction

from engine.store import wire
from engine.store.compiled import Compiled, compiled
from engine.store.statements import insert_missing
from engine.store.types import Given, Session

Row = dict[str, Any]
Values = Mapping[str, Any]
T = TypeVar("T")

Left = tuple[Transaction | None, Sequence["Asked"], Callable[[], None] | None]

MOST_AT_ONCE = 64
NOTHING_LEFT: Left = (None, (), None)
LINE, LEFT, OWN = "engine.line", "engine.left", "engine.own"


class Statement:
    """A statement that never changes its shape; its values are bound by name, or come in the order of these names."""

    def __init__(self, said: Executable, names: Sequence[str] = ()) -> None:
        self.said, self.names = said, names
        self._compiled: Compiled | None = None
        self._prepared: wire.Prepared | None = None

    def rows(self, session: Session, **values: Any) -> list[Row]:
        """Run it and read every row it gives back."""
        return self._asked(session, values).rows

    def count(self, session: Session, **values: Any) -> int:
        """Run it; how many rows it touched."""
        return self._asked(session, values).count

    def _asked(self, session: Session, values: Values) -> Asked:
        asked = Asked(self, values)
        _ask(connection_of(session), (asked,))
        return asked

    def compiled(self, dialect: Dialect) -> Compiled:
        """As SQLite is asked it."""
        if self._compiled is None:
            self._compiled = compiled(self.said, dialect, self.names)
        return self._compiled

    def prepared(self, dialect: Dialect) -> wire.Prepared:
        """As PostgreSQL is asked it."""
        if self._prepared is None:
            self._prepared = wire.prepared(self.said, dialect, self.names)
        return self._prepared


class Asked:
    """One statement with its values, and when its batch has run what it gave."""

    __slots__ = ("count", "rows", "statement", "values")

    def __init__(self, statement: Statement, values: Given) -> None:
        self.statement, self.values = statement, values
        self.rows: list[Row] = []
        self.count = 0


class Batch:
    """Statements that need nothing of each other, asked in their order: of PostgreSQL in one round trip."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._asked: list[Asked] = []

    def ask(self, statement: Statement, values: Given) -> Asked:
        """Add a statement."""
        asked = Asked(statement, values)
        self._asked.append(asked)
        return asked

    def insert(self, table: Table, rows: Sequence[Values], *returning: Column[Any]) -> list[Asked]:
        """Add rows of the same columns; what is asked back of each comes in no order."""
        return [
            self.ask(_inserting(table, tuple(some[0]), len(some), returning), [*chain.from_iterable([row.values() for row in some])])
            for some in batches(rows)
        ]

    def insert_tuples(self, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that say the values of these columns in their order."""
        for some in batches(rows):
            self.ask(_inserting(table, names, len(some), ()), [*chain.from_iterable(some)])

    def insert_missing(self, table: Table, rows: Sequence[Values]) -> None:
        """Add rows of the same columns, but leave those alone that are already there."""
        for some in batches(rows):
            self.ask(_inserting(table, tuple(some[0]), len(some), (), missing=True),
                     [*chain.from_iterable([row.values() for row in some])])

    def run(self) -> None:
        """Ask what was added."""
        connection, asked = self._taken()
        if asked:
            _ask(connection, asked)

    def leave(self, then: Callable[[], None]) -> None:
        """Let what was added go with what is asked next, at the latest with the COMMIT; `then` it may be refused."""
        connection, asked = self._taken()
        if asked and _is_ours(connection):
            settle(connection)
            connection.info[LEFT] = (connection.get_transaction(), asked, then)
        else:
            _ask(connection, asked)
            then()

    def _taken(self) -> tuple[Connection, list[Asked]]:
        asked, self._asked = self._asked, []
        return connection_of(self.session), asked


def settle_in_time(database: Engine) -> None:
    """Let no statement on this database, and no COMMIT, come before what was left to go with it."""
    event.listen(database, "connect", wire.make_ready)
    event.listen(database, "before_cursor_execute", lambda connection, *_: settle(connection))
    event.listen(database, "commit", lambda connection: settle(connection, commit=True))
    for undone in ("rollback", "rollback_savepoint"):
        event.listen(database, undone, lambda connection, *_: left_to(connection))


def insert_rows(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows of the same columns."""
    batch = Batch(session)
    batch.insert(table, rows)
    batch.run()


def batches(many: Sequence[T]) -> Sequence[Sequence[T]]:
    """So many at a time as one statement takes; a step that opens thousands of instances takes several."""
    if len(many) <= MOST_AT_ONCE:
        return (many,) if many else ()
    return [many[start:start + MOST_AT_ONCE] for start in range(0, len(many), MOST_AT_ONCE)]


def one_of(column: Column[Any], name: str, count: int) -> Any:
    """The condition that a column has one of so many values, given by `numbered`."""
    return column.in_([bindparam(f"{name}_{number}", type_=column.type) for number in range(count)])


def numbered(name: str, values: Iterable[Any]) -> Row:
    """The values for `one_of`."""
    return {f"{name}_{number}": value for number, value in enumerate(values)}


@lru_cache(maxsize=1024)
def _inserting(
    table: Table, names: tuple[str, ...], count: int, returning: tuple[Column[Any], ...], *, missing: bool = False,
) -> Statement:
    """The statement, whose values come in the order in which the rows give them."""
    said = (insert_missing if missing else insert)(table).values([
        {name: bindparam(f"{name}_{number}", type_=table.c[name].type) for name in names}
        for number in range(count)
    ])
    in_order = [f"{name}_{number}" for number in range(count) for name in names]
    return Statement(said.returning(*returning) if returning else said.inline(), in_order)


def connection_of(session: Session) -> Connection:
    """Its connection, in a transaction. A session is asked for it once in each: asking costs as much as a statement."""
    if isinstance(session, Connection):
        if OWN not in session.info and not session.in_transaction():
            session.begin()
        return session
    known, connection = session.info.get(LINE, (None, None))
    transaction = _innermost(session)
    if transaction is None or transaction is not known or connection.closed:
        connection = session.connection()
        session.info[LINE] = (_innermost(session), connection)
    return cast(Connection, connection)


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, which SQLAlchemy's stands on."""
    return connection.connection.dbapi_connection


def _innermost(session: orm.Session) -> SessionTransaction | None:
    """A savepoint is made when its connection is asked for, so it must be asked for anew."""
    return session.get_nested_transaction() or session.get_transaction()


def _is_ours(connection: Connection) -> bool:
    """Whether we may speak on its wire, and nobody else listens to its statements."""
    return (connection.dialect.name == "postgresql" and wire.is_ready(connection)
            and len(connection.dispatch.before_cursor_execute) == 1)


def _ask(connection: Connection, asked: Sequence[Asked]) -> None:
    if _is_ours(connection):
        settle(connection, asked)
    elif connection.dialect.name == "sqlite" and not connection.dispatch.before_cursor_execute:
        _directly(connection, asked)
    else:
        for one in asked:
            _by_core(connection, one)


def settle(connection: Connection, asked: Sequence[Asked] = (), *, commit: bool = False) -> bool:
    """Ask what was left in this transaction, and this with it, and the COMMIT; whether there was anything to ask."""
    transaction, left, then = left_to(connection)
    if transaction is not None and transaction is not connection.get_transaction():
        left, then = (), None
    together = [*left, *asked]
    if together:
        _in_one_trip(connection, together, commit=commit)
    if then is not None:
        then()
    return bool(together)


def left_to(connection: Connection) -> Left:
    """What was left to this connection, which is no more; a connection that is lost has lost it too."""
    if connection.invalidated:
        return NOTHING_LEFT
    left: Left = connection.info.pop(LEFT, NOTHING_LEFT)
    return left


def _by_core(connection: Connection, asked: Asked) -> None:
    """The ordinary way, for whoever listens."""
    names, values = asked.statement.names, asked.values
    result = connection.execute(asked.statement.said, dict(zip(names, values, strict=True)) if names else values)
    if result.returns_rows:
        asked.rows = [dict(row) for row in result.mappings()]
    asked.count = result.rowcount


def _directly(connection: Connection, asked: Sequence[Asked]) -> None:
    """SQLite waits for nothing: one after the other, by one cursor."""
    dialect, cursor = connection.dialect, driver_of(connection).cursor()
    for one in asked:
        said = one.statement.compiled(dialect)
        given = said.given(one.values)
        try:
            cursor.execute(said.text, given)
            one.count = cursor.rowcount
            if said.columns:
                one.rows = said.rows(cursor.fetchall())
        except dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, said.text, given, cursor, None)


def _in_one_trip(connection: Connection, asked: Sequence[Asked], *, commit: bool) -> None:
    """PostgreSQL is asked everything at once."""
    said = [one.statement.prepared(connection.dialect) for one in asked]
    try:
        results = wire.ask(connection, [(way, one.values) for way, one in zip(said, asked, strict=True)], commit=commit)
    except connection.dialect.loaded_dbapi.Error as error:
        connection._handle_dbapi_exception(error, said[0].text.decode(), None, None, None)
    for way, one, result in zip(said, asked, results, strict=True):
        one.count = result.command_tuples or 0
        if way.columns:
            one.rows = way.rows(result)
