"""What an instance waits for, written as rows: opened when the machine waits, gone when it does not.

The machine's state says what is awaited; these rows are its shadow, for inboxes, workers and clocks
to find. Each verb adds one statement to a batch for each kind of row that it touches, however many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Table, bindparam, case, delete, select, update

from engine.immutable import immutable
from engine.store.direct import Asked, Batch, Row, Statement, batches, numbered, one_of
from engine.store.instances import engine_task, engine_task_candidate
from engine.store.rows import Task
from engine.store.types import Session
from engine.store.work import engine_job, engine_subscription, engine_timer

Rows = Sequence[Row]

TABLES: Mapping[str, Table] = {"task": engine_task, "job": engine_job, "timer": engine_timer, "subscription": engine_subscription}
KEPT = frozenset(("task", "job"))   # the rows that stay when nobody waits any more, and tell what came of it

_timer = engine_timer.c
MOVE_TIMER = Statement(
    update(engine_timer)
    .where(_timer.instance_id == bindparam("of_instance"), _timer.token == bindparam("of_token"))
    .values(due_at=bindparam("due"), repetitions_left=bindparam("left"))
)
CLOSE_TASK = Statement(
    update(engine_task).where(engine_task.c.id == bindparam("of_task"))
    .values(closed_at=bindparam("at"), closed_by=bindparam("by"), closed_as=bindparam("told"))
)
HOLD_TASK = Statement(
    update(engine_task)
    .where(engine_task.c.instance_id == bindparam("of_instance"), engine_task.c.token == bindparam("of_token"),
           engine_task.c.closed_at.is_(None))
    .values(held=bindparam("is_held"))
)


@immutable
class Cause:
    """The token that was acted on and how its row closes; all else that is gone was canceled."""

    token: str
    closed_as: str
    by: str
    at: datetime

    @property
    def task_closed_as(self) -> str:
        """A task that ends in an error was done, by the one who said so."""
        return "completed" if self.closed_as == "error" else self.closed_as


def open_waits(batch: Batch, new: Mapping[str, Rows]) -> dict[str, list[Asked]]:
    """Insert what is waited for, by kind; the ids and tokens of tasks and jobs come back, unless they have an id already."""
    return {kind: batch.insert(TABLES[kind], rows, *_asked_back(kind, rows)) for kind, rows in new.items()}


def offer(batch: Batch, tasks: Iterable[Task]) -> None:
    """Let those find the tasks who may claim them."""
    batch.insert(engine_task_candidate, [
        {"task_id": task.id, "kind": kind, "name": name}
        for task in tasks
        for kind, names in (("group", task.candidate_groups), ("user", task.candidate_users)) if names
        for name in dict.fromkeys(names)
    ])


def close_waits(batch: Batch, instance_id: int, gone: Mapping[str, Sequence[str]], cause: Cause) -> dict[str, list[Asked]]:
    """Close or remove what is waited for no more, by kind: tasks and jobs stay as closed rows. The rows come back."""
    return {kind: _closed(batch, instance_id, kind, tokens, cause) for kind, tokens in gone.items()}


def close_task(batch: Batch, task_id: int, **how: Any) -> None:
    """Close the task of this id, of which everything is known: `by` somebody `at` a time, `told` as what."""
    batch.ask(CLOSE_TASK, {"of_task": task_id, **how})


def move_timers(batch: Batch, instance_id: int, rows: Rows) -> None:
    """Arm cyclic timers again for their next turn."""
    for row in rows:
        batch.ask(MOVE_TIMER, {"of_instance": instance_id, **row})


def hold_tasks(batch: Batch, instance_id: int, held: Mapping[str, bool]) -> None:
    """Say which tasks wait for signers who were asked before, and which do no longer."""
    for token, is_held in held.items():
        batch.ask(HOLD_TASK, {"of_instance": instance_id, "of_token": token, "is_held": is_held})


def drop_candidates(batch: Batch, tasks: Iterable[Task]) -> None:
    """Nobody needs to find these tasks in an inbox any more."""
    for some in batches([task.id for task in tasks if task.candidate_groups or task.candidate_users]):
        batch.ask(_dropping_candidates(len(some)), numbered("task", some))


def open_tokens(session: Session, instance_id: int) -> dict[str, list[str]]:
    """Everything that the rows say an instance waits for, by kind of wait."""
    found: dict[str, list[str]] = {}
    for kind, table in TABLES.items():
        query = select(table.c.token).where(table.c.instance_id == instance_id)
        if "closed_at" in table.c:
            query = query.where(table.c.closed_at.is_(None))
        found[kind] = list(session.execute(query).scalars())
    return found


def _asked_back(kind: str, rows: Rows) -> tuple[Column[Any], ...]:
    columns = TABLES[kind].c
    return (columns.id, columns.token) if kind in KEPT and "id" not in rows[0] else ()


def _closed(batch: Batch, instance_id: int, kind: str, tokens: Sequence[str], cause: Cause) -> list[Asked]:
    how: Row = {"of_instance": instance_id}
    if kind == "task":
        how |= {"done": cause.token, "by": cause.by, "at": cause.at, "told": cause.task_closed_as}
    elif kind == "job":
        how |= {"done": cause.token, "at": cause.at, "told": cause.closed_as}
    return [batch.ask(_closing(kind, len(some)), {**how, **numbered("token", some)}) for some in batches(tokens)]


def _closing(kind: str, count: int) -> Statement:
    if kind == "task":
        return _closing_tasks(count)
    return _closing_jobs(count) if kind == "job" else _deleting(TABLES[kind], count)


@lru_cache
def _closing_tasks(count: int) -> Statement:
    task = engine_task.c
    told: Any = bindparam("told", type_=task.closed_as.type)
    return Statement(
        update(engine_task)
        .where(task.instance_id == bindparam("of_instance"), one_of(task.token, "token", count),
               task.closed_at.is_(None))
        .values(closed_at=bindparam("at"), closed_by=bindparam("by"),
                closed_as=case((task.token == bindparam("done"), told), else_="canceled"))
        .returning(engine_task)
    )


@lru_cache
def _dropping_candidates(count: int) -> Statement:
    candidate = engine_task_candidate
    return Statement(delete(candidate).where(one_of(candidate.c.task_id, "task", count)))


@lru_cache
def _closing_jobs(count: int) -> Statement:
    job = engine_job.c
    told: Any = bindparam("told", type_=job.closed_as.type)
    return Statement(
        update(engine_job)
        .where(job.instance_id == bindparam("of_instance"), one_of(job.token, "token", count),
               job.closed_at.is_(None))
        .values(closed_at=bindparam("at"), leased_until=None,
                closed_as=case((job.token == bindparam("done"), told), else_="canceled"))
        .returning(job.id, job.token, job.element_id, job.incident_id, job.closed_as)
    )


@lru_cache
def _deleting(table: Table, count: int) -> Statement:
    rows = table.c
    return Statement(
        delete(table)
        .where(rows.instance_id == bindparam("of_instance"), one_of(rows.token, "token", count))
        .returning(table)
    )
