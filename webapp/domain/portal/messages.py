"""Messages between the customer's contacts and the project team: one plain thread for each project."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain.people import Actor
from webapp.domain.portal.errors import MayNotSay
from webapp.domain.portal.models import PortalMessage
from webapp.domain.portal.policy import may_answer
from webapp.domain.portal.requirements import clean
from webapp.domain.portal.viewing import View
from webapp.domain.projects import Project


def messages_of(session: Session, project: Project) -> list[PortalMessage]:
    """The thread, the oldest first."""
    return list(session.scalars(
        select(PortalMessage).where(PortalMessage.project_id == project.id).order_by(PortalMessage.id)))


def write(session: Session, view: View, text: str) -> PortalMessage:
    """A contact writes to the project team."""
    if not view.rights.comment:
        raise MayNotSay("may-not-comment")
    return _keep(session, view.project, text, view.contact.actor_id)


def write_back(session: Session, project: Project, text: str, *, actor: Actor) -> PortalMessage:
    """The team writes to the customer."""
    if not may_answer(session, actor, project):
        raise MayNotSay("may-not-answer")
    return _keep(session, project, text, actor.id)


def _keep(session: Session, project: Project, text: str, actor: str) -> PortalMessage:
    row = PortalMessage(project_id=project.id, actor=actor, text=clean(text, shortest=1), at=engine.now())
    session.add(row)
    session.flush()
    engine.record(session, instance_id=project.instance_id, kind="message.written", actor=actor,
                  facts={"message_id": row.id})
    return row
