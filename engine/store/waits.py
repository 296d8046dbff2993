"""What an instance waits for, written as rows: opened when the machine waits, gone when it does not.

The machine's state says what is awaited; these rows are its shadow, for inboxes, workers and clocks
to find. Each verb adds one statement to a batch however many rows it touches, and none at all when there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import Table, bindparam, case, delete, select, update

from engine.store.direct import Asked, Batch, Row, Statement, batches, numbered, one_of
from engine.store.instances import engine_task, engine_task_candidate
from engine.store.types import Session
from engine.store.work import engine_job, engine_subscription, engine_timer

Rows = Sequence[Row]

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


def open_tasks(batch: Batch, rows: Rows) -> list[Asked]:
    """Insert tasks; their ids and tokens come back, unless they have an id already."""
    known = any("id" in row for row in rows)
    return batch.insert(engine_task, rows, *() if known else (engine_task.c.id, engine_task.c.token))


def offer(batch: Batch, rows: Rows, ids: Mapping[str, int]) -> None:
    """Let those find the tasks who may claim them."""
    batch.insert(engine_task_candidate, [
        {"task_id": ids[row["token"]], "kind": kind, "name": name}
        for row in rows
        for kind, column in (("group", "candidate_groups"), ("user", "candidate_users"))
        for name in dict.fromkeys(row[column])
    ])


def open_jobs(batch: Batch, rows: Rows) -> list[Asked]:
    """Insert jobs; their ids and tokens come back."""
    return batch.insert(engine_job, rows, engine_job.c.id, engine_job.c.token)


def set_timers(batch: Batch, rows: Rows) -> None:
    """Arm timers."""
    batch.insert(engine_timer, rows)


def move_timers(batch: Batch, instance_id: int, rows: Rows) -> None:
    """Arm cyclic timers again for their next turn."""
    for row in rows:
        batch.ask(MOVE_TIMER, {"of_instance": instance_id, **row})


def subscribe(batch: Batch, rows: Rows) -> None:
    """Insert subscriptions."""
    batch.insert(engine_subscription, rows)


def close_tasks(batch: Batch, instance_id: int, tokens: Sequence[str], **how: Any) -> list[Asked]:
    """Close tasks `by` somebody `at` a time: the one that was `done` as `told`, the others as canceled."""
    return _for_each(batch, _closing_tasks, instance_id, tokens, **how)


def close_task(batch: Batch, task_id: int, **how: Any) -> None:
    """Close the task of this id, of which everything is known: `by` somebody `at` a time, `told` as what."""
    batch.ask(CLOSE_TASK, {"of_task": task_id, **how})


def hold_tasks(batch: Batch, instance_id: int, held: Mapping[str, bool]) -> None:
    """Say which tasks wait for signers who were asked before, and which do no longer."""
    for token, is_held in held.items():
        batch.ask(HOLD_TASK, {"of_instance": instance_id, "of_token": token, "is_held": is_held})


def drop_candidates(batch: Batch, task_ids: Sequence[int]) -> None:
    """Nobody needs to find these tasks in an inbox any more."""
    for some in batches(task_ids):
        batch.ask(_dropping_candidates(len(some)), numbered("task", some))


def close_jobs(batch: Batch, instance_id: int, tokens: Sequence[str], **how: Any) -> list[Asked]:
    """Close jobs: the one that was `done` as told, the others as canceled."""
    return _for_each(batch, _closing_jobs, instance_id, tokens, **how)


def drop_timers(batch: Batch, instance_id: int, tokens: Sequence[str]) -> list[Asked]:
    """Remove timers that nobody waits for any more."""
    return _for_each(batch, partial(_deleting, engine_timer), instance_id, tokens)


def unsubscribe(batch: Batch, instance_id: int, tokens: Sequence[str]) -> None:
    """Remove subscriptions that nobody waits for any more."""
    _for_each(batch, partial(_deleting, engine_subscription), instance_id, tokens)


def open_tokens(session: Session, instance_id: int) -> dict[str, list[str]]:
    """Everything that the rows say an instance waits for, by kind of wait."""
    tables = {"task": engine_task, "job": engine_job, "timer": engine_timer,
              "subscription": engine_subscription}
    found: dict[str, list[str]] = {}
    for kind, table in tables.items():
        query = select(table.c.token).where(table.c.instance_id == instance_id)
        if "closed_at" in table.c:
            query = query.where(table.c.closed_at.is_(None))
        found[kind] = list(session.execute(query).scalars())
    return found


def _for_each(
    batch: Batch, said: Callable[[int], Statement], instance_id: int, tokens: Sequence[str], **how: Any
) -> list[Asked]:
    """The statement said for so many tokens of an instance."""
    return [batch.ask(said(len(some)), {"of_instance": instance_id, **how, **numbered("token", some)})
            for some in batches(tokens)]


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
