"""Writing what a step changed: rows closed and opened, and notes of it for the history.

What is known beforehand is foreseen, so that nobody waits for an answer between the save and what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.immutable import altered, immutable
from engine.store import waits
from engine.store.direct import Asked, Batch, Row
from engine.store.projection import Change
from engine.store.rows import Task, read
from engine.store.waits import Cause

TOLD = frozenset(("job", "timer"))   # of which is told, when they are gone, what only their rows say
UNTOUCHED: dict[str, Any] = dict.fromkeys(("claimed_at", "closed_at", "closed_by", "closed_as", "incident_id"))


@immutable
class Note:
    """Something the rows now say, worth an event."""

    kind: str
    element_id: str
    facts: Mapping[str, Any]


@immutable
class Foreseen:
    """What is known before it is written: the task that is about to be closed, and the id of the next one opened."""

    task: Task | None = None
    next_task_id: int | None = None

    def closed(self, tokens: Sequence[str], cause: Cause) -> Sequence[Task] | None:
        """What closing the tasks of these tokens will give, if nobody but the database could say otherwise."""
        if not tokens:
            return ()
        if self.task is None or [*tokens] != [self.task.token]:
            return None
        closed_as = cause.task_closed_as if cause.token == self.task.token else "canceled"
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

    closed: Sequence[Task]
    opened: tuple[Task, ...]
    resolved: Sequence[int]
    closing: Sequence[Note]
    opening: Sequence[Note]


def write(
    batch: Batch, instance_id: int, change: Change, cause: Cause, foreseen: Foreseen = NOTHING_FORESEEN
) -> Written:
    """Write the change, and whatever the batch holds already: first what is gone, then what is new.

    The batch is run if something must be known that nobody foresaw. What is left in it is for the caller to run.
    """
    new = change.new
    for rows in new.values():
        for row in rows:
            row["instance_id"] = instance_id
    for job in new.get("job", ()):
        job["idempotency_key"] = f"{instance_id}:{job['token']}"
    closed, ids = foreseen.closed(change.gone.get("task", ()), cause), foreseen.ids(new.get("task", ()))
    gone, come = _close(batch, instance_id, change, cause, closed), waits.open_waits(batch, new)
    waits.move_timers(batch, instance_id, change.rearmed)
    if closed is None or ids is None or not gone.keys().isdisjoint(TOLD) or "job" in come:
        batch.run()
    closed = [read(Task, row) for row in _rows(gone, "task")] if closed is None else closed
    ids = {row["token"]: row["id"] for row in _rows(come, "task")} if ids is None else ids
    opened = _as_tasks(new.get("task", ()), ids)
    waits.drop_candidates(batch, closed)
    waits.offer(batch, opened)
    jobs, timers = _rows(gone, "job"), _rows(gone, "timer")
    return Written(
        closed=closed,
        opened=opened,
        resolved=[number for number in (
            *[task.incident_id for task in closed], *[row["incident_id"] for row in (*jobs, *timers)]
        ) if number is not None],
        closing=[*map(_task_closed, closed), *map(_job_closed, jobs)],
        opening=_opening(opened, change, _rows(come, "job")),
    )


def _close(
    batch: Batch, instance_id: int, change: Change, cause: Cause, foreseen: Sequence[Task] | None
) -> dict[str, list[Asked]]:
    """Close what is gone; a task that was foreseen is closed by its id, and nothing more is asked of it."""
    gone = change.gone if foreseen is None else {kind: tokens for kind, tokens in change.gone.items() if kind != "task"}
    asked = waits.close_waits(batch, instance_id, gone, cause)
    for task in foreseen or ():
        waits.close_task(batch, task.id, at=task.closed_at, by=task.closed_by, told=task.closed_as)
    waits.hold_tasks(batch, instance_id, change.held)
    return asked


def _rows(asked: Mapping[str, list[Asked]], kind: str) -> list[Row]:
    """All that the statements about a kind of wait gave back."""
    return [row for one in asked.get(kind, ()) for row in one.rows]


def _task_closed(task: Task) -> Note:
    facts = {"task_id": task.id, "name": task.name}
    return Note(f"task.{task.closed_as}", task.element_id, facts)


def _job_closed(job: Mapping[str, Any]) -> Note:
    facts = {"job_id": job["id"], "as": job["closed_as"]}
    return Note("job.completed", job["element_id"], facts)


def _opening(opened: Iterable[Task], change: Change, jobs: Iterable[Row]) -> list[Note]:
    job_ids = {row["token"]: row["id"] for row in jobs}
    return [
        *[Note("task.opened", task.element_id, {"task_id": task.id, "name": task.name, "assignee": task.assignee})
          for task in opened],
        *[Note("job.created", row["element_id"], {"job_id": job_ids[row["token"]], "type": row["type"]})
          for row in change.new.get("job", ())],
        *[Note("timer.set", row["element_id"], {"due_at": row["due_at"].isoformat()})
          for row in change.new.get("timer", ())],
    ]


def _as_tasks(rows: Sequence[Row], ids: Mapping[str, int]) -> tuple[Task, ...]:
    return tuple([Task(**{**row, **UNTOUCHED, "id": ids[row["token"]]}) for row in rows])
