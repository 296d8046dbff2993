"""Messages between the customer's contacts and the project team: one plain thread for each project."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import once
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


def write(session: Session, view: View, text: str, *, nonce: str = "") -> PortalMessage:
    """A contact writes to the project team; what one form sends twice is written once."""
    if not view.rights.comment:
        raise MayNotSay("may-not-comment")
    return _keep(session, view.project, clean(text, shortest=1), view.contact.actor_id, nonce)


def write_back(session: Session, project: Project, text: str, *, actor: Actor, nonce: str = "") -> PortalMessage:
    """The team writes to the customer; what one form sends twice is written once."""
    if not may_answer(session, actor, project):
        raise MayNotSay("may-not-answer")
    return _keep(session, project, clean(text, shortest=1), actor.id, nonce)


def _keep(session: Session, project: Project, text: str, actor: str, nonce: str) -> PortalMessage:
    key = once.key_of(nonce, actor, project.id, text)
    if written := once.kept(session, PortalMessage, key):
        return written
    row = PortalMessage(project_id=project.id, actor=actor, text=text, at=engine.now(), idempotency_key=key)
    session.add(row)
    session.flush()
    engine.record(session, instance_id=project.instance_id, kind="message.written", actor=actor,
                  facts={"message_id": row.id})
    return row
