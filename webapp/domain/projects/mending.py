"""Failed steps, and mending them: which there are, trying again, letting the step be answered anew."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import wording
from webapp.domain.people import Actor
from webapp.domain.projects.beside import side_instances
from webapp.domain.projects.models import Project
from webapp.domain.projects.policy import may_mend
from webapp.domain.projects.queries import by_instances, of_instance

MOST = 200
SHORTEST_REASON = 2


class NotTaken(wording.FieldRefused):
    """A stray run cannot be put where it was asked to go."""


@dataclass(frozen=True)
class Stuck:
    """A failed step of a project, or of a run that belongs to none."""

    incident: engine.Incident
    project: Project | None


def stuck_in(session: Session, project: Project) -> list[Stuck]:
    """The project's steps that failed, the latest first."""
    carried = [project.instance_id or 0, *(instance.id for instance in side_instances(session, project))]
    return [Stuck(incident, project) for incident in engine.incidents(session, instance_ids=carried)]


def stuck_anywhere(session: Session) -> list[Stuck]:
    """Every failed step there is, the latest first; only for those who keep the machine."""
    found = engine.incidents(session, limit=MOST)
    owners = by_instances(session, {incident.instance_id for incident in found})
    return [Stuck(incident, owners.get(incident.instance_id)) for incident in found]


def mendable(session: Session, actor: Actor, incident_id: int) -> Stuck | None:
    """The failed step of this number, open or not, if the actor may mend it."""
    incident = engine.get_incident(session, incident_id)
    project = of_instance(session, incident.instance_id) if incident else None
    if incident is None or not may_mend(actor, project):
        return None
    return Stuck(incident, project)


def try_again(session: Session, stuck: Stuck, *, actor: Actor) -> bool:
    """Do the failed step again with the answers that were kept; returns whether the project goes on."""
    done = engine.retry_incident(session, stuck.incident.id, actor=actor.id)
    return done.incident is None


def answer_anew(session: Session, stuck: Stuck, *, actor: Actor) -> None:
    """Let the stuck task be answered once more: what was wrong were the answers."""
    engine.reopen_task(session, stuck.incident.id, actor=actor.id)


def find_home(session: Session, stuck: Stuck, *, code: str, actor: Actor) -> Project:
    """Say which project a stray run is about, and let it begin again from there."""
    home = session.scalar(select(Project).where(Project.code == code.strip().upper()))
    if home is None:
        raise NotTaken("project-code-unknown", field="code", code=code.strip())
    _demand_astray(stuck)
    engine.set_variables(session, stuck.incident.instance_id, {"project_id": home.id}, actor=actor.id,
                         reason=f"project {home.code}")
    engine.retry_incident(session, stuck.incident.id, actor=actor.id)
    return home


def discard(session: Session, stuck: Stuck, *, actor: Actor, reason: str) -> None:
    """End a stray run that is about no project at all; its history stays."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotTaken("reason-missing", field="reason", shortest=SHORTEST_REASON)
    _demand_astray(stuck)
    engine.cancel_instance(session, stuck.incident.instance_id, actor=actor.id, reason=reason.strip())


def _demand_astray(stuck: Stuck) -> None:
    if stuck.project is not None or stuck.incident.resolved_at is not None:
        raise engine.IncidentResolved("incident-resolved", incident_id=stuck.incident.id)
