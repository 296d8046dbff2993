"""Gathering: what has come of the events that begin a process only together, kept until the rest has come.

Messages of one correlation key belong together, and signals in the order in which they come (clause 10.5.2). What comes
twice waits for the next set. Two that come at once take turns, or each could miss the other on PostgreSQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain
from typing import Any

from sqlalchemy import delete, insert, select

from engine.clock import now
from engine.spiff import StartTrigger
from engine.store import engine_gathered, lock_name
from engine.store.types import Session

gathered = engine_gathered.c


def gather(
    session: Session, package: str, trigger: StartTrigger, key: str, variables: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Keep what has come; with the last of a set, what all of it has brought, the later over the earlier."""
    place = {"package": package, "process_id": trigger.process_id, "element_id": trigger.element_id, "correlation_key": key}
    lock_name(session, "gathering:" + "\n".join(place.values()))
    session.execute(insert(engine_gathered).values(**place, name=trigger.name, variables=variables, came_at=now()))
    came: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(select(engine_gathered).filter_by(**place).order_by(gathered.id)):
        came[row.name].append(row)
    wanted = Counter(trigger.wants)
    if any(len(came[name]) < count for name, count in wanted.items()):
        return None
    whole = sorted(chain.from_iterable(came[name][:count] for name, count in wanted.items()), key=lambda row: row.id)
    session.execute(delete(engine_gathered).where(gathered.id.in_([row.id for row in whole])))
    return {name: value for row in whole for name, value in row.variables.items()}
