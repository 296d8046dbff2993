"""Finding tasks. A task is in somebody's inbox if it is theirs, or if nobody's yet and they may claim it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all

from engine.store import engine_task, engine_task_candidate
from engine.store.rows import Task, read
from engine.store.types import Session

task, candidate = engine_task.c, engine_task_candidate.c

Order = Literal["due", "opened", "priority"]
BY_DUE = (task.due_at, task.priority.desc(), task.id)
ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    "due": (task.due_at.is_(None), *BY_DUE),
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


def open_tasks(
    session: Session, *, order: Order = "due", limit: int = 50, offset: int = 0,
    **which: Unpack[Filter],
) -> list[Task]:
    """Open tasks, the most urgent first."""
    first = [way.limit(offset + limit).subquery() for way in _in_order(which, order)]
    ids = session.execute(union_all(*(select(way.c.id) for way in first))).scalars().all()
    query = select(engine_task).where(task.id.in_(ids)).order_by(*ORDERS[order])
    return _tasks(session, query.limit(limit).offset(offset)) if ids else []


def count_open_tasks(session: Session, **which: Unpack[Filter]) -> int:
    """How many open tasks there are."""
    counts = [select(func.count()).select_from(way.subquery()).scalar_subquery() for way in _ways(which)]
    return sum(session.execute(select(*counts)).one())


def instances_waiting(session: Session, **which: Unpack[Filter]) -> set[int]:
    """The instances that open tasks belong to: whoever looks for a word need not ask what has ended."""
    ways = [way.with_only_columns(task.instance_id) for way in _ways(which)]
    return set(session.execute(union_all(*ways)).scalars())


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


def _ways(which: Filter) -> list[Select[int]]:
    """The ids of what is asked for, by each way to come upon it; no task is found by two of them.

    What is mine and what is offered are found by an index each, never by looking through all that is open;
    what has ended is in neither.
    """
    open_ones = select(task.id).where(task.closed_at.is_(None), *_narrowed(which))
    assignee, groups = which.get("assignee"), which.get("groups") or ()
    offered = []
    if groups:
        offered.append((candidate.kind == "group") & candidate.name.in_(list(groups)))
    if assignee is not None:
        offered.append((candidate.kind == "user") & (candidate.name == assignee))
    if not offered:
        return [open_ones]
    found = select(candidate.task_id).where(or_(*offered))
    free = open_ones.where(task.assignee.is_(None), task.id.in_(found))
    return [free] if assignee is None else [open_ones.where(task.assignee == assignee), free]


def _in_order(which: Filter, order: Order) -> Iterator[Select[int]]:
    """The ways, each in the order of the whole.

    Of a person's own tasks those due at a time and the others are asked for apart: so they come as the index has
    them, and the first page of ten thousand is found as soon as that of ten.
    """
    *own, other = _ways(which)
    for way in own if order == "due" else ():
        yield way.where(task.due_at.is_not(None)).order_by(*BY_DUE)
        yield way.where(task.due_at.is_(None)).order_by(*BY_DUE)
    for way in [other] if order == "due" else [*own, other]:
        yield way.order_by(*ORDERS[order])


def _narrowed(which: Filter) -> Iterator[ColumnElement[bool]]:
    for column, wanted in ((task.instance_id, which.get("instance_ids")),
                           (task.element_id, which.get("element_ids"))):
        if wanted is not None:
            yield column.in_(list(wanted))
    if (due_before := which.get("due_before")) is not None:
        yield task.due_at < due_before


def _tasks(session: Session, query: Any) -> list[Task]:
    return [read(Task, row) for row in session.execute(query).mappings()]
