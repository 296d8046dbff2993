"""Start events: which processes a message or signal begins, always those of a package's latest version."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import definitions
from engine.errors import EngineError
from engine.history import record
from engine.runtime import steps
from engine.runtime.steps import Done, Start
from engine.spiff import StartTrigger
from engine.store import engine_version

log = logging.getLogger("engine")


def begin(
    session: Session, kind: str, name: str, *, variables: Mapping[str, Any], actor: str
) -> Iterator[Done]:
    """Begin every process that waits for this to start. One that cannot begin is noted, and no other suffers."""
    for version_id, trigger in _waiting(session, kind, name):
        try:
            at_start = Start(trigger.process_id, version_id, trigger.element_id)
            yield steps.begin(session, at_start, actor=actor, variables=variables)
        except EngineError as error:
            log.warning("start.failed", extra={"process_id": trigger.process_id, "error": str(error)})
            record(session, instance_id=None, kind="start.failed", actor=actor,
                   element_id=trigger.element_id, facts={
                       "name": name, "process_id": trigger.process_id, "version_id": version_id,
                       "message_id": error.message_id})


def _waiting(session: Session, kind: str, name: str) -> list[tuple[int, StartTrigger]]:
    latest = select(func.max(engine_version.c.id)).group_by(engine_version.c.package)
    query = select(engine_version.c.id, engine_version.c.digest).where(engine_version.c.id.in_(latest))
    return [
        (row.id, trigger)
        for row in session.execute(query.order_by(engine_version.c.id)).all()
        for trigger in definitions.program(session, row.id, row.digest).starts
        if (trigger.kind, trigger.name) == (kind, name)
    ]
