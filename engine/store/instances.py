"""Tables of what runs: instances with their state, the tasks people see, and what they answered."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
    text,
)

from engine.store.types import UtcDateTime, metadata

SUSPENDED = text("suspended_at IS NOT NULL")
OPEN_AND_DUE = text("closed_at IS NULL AND due_at IS NOT NULL")

engine_instance = Table(
    "engine_instance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("engine_version.id"), nullable=False, index=True),
    Column("process_id", String(200), nullable=False),
    Column("business_key", String(200), index=True),
    Column("revision", Integer, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", String(200), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("outcome", String(200)),
    Column("suspended_at", UtcDateTime),
    Index("ix_engine_instance_suspended", "id", sqlite_where=SUSPENDED, postgresql_where=SUSPENDED),
    sqlite_autoincrement=True,
    postgresql_with={"fillfactor": 70},   # every move writes the state anew: room beside it spares its indexes
    comment="One run of a process; revision counts its moves and guards every save.",
)

engine_value = Table(
    "engine_value",
    metadata,
    Column("instance_id", ForeignKey("engine_instance.id"), primary_key=True),
    Column("digest", String(16), primary_key=True),
    Column("text", Text, nullable=False),
    comment="Heavy variables that states name by the hash of their JSON: written once, never changed.",
)

engine_task = Table(
    "engine_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), nullable=False),
    Column("version_id", Integer, nullable=False),   # no foreign key: it would lock the version that all cases share (ADR 0025)
    Column("token", String(100), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("form_id", String(200)),
    Column("assignee", String(200)),
    Column("candidate_groups", JSON, nullable=False),
    Column("candidate_users", JSON, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("input", JSON, nullable=False),
    Column("due_at", UtcDateTime),
    Column("follow_up_at", UtcDateTime),
    Column("priority", Integer, nullable=False),
    Column("business_key", String(200)),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(200)),
    Column("closed_as", String(20)),
    Column("incident_id", Integer),
    Column("owner", String(200)),
    Column("signs", String(6)),
    Column("signs_for", String(100)),
    Column("held", Boolean, nullable=False, server_default=false()),
    # A token asks once in its life. An index of open tasks alone would have to be touched whenever one is closed.
    Index("uq_engine_task_token", "instance_id", "token", unique=True),
    Index(
        # All that an inbox orders and counts by, so that neither looks at the rows (SQLite asks for closed_at, too).
        "ix_engine_task_open_assignee", "assignee", "due_at", "priority", "id", "closed_at",
        sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
    ),
    Index(
        "ix_engine_task_open_due_at", "due_at", sqlite_where=OPEN_AND_DUE, postgresql_where=OPEN_AND_DUE,
    ),
    Index(
        "ix_engine_task_closed_by", "closed_by", "closed_at", "id",
        sqlite_where=text("closed_at IS NOT NULL"), postgresql_where=text("closed_at IS NOT NULL"),
    ),
    comment="A user task; open while closed_at is empty, stuck while incident_id is not.",
)

engine_task_candidate = Table(
    "engine_task_candidate",
    metadata,
    Column("task_id", ForeignKey("engine_task.id"), primary_key=True),
    Column("kind", String(5), primary_key=True),
    Column("name", String(200), primary_key=True),
    Index("ix_engine_task_candidate_name", "name", "kind", "task_id"),
    comment="Who may claim an open task: a group or a user; gone when the task is closed.",
)

engine_answers = Table(
    "engine_answers",
    metadata,
    Column("instance_id", Integer, primary_key=True, autoincrement=False),
    Column("element_id", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("task_id", ForeignKey("engine_task.id"), nullable=False),
    Column("data", JSON, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
    comment="What a form returned; a later round of the same element is the next revision.",
)
