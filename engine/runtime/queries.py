"""Looking at instances without moving them: the rows, and where the tokens stand on the diagram."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from engine import definitions, spiff
from engine.clock import now
from engine.errors import NoSuchInstance, NoSuchTask
from engine.history import ElementTimes, Walked, element_times
from engine.runtime.acts import Held, held
from engine.runtime.readings import reading, surroundings
from engine.store import Statement, engine_instance, engine_task, engine_version
from engine.store.rows import Instance, Task, read
from engine.store.types import Session

instance, task = engine_instance.c, engine_task.c
THE_TASK = Statement(select(engine_task).where(task.id == bindparam("wanted")))


@dataclass(frozen=True, slots=True)
class Token:
    """One token on the live diagram; `scope_path` names the activities around it, outermost first."""

    element_id: str
    process_id: str
    scope_path: str
    state: str
    since: datetime | None
    task_id: int | None
    token: str


def get_instance(session: Session, instance_id: int) -> Instance:
    """The instance of this id."""
    found = _instances(session, select(engine_instance).where(instance.id == instance_id))
    if not found:
        raise NoSuchInstance("no-such-instance", instance_id=instance_id)
    return found[0]


def get_task(session: Session, task_id: int) -> Task | None:
    """The task of this id, open or closed."""
    found = THE_TASK.rows(session, wanted=task_id)
    return read(Task, found[0]) if found else None


def find_task(session: Session, task_id: int) -> Task:
    """The same, where there must be one."""
    found = get_task(session, task_id)
    if found is None:
        raise NoSuchTask("no-such-task", task_id=task_id)
    return found


def instances(
    session: Session, *, ids: Collection[int] | None = None, business_key: str | None = None,
    ended: bool | None = None, limit: int = 200,
) -> list[Instance]:
    """Instances, the latest first; `ended` picks those that have or have not."""
    if ids is not None and not ids:
        return []
    query = select(engine_instance).order_by(instance.id.desc()).limit(limit)
    if ids is not None:
        query = query.where(instance.id.in_(ids))
    if business_key is not None:
        query = query.where(instance.business_key == business_key)
    if ended is not None:
        query = query.where(instance.ended_at.is_not(None) if ended else instance.ended_at.is_(None))
    return _instances(session, query)


def count_live(session: Session, package: str) -> dict[int, int]:
    """How many cases of each version of a package have not ended."""
    query = (select(instance.version_id, func.count()).join(engine_version, engine_version.c.id == instance.version_id)
             .where(engine_version.c.package == package, instance.ended_at.is_(None)).group_by(instance.version_id))
    return {row[0]: row[1] for row in session.execute(query)}


def tokens(session: Session, instance_id: int, *, way: Walked | None = None) -> list[Token]:
    """Where an instance stands, since when, and which task stands there; whoever has read its way hands it in."""
    found = seen(session, instance_id)
    if found is None:
        raise NoSuchInstance("no-such-instance", instance_id=instance_id)
    if found.instance.ended_at is not None:
        return []
    open_tasks = session.execute(
        select(task.token, task.id, task.opened_at)
        .where(task.instance_id == instance_id, task.closed_at.is_(None))
    )
    tasks = {row.token: row for row in open_tasks}
    times = way.times if way else element_times(session, instance_id)
    return [
        Token(at.element_id, at.process_id, at.scope, at.state,
              _since(tasks.get(at.token), times.get(at.element_id)),
              tasks[at.token].id if at.token in tasks else None, at.token)
        for at in restored(session, found).tokens()
    ]


def seen(session: Session, instance_id: int) -> Held | None:
    """An instance and its state, not locked: to look at."""
    row = session.execute(
        select(engine_instance).where(instance.id == instance_id)
    ).mappings().one_or_none()
    return held(session, row) if row is not None else None


def restored(session: Session, found: Held) -> spiff.Run:
    """The run of an instance, to look at; what is done to it is not kept."""
    program = definitions.program(session, found.instance.version_id)
    return program.restore(found.state, now(), surroundings(session, found.instance.id, found.instance.version_id))


def suspended() -> Select[tuple[int]]:
    """The ids of the instances that are suspended."""
    return select(instance.id).where(instance.suspended_at.is_not(None))


def _since(open_task: Any, times: ElementTimes | None) -> datetime | None:
    if open_task is not None:
        opened: datetime = open_task.opened_at
        return opened
    return times.entered_at if times else None


def _instances(session: Session, query: Any) -> list[Instance]:
    return [reading(session, row) for row in session.execute(query).mappings()]
