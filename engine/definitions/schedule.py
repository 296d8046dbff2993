"""Start events that wait for a time: set when a version is deployed, for the newest version of a package alone."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from engine.clock import now
from engine.spiff import Program
from engine.store import engine_start_timer, engine_version
from engine.store.rows import Version
from engine.store.types import Session


def schedule(session: Session, version: Version, program: Program) -> None:
    """Set the timers of this version, and forget those of the versions before it."""
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
