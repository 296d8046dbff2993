"""Tables of cases on their way to another version: the plan, and each case with what it was before."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from engine.store.types import UtcDateTime, metadata

TO_DO = text("state IN ('waiting', 'reverting')")

engine_migration = Table(
    "engine_migration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("from_version_id", ForeignKey("engine_version.id"), nullable=False),
    Column("to_version_id", ForeignKey("engine_version.id"), nullable=False),
    Column("plan", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("begun_by", String(200), nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
    comment="Cases of one version that move to another, by a plan.",
)

engine_migration_case = Table(
    "engine_migration_case",
    metadata,
    Column("migration_id", ForeignKey("engine_migration.id"), primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("told", JSON, nullable=False),
    Column("before", LargeBinary),
    Column("before_process", String(200)),
    Column("revision", Integer),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_engine_migration_case_to_do", "migration_id", "instance_id", sqlite_where=TO_DO,
          postgresql_where=TO_DO),
    comment="A case in a migration: waiting, migrated, refused, gone, reverting, reverted or stayed.",
)
