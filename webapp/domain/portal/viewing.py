"""Who looks: a contact, the project they look at, and what they may see of it. Everything else in here asks for one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain import access, people, projects
from webapp.domain.access import Rights
from webapp.domain.customers import Contact
from webapp.domain.projects import Project

TEAM = ""
"""The role of a colleague who has none of their own in the project."""


@dataclass(frozen=True, slots=True)
class View:
    """A project in a contact's sight."""

    project: Project
    contact: Contact
    rights: Rights


def view_of(session: Session, contact: Contact, project_id: int) -> View | None:
    """The project of this id, if the contact may see it; absent and foreign look alike."""
    project = session.get(Project, project_id)
    rights = access.rights_in(session, contact, project) if project else Rights()
    return View(project, contact, rights) if project and rights.see else None


def views_of(session: Session, contact: Contact) -> list[View]:
    """Every project in the contact's sight."""
    return [View(project, contact, access.rights_in(session, contact, project))
            for project in access.projects_seen(session, contact)]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as a customer may know them: their own people and our project lead by name, others by what they do."""

    name: str
    role: str
    is_customer: bool


def party_of(session: Session, project: Project, actor_id: str) -> Party:
    """How a customer sees the person of this actor id."""
    if people.is_contact(actor_id):
        return Party(people.named(session, [actor_id]).get(actor_id, ""), "", is_customer=True)
    if actor_id == project.lead:
        return Party(people.named(session, [actor_id]).get(actor_id, ""), "project_lead", is_customer=False)
    return Party("", role_of(session, project, actor_id), is_customer=False)


def role_of(session: Session, project: Project, actor_id: str) -> str:
    """What a colleague does in this project, as it was named; TEAM for one who only took part."""
    return next((member.role for member in projects.members_of(session, project)
                 if member.actor_id == actor_id and member.role in people.ROLES), TEAM)
