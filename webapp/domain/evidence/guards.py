"""Append-only, held by the database itself: neither a slip of ours nor a hand at the prompt changes what proves something.

Erasing a log entry's payload is the one change that passes: it empties body and salt and touches nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, event

from webapp.db import Model

ANYTHING = "TRUE"
MORE_THAN_ERASING = (
    "NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.number <> OLD.number OR NEW.leaf <> OLD.leaf"
    " OR NEW.event_id <> OLD.event_id OR NEW.envelope_id IS DISTINCT FROM OLD.envelope_id"
)
GUARDED: Mapping[str, str] = {
    "log_entry": MORE_THAN_ERASING, "log_node": ANYTHING, "log_head": ANYTHING, "signed_revision": ANYTHING,
    "frozen_document": ANYTHING,
}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
)


def statements(table: str, forbidden: str, dialect: str) -> Iterator[str]:
    """What makes a table append-only on this database."""
    if dialect == "sqlite":
        stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        yield f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} WHEN {forbidden} {stop}"
        yield f"CREATE TRIGGER {table}_undeleted BEFORE DELETE ON {table} {stop}"
        return
    yield FUNCTION
    stop = "EXECUTE FUNCTION append_only()"
    yield f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({forbidden}) {stop}"
    yield f"CREATE TRIGGER {table}_undeleted BEFORE DELETE ON {table} FOR EACH ROW {stop}"
    yield f"CREATE TRIGGER {table}_unemptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {stop}"


def _guard(table: Table, connection: Connection, **_more: Any) -> None:
    for statement in statements(table.name, GUARDED[table.name], connection.dialect.name):
        connection.exec_driver_sql(statement)


def stand_guard() -> None:
    """Wherever these tables are made, they are guarded."""
    for name in GUARDED:
        event.listen(Model.metadata.tables[name], "after_create", _guard)
