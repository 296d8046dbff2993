"""Writing what a step changed: rows closed and opened, and notes of it for the history.

What is known beforehand is foreseen, so that nobody waits for an answer between the save and what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.immutable import altered, immutable
from engine.store import waits
from engine.store.direct import Asked, Batch, Row
from engine.store.projection import Change
from engine.store.rows import Task, read

NEVER: dict[str, Any] = {"closed_at": None, "closed_by": None, "closed_as": None}


@immutable
class Note:
    """Something the rows now say, worth an event."""

    kind: str
    element_id: str
    facts: Mapping[str, Any]


@immutable
class Cause:
    """The token that was acted on and how its row closes; all else that is gone was canceled."""

    token: str
    closed_as: str
    by: str
    at: datetime


@immutable
class Foreseen:
    """What is known before it is written: the task that is about to be closed, and the id of the next one opened."""

    task: Task | None = None
    next_task_id: int | None = None

    def closed(self, tokens: Sequence[str], cause: Cause, told: str) -> tuple[Task, ...] | None:
        """What closing the tasks of these tokens will give, if nobody but the database could say otherwise."""
        if not tokens:
            return ()
        if self.task is None or [*tokens] != [self.task.token]:
            return None
        closed_as = told if cause.token == self.task.token else "canceled"
        return (altered(self.task, closed_at=cause.at, closed_by=cause.by, closed_as=closed_as),)

    def ids(self, rows: Sequence[Row]) -> dict[str, int] | None:
        """The ids that these tasks will have, by token; they are given to the rows."""
        if len(rows) == 1 and self.next_task_id is not None:
            rows[0]["id"] = self.next_task_id
        return {row["token"]: row["id"] for row in rows} if all("id" in row for row in rows) else None


NOTHING_FORESEEN = Foreseen()


@immutable
class Written:
    """What writing a change closed and opened."""

    closed: tuple[Task, ...]
    opened: tuple[Task, ...]
    resolved: tuple[int, ...]
    closing: tuple[Note, ...]
    opening: tuple[Note, ...]


def write(
    batch: Batch, instance_id: int, change: Change, cause: Cause, foreseen: Foreseen = NOTHING_FORESEEN
) -> Written:
    """Write the change, and whatever the batch holds already: first what is gone, then what is new.

    The batch is run if something must be known that nobody foresaw. What is left in it is for the caller to run.
    """
    new = change.new
    for row in (row for kind in new.values() for row in kind):
        row["instance_id"] = instance_id
    for job in new.get("job", ()):
        job["idempotency_key"] = f"{instance_id}:{job['token']}"
    told = "completed" if cause.closed_as == "error" else cause.closed_as
    closed, ids = foreseen.closed(change.gone.get("task", ()), cause, told), foreseen.ids(new.get("task", ()))
    tasks, jobs, timers = _close(batch, instance_id, change, cause, told, closed)
    new_tasks, new_jobs = _open(batch, instance_id, change)
    if closed is None or ids is None or jobs or timers or new_jobs:
        batch.run()
    closed = tuple(read(Task, row) for row in _rows(tasks)) if closed is None else closed
    ids = {row["token"]: row["id"] for row in _rows(new_tasks)} if ids is None else ids
    waits.drop_candidates(batch, [task.id for task in closed if task.candidate_groups or task.candidate_users])
    waits.offer(batch, new.get("task", ()), ids)
    opened = _as_tasks(new.get("task", ()), ids)
    return Written(
        closed=closed,
        opened=opened,
        resolved=tuple(number for number in (
            *(task.incident_id for task in closed), *(row["incident_id"] for row in (*_rows(jobs), *_rows(timers)))
        ) if number is not None),
        closing=(*map(_task_closed, closed), *map(_job_closed, _rows(jobs))),
        opening=tuple(_opening(opened, change, {row["token"]: row["id"] for row in _rows(new_jobs)})),
    )


def _close(
    batch: Batch, instance_id: int, change: Change, cause: Cause, told: str, foreseen: Iterable[Task] | None
) -> tuple[list[Asked], list[Asked], list[Asked]]:
    """What is gone: the tasks that nobody foresaw, jobs and timers, which will be told of."""
    gone, done, at = change.gone, cause.token, cause.at
    unforeseen = gone.get("task", ()) if foreseen is None else ()
    tasks = waits.close_tasks(batch, instance_id, unforeseen, done=done, by=cause.by, at=at, told=told)
    for task in foreseen or ():
        waits.close_task(batch, task.id, at=at, by=cause.by, told=task.closed_as)
    jobs = waits.close_jobs(batch, instance_id, gone.get("job", ()), done=done, at=at, told=cause.closed_as)
    timers = waits.drop_timers(batch, instance_id, gone.get("timer", ()))
    waits.unsubscribe(batch, instance_id, gone.get("subscription", ()))
    waits.hold_tasks(batch, instance_id, change.held)
    return tasks, jobs, timers


def _open(batch: Batch, instance_id: int, change: Change) -> tuple[list[Asked], list[Asked]]:
    """What is new: the tasks and jobs, whose ids come back."""
    new = change.new
    tasks, jobs = waits.open_tasks(batch, new.get("task", ())), waits.open_jobs(batch, new.get("job", ()))
    waits.set_timers(batch, new.get("timer", ()))
    waits.move_timers(batch, instance_id, change.rearmed)
    waits.subscribe(batch, new.get("subscription", ()))
    return tasks, jobs


def _rows(asked: list[Asked]) -> list[Row]:
    """All that a verb's statements gave back."""
    return asked[0].rows if len(asked) == 1 else [row for one in asked for row in one.rows]


def _task_closed(task: Task) -> Note:
    facts = {"task_id": task.id, "name": task.name}
    return Note(f"task.{task.closed_as}", task.element_id, facts)


def _job_closed(job: Mapping[str, Any]) -> Note:
    facts = {"job_id": job["id"], "as": job["closed_as"]}
    return Note("job.completed", job["element_id"], facts)


def _opening(opened: Iterable[Task], change: Change, job_ids: Mapping[str, int]) -> Iterator[Note]:
    for task in opened:
        yield Note("task.opened", task.element_id, {"task_id": task.id, "name": task.name, "assignee": task.assignee})
    for row in change.new.get("job", ()):
        yield Note("job.created", row["element_id"], {"job_id": job_ids[row["token"]], "type": row["type"]})
    for row in change.new.get("timer", ()):
        yield Note("timer.set", row["element_id"], {"due_at": row["due_at"].isoformat()})


def _as_tasks(rows: Sequence[Mapping[str, Any]], ids: Mapping[str, int]) -> tuple[Task, ...]:
    tuples = ("candidate_groups", "candidate_users")
    return tuple(
        Task(**{**row, **NEVER, "id": ids[row["token"]], "claimed_at": None, "incident_id": None,
                **{name: tuple(row[name]) for name in tuples}})
        for row in rows
    )
