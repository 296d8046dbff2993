"""The light of a project: what its decision table last said of the dates, while the work that it judges goes on."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from webapp.domain.projects import Project
from webapp.domain.schedule.models import ProjectLight


def light_of(session: Session, project: Project) -> ProjectLight | None:
    """The latest light; None before the work begins and after it is over."""
    return lights_of(session, [project]).get(project.id)


def lights_of(session: Session, listed: Collection[Project]) -> dict[int, ProjectLight]:
    """The lights of all these projects, by project, in one look."""
    open_ids = [project.id for project in listed if project.closed_at is None]
    rows = session.scalars(select(ProjectLight).where(ProjectLight.project_id.in_(open_ids), ProjectLight.over_at.is_(None)))
    return {row.project_id: row for row in rows}


def shows(colour: str) -> ColumnElement[bool]:
    """Of a project: it is at work and its latest light is this one."""
    lit = select(ProjectLight.project_id).where(ProjectLight.colour == colour, ProjectLight.over_at.is_(None))
    return and_(Project.closed_at.is_(None), Project.id.in_(lit))
