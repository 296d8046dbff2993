"""The light follows its decision table: what the table computes is kept beside the project, dated, and ends with the work."""

from __future__ import annotations

from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, projects
from webapp.domain.projects import Project
from webapp.domain.schedule.models import ProjectLight


def keep_light(event: engine.Event, session: Session) -> None:
    """Reaction to an answer of a decision table: the project's light is what the table said."""
    project = _carried(event, session)
    if project is None or event.facts.get("decision") != packages.manifest(session, project.version_id).light:
        return
    answer = event.facts["answer"]
    light = session.get(ProjectLight, project.id) or ProjectLight(project_id=project.id)
    light.colour, light.why = str(answer["light"]), str(answer["summary"])
    light.slip_percent, light.process_id = float(answer["slip_percent"]), str(event.facts["process_id"])
    light.judged_at, light.over_at = event.at, None
    session.add(light)


def end_light(event: engine.Event, session: Session) -> None:
    """Reaction to a called diagram that was left, or to a stage that was entered: no light without the work that it judges."""
    project = _carried(event, session)
    if project is None or not packages.diagram_of(session, project.version_id, event.element_id or ""):
        return
    light = session.get(ProjectLight, project.id)
    if light is not None and light.over_at is None and not _goes_on(session, event.instance_id or 0, light.process_id):
        light.over_at = event.at


def _carried(event: engine.Event, session: Session) -> Project | None:
    """The project whose own way this is; what runs beside one has no light."""
    project = projects.of_instance(session, event.instance_id)
    return project if project is not None and project.instance_id == event.instance_id else None


def _goes_on(session: Session, instance_id: int, process_id: str) -> bool:
    return any(token.process_id == process_id for token in engine.tokens(session, instance_id))
