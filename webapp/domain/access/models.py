"""Tables of the customer's way in: links, codes, sessions, rights. Facts are dated, never deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.db import Model
from webapp.domain.customers import Contact

UNANSWERED = text("handle IS NOT NULL")


class PortalLink(Model):
    """A personal link to the customer portal, perhaps to one project in it; only its token's hash is kept."""

    __tablename__ = "portal_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(String(80))

    contact: Mapped[Contact] = relationship(lazy="joined", innerjoin=True)


class PortalRequest(Model):
    """Somebody gave a mail address to come in by. Until a worker has looked it up it is in clear, and so is the handle
    that keys the code for the page; both are erased then."""

    __tablename__ = "portal_request"
    __table_args__ = (Index("ix_portal_request_waiting", "id", sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str | None] = mapped_column(String(64))
    handle_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_tries: Mapped[int] = mapped_column(default=0)


class PortalCode(Model):
    """Six digits sent to a link's contact; kept as a hash keyed with the link's own token.

    Those that were asked for from a page are kept under its handle as well, and may be entered there.
    """

    __tablename__ = "portal_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("portal_link.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("portal_request.id"), index=True)
    page_hash: Mapped[str | None] = mapped_column(String(64))

    link: Mapped[PortalLink] = relationship(lazy="joined", innerjoin=True)
    request: Mapped[PortalRequest | None] = relationship()


class PortalSession(Model):
    """One browser in which a contact has shown who they are, until it ends by itself or is ended."""

    __tablename__ = "portal_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))


class PortalGrant(Model):
    """A right of one contact in a project, or in all of their firm's: a dated permission, withdrawn by a date."""

    __tablename__ = "portal_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    right: Mapped[str] = mapped_column("right_name", String(20))
    granted_at: Mapped[datetime]
    granted_by: Mapped[str] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
