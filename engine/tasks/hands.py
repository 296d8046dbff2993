"""Who has a task in hand: claim it, give it back, hand it to somebody.

Each verb is one guarded UPDATE: of two people who claim at once one gets the task and the other is
told. Only when it touched no row do we look why. Where the diagram has listeners at the assigning, the
instance is locked before, and they are asked in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, update

from engine import runtime
from engine.clock import now
from engine.errors import MoveRefused, NotClaimed, NotYourTask, TaskNotOpen, TaskStuck
from engine.history import entry, write_events
from engine.store import engine_task, projection
from engine.store.rows import Task, read
from engine.store.types import Session
from engine.tasks.listeners import IS_HEARD, ask_listeners, hold_if_heard

task = engine_task.c


def claim(session: Session, task_id: int, *, actor: str) -> Task:
    """Take an unassigned task; claiming one's own changes nothing.

    What was assigned to somebody is not claimed by them, or they could give it back to nobody.
    """
    free = task.assignee.is_(None) | (task.assignee == actor)
    since = case((task.assignee.is_(None), now()), else_=task.claimed_at)
    taken = _set(session, task_id, "claim", actor, free, assignee=projection.text(actor, "assignee"), claimed_at=since)
    if taken is None:
        found = _open_task(session, task_id)
        raise NotYourTask("not-your-task", task_id=task_id, assignee=found.assignee)
    _tell(session, "task.claimed", taken, actor)
    return taken


def release(session: Session, task_id: int, *, actor: str) -> Task:
    """Give a claimed task back to those it was offered to."""
    theirs = (task.assignee == actor) & task.claimed_at.is_not(None)
    given = _set(session, task_id, "unassign", actor, theirs, assignee=None, claimed_at=None)
    if given is None:
        found = _open_task(session, task_id)
        if found.assignee != actor and found.assignee is not None:
            raise NotYourTask("not-your-task", task_id=task_id, assignee=found.assignee)
        raise NotClaimed("not-claimed", task_id=task_id)
    _tell(session, "task.released", given, actor)
    return given


def assign(session: Session, task_id: int, *, to: str, actor: str) -> Task:
    """Hand a task to somebody for good, whoever had it; whether the actor may is for the caller to know."""
    return _give(session, task_id, "task.assigned", actor, assignee=projection.text(to, "assignee"), owner=None)


def delegate(session: Session, task_id: int, *, to: str, actor: str, reason: str) -> Task:
    """Let somebody answer first: the task comes back to who has it now, or who had it when first delegated."""
    found = _open_task(session, task_id)
    if found.assignee is None:
        raise NotClaimed("not-claimed", task_id=task_id)
    if to in (found.assignee, found.owner):
        raise MoveRefused("delegate-to-oneself", who=to)
    return _give(session, task_id, "task.delegated", actor, {"reason": reason},
                 assignee=projection.text(to, "assignee"), owner=found.owner or found.assignee)


def _give(
    session: Session, task_id: int, kind: str, actor: str, facts: Mapping[str, Any] | None = None, **values: Any
) -> Task:
    given = _set(session, task_id, "assign", actor, task.closed_at.is_(None), claimed_at=None, **values)
    if given is None:
        _open_task(session, task_id)
        raise TaskNotOpen("task-not-open", task_id=task_id)
    _tell(session, kind, given, actor, facts)
    return given


def _set(
    session: Session, task_id: int, action: str, actor: str, where: ColumnElement[bool], **values: Any
) -> Task | None:
    changed = _write(session, task_id, where & ~IS_HEARD, values)
    held = None if changed else hold_if_heard(session, task_id)
    if held is None:
        return changed
    had = runtime.find_task(session, task_id).assignee
    changed = _write(session, task_id, where, values)
    if changed is None or changed.assignee == had:
        return changed
    ask_listeners(session, held, changed, action, actor)
    return runtime.find_task(session, task_id)


def _write(session: Session, task_id: int, where: ColumnElement[bool], values: Mapping[str, Any]) -> Task | None:
    row = session.execute(
        update(engine_task)
        .where(task.id == task_id, task.closed_at.is_(None), task.incident_id.is_(None), where)
        .values(**values).returning(engine_task)
    ).mappings().one_or_none()
    return read(Task, row) if row is not None else None


def _open_task(session: Session, task_id: int) -> Task:
    """The task, if it is open and not stuck; otherwise the error that says so."""
    found = runtime.find_task(session, task_id)
    if found.closed_at is not None:
        raise TaskNotOpen("task-not-open", task_id=task_id, closed_as=found.closed_as,
                          closed_by=found.closed_by)
    if found.incident_id is not None:
        raise TaskStuck("task-stuck", task_id=task_id, incident_id=found.incident_id)
    return found


def _tell(
    session: Session, kind: str, changed: Task, actor: str, more: Mapping[str, Any] | None = None
) -> None:
    facts = {"task_id": changed.id, "assignee": changed.assignee, "name": changed.name, **(more or {})}
    write_events(session, [entry(
        kind, instance_id=changed.instance_id, at=now(), element_id=changed.element_id, actor=actor, facts=facts)])
