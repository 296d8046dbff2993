"""How the people's steps of a version fare over all its cases: what is open, what was done, how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from engine.store import engine_task
from engine.store.types import Session

task = engine_task.c
SAMPLE = 5000
SLOW = 0.9


@dataclass(frozen=True, slots=True)
class ElementLoad:
    """One user task over all cases. The times are of the latest tasks that were completed, from opened to closed."""

    process_id: str
    element_id: str
    open: int
    done: int
    middle: timedelta | None
    """Half of them took no longer."""
    slow: timedelta | None
    """Nine in ten took no longer."""


def element_loads(session: Session, version_id: int, *, sample: int = SAMPLE) -> list[ElementLoad]:
    """Every user task of a version that ever had work, by name; at most `sample` completed tasks are read."""
    place = (task.process_id, task.element_id)
    waiting = select(*place, func.count()).where(task.version_id == version_id, task.closed_at.is_(None))
    opened = {(process, element): count for process, element, count in session.execute(waiting.group_by(*place))}
    took: dict[tuple[str, str], list[timedelta]] = {}
    done = (
        select(*place, task.opened_at, task.closed_at)
        .where(task.version_id == version_id, task.closed_as == "completed")
        .order_by(task.id.desc()).limit(sample)
    )
    for process, element, since, until in session.execute(done):
        took.setdefault((process, element), []).append(until - since)
    return [
        ElementLoad(process, element, opened.get((process, element), 0), len(times), _share(times, 0.5), _share(times, SLOW))
        for process, element in sorted(opened.keys() | took.keys())
        for times in [sorted(took.get((process, element), []))]
    ]


def _share(times: list[timedelta], share: float) -> timedelta | None:
    """The time within which this share was done; of sorted times."""
    return times[min(int(len(times) * share), len(times) - 1)] if times else None
