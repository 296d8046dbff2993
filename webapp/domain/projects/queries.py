"""Find projects inside what the reader may see, and say where they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

import engine
import forms
from webapp.db import in_batches, read_so_far
from webapp.domain import customers, packages
from webapp.domain.customers import Customer
from webapp.domain.people import Actor, may_oversee, named
from webapp.domain.projects.models import Project, ProjectMember, SideCase


@dataclass(frozen=True)
class Member:
    """A member as a page shows one."""

    actor_id: str
    name: str
    role: str
    since: datetime


@dataclass(frozen=True)
class Stage:
    """One stage of the lifecycle and how far the project is with it."""

    element_id: str
    name: str
    state: Literal["done", "active", "passed", "ahead"]
    """A stage that the project went round, or that was drawn after it had been there, is passed."""
    entered_at: datetime | None
    left_at: datetime | None


def visible_to(actor: Actor) -> Select[Project]:
    """The projects this actor may see: their own, or all for those who oversee."""
    if not actor.is_staff:
        return select(Project).where(Project.contact_id == (actor.contact_id or -1))
    mine = select(ProjectMember.project_id).where(ProjectMember.actor_id == actor.id)
    allowed = true() if may_oversee(actor) else or_(
        Project.lead == actor.id, Project.started_by == actor.id, Project.id.in_(mine))
    return select(Project).where(allowed)


def visible(session: Session, actor: Actor, project_id: int) -> Project | None:
    """The project of this id, if the actor may see it."""
    return session.scalar(visible_to(actor).where(Project.id == project_id))


def listed(  # noqa: PLR0913 -- each narrows by itself
    session: Session, actor: Actor, *, search: str = "", stage: str | None = None, include_closed: bool = False,
    where: ColumnElement[bool] | None = None, limit: int | None = None, offset: int = 0,
) -> list[Project]:
    """Visible projects, newest first: perhaps only those of a stage, matching a word, or of which something else is so."""
    query = visible_to(actor).order_by(Project.started_at.desc(), Project.id.desc())
    if not include_closed:
        query = query.where(Project.closed_at.is_(None))
    if stage:
        query = query.where(Project.stage == stage)
    if search:
        query = query.where(_matches(search))
    if where is not None:
        query = query.where(where)
    return list(session.scalars(query.limit(limit).offset(offset)))


def instance_ids_matching(session: Session, search: str, *, among: Collection[int]) -> list[int]:
    """Of these instances those of the projects whose code, name or customer matches a word."""
    carried = select(Project.instance_id).where(_matches(search))
    beside = select(SideCase.instance_id).join(Project, Project.id == SideCase.project_id).where(_matches(search))
    found: list[int | None] = []
    for some in in_batches(sorted(among)):
        found += session.scalars(carried.where(Project.instance_id.in_(some)))
        found += session.scalars(beside.where(SideCase.instance_id.in_(some)))
    return [number for number in found if number is not None]


def of_customer(session: Session, actor: Actor, customer_id: int) -> list[Project]:
    """Visible projects of one customer, newest first."""
    query = visible_to(actor).where(Project.customer_id == customer_id)
    return list(session.scalars(query.order_by(Project.started_at.desc())))


def of_instance(session: Session, instance_id: int | None) -> Project | None:
    """The project that an instance carries, or that it runs beside."""
    if instance_id is None:
        return None
    known = read_so_far(session)
    if ("project of instance", instance_id) not in known:
        found = by_instances(session, [instance_id]).get(instance_id)
        if found is None:
            return None
        known["project of instance", instance_id] = found
    project: Project = known["project of instance", instance_id]
    return project


def referred_to(session: Session, reference: str) -> Project | None:
    """The project that was started under this reference of the customer's."""
    query = select(Project).where(Project.answers["reference"].as_string() == reference)
    return session.scalar(query.order_by(Project.id).limit(1))


