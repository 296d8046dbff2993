"""Who looks: a contact, the project they look at, and what they may see of it. Everything else in here asks for one."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Parties:
    """Everybody whom a project knows, asked once: a page that names people row by row asks nothing more for each."""

    session: Session
    project: Project
    roles: Mapping[str, str]
    names: dict[str, str]

    def of(self, actor_id: str) -> Party:
        """How a customer sees the person of this actor id."""
        if people.is_contact(actor_id):
            return Party(self._name(actor_id), "", is_customer=True)
        if actor_id == self.project.lead:
            return Party(self._name(actor_id), "project_lead", is_customer=False)
        return Party("", self.roles.get(actor_id, TEAM), is_customer=False)

    def _name(self, actor_id: str) -> str:
        if actor_id not in self.names:
            self.names[actor_id] = people.named(self.session, [actor_id]).get(actor_id, "")
        return self.names[actor_id]


def parties_of(session: Session, project: Project) -> Parties:
    """Everybody who may have to be named to the project's customer; TEAM for a colleague who only took part."""
    roles: dict[str, str] = {}
    for member in projects.members_of(session, project):
        if member.role in people.ROLES:
            roles.setdefault(member.actor_id, member.role)
    return Parties(session, project, roles, {})
