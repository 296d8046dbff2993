"""Who speaks to the customer for the project team: its lead, and those who are named for it in the project."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.domain import projects
from webapp.domain.people import Actor
from webapp.domain.projects import Project

SPEAKERS = frozenset({"project_lead", "liaison", "business_manager", "engineering_manager", "customer_success",
                      "experience_officer"})


def speakers(session: Session, project: Project) -> set[str]:
    """Actor ids of everybody who speaks to the customer in this project."""
    return {project.lead, *(member.actor_id for member in projects.members_of(session, project)
                            if member.role in SPEAKERS)}


def may_answer(session: Session, actor: Actor, project: Project) -> bool:
    """Whether the actor may write to the customer in this project's name."""
    return actor.is_staff and actor.id in speakers(session, project)
