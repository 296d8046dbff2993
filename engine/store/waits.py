"""What an instance waits for, written as rows: opened when the machine waits, gone when it does not.

The machine's state says what is awaited; these rows are its shadow, for inboxes, workers and clocks
to find. Each verb is one statement however many rows it touches, and none at all when there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, case, delete, select, update
from sqlalchemy.orm import Session

from engine.store.direct import Row, Statement, batches, insert_rows, numbered, one_of
from engine.store.instances import engine_task, engine_task_candidate
from engine.store.work import engine_job, engine_subscription, engine_timer

Rows = Sequence[Row]

_timer = engine_timer.c
MOVE_TIMER = Statement(
    update(engine_timer)
    .where(_timer.instance_id == bindparam("of_instance"), _timer.token == bindparam("of_token"))
    .values(due_at=bindparam("due"), repetitions_left=bindparam("left"))
)


def open_tasks(session: Session, rows: Rows) -> dict[str, int]:
    """Insert tasks and their candidates; the ids by token."""
    ids = _insert(session, engine_task, rows)
    insert_rows(session, engine_task_candidate, [
        {"task_id": ids[row["token"]], "kind": kind, "name": name}
        for row in rows
        for kind, column in (("group", "candidate_groups"), ("user", "candidate_users"))
        for name in dict.fromkeys(row[column])
    ])
    return ids


def open_jobs(session: Session, rows: Rows) -> dict[str, int]:
    """Insert jobs; the ids by token."""
    return _insert(session, engine_job, rows)


def set_timers(session: Session, rows: Rows) -> None:
    """Arm timers."""
    insert_rows(session, engine_timer, rows)


def move_timers(session: Session, instance_id: int, rows: Rows) -> None:
    """Arm cyclic timers again for their next turn."""
    for row in rows:
        MOVE_TIMER.count(session, of_instance=instance_id, **row)


def subscribe(session: Session, rows: Rows) -> None:
    """Insert subscriptions."""
    insert_rows(session, engine_subscription, rows)


def close_tasks(
    session: Session, instance_id: int, tokens: Iterable[str], **how: Any
) -> list[Row]:
    """Close tasks `by` somebody `at` a time: the one that was `done` as `told`, the others as canceled."""
    return [row for some in batches(list(tokens)) for row in _closing_tasks(len(some)).rows(
        session, of_instance=instance_id, **how, **numbered("token", some))]


def hold_tasks(session: Session, instance_id: int, held: Mapping[str, bool]) -> None:
    """Say which tasks wait for signers who were asked before, and which do no longer."""
    for token, is_held in held.items():
        session.execute(
            update(engine_task)
            .where(engine_task.c.instance_id == instance_id, engine_task.c.token == token,
                   engine_task.c.closed_at.is_(None))
            .values(held=is_held)
        )


def drop_candidates(session: Session, task_ids: Iterable[int]) -> None:
    """Nobody needs to find these tasks in an inbox any more."""
    for some in batches(list(task_ids)):
        _dropping_candidates(len(some)).count(session, **numbered("task", some))


def close_jobs(
    session: Session, instance_id: int, tokens: Iterable[str], *, done: str, closed_as: str,
    at: datetime,
) -> list[Row]:
    """Close jobs: the one that was `done` as told, the others as canceled."""
    return [row for some in batches(list(tokens)) for row in _closing_jobs(len(some)).rows(
        session, of_instance=instance_id, done=done, told=closed_as, at=at, **numbered("token", some))]


def drop_timers(session: Session, instance_id: int, tokens: Iterable[str]) -> list[Row]:
    """Remove timers that nobody waits for any more."""
    return _delete(session, engine_timer, instance_id, tokens)


def unsubscribe(session: Session, instance_id: int, tokens: Iterable[str]) -> None:
    """Remove subscriptions that nobody waits for any more."""
    _delete(session, engine_subscription, instance_id, tokens)


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


def _insert(session: Session, table: Table, rows: Rows) -> dict[str, int]:
    given = insert_rows(session, table, rows, table.c.id, table.c.token)
    return {row["token"]: row["id"] for row in given}


def _delete(session: Session, table: Table, instance_id: int, tokens: Iterable[str]) -> list[Row]:
    return [row for some in batches(list(tokens)) for row in _deleting(table, len(some)).rows(
        session, of_instance=instance_id, **numbered("token", some))]


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
