"""Whose file it is: the bringer's own, or part of what was answered in a project one may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

import engine
from webapp.domain import documents, projects
from webapp.domain.documents import StoredFile
from webapp.domain.people import Actor
from webapp.domain.projects import Project, ProjectMember


def visible_file(session: Session, actor: Actor, file_id: int) -> StoredFile | None:
    """The file, if the actor brought it or may see a project whose answers name it."""
    file = documents.get_file(session, file_id)
    if file is None or file.kept_by == actor.id:
        return file
    carriers = _projects_with(session, actor, file.kept_by)
    return file if any(_names(session, project, file_id) for project in carriers) else None


def _projects_with(session: Session, actor: Actor, bringer: str) -> list[Project]:
    """Projects the actor may see in which the one who brought the file takes part."""
    part = select(ProjectMember.project_id).where(ProjectMember.actor_id == bringer)
    query = projects.visible_to(actor).where(or_(
        Project.lead == bringer, Project.started_by == bringer, Project.id.in_(part)))
    return list(session.scalars(query.order_by(Project.id.desc())))


def _names(session: Session, project: Project, file_id: int) -> bool:
    sheets = engine.answer_history(session, project.instance_id) if project.instance_id else []
    return any(_holds(data, file_id) for data in [project.answers, *(sheet.data for sheet in sheets)])


def _holds(data: Any, file_id: int) -> bool:
    if isinstance(data, dict):
        return data.get("file_id") == file_id or any(_holds(each, file_id) for each in data.values())
    return isinstance(data, list) and any(_holds(each, file_id) for each in data)
