"""Tables of what instances wait for: jobs, timers, subscriptions, messages kept, and incidents."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.store.types import UtcDateTime, metadata

OPEN_JOB = text("closed_at IS NULL AND incident_id IS NULL")
OPEN_TIMER = text("incident_id IS NULL")
OPEN_INCIDENT = text("resolved_at IS NULL")

engine_job = Table(
    "engine_job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), nullable=False, index=True),
    Column("version_id", Integer, nullable=False),   # no foreign key, as with tasks (ADR 0025)
    Column("token", String(100), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("type", String(200), nullable=False),
    Column("headers", JSON, nullable=False),
    Column("input", JSON, nullable=False),
    Column("business_key", String(200)),
    Column("idempotency_key", String(200), nullable=False),
    Column("retries", Integer, nullable=False),
    Column("retries_left", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("worker", String(200)),
    Column("leased_until", UtcDateTime),
    Column("last_error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_as", String(20)),
    Column("incident_id", Integer),
    UniqueConstraint("idempotency_key"),
    Index("ix_engine_job_due", "due_at", sqlite_where=OPEN_JOB, postgresql_where=OPEN_JOB),
    sqlite_autoincrement=True,
    comment="A service task's work, committed with the state and leased by one worker at a time.",
)

engine_timer = Table(
    "engine_timer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), nullable=False),
    Column("token", String(100), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("repetitions_left", Integer),
    Column("set_at", UtcDateTime, nullable=False),
    Column("incident_id", Integer),
    UniqueConstraint("instance_id", "token"),
    Index("ix_engine_timer_due", "due_at", sqlite_where=OPEN_TIMER, postgresql_where=OPEN_TIMER),
    sqlite_autoincrement=True,
    comment="An armed timer; the row goes when it has fired for the last time or nobody waits.",
)

engine_subscription = Table(
    "engine_subscription",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), nullable=False),
    Column("token", String(100), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    UniqueConstraint("instance_id", "token"),
    Index("ix_engine_subscription_name_correlation_key", "name", "correlation_key"),
    sqlite_autoincrement=True,
    comment="An instance waits for a message with this key, or for a signal (whose key is empty).",
)

engine_message = Table(
    "engine_message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    Column("variables", JSON, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Index("ix_engine_message_name_correlation_key", "name", "correlation_key"),
    sqlite_autoincrement=True,
    comment="A message nobody waited for yet, kept until it expires.",
)

engine_arrival = Table(
    "engine_arrival",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), nullable=False, index=True),
    Column("token", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("variables", JSON, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("came_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
    comment="A message or signal that came for a suspended instance; given to it when it is resumed.",
)

engine_gathered = Table(
    "engine_gathered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("package", String(200), nullable=False),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("correlation_key", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("variables", JSON, nullable=False),
    Column("came_at", UtcDateTime, nullable=False),
    Index("ix_engine_gathered_start", "package", "process_id", "element_id", "correlation_key"),
    sqlite_autoincrement=True,
    comment="A message or signal that begins a process when the others that its start event wants have come.",
)

engine_start_timer = Table(
    "engine_start_timer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("engine_version.id"), nullable=False, index=True),
    Column("process_id", String(200), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("due_at", UtcDateTime, nullable=False, index=True),
    Column("repetitions_left", Integer),
    Column("every", String(200)),
    sqlite_autoincrement=True,
    comment="A start event of a package's newest version that begins its process at a time.",
)

engine_incident = Table(
    "engine_incident",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instance_id", ForeignKey("engine_instance.id"), nullable=False, index=True),
    Column("element_id", String(200)),
    Column("kind", String(20), nullable=False),
    Column("message_id", String(200), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("act", JSON),
    Column("task_id", ForeignKey("engine_task.id")),
    Column("job_id", ForeignKey("engine_job.id")),
    Column("timer_id", Integer),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("resolved_by", String(200)),
    Index("ix_engine_incident_open", "id", sqlite_where=OPEN_INCIDENT,
          postgresql_where=OPEN_INCIDENT),
    sqlite_autoincrement=True,
    comment="A step that failed and was undone; act holds what to try again.",
)
