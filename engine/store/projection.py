"""The difference between what an instance waited for and what it waits for now, as rows.

Preparing is pure and may refuse: a value that no column can keep must fail the step before anything
is written. Writing comes after: `engine/store/writing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from engine.errors import EngineError
from engine.store.rows import Instance

LONGEST_TEXT = 200


class Standing(Protocol):
    """What the machine says of one thing it waits for that may change while it waits."""

    @property
    def kind(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def repetitions(self) -> int | None: ...
    @property
    def held(self) -> bool: ...


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


@dataclass(slots=True)
class Change:
    """What is gone, what is new and what moved, by kind of wait."""

    gone: dict[str, list[str]] = field(default_factory=dict)
    new: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rearmed: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, bool] = field(default_factory=dict)


def difference(
    before: Mapping[str, Standing], after: Mapping[str, Standing], opened: Iterable[Wait], instance: Instance, at: datetime
) -> Change:
    """Prepare the rows that turn what stood by token into what stands now; what is `opened` stood not."""
    change = Change()
    for token, stood in before.items():
        stands = after.get(token)
        if stands is None:
            change.gone.setdefault(_table(stood.kind), []).append(token)
        elif stands.kind == "timer" and stands.due_at != stood.due_at:
            change.rearmed.append({"of_token": token, "due": stands.due_at, "left": stands.repetitions})
        elif stands.held != stood.held:
            change.held[token] = stands.held
    for wait in opened:
        row = {"token": wait.token, "element_id": wait.element_id, "process_id": wait.process_id,
               **ROWS[wait.kind](wait, instance, at)}
        change.new.setdefault(_table(wait.kind), []).append(row)
    return change


def text(value: str, column: str) -> str:
    """The text as a column keeps it; what is too long or unkeepable is told, not cut."""
    if len(value) > LONGEST_TEXT or "\0" in value:
        raise EngineError("text-unusable", field=column, length=len(value), limit=LONGEST_TEXT)
    return value


def _maybe(value: str | None, column: str) -> str | None:
    return None if value is None else text(value, column)


def _table(kind: str) -> str:
    return "subscription" if kind in {"message", "signal"} else kind


def _task(wait: Wait, instance: Instance, at: datetime) -> dict[str, Any]:
    facts = wait.task
    return {
        "version_id": wait.version_id or instance.version_id,
        "business_key": instance.business_key,
        "name": wait.name,
        "form_id": _maybe(facts.form_id, "form_id"),
        "assignee": _maybe(facts.assignee or None, "assignee"),
        "candidate_groups": tuple([text(name, "candidate_groups") for name in facts.candidate_groups]),
        "candidate_users": tuple([text(name, "candidate_users") for name in facts.candidate_users]),
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


def _message(wait: Wait, _instance: Instance, at: datetime) -> dict[str, Any]:
    return {
        "kind": wait.kind,
        "name": text(wait.message or wait.signal or "", "name"),
        "correlation_key": text(wait.correlation_key or "", "correlation_key"),
        "opened_at": at,
    }


ROWS = {"task": _task, "job": _job, "timer": _timer, "message": _message, "signal": _message}
