"""What a failed step leaves behind: an incident that says what and where, and the act to try again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from engine.clock import now
from engine.errors import EngineError
from engine.history import Entry, entry, write_events
from engine.runtime.acts import Act, Blame
from engine.store import engine_incident, engine_job, engine_task, engine_timer, plain_facts
from engine.store.rows import Incident, read
from engine.store.types import Session


def open_incident(
    session: Session, instance_id: int, error: EngineError, blame: Blame, act: Act | None
) -> Incident:
    """Write the incident, or what an open one has come to; its row shows as stuck from now on."""
    at = now()
    facts = plain_facts(error.facts)
    words = {
        "element_id": facts.get("element") or blame.element_id,
        "message_id": error.message_id,
        "facts": facts,
        "act": asdict(act) if act else None,
    }
    incident = _again(session, blame.incident_id, words) if blame.incident_id else _first(
        session, {**words, "instance_id": instance_id, "kind": blame.kind, "opened_at": at,
                  "task_id": blame.task_id, "job_id": blame.job_id, "timer_id": blame.timer_id}
    )
    _mark(session, blame, incident.id)
    told = {"incident_id": incident.id, "kind": blame.kind, "message_id": error.message_id,
            "task_id": blame.task_id, "job_id": blame.job_id, "facts": facts}
    write_events(session, [entry(
        "incident.opened", instance_id=instance_id, at=at, element_id=incident.element_id,
        actor=act.actor if act else None, facts=told,
    )])
    return incident


def resolve(
    session: Session, incidents: list[int], *, instance_id: int, actor: str, at: datetime
) -> list[Entry]:
    """Close incidents that are overcome; the events that tell it are for the caller to write."""
    if not incidents:
        return []
    closed = session.execute(
        update(engine_incident)
        .where(engine_incident.c.id.in_(incidents), engine_incident.c.resolved_at.is_(None))
        .values(resolved_at=at, resolved_by=actor)
        .returning(engine_incident.c.id, engine_incident.c.element_id)
    ).all()
    return [
        entry("incident.resolved", instance_id=instance_id, at=at, actor=actor,
                      element_id=row.element_id, facts={"incident_id": row.id})
        for row in closed
    ]


def _first(session: Session, row: dict[str, Any]) -> Incident:
    written = session.execute(insert(engine_incident).values(**row).returning(engine_incident))
    return read(Incident, written.mappings().one())


def _again(session: Session, incident_id: int, words: dict[str, Any]) -> Incident:
    written = session.execute(
        update(engine_incident).where(engine_incident.c.id == incident_id)
        .values(**words).returning(engine_incident)
    )
    return read(Incident, written.mappings().one())


def _mark(session: Session, blame: Blame, incident_id: int) -> None:
    for table, row_id in ((engine_task, blame.task_id), (engine_job, blame.job_id),
                          (engine_timer, blame.timer_id)):
        if row_id is not None:
            session.execute(
                update(table).where(table.c.id == row_id).values(incident_id=incident_id)
            )
