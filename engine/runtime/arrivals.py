"""Arrivals: messages and signals that came for an instance while it was suspended, kept until it is resumed.

Who waits for it when it comes is who receives it; a signal comes for all who listen then. Whoever has stopped waiting
before the instance is resumed receives nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from engine.clock import now
from engine.history import entry, write_events
from engine.runtime.acts import Act, Verb
from engine.store import engine_arrival, engine_subscription, engine_timer
from engine.store.types import Session

VERBS: dict[str, Verb] = {"message": "deliver", "signal": "signal"}
arrival, waiting, timer = engine_arrival.c, engine_subscription.c, engine_timer.c


def keep(session: Session, instance_id: int, act: Act, kind: str) -> bool:
    """Keep what came for whoever waits for it in a locked instance; False if nobody does."""
    asked = select(waiting.token, waiting.element_id).where(
        waiting.instance_id == instance_id, waiting.kind == kind, waiting.name == act.name).order_by(waiting.id)
    if act.token:
        asked = asked.where(waiting.token == act.token)
    at, found = now(), session.execute(asked).all()
    if not found:
        return False
    session.execute(insert(engine_arrival), [
        {"instance_id": instance_id, "token": row.token, "kind": kind, "name": act.name, "variables": act.variables,
         "actor": act.actor, "came_at": at} for row in found])
    write_events(session, [
        entry(f"{kind}.kept", instance_id=instance_id, at=at, element_id=row.element_id, actor=act.actor, facts={"name": act.name})
        for row in found])
    return True


def take(session: Session, instance_id: int) -> Iterator[tuple[datetime, Act]]:
    """What came and when, for those who still wait for it; from now on it is in the caller's hands."""
    still_waits = ((waiting.instance_id == arrival.instance_id) & (waiting.token == arrival.token)
                   & (waiting.kind == arrival.kind) & (waiting.name == arrival.name))
    came = session.execute(
        select(engine_arrival, waiting.element_id).join(engine_subscription, still_waits)
        .where(arrival.instance_id == instance_id).order_by(arrival.id)
    ).all()
    forget(session, instance_id)
    for row in came:
        yield row.came_at, Act(VERBS[row.kind], row.actor, row.token, row.variables, name=row.name, element_id=row.element_id)


def due_before(session: Session, instance_id: int, moment: datetime) -> Sequence[Any]:
    """The timers of an instance that were due at this moment, the earliest first."""
    query = select(engine_timer).where(timer.instance_id == instance_id, timer.due_at <= moment, timer.incident_id.is_(None))
    return session.execute(query.order_by(timer.due_at, timer.id)).all()


def forget(session: Session, instance_id: int) -> None:
    """Keep nothing for an instance any more."""
    session.execute(delete(engine_arrival).where(arrival.instance_id == instance_id))
