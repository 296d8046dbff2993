"""Exchanging the state of a case for one of another version: what stays open keeps its rows and their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table, update

from engine import spiff
from engine.clock import now
from engine.errors import StaleInstance
from engine.history import add_events, entry
from engine.runtime.acts import Held
from engine.store import (
    Batch,
    engine_instance,
    engine_job,
    engine_subscription,
    engine_task,
    engine_timer,
    keep_values,
    projection,
    writing,
)
from engine.store.types import Session
from engine.store.waits import Cause

TABLES: dict[str, Table] = {"task": engine_task, "job": engine_job, "timer": engine_timer,
                            "message": engine_subscription, "signal": engine_subscription}


@dataclass(frozen=True, slots=True)
class Exchange:
    """The state to be held from now on, the heavy variables new in it, and as which version's."""

    state: bytes
    values: Mapping[str, str]
    version_id: int
    process_id: str
    kind: str
    actor: str
    facts: Mapping[str, Any]


def exchange(
    session: Session, held: Held, wanted: Exchange, before: spiff.Run, after: spiff.Run
) -> int:
    """Write the state over the one that is held, and its rows; the answer is the new revision."""
    at, instance_id = now(), held.instance.id
    instance = replace(held.instance, version_id=wanted.version_id, process_id=wanted.process_id,
                       variables=after.variables)
    stood, stands = before.standing(), after.standing()
    change = projection.difference(stood, stands, after.told(stands, but=stood), instance, at)
    _save(session, held, wanted)
    for wait in after.told(stands):
        if wait.token in stood:
            _rename(session, instance_id, wait, wanted.version_id)
    batch = Batch(session)
    keep_values(batch, instance_id, wanted.values)
    written = writing.write(batch, instance_id, change, Cause("", "canceled", wanted.actor, at))
    add_events(batch, [
        entry(wanted.kind, instance_id=instance_id, at=at, actor=wanted.actor, facts=wanted.facts),
        *(entry(note.kind, instance_id=instance_id, at=at, actor=wanted.actor,
                element_id=note.element_id, facts=note.facts)
          for note in (*written.closing, *written.opening)),
    ])
    batch.run()
    return held.revision + 1


def _save(session: Session, held: Held, wanted: Exchange) -> None:
    columns = engine_instance.c
    saved: Any = session.execute(
        update(engine_instance)
        .where(columns.id == held.instance.id, columns.revision == held.revision)
        .values(state=wanted.state, revision=held.revision + 1, version_id=wanted.version_id,
                process_id=wanted.process_id)
    )
    if saved.rowcount != 1:
        raise StaleInstance("stale-instance", instance_id=held.instance.id, revision=held.revision)


def _rename(session: Session, instance_id: int, wait: spiff.Wait, version_id: int) -> None:
    """What stays open is called as the version calls it; who has it and since when stays."""
    table = TABLES[wait.kind]
    values: dict[str, Any] = {"element_id": wait.element_id, "process_id": wait.process_id}
    if wait.task is not None:
        values |= {"version_id": wait.version_id or version_id, "name": wait.name, "form_id": wait.task.form_id,
                   "headers": dict(wait.task.headers)}
    elif wait.job is not None:
        values |= {"version_id": wait.version_id or version_id, "headers": dict(wait.job.headers)}
    elif table is engine_subscription:
        values |= {"name": wait.message or wait.signal or "", "correlation_key": wait.correlation_key or ""}
    session.execute(
        update(table).where(table.c.instance_id == instance_id, table.c.token == wait.token).values(**values)
    )
