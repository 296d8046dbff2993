"""Timers: which are due, and firing them. A timer is a row, so a restart loses nothing.

Each timer is a move of its own. On PostgreSQL the instances of due timers are claimed with SKIP LOCKED:
two workers never wait for each other, and an instance in somebody's hands is met again next time. On
SQLite the caller's transaction is the only writer, so there is nothing to claim. Whether the timer is
still set is decided by the state under the lock, not by the row.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from engine import runtime
from engine.clock import now
from engine.runtime import Start
from engine.spiff import ENDLESS, turn_after
from engine.store import engine_instance, engine_start_timer, engine_timer
from engine.store.rows import Timer, read
from engine.store.types import Session

timer = engine_timer.c
start = engine_start_timer.c


def fire_due_timers(session: Session, *, limit: int = 50) -> int:
    """Fire what is due now, earliest first; how many fired. A cycle that is due again waits its turn."""
    query = (
        select(timer.id, timer.instance_id, timer.token, timer.element_id, timer.due_at)
        .join(engine_instance, engine_instance.c.id == timer.instance_id)
        .where(timer.due_at <= now(), timer.incident_id.is_(None),
               engine_instance.c.suspended_at.is_(None))
        .order_by(timer.due_at, timer.id)
        .limit(limit)
        .with_for_update(of=engine_instance, skip_locked=True, key_share=True)
    )
    fired = sum(runtime.fire(session, row) for row in session.execute(query).all())
    return fired + _begin_due(session, limit - fired)


def next_due(session: Session) -> datetime | None:
    """When the next timer is due, of an instance or of a start event, if any is set: nothing happens before."""
    of_instances = timer.incident_id.is_(None) & timer.instance_id.not_in(runtime.suspended())
    soonest = session.execute(select(
        select(func.min(timer.due_at)).where(of_instances).scalar_subquery(),
        select(func.min(start.due_at)).scalar_subquery(),
    )).one()
    return min((moment for moment in soonest if moment is not None), default=None)


def timers(session: Session, instance_id: int) -> list[Timer]:
    """What an instance waits for by the clock, soonest first."""
    query = select(engine_timer).where(timer.instance_id == instance_id)
    rows = session.execute(query.order_by(timer.due_at, timer.id)).mappings()
    return [read(Timer, row) for row in rows]


def _begin_due(session: Session, limit: int) -> int:
    """Begin the processes whose time has come; one that cannot begin is noted, and tried at its next turn."""
    query = (
        select(engine_start_timer).where(start.due_at <= now()).order_by(start.due_at, start.id)
        .limit(max(limit, 0)).with_for_update(skip_locked=True)
    )
    rows = session.execute(query).all()
    for row in rows:
        _set_again(session, row)
        runtime.start_at(session, Start(row.process_id, row.version_id, row.element_id))
    return len(rows)


def _set_again(session: Session, row: Any) -> None:
    """A cycle is set again from when it was due, so that it never drifts."""
    if row.every is None or row.repetitions_left in (0, 1):
        session.execute(delete(engine_start_timer).where(start.id == row.id))
        return
    left = row.repetitions_left if row.repetitions_left == ENDLESS else row.repetitions_left - 1
    session.execute(update(engine_start_timer).where(start.id == row.id).values(
        due_at=turn_after(row.every, row.due_at), repetitions_left=left))
