"""PostgreSQL's wire: statements that go together in one round trip, asked of libpq itself.

psycopg's own pipeline looks at the socket around every statement, which cost a completion more than the machine
does. What is asked here never changes its text: each statement is prepared once on a connection and from then on
sent by its name, with its answers in binary, through psycopg's `pq`. Waiting lets other threads run, since one of
them may hold the lock that is waited for.
"""

from __future__ import annotations

import re
import select
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import count
from typing import Any, cast

import orjson
import psycopg
from psycopg import errors, pq
from sqlalchemy import JSON, Boolean, Connection, Dialect, Executable, Integer, LargeBinary, String
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from engine.store.types import Given, UtcDateTime

Encode = Callable[[Any], bytes]
Decode = Callable[[bytes], Any]

TEXT, BINARY = pq.Format.TEXT, pq.Format.BINARY
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)   # from which PostgreSQL counts microseconds
PREPARED = "engine.prepared"
NAMED = re.compile(r"%\((\w+)\)s|%%")
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as PostgreSQL keeps it, and how its values go in and come out."""

    name: bytes
    text: bytes
    fixed: Mapping[str, Any]
    bound: tuple[tuple[Any, Encode, bytes | None], ...]   # a name or a place, how it is sent, and what is for None
    formats: tuple[pq.Format, ...]
    columns: tuple[tuple[str, Decode], ...]

    def given(self, values: Given) -> list[bytes | None]:
        """The values as they are sent."""
        known: Any = {**self.fixed, **cast("Mapping[str, Any]", values)} if self.fixed else values
        return [nothing if (value := known[key]) is None else encode(value) for key, encode, nothing in self.bound]

    def rows(self, result: pq.abc.PGresult) -> list[dict[str, Any]]:
        """The rows that came back."""
        get = result.get_value
        return [
            {name: None if (value := get(row, column)) is None else decode(value)
             for column, (name, decode) in enumerate(self.columns)}
            for row in range(result.ntuples)
        ]


def make_ready(driver: Any, record: Any) -> None:
    """A connection that we have just made. psycopg prepares nothing on it: at every rollback it would forget its
    statements by making the server forget all, and ours with them."""
    driver.prepare_threshold = None
    record.info[PREPARED] = set()


def is_ready(connection: Connection) -> bool:
    """Whether we may speak on this connection's wire."""
    return PREPARED in connection.info


def prepared(said: Executable, dialect: Dialect, given: Sequence[str] = ()) -> Prepared:
    """Say a statement for the wire, whose values come by name or in this order."""
    compiled = cast(SQLCompiler, cast(Any, said).compile(dialect=dialect))
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1], len(numbers) + 1)}" if found[1] else "%"

    text = NAMED.sub(numbered, str(compiled))
    into = [(name, *_into(compiled.binds[name].type)) for name in numbers]
    return Prepared(
        b"engine_%d" % next(_numbers),
        text.encode(),
        {name: bind.value for name, bind in compiled.binds.items() if not bind.required},
        tuple((given.index(name) if given else name, encode, nothing) for name, encode, _, nothing in into),
        tuple(form for _, _, form, _ in into),
        tuple((column.keyname, _out_of(column.type)) for column in compiled._result_columns),
    )


@cache
def _control(text: str) -> Prepared:
    """What begins and ends a transaction is prepared like all else: PostgreSQL would read it anew each time."""
    return Prepared(b"engine_%d" % next(_numbers), text.encode(), {}, (), (), ())


COMMIT = _control("COMMIT")