def by_instances(session: Session, instance_ids: Collection[int]) -> dict[int, Project]:
    """The projects that these instances carry or run beside, by instance."""
    wanted = set(instance_ids)
    found: dict[int, Project] = {}
    if wanted:
        carried = session.scalars(select(Project).where(Project.instance_id.in_(wanted)))
        found = {project.instance_id: project for project in carried if project.instance_id is not None}
    if wanted - found.keys():
        beside = select(SideCase.instance_id, Project).join(Project, Project.id == SideCase.project_id)
        rows = session.execute(beside.where(SideCase.instance_id.in_(wanted - found.keys())))
        found.update((instance_id, project) for instance_id, project in rows)
    return found


def members_of(session: Session, project: Project) -> list[Member]:
    """Who belongs to the project, by role."""
    rows = session.scalars(select(ProjectMember).where(ProjectMember.project_id == project.id)
                           .order_by(ProjectMember.role, ProjectMember.since)).all()
    names = named(session, [row.actor_id for row in rows])
    return [Member(row.actor_id, names.get(row.actor_id, row.actor_id), row.role, row.since)
            for row in rows]


def named_for(session: Session, project_ids: Collection[int]) -> dict[int, dict[str, set[str]]]:
    """Per project and role, the members named for it."""
    rows = session.scalars(select(ProjectMember).where(ProjectMember.project_id.in_(set(project_ids))))
    found: dict[int, dict[str, set[str]]] = {}
    for row in rows:
        found.setdefault(row.project_id, {}).setdefault(row.role, set()).add(row.actor_id)
    return found


def involved(session: Session, project: Project) -> list[str]:
    """Actor ids of everyone a decision about the project concerns, the customer's contact included."""
    rows = session.scalars(select(ProjectMember.actor_id).where(ProjectMember.project_id == project.id))
    contact = [project.contact.actor_id] if project.contact else []
    return sorted({project.lead, *rows, *contact})


def stages(session: Session, project: Project, *, way: engine.Walked | None = None) -> list[Stage]:
    """The lifecycle's stages in order, with when the project entered and left each; whoever has read its way hands it in."""
    if project.instance_id is None:
        return []
    times = (way or engine.walked(session, project.instance_id)).times
    found = [_stage(element, times.get(element.id))
             for element in packages.stage_elements(session, project.version_id)]
    return list(_seen_from_here(found))


def _seen_from_here(found: list[Stage]) -> Iterator[Stage]:
    """What comes after the stage at work lies ahead, in a later phase once more; what was not entered before it is passed."""
    here = next((place for place, stage in enumerate(found) if stage.state == "active"), len(found))
    last = max((place for place, stage in enumerate(found) if stage.state != "ahead" and place <= here), default=0)
    for place, stage in enumerate(found):
        if place > here and stage.state == "done":
            yield replace(stage, state="ahead")
        elif place < last and stage.state == "ahead":
            yield replace(stage, state="passed")
        else:
            yield stage


def start_form(session: Session, package: str = packages.LIFECYCLE) -> forms.Definition | None:
    """The form that starts a project, as the newest version has it."""
    version = packages.latest(session, package)
    root = packages.root_process(session, version.id)
    return packages.form(session, version.id, root.start_form_id) if root.start_form_id else None


def startable(session: Session) -> list[Customer]:
    """Customers with somebody to speak to, for whom a project can be started."""
    return [customer for customer in customers.find(session) if customer.contacts]


def context_of(project: Project) -> dict[str, Any]:
    """The project as forms' FEEL reads it: the start form's answers and what the record adds."""
    return {
        **project.answers,
        "id": project.id, "code": project.code, "name": project.name, "lead": project.lead,
        "stage": project.stage, "started_at": project.started_at,
    }


def _matches(search: str) -> Any:
    like = f"%{search}%"
    return or_(Project.code.ilike(like), Project.name.ilike(like),
               Project.customer.has(Customer.name.ilike(like)))


def _stage(element: engine.Element, times: engine.ElementTimes | None) -> Stage:
    if times is None:
        return Stage(element.id, element.name, "ahead", None, None)
    state: Literal["done", "active"] = "done" if times.left_at else "active"
    return Stage(element.id, element.name, state, times.first_entered_at, times.left_at)
