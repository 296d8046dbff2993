"""Start events: which processes an event begins, always those of a package's latest version."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from engine import definitions
from engine.clock import now
from engine.errors import EngineError
from engine.history import record
from engine.runtime import steps
from engine.runtime.gathering import gather
from engine.runtime.steps import Done, Start
from engine.spiff import Program
from engine.store import engine_version, plain_facts
from engine.store.types import Session

log = logging.getLogger("engine")


def begin(
    session: Session, kind: str, name: str, key: str, *, variables: Mapping[str, Any], actor: str
) -> Iterator[Done | None]:
    """Begin every process that waits for this to start; None where it is kept until all have come that one wants."""
    for package, version_id, program in _latest(session):
        for trigger in program.starts:
            if (trigger.kind, trigger.name) != (kind, name):
                continue
            brought = gather(session, package, trigger, key, variables) if trigger.wants else variables
            if brought is None:
                record(session, instance_id=None, kind="start.awaits", actor=actor, element_id=trigger.element_id, facts={
                    "name": name, "process_id": trigger.process_id, "correlation_key": key, "wants": list(trigger.wants)})
                yield None
                continue
            at_start = Start(trigger.process_id, version_id, trigger.element_id)
            yield from attempt(session, at_start, name, variables=brought, actor=actor)


def begin_where(session: Session, *, variables: Mapping[str, Any], actor: str) -> Iterator[Done]:
    """Begin every process whose conditional start event holds for these variables."""
    for _package, version_id, program in _latest(session):
        for trigger in program.starts_where(variables, now()):
            at_start = Start(trigger.process_id, version_id, trigger.element_id)
            yield from attempt(session, at_start, trigger.name, variables=variables, actor=actor)


def attempt(
    session: Session, at_start: Start, name: str, *, variables: Mapping[str, Any], actor: str
) -> Iterator[Done]:
    """Begin one. If it cannot begin that is noted in the history, and no other suffers."""
    try:
        yield steps.begin(session, at_start, actor=actor, variables=variables)
    except EngineError as error:
        log.warning("start.failed", extra={"process_id": at_start.process_id, "error": str(error)})
        record(session, instance_id=None, kind="start.failed", actor=actor,
               element_id=at_start.element_id, facts={
                   "name": name, "process_id": at_start.process_id, "version_id": at_start.version_id,
                   "message_id": error.message_id, "facts": plain_facts(error.facts)})


def _latest(session: Session) -> Iterator[tuple[str, int, Program]]:
    newest = func.max(engine_version.c.id)
    latest = select(engine_version.c.package, newest).group_by(engine_version.c.package).order_by(newest)
    for package, version_id in session.execute(latest).all():
        yield package, version_id, definitions.program(session, version_id)