def ask(
    connection: Connection, asked: Sequence[tuple[Prepared, Given]], *, commit: bool = False,
) -> list[pq.abc.PGresult]:
    """Ask all of it in one round trip, after a BEGIN that is due and before a COMMIT; the answers to it in their order."""
    driver = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection)
    line, known = driver.pgconn, connection.info[PREPARED]
    expected: list[bytes | None] = []   # the statement that an answer makes known
    begins = line.transaction_status == pq.TransactionStatus.IDLE and not driver.autocommit
    line.enter_pipeline_mode()
    for said, values in [*([(_begin(driver), ())] if begins else ()), *asked, *([(COMMIT, ())] if commit else ())]:
        if said.name not in known:
            line.send_prepare(said.name, said.text)
            expected.append(said.name)
        line.send_query_prepared(said.name, said.given(values), said.formats, BINARY)
        expected.append(None)
    line.pipeline_sync()
    results = _answers(driver)
    line.exit_pipeline_mode()
    # What was prepared stays so, even if what was asked of it, or after it, is refused.
    known.update(name for result, name in zip(results, expected, strict=True)
                 if name and result.status == pq.ExecStatus.COMMAND_OK)
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result)
    answers = [result for result, name in zip(results, expected, strict=True) if name is None]
    return answers[begins:len(answers) - commit]


def _begin(driver: psycopg.Connection[Any]) -> Prepared:
    level = driver.isolation_level
    return _control("BEGIN" if level is None else f"BEGIN ISOLATION LEVEL {level.name.replace('_', ' ')}")


def _answers(driver: psycopg.Connection[Any]) -> list[pq.abc.PGresult]:
    """Every answer up to the end of the trip. Whoever is disturbed while waiting leaves a line that nobody can use."""
    line = driver.pgconn
    found: list[pq.abc.PGresult] = []
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN)
    try:
        while line.flush():
            _until_written(line)
        while True:
            while line.is_busy():
                waiting.poll()
                line.consume_input()
            result = line.get_result()
            if result is None:
                continue
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                return found
            if line.status == pq.ConnStatus.BAD:
                raise psycopg.OperationalError(f"the connection is lost: {line.get_error_message()}")
            found.append(result)
    except BaseException:
        line.finish()
        raise


def _until_written(line: pq.abc.PGconn) -> None:
    """Wait until more can be sent; what comes meanwhile is taken in, or both sides would wait for ever."""
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN | select.POLLOUT)
    if any(event & select.POLLIN for _, event in waiting.poll()):
        line.consume_input()


def _into(kind: TypeEngine[Any]) -> tuple[Encode, pq.Format, bytes | None]:
    """How a value of this type is sent. Texts go in binary: as text they would end at a NUL instead of being refused."""
    for types, *how in _SENT:
        if isinstance(kind, types):
            return cast("tuple[Encode, pq.Format, bytes | None]", tuple(how))
    raise TypeError(f"nothing of this type is sent by wire: {kind!r}")


def _out_of(kind: TypeEngine[Any]) -> Decode:
    for types, decode in _READ:
        if isinstance(kind, types):
            return decode
    raise TypeError(f"nothing of this type is read from the wire: {kind!r}")


@lru_cache(maxsize=256)
def _sent_moment(value: datetime) -> bytes:
    """All that one step writes bears the same one."""
    return UtcDateTime.aware(value).isoformat().encode()


def _read_moment(value: bytes) -> datetime:
    return EPOCH + timedelta(microseconds=int.from_bytes(value, "big", signed=True))


_SENT: tuple[tuple[type[TypeEngine[Any]], Encode, pq.Format, bytes | None], ...] = (
    (Boolean, lambda value: b"t" if value else b"f", TEXT, None),
    (Integer, b"%d".__mod__, TEXT, None),
    (String, str.encode, BINARY, None),
    (JSON, orjson.dumps, BINARY, b"null"),
    (LargeBinary, bytes, BINARY, None),
    (UtcDateTime, _sent_moment, TEXT, None),
)
_READ: tuple[tuple[type[TypeEngine[Any]], Decode], ...] = (
    (Boolean, lambda value: value == b"\x01"),
    (Integer, lambda value: int.from_bytes(value, "big", signed=True)),
    (String, bytes.decode),
    (JSON, orjson.loads),
    (LargeBinary, bytes),
    (UtcDateTime, _read_moment),
)
