"""What people are told inside the product, and what leaves it as mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.db import Model

MAIL, TEXT = "mail", "sms"
ERASED = "······"
SECRET = "{secret}"  # noqa: S105 -- the mark in a message's words where it tells its secret, which is kept apart
UNREAD, UNSENT = text("read_at IS NULL"), text("sent_at IS NULL")


class Notification(Model):
    """One thing one person should know: a message id with facts, worded when it is read."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_actor_id", "actor_id", "id"),
        Index("ix_notification_unread", "actor_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(80))
    message_id: Mapped[str] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]]
    path: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class OutgoingMail(Model):
    """A mail, or a text message, that was written with the step that caused it and leaves when a server takes it."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_unsent", "next_try_at", sqlite_where=UNSENT, postgresql_where=UNSENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(8), default=MAIL, server_default=MAIL)
    to: Mapped[str] = mapped_column("to_address", String(200))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8), default="zh", server_default="zh")
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    secret: Mapped[str | None] = mapped_column(String(80))
    secret_until: Mapped[datetime | None]
    proof_of: Mapped[int | None] = mapped_column(ForeignKey("document_version.id"))
    """The version whose signed file and evidence pack go along."""
