"""Finding tasks. A task is in somebody's inbox if it is theirs, or if nobody's yet and they may claim it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, func, or_, select, union_all
from sqlalchemy.orm import Session

from engine.store import engine_task, engine_task_candidate
from engine.store.rows import Task, read

task, candidate = engine_task.c, engine_task_candidate.c

Order = Literal["due", "opened", "priority"]
ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    "due": (task.due_at.is_(None), task.due_at, task.priority.desc(), task.id),
    "opened": (task.id,),
    "priority": (task.priority.desc(), task.due_at.is_(None), task.due_at, task.id),
}


class Filter(TypedDict, total=False):
    """Which open tasks; what is not named does not matter.

    `assignee` and `groups` together are one person's inbox: assigned to them, or unassigned and
    offered to them by name or to one of their groups.
    """

    assignee: str | None
    groups: Collection[str]
    instance_ids: Collection[int] | None
    element_ids: Collection[str] | None
    due_before: datetime | None


def get_task(session: Session, task_id: int) -> Task | None:
    """The task of this id, open or closed."""
    row = session.execute(select(engine_task).where(task.id == task_id)).mappings().one_or_none()
    return read(Task, row) if row is not None else None


def open_tasks(
    session: Session, *, order: Order = "due", limit: int = 50, offset: int = 0,
    **which: Unpack[Filter],
) -> list[Task]:
    """Open tasks, the most urgent first."""
    query = select(engine_task).where(*_open(which)).order_by(*ORDERS[order])
    return _tasks(session, query.limit(limit).offset(offset))


def count_open_tasks(session: Session, **which: Unpack[Filter]) -> int:
    """How many open tasks there are."""
    query = select(func.count()).select_from(engine_task).where(*_open(which))
    return session.execute(query).scalar_one()


def closed_tasks(
    session: Session, *, closed_by: str | None = None,
    instance_ids: Collection[int] | None = None, limit: int = 50, offset: int = 0,
) -> list[Task]:
    """Closed tasks, the latest first."""
    where: list[ColumnElement[bool]] = [task.closed_at.is_not(None)]
    if closed_by is not None:
        where.append(task.closed_by == closed_by)
    if instance_ids is not None:
        where.append(task.instance_id.in_(instance_ids))
    query = select(engine_task).where(*where).order_by(task.closed_at.desc(), task.id.desc())
    return _tasks(session, query.limit(limit).offset(offset))


def _open(which: Filter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [task.closed_at.is_(None)]
    mine = _mine(which.get("assignee"), which.get("groups") or ())
    if mine is not None:
        where.append(mine)
    for column, wanted in ((task.instance_id, which.get("instance_ids")),
                           (task.element_id, which.get("element_ids"))):
        if wanted is not None:
            where.append(column.in_(list(wanted)))
    if (due_before := which.get("due_before")) is not None:
        where.append(task.due_at < due_before)
    return where


def _mine(assignee: str | None, groups: Collection[str]) -> ColumnElement[bool] | None:
    """Found by two indexes and never by looking through all that is open."""
    offered = []
    if groups:
        offered.append((candidate.kind == "group") & candidate.name.in_(list(groups)))
    if assignee is not None:
        offered.append((candidate.kind == "user") & (candidate.name == assignee))
    if not offered:
        return None
    found = select(candidate.task_id).where(or_(*offered))
    if assignee is None:
        return task.assignee.is_(None) & task.id.in_(found)
    theirs = select(task.id).where(task.assignee == assignee, task.closed_at.is_(None))
    allowed = or_(task.assignee.is_(None), task.assignee == assignee)
    return allowed & task.id.in_(union_all(theirs, found))


def _tasks(session: Session, query: Any) -> list[Task]:
    return [read(Task, row) for row in session.execute(query).mappings()]
