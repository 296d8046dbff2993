"""The difference between what an instance waited for and what it waits for now, as rows.

Preparing is pure and may refuse: a value that no column can keep must fail the step before anything
is written. Writing comes after and returns notes of what it did, for the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.errors import EngineError
from engine.immutable import immutable
from engine.store import waits
from engine.store.direct import Asked, Batch, Row
from engine.store.rows import Instance, Task, read

LONGEST_TEXT = 200
NEVER: dict[str, Any] = {"closed_at": None, "closed_by": None, "closed_as": None}


class Wait(Protocol):
    """What the machine says about one thing it waits for."""

    @property
    def token(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def element_id(self) -> str: ...
    @property
    def process_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def task(self) -> Any: ...
    @property
    def job(self) -> Any: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def repetitions(self) -> int | None: ...
    @property
    def message(self) -> str | None: ...
    @property
    def correlation_key(self) -> str | None: ...
    @property
    def signal(self) -> str | None: ...
    @property
    def version_id(self) -> int | None: ...


@immutable
class Note:
    """Something the rows now say, worth an event."""

    kind: str
    element_id: str
    facts: Mapping[str, Any]


@dataclass(slots=True)
class Change:
    """What is gone, what is new and what moved, by kind of wait."""

    gone: dict[str, list[str]] = field(default_factory=dict)
    new: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rearmed: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, bool] = field(default_factory=dict)


def difference(
    before: Iterable[Wait], after: Iterable[Wait], instance: Instance, at: datetime
) -> Change:
    """Prepare the rows that turn the one list of waits into the other."""
    change = Change()
    old, new = ({wait.token: wait for wait in waiting} for waiting in (before, after))
    for token, wait in old.items():
        if token not in new:
            change.gone.setdefault(_table(wait), []).append(token)
        elif wait.kind == "timer" and new[token].due_at != wait.due_at:
            change.rearmed.append(_rearmed(new[token]))
        elif wait.kind == "task" and new[token].task.held != wait.task.held:
            change.held[token] = new[token].task.held
    for token, wait in new.items():
        if token not in old:
            row = {"token": token, "element_id": wait.element_id, "process_id": wait.process_id,
                   **ROWS[wait.kind](wait, instance, at)}
            change.new.setdefault(_table(wait), []).append(row)
    return change


def text(value: str, column: str) -> str:
    """The text as a column keeps it; what is too long or unkeepable is told, not cut."""
    if len(value) > LONGEST_TEXT or "\0" in value:
        raise EngineError("text-unusable", field=column, length=len(value), limit=LONGEST_TEXT)
    return value


def _maybe(value: str | None, column: str) -> str | None:
    return None if value is None else text(value, column)


def _table(wait: Wait) -> str:
    return "subscription" if wait.kind in {"message", "signal"} else wait.kind


def _task(wait: Wait, instance: Instance, at: datetime) -> dict[str, Any]:
    facts = wait.task
    return {
        "version_id": wait.version_id or instance.version_id,
        "business_key": instance.business_key,
        "name": wait.name,
        "form_id": _maybe(facts.form_id, "form_id"),
        "assignee": _maybe(facts.assignee or None, "assignee"),
        "candidate_groups": [text(name, "candidate_groups") for name in facts.candidate_groups],
        "candidate_users": [text(name, "candidate_users") for name in facts.candidate_users],
        "headers": dict(facts.headers),
        "input": dict(facts.input),
        "due_at": facts.due_at,
        "follow_up_at": facts.follow_up_at,
        "priority": facts.priority,
        "opened_at": at,
        "signs": facts.signs,
        "signs_for": facts.signs_for,
        "held": facts.held,
    }


def _job(wait: Wait, instance: Instance, at: datetime) -> dict[str, Any]:
    facts = wait.job
    retries = max(1, facts.retries)
    return {
        "version_id": wait.version_id or instance.version_id,
        "business_key": instance.business_key,
        "type": text(facts.type, "type"),
        "headers": dict(facts.headers),
        "input": dict(facts.input),
        "retries": retries,
        "retries_left": retries,
        "due_at": at,
        "created_at": at,
    }


def _timer(wait: Wait, _instance: Instance, at: datetime) -> dict[str, Any]:
    return {"due_at": wait.due_at, "repetitions_left": wait.repetitions, "set_at": at}


def _rearmed(wait: Wait) -> dict[str, Any]:
    return {"of_token": wait.token, "due": wait.due_at, "left": wait.repetitions}


def _message(wait: Wait, _instance: Instance, at: datetime) -> dict[str, Any]:
    return {
        "kind": wait.kind,
        "name": text(wait.message or wait.signal or "", "name"),
        "correlation_key": text(wait.correlation_key or "", "correlation_key"),
        "opened_at": at,
    }


ROWS = {"task": _task, "job": _job, "timer": _timer, "message": _message, "signal": _message}


@immutable
class Cause:
    """The token that was acted on and how its row closes; all else that is gone was canceled."""

    token: str
    closed_as: str
    by: str
    at: datetime


@immutable
class Written:
    """What writing a change closed and opened."""

    closed: tuple[Task, ...]
    opened: tuple[Task, ...]
    resolved: tuple[int, ...]
    closing: tuple[Note, ...]
    opening: tuple[Note, ...]


def write(batch: Batch, instance_id: int, change: Change, cause: Cause) -> Written:
    """Write the change, and whatever the batch holds already: first what is gone, then what is new.

    Who may claim a task is added to the batch when its id is known, and is for the caller to run.
    """
    gone, new = change.gone, change.new
    for row in (row for kind in new.values() for row in kind):
        row["instance_id"] = instance_id
    for job in new.get("job", ()):
        job["idempotency_key"] = f"{instance_id}:{job['token']}"
    done = "completed" if cause.closed_as == "error" else cause.closed_as
    tasks = waits.close_tasks(batch, instance_id, gone.get("task", ()),
                              done=cause.token, by=cause.by, at=cause.at, told=done)
    jobs = waits.close_jobs(batch, instance_id, gone.get("job", ()),
                            done=cause.token, at=cause.at, told=cause.closed_as)
    timers = waits.drop_timers(batch, instance_id, gone.get("timer", ()))
    waits.unsubscribe(batch, instance_id, gone.get("subscription", ()))
    waits.hold_tasks(batch, instance_id, change.held)
    new_tasks, new_jobs = waits.open_tasks(batch, new.get("task", ())), waits.open_jobs(batch, new.get("job", ()))
    waits.set_timers(batch, new.get("timer", ()))
    waits.move_timers(batch, instance_id, change.rearmed)
    waits.subscribe(batch, new.get("subscription", ()))
    batch.run()
    closed = tuple(read(Task, row) for row in _rows(tasks))
    waits.drop_candidates(batch, [task.id for task in closed if task.candidate_groups or task.candidate_users])
    ids = {row["token"]: row["id"] for row in _rows(new_tasks)}
    waits.offer(batch, new.get("task", ()), ids)
    opened = _as_tasks(new.get("task", ()), ids)
    return Written(
        closed=closed,
        opened=opened,
        resolved=tuple(row["incident_id"] for row in (*_rows(tasks), *_rows(jobs), *_rows(timers))
                       if row["incident_id"] is not None),
        closing=(*map(_task_closed, closed), *map(_job_closed, _rows(jobs))),
        opening=tuple(_opening(opened, change, {row["token"]: row["id"] for row in _rows(new_jobs)})),
    )


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
