"""Who is told what was said in the portal: the team of what customers say, the customer of what the team says."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import access, customers, notifications, people
from webapp.domain.portal.models import PortalMessage, RequirementRemark
from webapp.domain.portal.policy import speakers
from webapp.domain.portal.requirements import ACCEPT
from webapp.domain.portal.viewing import parties_of
from webapp.domain.projects import Project

SHOWN = 300
"""How much of what was written stands in the mail; the rest is read where it was written."""


def tell_of_remark(event: engine.Event, session: Session) -> None:
    """Reaction to a remark: the team hears of it; that a line is accepted fills nobody's mailbox."""
    row = session.get_one(RequirementRemark, event.facts["remark_id"])
    project = session.get_one(Project, row.project_id)
    facts = {"project": project.name, "line": row.line, "actor": _name(session, row.actor), "words": row.words[:SHOWN]}
    notifications.tell_people(session, speakers(session, project), f"told-remark-{row.verdict}", facts,
                              f"/projects/{project.id}#customer", by_mail=row.verdict != ACCEPT)


def tell_of_answer(event: engine.Event, session: Session) -> None:
    """Reaction to an answer: whoever made the remark hears of it."""
    row = session.get_one(RequirementRemark, event.facts["remark_id"])
    project = session.get_one(Project, row.project_id)
    contact = customers.contact_of_actor(session, row.actor)
    if contact is not None and access.rights_in(session, contact, project).see:
        facts = {"project": project.name, "line": row.line, "words": (row.answer or "")[:SHOWN]}
        _tell_contact(session, contact, project, "told-remark-answered", facts)


def tell_of_message(event: engine.Event, session: Session) -> None:
    """Reaction to a message: the other side hears of it, and colleagues on the same side can read it."""
    row = session.get_one(PortalMessage, event.facts["message_id"])
    project = session.get_one(Project, row.project_id)
    if people.is_contact(row.actor):
        facts = {"project": project.name, "actor": _name(session, row.actor), "words": row.text[:SHOWN]}
        notifications.tell_people(session, speakers(session, project), "told-customer-message", facts,
                                  f"/projects/{project.id}#customer", by_mail=True)
        return
    facts = {"project": project.name, "actor": parties_of(session, project).of(row.actor).name, "words": row.text[:SHOWN]}
    message_id = "told-team-message" if facts["actor"] else "told-team-message-unnamed"
    for contact in access.who_may(session, project, access.COMMENT):
        _tell_contact(session, contact, project, message_id, facts)


def _tell_contact(session: Session, contact: customers.Contact, project: Project, message_id: str,
                  facts: dict[str, Any]) -> None:
    link = f"/p/{access.open_link(session, contact, project_id=project.id)}"
    notifications.tell_contact(session, contact, message_id, facts, link)


def _name(session: Session, actor_id: str) -> str:
    return people.named(session, [actor_id]).get(actor_id, "")
