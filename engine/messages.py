"""Messages and signals from outside: who waits for them receives them; a message may wait itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from engine import runtime
from engine.clock import now
from engine.history import record
from engine.store import engine_message, plain, projection
from engine.store.types import Session


def publish_message(
    session: Session,
    name: str,
    *,
    correlation_key: str,
    variables: Mapping[str, Any] | None = None,
    actor: str = "system",
    ttl: timedelta | None = None,
) -> int:
    """Give a message to whoever waits for this name and key; how many instances received it, or will when they are resumed.

    If nobody waits and a `ttl` is given, the message is kept so long for the first who will.
    """
    projection.text(name, "name")
    key = projection.text(str(correlation_key), "correlation_key")
    data = plain(dict(variables or {}))
    until = None if ttl is None else now() + ttl
    received = runtime.publish_or_keep(session, name, key, variables=data, actor=actor, until=until)
    record(session, instance_id=None, kind="message.published", actor=actor,
           facts={"name": name, "correlation_key": key, "received": received})
    return received


def broadcast_signal(
    session: Session, name: str, variables: Mapping[str, Any] | None = None, actor: str = "system"
) -> int:
    """Give a signal to every instance that waits for it; how many received it, or will when they are resumed."""
    projection.text(name, "name")
    return runtime.broadcast(session, name, variables=plain(dict(variables or {})), actor=actor)


def forget_expired(session: Session) -> int:
    """Drop messages that waited in vain; how many."""
    dropped: Any = session.execute(delete(engine_message).where(engine_message.c.expires_at <= now()))
    return int(dropped.rowcount)
