"""Incidents: what failed, why, and "try again"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import RowMapping, select, update

from engine import runtime
from engine.clock import now
from engine.errors import IncidentResolved, NoSuchIncident, NotWaiting
from engine.history import write_events
from engine.runtime import Act, Blame, Completion
from engine.store import engine_incident, engine_job, engine_task, engine_timer
from engine.store.rows import Incident, read
from engine.store.types import Session

incident = engine_incident.c


def incidents(
    session: Session, *, instance_ids: Collection[int] | None = None, open_only: bool = True, limit: int = 200
) -> list[Incident]:
    """What failed, the latest first."""
    query = select(engine_incident).order_by(incident.id.desc()).limit(limit)
    if instance_ids is not None:
        query = query.where(incident.instance_id.in_(instance_ids))
    if open_only:
        query = query.where(incident.resolved_at.is_(None))
    return [read(Incident, row) for row in session.execute(query).mappings()]


def get_incident(session: Session, incident_id: int) -> Incident | None:
    """The incident of this id, open or resolved."""
    query = select(engine_incident).where(incident.id == incident_id)
    row = session.execute(query).mappings().one_or_none()
    return read(Incident, row) if row else None


def retry_incident(session: Session, incident_id: int, *, actor: str) -> Completion:
    """Do again what failed, with the answers that were kept; what fails again stays open.

    A job whose attempts ran out is offered to workers anew. What came for a token that waits no longer, since somebody moved
    it by hand, has nothing left to do.
    """
    held = runtime.lock(session, _find(session, incident_id)["instance_id"])
    row = _find(session, incident_id)
    if row["resolved_at"] is not None:
        raise IncidentResolved("incident-resolved", incident_id=incident_id)
    if row["act"] is None:
        _offer_again(session, row)
        _resolve(session, row, actor)
        return Completion(held.instance)
    blame = Blame(row["kind"], row["element_id"], row["task_id"], row["job_id"], row["timer_id"],
                  incident_id)
    act = replace(Act(**row["act"]), retried_by=actor)
    try:
        done = runtime.move(session, held, act, blame)
    except NotWaiting:
        done = Completion(held.instance)
    if done.incident is None:
        _free_timer(session, row)
        _resolve(session, row, actor)
    return done


def reopen_task(session: Session, incident_id: int, *, actor: str) -> None:
    """Let a stuck task be answered anew: what was wrong were the answers. They stay on record."""
    runtime.lock(session, _find(session, incident_id)["instance_id"])
    row = _find(session, incident_id)
    if row["resolved_at"] is not None or row["task_id"] is None:
        raise IncidentResolved("incident-resolved", incident_id=incident_id)
    task = engine_task.c
    session.execute(
        update(engine_task).where(task.id == row["task_id"]).values(incident_id=None)
    )
    _resolve(session, row, actor)


def _find(session: Session, incident_id: int) -> RowMapping:
    query = select(engine_incident).where(incident.id == incident_id)
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchIncident("no-such-incident", incident_id=incident_id)
    return row


def _offer_again(session: Session, row: RowMapping) -> None:
    job = engine_job.c
    session.execute(
        update(engine_job).where(job.id == row["job_id"])
        .values(incident_id=None, retries_left=job.retries, due_at=now())
    )


def _free_timer(session: Session, row: RowMapping) -> None:
    """A cyclic timer is still set after it has fired; it runs again from now on."""
    if row["timer_id"] is not None:
        timer = engine_timer.c
        session.execute(
            update(engine_timer).where(timer.id == row["timer_id"]).values(incident_id=None)
        )


def _resolve(session: Session, row: RowMapping, actor: str) -> None:
    write_events(session, runtime.resolve(session, [row["id"]], instance_id=row["instance_id"], actor=actor, at=now()))
