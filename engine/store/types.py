"""Column types and the MetaData that every table of the system hangs on.

SQLite forgets time zones, so aware times go through `UtcDateTime`; a naive one is a bug and is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, orm
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

Given: TypeAlias = Mapping[str, Any] | Sequence[Any]
"""A statement's values: by name, or in the order in which its names were told."""
Session: TypeAlias = orm.Session | Connection
"""What the engine is spoken to through: a session, or where nobody needs an ORM a connection, which begins in a tenth of the time."""


def database_of(session: Session) -> Engine:
    """The database that it speaks to."""
    bound = session if isinstance(session, Connection) else session.get_bind()
    return bound.engine


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware when it goes in, aware and in UTC when it comes out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect  # noqa: ARG002
    ) -> datetime | None:
        return None if value is None else self.aware(value).astimezone(UTC)

    @staticmethod
    def aware(value: datetime) -> datetime:
        """The value, if it says a moment."""
        if value.tzinfo is None:
            raise ValueError(f"a naive time says no moment: {value.isoformat()}")
        return value

    def process_result_value(
        self, value: Any, dialect: Dialect  # noqa: ARG002
    ) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
