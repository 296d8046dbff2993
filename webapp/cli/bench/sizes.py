"""How much a completion of ours writes, so that the floor writes as much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

import engine


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the state, of the task that opens, and of the answers and events together."""

    state: int
    task: int
    history: int


def of_completion(session: engine.Session, instance_id: int, task_id: int) -> Sizes:
    """What completing this task of this instance wrote, with the task that it opened."""
    tables = engine.metadata.tables
    state = session.execute(
        select(tables["engine_instance"].c.state).where(tables["engine_instance"].c.id == instance_id)
    ).scalar_one()
    opened = [row for row in _rows(session, "engine_task", instance_id) if row["id"] > task_id]
    answers = [row for row in _rows(session, "engine_answers", instance_id) if row["task_id"] == task_id]
    events = _rows(session, "engine_event", instance_id)
    told = events[next(at for at, event in enumerate(events) if event["kind"] == "task.completed"):]
    return Sizes(len(state), _bytes(opened), _bytes(answers) + _bytes(told))


def _rows(session: engine.Session, table: str, instance_id: int) -> list[dict[str, Any]]:
    found = engine.metadata.tables[table]
    query = select(found).where(found.c.instance_id == instance_id).order_by(*found.primary_key)
    return [dict(row) for row in session.execute(query).mappings()]


def _bytes(rows: list[dict[str, Any]]) -> int:
    return sum(len(orjson.dumps(list(row.values()))) for row in rows)
