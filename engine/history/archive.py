"""The archive: the events of cases that ended long ago, moved out of the way of those that run."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select

from engine.history.outbox import SEQUENCE
from engine.store import (
    engine_archived_event,
    engine_cursor,
    engine_event,
    engine_instance,
    lock_name,
)
from engine.store.types import Session


def archive_history(session: Session, *, ended_before: datetime, limit: int = 100) -> int:
    """Move the events of so many cases that ended before then out of the way; how many cases.

    Word for word, in one transaction, and only what every reader of the outbox has dealt with: what is said of a case
    meanwhile has a later position or none, and stays until the next time. The newest event of all stays, with its case, or
    SQLite would give its id again. Whoever reads a history reads both places, so nothing that is evidence is missed.
    """
    read_by_all = select(func.min(engine_cursor.c.position)).where(engine_cursor.c.name != SEQUENCE)
    other = engine_event.alias().c
    newest = select(func.max(engine_event.c.id)).scalar_subquery()
    needed_event = exists().where(
        other.instance_id == engine_instance.c.id,
        other.position.is_(None) | (other.position > read_by_all.scalar_subquery()) | (other.id == newest),
    )
    chosen = (
        select(engine_event.c.instance_id, func.max(engine_event.c.position).label("last"))
        .join(engine_instance, engine_instance.c.id == engine_event.c.instance_id)
        .where(engine_instance.c.ended_at < ended_before, ~needed_event)
        .group_by(engine_event.c.instance_id).order_by(engine_event.c.instance_id).limit(limit)
    )
    lock_name(session, "archive")
    cases = session.execute(chosen).all()
    seen = (engine_event.c.instance_id.in_([case.instance_id for case in cases]),
            engine_event.c.position <= max((case.last for case in cases), default=0))
    columns = list(engine_archived_event.c.keys())
    rows = select(*(engine_event.c[name] for name in columns)).where(*seen)
    session.execute(insert(engine_archived_event).from_select(columns, rows))
    session.execute(delete(engine_event).where(*seen))
    return len(cases)
