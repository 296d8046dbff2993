"""Tables of what was deployed: frozen package versions, their files, and contents kept once each."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.types import UtcDateTime, metadata

engine_version = Table(
    "engine_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("package", String(200), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("deployed_at", UtcDateTime, nullable=False),
    Column("deployed_by", String(200), nullable=False),
    UniqueConstraint("package", "number"),
    sqlite_autoincrement=True,
    comment="A package frozen at its deployment; number counts within the package.",
)

engine_content = Table(
    "engine_content",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    comment="File contents by their own hash: what did not change between versions is kept once.",
)

engine_file = Table(
    "engine_file",
    metadata,
    Column("version_id", ForeignKey("engine_version.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("sha256", ForeignKey("engine_content.sha256"), nullable=False),
    comment="Which content a version has under which path.",
)
