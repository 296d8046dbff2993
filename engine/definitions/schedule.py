"""Start events that wait for a time, or for several things: seen to when a version is deployed, as the newest of its package."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, tuple_

from engine.clock import now
from engine.spiff import Program
from engine.store import engine_gathered, engine_start_timer, engine_version
from engine.store.rows import Version
from engine.store.types import Session


def schedule(session: Session, version: Version, program: Program) -> None:
    """Set the timers of this version, forget those of the versions before it, and what came for a start event that is gone."""
    older = select(engine_version.c.id).where(engine_version.c.package == version.package)
    session.execute(delete(engine_start_timer).where(engine_start_timer.c.version_id.in_(older)))
    rows = [
        {"version_id": version.id, "process_id": start.process_id, "element_id": start.element_id,
         "due_at": start.times.first, "repetitions_left": start.times.repetitions,
         "every": start.times.every or None}
        for start in program.timed_starts(now())
    ]
    if rows:
        session.execute(insert(engine_start_timer), rows)
    gathered = engine_gathered.c
    wants_all = {(start.process_id, start.element_id) for start in program.starts if start.wants}
    session.execute(delete(engine_gathered).where(
        gathered.package == version.package, tuple_(gathered.process_id, gathered.element_id).not_in(wants_all)))
