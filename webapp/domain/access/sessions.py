"""Sessions of contacts: a secret in one browser's cookie, with an end, gone the moment the contact has left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import engine
from webapp.domain.access.models import PortalSession
from webapp.domain.access.rules import (
    REMEMBERED_LIFETIME,
    SESSION_LIFETIME,
    hash_of_token,
    new_token,
)
from webapp.domain.customers import Contact


def admit(session: Session, contact: Contact, *, lifetime: timedelta = SESSION_LIFETIME) -> str:
    """Begin a session for a contact who has just shown who they are; return the secret for their browser."""
    secret, at = new_token(), engine.now()
    session.add(PortalSession(contact_id=contact.id, secret_hash=hash_of_token(secret), began_at=at,
                              until=at + min(lifetime, REMEMBERED_LIFETIME)))
    session.flush()
    return secret


def visitor_of(session: Session, secret: str | None) -> Contact | None:
    """The contact whose session this browser holds, while it goes on and while they are still there."""
    if not secret:
        return None
    return session.scalar(
        select(Contact).join(PortalSession, PortalSession.contact_id == Contact.id)
        .where(PortalSession.secret_hash == hash_of_token(secret), PortalSession.ended_at.is_(None),
               PortalSession.until > engine.now(), Contact.left_at.is_(None)))


def leave(session: Session, secret: str | None) -> None:
    """End the session of this browser; a cookie copied from it opens nothing any more."""
    row = session.scalar(select(PortalSession).where(PortalSession.secret_hash == hash_of_token(secret or "")))
    if row is not None and row.ended_at is None:
        row.ended_at = engine.now()


def last_visits(session: Session, customer_id: int) -> dict[int, datetime]:
    """When each contact of the customer was last let in."""
    rows = session.execute(
        select(PortalSession.contact_id, func.max(PortalSession.began_at))
        .join(Contact, Contact.id == PortalSession.contact_id)
        .where(Contact.customer_id == customer_id).group_by(PortalSession.contact_id))
    return dict(rows.all())
