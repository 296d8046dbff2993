"""Timers: which are due, and firing them. A timer is a row, so a restart loses nothing.

Each timer is a move of its own. On PostgreSQL the instances of due timers are claimed with SKIP LOCKED:
two workers never wait for each other, and an instance in somebody's hands is met again next time. On
SQLite the caller's transaction is the only writer, so there is nothing to claim. Whether the timer is
still set is decided by the state under the lock, not by the row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import runtime
from engine.clock import now
from engine.errors import NotWaiting
from engine.runtime import Act, Blame
from engine.store import engine_instance, engine_timer
from engine.store.rows import Timer, read

timer = engine_timer.c


def fire_due_timers(session: Session, *, limit: int = 50) -> int:
    """Fire what is due now, earliest first; how many fired. A cycle that is due again waits its turn."""
    query = (
        select(timer.id, timer.instance_id, timer.token, timer.element_id)
        .join(engine_instance, engine_instance.c.id == timer.instance_id)
        .where(timer.due_at <= now(), timer.incident_id.is_(None),
               engine_instance.c.suspended_at.is_(None))
        .order_by(timer.due_at, timer.id)
        .limit(limit)
        .with_for_update(of=engine_instance, skip_locked=True, key_share=True)
    )
    return sum(_fire(session, row) for row in session.execute(query).all())


def timers(session: Session, instance_id: int) -> list[Timer]:
    """What an instance waits for by the clock, soonest first."""
    query = select(engine_timer).where(timer.instance_id == instance_id)
    rows = session.execute(query.order_by(timer.due_at, timer.id)).mappings()
    return [read(Timer, row) for row in rows]


def _fire(session: Session, row: Any) -> bool:
    act = Act("fire", "system", row.token, element_id=row.element_id)
    blame = Blame("timer", row.element_id, timer_id=row.id)
    try:
        runtime.move(session, runtime.lock(session, row.instance_id), act, blame)
    except NotWaiting:
        return False
    return True


def next_due(session: Session) -> Any:
    """When the next timer is due, if any is set; a worker need not look before."""
    query = select(func.min(timer.due_at)).where(timer.incident_id.is_(None))
    return session.execute(query).scalar_one_or_none()
