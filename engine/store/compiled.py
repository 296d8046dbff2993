"""SQLite's side of the hot path: a statement's text, and how its values go in and come out, found out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

import orjson
from sqlalchemy import JSON, Boolean, Dialect, Executable, LargeBinary
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from engine.store.types import Given, UtcDateTime

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as SQLite takes it, and how its values go in and come out."""

    text: str
    fixed: Mapping[str, Any]
    bound: Callable[[Any], Iterable[Any]]
    given_as: tuple[tuple[int, Convert], ...]
    columns: tuple[str, ...]
    read_as: tuple[tuple[int, Convert], ...]

    def given(self, values: Given) -> list[Any]:
        """The values as the driver takes them."""
        known = [*self.bound({**self.fixed, **cast("Mapping[str, Any]", values)} if self.fixed else values)]
        for place, convert in self.given_as:
            known[place] = convert(known[place])
        return known

    def rows(self, found: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
        """The rows that came back."""
        rows = []
        for each in found:
            row = [*each]
            for place, convert in self.read_as:
                if row[place] is not None:
                    row[place] = convert(row[place])
            rows.append(dict(zip(self.columns, row, strict=True)))
        return rows


def compiled(said: Executable, dialect: Dialect, given: Sequence[str] = ()) -> Compiled:
    """Say a statement for SQLite, whose values come by name or in this order."""
    text = cast(SQLCompiler, cast(Any, said).compile(dialect=dialect))
    columns, names = text._result_columns, text.positiontup or ()
    return Compiled(
        str(text),
        {name: bind.value for name, bind in text.binds.items() if not bind.required},
        _all_of([given.index(name) for name in names] if given else names),
        tuple((place, convert) for place, name in enumerate(names)
              if (convert := _into(text.binds[name].type, dialect)) is not None),
        tuple(column.keyname for column in columns),
        tuple((place, convert) for place, column in enumerate(columns)
              if (convert := _out_of(column.type, dialect)) is not None),
    )


def _all_of(keys: Sequence[Any]) -> Callable[[Any], Iterable[Any]]:
    """Whoever takes the values of these names or places; one alone would come without a tuple around it."""
    if [*keys] == [*range(len(keys))]:
        return iter   # they are in order
    return itemgetter(*keys) if len(keys) > 1 else lambda known: [known[key] for key in keys]


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, JSON):
        return _dumped
    if isinstance(kind, UtcDateTime):
        return _written
    if isinstance(kind, (Boolean, LargeBinary)):
        return None   # the driver takes what is true or false, and bytes, as they are
    return kind._cached_bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    if isinstance(kind, JSON):
        return orjson.loads
    if isinstance(kind, UtcDateTime):
        return _moment
    return kind._cached_result_processor(dialect, None)


def _dumped(value: Any) -> str:
    return orjson.dumps(value).decode()


@lru_cache(maxsize=256)
def _written(value: datetime | None) -> str | None:
    """A moment as SQLAlchemy writes it on SQLite. All that one step writes bears the same one."""
    if value is None:
        return None
    if value.tzinfo is not UTC:
        value = UtcDateTime.aware(value).astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:26]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")
