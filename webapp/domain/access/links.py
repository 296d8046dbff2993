"""Personal links to the portal: mailed, long-lived, and worth nothing without a code from the contact's own mailbox."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers
from webapp.domain.access import letters
from webapp.domain.access.codes import check_code, keep_code, refuse_floods
from webapp.domain.access.errors import CodeRefused, DoorClosed, TooSoon
from webapp.domain.access.models import PortalLink, PortalSession
from webapp.domain.access.rights import open_project
from webapp.domain.access.rules import (
    ASKS_PER_DAY,
    CODE_LIFETIME,
    LINK_LIFETIME,
    hash_of_token,
    new_code,
    new_token,
)
from webapp.domain.customers import Contact
from webapp.domain.notifications import MAIL
from webapp.domain.people import SYSTEM

MOST_FIRMS = 20
"""For how many firms one mailbox may speak."""


def open_link(session: Session, contact: Contact, *, project_id: int | None = None, by: str = SYSTEM) -> str:
    """Make a link for one contact; return its token, which is kept nowhere.

    A link that leads to a project brings the right to see it: whoever was asked something there may follow it.
    """
    token = new_token()
    if project_id is not None:
        open_project(session, contact, project_id, by=by)
    _keep_link(session, contact, token, lifetime=LINK_LIFETIME, project_id=project_id, by=by)
    return token


def _keep_link(session: Session, contact: Contact, token: str, *, lifetime: timedelta,
               project_id: int | None = None, by: str = SYSTEM) -> None:
    at = engine.now()
    session.add(PortalLink(token_hash=hash_of_token(token), contact=contact, project_id=project_id, created_at=at,
                           created_by=by, expires_at=at + lifetime))
    session.flush()


def follow(session: Session, token: str) -> PortalLink:
    """The link of this token, while it works; otherwise DoorClosed says why. Writes nothing."""
    link = session.scalar(select(PortalLink).where(PortalLink.token_hash == hash_of_token(token)))
    if link is None:
        raise DoorClosed("link-unknown")
    if link.revoked_at is not None or link.contact.left_at is not None:
        raise DoorClosed("portal-revoked", contact=link.contact.actor_id)
    if link.expires_at <= engine.now():
        raise DoorClosed("portal-expired", contact=link.contact.actor_id)
    return link


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


def ask_by_mail(session: Session, address: str) -> str:
    """Mail a link and a code to whoever has this address; return a handle by which the same browser enters the code.

    Nobody may learn who is a customer: an unknown address, or one asked for too often, gets a handle that fits no code.
    The handle is no link, so whoever typed another's address holds nothing that a link would show.
    """
    handle, place, at = new_token(), 0, engine.now()
    for contact in customers.contacts_at(session, address):
        try:
            refuse_floods(session, contact, at, most=ASKS_PER_DAY)
        except (TooSoon, CodeRefused):
            continue
        asked, token, code = _asked(handle, place), open_link(session, contact), new_code()
        _keep_link(session, contact, asked, lifetime=CODE_LIFETIME)
        for each in (asked, token):
            keep_code(session, follow(session, each), each, code, channel=MAIL, at=at)
        letters.way_in(session, contact, token, code, until=at + CODE_LIFETIME)
        place += 1
    return handle


def enter_by_mail(session: Session, handle: str, text: str) -> Contact | None:
    """The contact whose code this is, asked for in this browser; a wrong one is counted, so the caller commits."""
    for place in range(MOST_FIRMS):
        try:
            link = follow(session, _asked(handle, place))
            if check_code(session, link, _asked(handle, place), text):
                return link.contact
        except (DoorClosed, CodeRefused):
            continue
    return None


def _asked(handle: str, place: int) -> str:
    """What a handle's code is kept under; the slash keeps it from ever being the token in an address."""
    return f"asked/{place}/{handle}"


def close_door(session: Session, contact: Contact, *, by: str) -> None:
    """End every session of the contact and let none of their links work any more, at once."""
    at = engine.now()
    session.execute(update(PortalLink).where(PortalLink.contact_id == contact.id, PortalLink.revoked_at.is_(None))
                    .values(revoked_at=at, revoked_by=by))
    session.execute(update(PortalSession).where(PortalSession.contact_id == contact.id, PortalSession.ended_at.is_(None))
                    .values(ended_at=at, ended_by=by))
