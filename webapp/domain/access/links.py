"""Personal links to the portal: mailed, long-lived, and worth nothing without a code from the contact's own mailbox."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers
from webapp.domain.access import letters
from webapp.domain.access.errors import DoorClosed
from webapp.domain.access.models import PortalLink, PortalSession
from webapp.domain.access.rights import open_project
from webapp.domain.access.rules import LINK_LIFETIME, hash_of_token, new_token
from webapp.domain.customers import Contact
from webapp.domain.people import SYSTEM


def open_link(session: Session, contact: Contact, *, project_id: int | None = None, by: str = SYSTEM) -> str:
    """Make a link for one contact; return its token, which is kept nowhere.

    A link that leads to a project brings the right to see it: whoever was asked something there may follow it.
    """
    token, at = new_token(), engine.now()
    if project_id is not None:
        open_project(session, contact, project_id, by=by)
    session.add(PortalLink(token_hash=hash_of_token(token), contact=contact, project_id=project_id, created_at=at,
                           created_by=by, expires_at=at + LINK_LIFETIME))
    session.flush()
    return token


def follow(session: Session, token: str) -> PortalLink:
    """The link of this token, while it works; otherwise DoorClosed says why. Writes nothing."""
    link = session.scalar(select(PortalLink).where(PortalLink.token_hash == hash_of_token(token)))
    if link is None:
        raise DoorClosed("link-unknown")
    refuse_closed(link)
    return link


def refuse_closed(link: PortalLink) -> None:
    """A link that was ended, or whose contact has left, lets nobody in."""
    if link.revoked_at is not None or link.contact.left_at is not None:
        raise DoorClosed("portal-revoked", contact=link.contact.actor_id)
    if link.expires_at <= engine.now():
        raise DoorClosed("portal-expired", contact=link.contact.actor_id)


def send_link(session: Session, contact: Contact, *, by: str) -> None:
    """Mail the contact a link to the portal; staff do it from the customer's file."""
    if contact.left_at is not None:
        raise DoorClosed("portal-revoked", contact=contact.actor_id)
    letters.invitation(session, contact, open_link(session, contact, by=by))


def invited(session: Session, customer_id: int) -> set[int]:
    """The contacts of a customer whom staff have mailed a link, by number."""
    query = (select(PortalLink.contact_id).join(Contact, Contact.id == PortalLink.contact_id)
             .where(Contact.customer_id == customer_id, PortalLink.created_by != SYSTEM))
    return set(session.scalars(query))


def change_contact(session: Session, contact: Contact, *, by: str, **facts: str) -> bool:
    """Change how a contact is called and reached; True if they are reached elsewhere, which ends what was opened for the old address.

    Links to sign and to do a task look at the address themselves, each time they are followed.
    """
    reached = contact.email, contact.phone
    customers.change_contact(session, contact, by=by, **facts)
    is_moved = (contact.email, contact.phone) != reached
    if is_moved:
        close_door(session, contact, by=by)
    return is_moved


def close_door(session: Session, contact: Contact, *, by: str) -> None:
    """End every session of the contact and let none of their links work any more, at once."""
    at = engine.now()
    session.execute(update(PortalLink).where(PortalLink.contact_id == contact.id, PortalLink.revoked_at.is_(None))
                    .values(revoked_at=at, revoked_by=by))
    session.execute(update(PortalSession).where(PortalSession.contact_id == contact.id, PortalSession.ended_at.is_(None))
                    .values(ended_at=at, ended_by=by))
