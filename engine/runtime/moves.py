"""Moves: one step of an instance and all that follows from it in others, by messages and signals.

A message goes to one receiver of each process: the subscription that waits longest, of an instance that is not
suspended if there is one. A signal goes to all. What comes for a suspended instance is kept until it is resumed.
What an instance throws while it moves is handed on when its own step stands, one after another,
so that instances calling each other back and forth never pile up; instances are locked in the order of
their ids. A message that nobody waits for and that may wait itself is kept; publisher and subscriber
hold its name and key meanwhile, or each could miss the other on PostgreSQL.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from engine.clock import now
from engine.errors import EngineError, InstanceEnded, NotWaiting
from engine.runtime import arrivals, steps, triggers
from engine.runtime.acts import Act, Blame, Completion, Held, lock
from engine.runtime.steps import Beside, Done, Start
from engine.store import engine_instance, engine_message, engine_subscription, lock_name
from engine.store.rows import Instance
from engine.store.types import Session

MOST_AT_ONCE = 1000
QUEUE = "engine.exchange"


@dataclass(frozen=True, slots=True)
class Receiver:
    """A subscription that a message or signal is for."""

    instance_id: int
    token: str
    element_id: str


def start(  # noqa: PLR0913  -- a verb of the front door
    session: Session,
    process_id: str,
    *,
    version_id: int,
    actor: str,
    variables: Mapping[str, Any] | None = None,
    business_key: str | None = None,
    element_id: str | None = None,
) -> Instance:
    """Start a process and run it until it waits; if its first step fails, nothing is started.

    It begins at the start event that is named. That may be left out if there is only one, or one that is plain.
    """
    done = steps.begin(session, Start(process_id, version_id, element_id), actor=actor,
                       variables=variables, business_key=business_key)
    _hand_on(session, done)
    return done.completion.instance


def move(session: Session, held: Held, act: Act, blame: Blame, beside: Beside | None = None) -> Completion:
    """Do one act to a locked instance, and all that follows from it elsewhere."""
    done = steps.take(session, held, act, blame, beside)
    if held.instance.suspended_at is not None and done.completion.instance.ended_at is not None:
        arrivals.forget(session, held.instance.id)
    _hand_on(session, done)
    return done.completion


def cancel_instance(session: Session, instance_id: int, *, actor: str, reason: str) -> Instance:
    """End an instance where it stands; everything it waits for is withdrawn."""
    held = lock(session, instance_id)
    if held.instance.ended_at is not None:
        raise InstanceEnded("instance-ended", instance_id=instance_id)
    act = Act("cancel", actor, message=reason)
    return move(session, held, act, Blame("cancel")).instance


def publish(
    session: Session, name: str, key: str, *, variables: Mapping[str, Any], actor: str
) -> int:
    """Give a message to those who wait for it, else to the processes it starts; how many received it."""
    found = _waiting("message", name, key)
    first_of_each: dict[str, Receiver] = {}
    for row in session.execute(found):
        first_of_each.setdefault(row.started_as, Receiver(row.instance_id, row.token, row.element_id))
    chosen = sorted(first_of_each.values(), key=lambda receiver: receiver.instance_id)
    received = sum(
        _deliver_message(session, receiver, name, variables=variables, actor=actor)
        for receiver in chosen
    )
    return received or _start_by(session, "message", name, key, variables=variables, actor=actor)


def publish_or_keep(
    session: Session, name: str, key: str, *, variables: Mapping[str, Any], actor: str, until: datetime | None,
) -> int:
    """Give a message to those who wait for it; if nobody does, keep it that long for the first who will."""
    received = publish(session, name, key, variables=variables, actor=actor)
    if received or until is None:
        return received
    lock_name(session, _message_lock(name, key))
    received = publish(session, name, key, variables=variables, actor=actor)
    if not received:
        session.execute(insert(engine_message).values(
            name=name, correlation_key=key, variables=variables, actor=actor, published_at=now(), expires_at=until))
    return received


def _deliver_message(
    session: Session, receiver: Receiver, name: str, *, variables: Mapping[str, Any], actor: str
) -> bool:
    """Move one instance by a message, or keep it if it is suspended; False if it stopped waiting before we held it."""
    act = Act("deliver", actor, receiver.token, dict(variables), name=name,
              element_id=receiver.element_id)
    return _deliver(session, receiver, act, "message")


def broadcast(
    session: Session, name: str, *, variables: Mapping[str, Any], actor: str, thrown_by: int | None = None,
) -> int:
    """Give a signal to every instance that waits for it and every process it starts; how many received it.

    The instance that throws it has heard it already, wherever it listened then.
    """
    receivers = {row.instance_id: Receiver(row.instance_id, "", row.element_id)
                 for row in session.execute(_waiting("signal", name, "")) if row.instance_id != thrown_by}
    act = Act("signal", actor, variables=dict(variables), name=name)
    heard = sum(_deliver(session, receivers[instance_id], act, "signal")
                for instance_id in sorted(receivers))
    return heard + _start_by(session, "signal", name, "", variables=variables, actor=actor)


def start_where(session: Session, variables: Mapping[str, Any], *, actor: str) -> int:
    """Begin every process whose conditional start event holds for these variables; how many began."""
    return _begun(session, triggers.begin_where(session, variables=variables, actor=actor))


def start_at(session: Session, at_start: Start) -> bool:
    """Begin a process whose time has come; False, and a record of why, if its first step fails."""
    return bool(_begun(session, triggers.attempt(session, at_start, "timer", variables={}, actor="system")))


def _start_by(
    session: Session, kind: str, name: str, key: str, *, variables: Mapping[str, Any], actor: str
) -> int:
    """Start what waits for this to start; how many instances began, or will when the rest has come that one wants."""
    return _begun(session, triggers.begin(session, kind, name, key, variables=variables, actor=actor))


def _begun(session: Session, starting: Iterable[Done | None]) -> int:
    begun = list(starting)
    for done in filter(None, begun):
        _hand_on(session, done)
    return len(begun)


def _hand_on(session: Session, done: Done) -> None:
    """Pass on what a step threw, and give new subscriptions the messages kept for them."""
    if not done.thrown and not done.subscriptions:
        return
    waiting: deque[Done] | None = session.info.get(QUEUE)
    if waiting is not None:
        waiting.append(done)
        return
    session.info[QUEUE] = queue = deque([done])
    try:
        for _ in range(MOST_AT_ONCE):
            if not queue:
                return
            _pass_on(session, queue.popleft())
        raise EngineError("message-storm", instance_id=done.completion.instance.id,
                          limit=MOST_AT_ONCE)
    finally:
        del session.info[QUEUE]


def _pass_on(session: Session, done: Done) -> None:
    instance = done.completion.instance
    actor = f"instance:{instance.id}"
    for throw in done.thrown:
        if throw.kind == "signal":
            broadcast(session, throw.name, variables=throw.variables, actor=actor, thrown_by=instance.id)
        else:
            publish_or_keep(session, throw.name, throw.correlation_key or "", variables=throw.variables,
                            actor=actor, until=throw.kept_until)
    for row in done.subscriptions:
        if row["kind"] == "message":
            give_kept(session, instance, row)


def give_kept(session: Session, instance: Instance, row: Mapping[str, Any]) -> None:
    """Give a new subscription the oldest message kept for it."""
    name, key = row["name"], row["correlation_key"]
    lock_name(session, _message_lock(name, key))
    oldest = (
        select(engine_message)
        .where(engine_message.c.name == name, engine_message.c.correlation_key == key,
               engine_message.c.expires_at > now())
        .order_by(engine_message.c.id).limit(1)
    )
    kept = session.execute(oldest).one_or_none()
    if kept is None:
        return
    receiver = Receiver(instance.id, row["token"], row["element_id"])
    if _deliver_message(session, receiver, name, variables=kept.variables, actor=kept.actor):
        session.execute(delete(engine_message).where(engine_message.c.id == kept.id))


def fire(session: Session, row: Any) -> bool:
    """Move one instance by a timer that is due, as its row says; False if it is set no longer."""
    act = Act("fire", "system", row.token, element_id=row.element_id, due_at=row.due_at.isoformat())
    blame = Blame("timer", row.element_id, timer_id=row.id)
    try:
        move(session, lock(session, row.instance_id), act, blame)
    except NotWaiting:
        return False
    return True


def give_arrived(session: Session, instance: Instance) -> None:
    """Give a resumed instance what came for it meanwhile; a timer that came due before fires before."""
    for came_at, act in arrivals.take(session, instance.id):
        for row in arrivals.due_before(session, instance.id, came_at):
            fire(session, row)
        kind = "signal" if act.verb == "signal" else "message"
        _deliver(session, Receiver(instance.id, act.token, act.element_id or ""), act, kind)


def _message_lock(name: str, key: str) -> str:
    """The name under which publisher and subscriber of a kept message take turns."""
    return f"message:{name}\n{key}"


def _waiting(kind: str, name: str, key: str) -> Any:
    table = engine_subscription
    return (
        select(table.c.instance_id, table.c.token, table.c.element_id,
               engine_instance.c.process_id.label("started_as"))
        .join(engine_instance, engine_instance.c.id == table.c.instance_id)
        .where(table.c.name == name, table.c.correlation_key == key, table.c.kind == kind)
        .order_by(engine_instance.c.suspended_at.is_not(None), table.c.id)
    )


def _deliver(session: Session, receiver: Receiver, act: Act, kind: str) -> bool:
    held = lock(session, receiver.instance_id)
    if held.instance.ended_at is not None:
        return False
    if held.instance.suspended_at is not None:
        return arrivals.keep(session, receiver.instance_id, act, kind)
    try:
        move(session, held, act, Blame(kind, receiver.element_id))
    except NotWaiting:
        return False
    return True
