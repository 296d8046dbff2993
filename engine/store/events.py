"""Tables of what happened: the append-only history, which is the outbox, and its readers' cursors."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, text

from engine.store.types import UtcDateTime, metadata

UNNUMBERED, NUMBERED = text("position IS NULL"), text("position IS NOT NULL")
BIG = BigInteger().with_variant(Integer, "sqlite")

engine_event = Table(
    "engine_event",
    metadata,
    Column("id", BIG, primary_key=True),
    Column("instance_id", Integer),   # no foreign key: who writes an event holds the row it names, and no instance ever goes
    Column("kind", String(40), nullable=False),
    Column("element_id", String(200)),
    Column("actor", String(200)),
    Column("facts", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("position", BIG),
    Index("ix_engine_event_instance_id", "instance_id", "id"),
    Index("uq_engine_event_position", "position", unique=True, sqlite_where=NUMBERED, postgresql_where=NUMBERED),
    # On SQLite they are those past the last that is numbered: `unnumbered` in the outbox.
    Index("ix_engine_event_unnumbered", "id", postgresql_where=UNNUMBERED).ddl_if(dialect="postgresql"),
    comment="History and outbox in one; position is given once, when the first reader sees the row.",
)

engine_archived_event = Table(
    "engine_archived_event",
    metadata,
    Column("id", BIG, primary_key=True, autoincrement=False),
    Column("instance_id", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("element_id", String(200)),
    Column("actor", String(200)),
    Column("facts", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("position", BIG, nullable=False, unique=True),
    Index("ix_engine_archived_event_instance_id", "instance_id", "id"),
    comment="Events of cases long ended, word for word; read with the others, out of the way of what runs.",
)

engine_cursor = Table(
    "engine_cursor",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("position", BIG, nullable=False),
    comment="How far each named reader of the outbox has come.",
)
