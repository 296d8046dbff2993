"""What an instance waits for, written as rows: opened when the machine waits, gone when it does not.

The machine's state says what is awaited; these rows are its shadow, for inboxes, workers and clocks
to find. Each verb is one statement however many rows it touches, and none at all when there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, bindparam, case, delete, insert, select, update
from sqlalchemy.orm import Session

from engine.store.instances import engine_task, engine_task_candidate
from engine.store.work import engine_job, engine_subscription, engine_timer

Rows = Sequence[dict[str, Any]]

# Statements of the hot path are built once: building one costs as much as running it.
_task = engine_task.c
CLOSE_TASKS = (
    update(engine_task)
    .where(_task.instance_id == bindparam("of_instance"),
           _task.token.in_(bindparam("gone", expanding=True)), _task.closed_at.is_(None))
    .values(closed_at=bindparam("at"), closed_by=bindparam("by"),
            closed_as=case((_task.token == bindparam("done"), "completed"), else_="canceled"))
    .returning(engine_task)
)
DROP_CANDIDATES = delete(engine_task_candidate).where(
    engine_task_candidate.c.task_id.in_(bindparam("ids", expanding=True))
)


def open_tasks(session: Session, rows: Rows) -> dict[str, int]:
    """Insert tasks and their candidates; the ids by token."""
    ids = _insert(session, engine_task, rows)
    candidates = [
        {"task_id": ids[row["token"]], "kind": kind, "name": name}
        for row in rows
        for kind, column in (("group", "candidate_groups"), ("user", "candidate_users"))
        for name in dict.fromkeys(row[column])
    ]
    if candidates:
        session.execute(insert(engine_task_candidate), candidates)
    return ids


def open_jobs(session: Session, rows: Rows) -> dict[str, int]:
    """Insert jobs; the ids by token."""
    return _insert(session, engine_job, rows)


def set_timers(session: Session, rows: Rows) -> None:
    """Arm timers."""
    if rows:
        session.execute(insert(engine_timer), list(rows))


def move_timers(session: Session, instance_id: int, rows: Rows) -> None:
    """Arm cyclic timers again for their next turn."""
    if rows:
        session.execute(
            update(engine_timer)
            .where(engine_timer.c.instance_id == instance_id,
                   engine_timer.c.token == bindparam("timer"))
            .values(due_at=bindparam("due"), repetitions_left=bindparam("left")),
            list(rows),
        )


def subscribe(session: Session, rows: Rows) -> None:
    """Insert subscriptions."""
    if rows:
        session.execute(insert(engine_subscription), list(rows))


def close_tasks(
    session: Session, instance_id: int, tokens: Iterable[str], *, done: str, by: str, at: datetime
) -> Sequence[Row[Any]]:
    """Close tasks: the one that was `done` as completed, the others as canceled."""
    if not (gone := list(tokens)):
        return ()
    said = {"of_instance": instance_id, "gone": gone, "done": done, "at": at, "by": by}
    return session.execute(CLOSE_TASKS, said).all()


def drop_candidates(session: Session, task_ids: Iterable[int]) -> None:
    """Nobody needs to find these tasks in an inbox any more."""
    if ids := list(task_ids):
        session.execute(DROP_CANDIDATES, {"ids": ids})


def close_jobs(
    session: Session, instance_id: int, tokens: Iterable[str], *, done: str, closed_as: str,
    at: datetime,
) -> Sequence[Row[Any]]:
    """Close jobs: the one that was `done` as told, the others as canceled."""
    if not (gone := list(tokens)):
        return ()
    return session.execute(
        update(engine_job)
        .where(engine_job.c.instance_id == instance_id, engine_job.c.token.in_(gone),
               engine_job.c.closed_at.is_(None))
        .values(closed_at=at, leased_until=None,
                closed_as=case((engine_job.c.token == done, closed_as), else_="canceled"))
        .returning(engine_job.c.id, engine_job.c.token, engine_job.c.element_id,
                   engine_job.c.incident_id, engine_job.c.closed_as)
    ).all()


def drop_timers(session: Session, instance_id: int, tokens: Iterable[str]) -> Sequence[Row[Any]]:
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
    if not rows:
        return {}
    inserted = session.execute(insert(table).returning(table.c.id, table.c.token), list(rows))
    return {row.token: row.id for row in inserted}


def _delete(
    session: Session, table: Table, instance_id: int, tokens: Iterable[str]
) -> Sequence[Row[Any]]:
    if not (gone := list(tokens)):
        return ()
    return session.execute(
        delete(table)
        .where(table.c.instance_id == instance_id, table.c.token.in_(gone))
        .returning(table)
    ).all()
