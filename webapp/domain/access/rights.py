"""What a contact may see and do in their firm's projects: few rights, each a dated row that staff give and take.

A project's own contact has every right in it. Signing is no right given here: it stays with whoever a version names,
and with the customer's list of substitutes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, or_, select, true
from sqlalchemy.orm import Session

import engine
from webapp.domain.access.errors import BadGrant
from webapp.domain.access.models import PortalGrant
from webapp.domain.access.rules import COMMENT, COMMERCIAL, RIGHTS, SEE
from webapp.domain.customers import Contact
from webapp.domain.people import SYSTEM
from webapp.domain.projects import Project


@dataclass(frozen=True, slots=True)
class Rights:
    """What one contact may do in one project; without `see` there is nothing else."""

    see: bool = False
    comment: bool = False
    commercial: bool = False


ALL, NONE = Rights(see=True, comment=True, commercial=True), Rights()


def rights_in(session: Session, contact: Contact, project: Project) -> Rights:
    """What the contact may do in this project; nothing in another firm's, and nothing once they have left."""
    if contact.left_at is not None or contact.customer_id != project.customer_id:
        return NONE
    if project.contact_id == contact.id:
        return ALL
    given = set(session.scalars(_standing(contact).where(
        or_(PortalGrant.project_id.is_(None), PortalGrant.project_id == project.id))))
    return Rights(see=bool(given), comment=COMMENT in given, commercial=COMMERCIAL in given)


def projects_seen(session: Session, contact: Contact) -> list[Project]:
    """The projects that the contact may see: those under way first, then the newest."""
    if contact.left_at is not None:
        return []
    scopes = list(session.scalars(select(PortalGrant.project_id).where(
        PortalGrant.contact_id == contact.id, PortalGrant.withdrawn_at.is_(None))))
    allowed = true() if None in scopes else or_(Project.contact_id == contact.id, Project.id.in_(scopes))
    query = select(Project).where(Project.customer_id == contact.customer_id, allowed)
    return list(session.scalars(query.order_by(Project.closed_at.is_not(None), Project.started_at.desc(), Project.id.desc())))


def who_may(session: Session, project: Project, right: str) -> list[Contact]:
    """The contacts who have this right in the project, its own contact among them."""
    granted = select(PortalGrant.contact_id).where(
        PortalGrant.right == right, PortalGrant.withdrawn_at.is_(None),
        or_(PortalGrant.project_id.is_(None), PortalGrant.project_id == project.id))
    return list(session.scalars(select(Contact).where(
        Contact.customer_id == project.customer_id, Contact.left_at.is_(None),
        or_(Contact.id == project.contact_id, Contact.id.in_(granted))).order_by(Contact.id)))


def grants_of(session: Session, customer_id: int) -> list[PortalGrant]:
    """The rights that contacts of this customer have today, in the order they were given."""
    return list(session.scalars(
        select(PortalGrant).join(Contact, Contact.id == PortalGrant.contact_id)
        .where(Contact.customer_id == customer_id, PortalGrant.withdrawn_at.is_(None)).order_by(PortalGrant.id)))


def grant(session: Session, contact: Contact, right: str, *, project_id: int | None, by: str) -> PortalGrant:
    """Give a contact a right in one project, or in all of their firm's; once is enough."""
    if right not in RIGHTS or contact.left_at is not None:
        raise BadGrant("grant-unknown")
    project = session.get(Project, project_id) if project_id is not None else None
    if project_id is not None and (project is None or project.customer_id != contact.customer_id):
        raise BadGrant("grant-other-project")
    session.refresh(contact, with_for_update={"of": Contact, "key_share": True})  # of two who give it at once one finds it given
    same_project = PortalGrant.project_id.is_(None) if project_id is None else PortalGrant.project_id == project_id
    standing = session.scalar(select(PortalGrant).where(
        PortalGrant.contact_id == contact.id, PortalGrant.withdrawn_at.is_(None), PortalGrant.right == right, same_project))
    if standing is not None:
        return standing
    row = PortalGrant(contact_id=contact.id, project_id=project_id, right=right, granted_at=engine.now(), granted_by=by)
    session.add(row)
    session.flush()
    return row


def withdraw_grant(session: Session, row: PortalGrant, *, by: str) -> None:
    """Take a right back; what the contact said and signed stands."""
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = engine.now(), by
    session.flush()


def open_project(session: Session, contact: Contact, project_id: int, *, by: str = SYSTEM) -> None:
    """Let a contact who was asked something in a project see it from now on."""
    project = session.get_one(Project, project_id)
    if not rights_in(session, contact, project).see:
        grant(session, contact, SEE, project_id=project_id, by=by)


def _standing(contact: Contact) -> Select[str]:
    return select(PortalGrant.right).where(PortalGrant.contact_id == contact.id, PortalGrant.withdrawn_at.is_(None))
