"""The engine's tables: SQLAlchemy Core on one MetaData. Rows only; nothing here knows how to move."""

from engine.store.definitions import engine_content, engine_file, engine_version
from engine.store.direct import Asked, Batch, Statement, insert_rows
from engine.store.events import engine_archived_event, engine_cursor, engine_event
from engine.store.instances import (
    engine_answers,
    engine_instance,
    engine_task,
    engine_task_candidate,
    engine_value,
)
from engine.store.migrations import engine_migration, engine_migration_case
from engine.store.sqlite import begin_immediate, prepare_database
from engine.store.statements import (
    insert_missing,
    last_numbered,
    lock_name,
    plain,
    plain_facts,
    upcoming,
)
from engine.store.types import Session, UtcDateTime, metadata
from engine.store.values import fetch_values, keep_values
from engine.store.work import (
    engine_arrival,
    engine_gathered,
    engine_incident,
    engine_job,
    engine_message,
    engine_start_timer,
    engine_subscription,
    engine_timer,
)

__all__ = [
    "Asked",
    "Batch",
    "Session",
    "Statement",
    "UtcDateTime",
    "begin_immediate",
    "engine_answers",
    "engine_archived_event",
    "engine_arrival",
    "engine_content",
    "engine_cursor",
    "engine_event",
    "engine_file",
    "engine_gathered",
    "engine_incident",
    "engine_instance",
    "engine_job",
    "engine_message",
    "engine_migration",
    "engine_migration_case",
    "engine_start_timer",
    "engine_subscription",
    "engine_task",
    "engine_task_candidate",
    "engine_timer",
    "engine_value",
    "engine_version",
    "fetch_values",
    "insert_missing",
    "insert_rows",
    "keep_values",
    "last_numbered",
    "lock_name",
    "metadata",
    "plain",
    "plain_facts",
    "prepare_database",
    "upcoming",
]
