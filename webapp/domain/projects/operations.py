"""Start a project, name its members, and let its stage follow the lifecycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, packages, wording
from webapp.domain.people import ROLES, Actor, is_contact
from webapp.domain.projects.belongings import note_files
from webapp.domain.projects.models import Project, ProjectMember
from webapp.domain.projects.numbering import next_code
from webapp.domain.projects.queries import of_instance

PARTICIPANT = "participant"


class BadProject(wording.FieldRefused):
    """A project cannot be started like this."""


def start(session: Session, *, actor: Actor, name: str, contact_id: int, answers: Mapping[str, Any],
          package: str = packages.LIFECYCLE) -> Project:
    """Open a project for the contact's firm and begin its lifecycle with the start form's answers."""
    contact = customers.get_contact(session, contact_id)
    if contact is None or contact.left_at is not None:
        raise BadProject("contact-unknown", field="contact")
    if not name.strip():
        raise BadProject("name-missing", field="name")
    version = packages.latest(session, package)
    at = engine.now()
    lead = str(answers.get("project_lead") or actor.id)
    project = Project(
        code=next_code(session, at), name=name.strip(), customer_id=contact.customer_id,
        contact_id=contact.id, lead=lead, version_id=version.id, answers=dict(answers), started_at=at, started_by=actor.id,
    )
    session.add(project)
    session.flush()
    name_members(session, project, {**answers, "project_lead": lead})
    note_files(session, project, project.answers, actor=actor)
    _begin_lifecycle(session, project, actor=actor, customer_contact=contact.actor_id)
    return project


def name_members(session: Session, project: Project, answers: Mapping[str, Any]) -> None:
    """Take over every answer that names a person for a role, such as `engineering_manager`.

    A role that several share is answered with a list; a new answer replaces the former members.
    """
    named = {role: _actor_ids(answers[role]) for role in ROLES.keys() & answers.keys()}
    named = {role: actor_ids for role, actor_ids in named.items() if actor_ids}
    if not named:
        return
    former = session.scalars(select(ProjectMember).where(
        ProjectMember.project_id == project.id, ProjectMember.role.in_(named))).all()
    for member in former:
        if member.actor_id not in named[member.role]:
            session.delete(member)
    known = {(member.role, member.actor_id) for member in former}
    for role, actor_ids in named.items():
        for actor_id in actor_ids:
            if (role, actor_id) not in known:
                _add_member(session, project, role, actor_id)
    if "project_lead" in named:
        project.lead = named["project_lead"][0]


def take_part(event: engine.Event, session: Session) -> None:
    """Reaction to an opened or assigned task: whoever works on a project may see it."""
    task = engine.get_task(session, event.facts["task_id"])
    project = of_instance(session, event.instance_id)
    if task is None or project is None or task.assignee is None or is_contact(task.assignee):
        return
    belongs = select(ProjectMember).where(
        ProjectMember.project_id == project.id, ProjectMember.actor_id == task.assignee)
    if session.scalar(belongs.limit(1)) is None:
        _add_member(session, project, PARTICIPANT, task.assignee)


def open_project(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `projects.open`: the members that the forms named so far take up their roles."""
    project = of_instance(session, job.instance_id)
    if project is not None:
        name_members(session, project, job.variables)
    return {}


def follow_stage(event: engine.Event, session: Session) -> None:
    """Reaction to an entered element: a call activity of the lifecycle is the project's stage."""
    project = of_instance(session, event.instance_id)
    is_its_own = project is not None and project.instance_id == event.instance_id
    if project is not None and is_its_own and event.element_id in packages.stage_ids(session, project.version_id):
        project.stage = event.element_id


def follow_version(event: engine.Event, session: Session) -> None:
    """Reaction to a migrated case: the project is one of the version that its case runs in."""
    session.execute(
        update(Project).where(Project.instance_id == event.instance_id)
        .values(version_id=event.facts["to_version_id"])
    )


def follow_end(event: engine.Event, session: Session) -> None:
    """Reaction to the lifecycle's end: the project is closed."""
    session.execute(
        update(Project)
        .where(Project.instance_id == event.instance_id, Project.closed_at.is_(None))
        .values(closed_at=event.at, outcome=event.facts.get("outcome", "canceled"))
    )


def _begin_lifecycle(session: Session, project: Project, *, actor: Actor, customer_contact: str) -> None:
    manifest = packages.manifest(session, project.version_id)
    variables = {
        **packages.routing(session, project.version_id, project.answers),
        "project_id": project.id, "project_code": project.code, "project_name": project.name,
        "project_lead": project.lead, "customer_contact": customer_contact,
    }
    instance = engine.start(session, manifest.root, version_id=project.version_id, actor=actor.id,
                            variables=variables, business_key=f"project:{project.id}")
    project.instance_id = instance.id
    session.flush()


def _add_member(session: Session, project: Project, role: str, actor_id: str) -> None:
    session.add(ProjectMember(project_id=project.id, role=role, actor_id=actor_id, since=engine.now()))
    session.flush()


def _actor_ids(answer: Any) -> list[str]:
    """The actor ids in a person field's answer: one, several, or none."""
    several: Iterable[Any] = answer if isinstance(answer, list) else [answer]
    return [actor_id for actor_id in several if isinstance(actor_id, str) and actor_id]
