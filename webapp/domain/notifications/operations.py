"""Write a notification or a mail as a row; keep account of what was sent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain.notifications.models import (
    ERASED,
    MAIL,
    SECRET,
    TEXT,
    Notification,
    OutgoingMail,
)
from webapp.domain.notifications.queries import is_due

TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
LEASE = timedelta(minutes=2)


def notify(session: Session, *, actor_id: str, message_id: str, facts: dict[str, Any],
           path: str) -> Notification:
    """Tell one person something inside the product."""
    row = Notification(actor_id=actor_id, message_id=message_id, facts=facts, path=path, at=engine.now())
    session.add(row)
    return row


def write_mail(session: Session, *, to: str, subject: str, text: str,
               locale: str, link: str | None = None) -> OutgoingMail:
    """Put a mail beside the step that caused it; both are kept or neither.

    `link` is a path of ours; its address becomes the mail's button when the mail leaves or is shown.
    """
    row = OutgoingMail(to=to, subject=" ".join(subject.split())[:300], text=text, link=link, locale=locale,
                       created_at=engine.now(), tries=0, next_try_at=engine.now())
    session.add(row)
    session.flush()
    return row


def write_text(session: Session, *, to: str, text: str, locale: str) -> OutgoingMail:
    """Put a text message beside the step that caused it; its first line stands for its subject."""
    row = OutgoingMail(channel=TEXT, to=to, subject=" ".join(text.replace(SECRET, ERASED).split())[:300], text=text, locale=locale,
                       created_at=engine.now(), tries=0, next_try_at=engine.now())
    session.add(row)
    session.flush()
    return row


def enclose_proof(row: OutgoingMail, version_id: int) -> None:
    """The version's signed file and evidence pack go along when the mail leaves; no copy of them lies in the row."""
    row.proof_of = version_id


def keep_secret(row: OutgoingMail, secret: str, *, until: datetime) -> None:
    """What the message tells its reader alone, at the mark SECRET: erased as soon as it has left or runs out."""
    row.secret, row.secret_until = secret, until


def lease_next(session: Session, channels: Collection[str] = (MAIL, TEXT)) -> OutgoingMail | None:
    """Reserve the next due mail or text for a while, so that of two workers only one sends it."""
    query = select(OutgoingMail).where(*is_due(channels)).order_by(OutgoingMail.id).limit(1)
    row = session.scalar(query.with_for_update(skip_locked=True))
    if row is not None:
        row.tries += 1
        row.next_try_at = engine.now() + LEASE
    return row


def mark_sent(_session: Session, row: OutgoingMail) -> None:
    """The server has taken it. Link and code are keys to a signature, so from now on only the reader has them."""
    row.sent_at, row.next_try_at, row.error = engine.now(), None, None
    row.link = row.secret = None


def forget_secrets(session: Session) -> int:
    """Erase what ran out before a server took it; how many."""
    gone = session.execute(update(OutgoingMail).where(OutgoingMail.secret.is_not(None),
                                                      OutgoingMail.secret_until <= engine.now()).values(secret=None))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def mark_refused(_session: Session, row: OutgoingMail, reason: str) -> None:
    """Try again later, ever more seldom; after the last try the row stays with its error."""
    again = engine.now() + FIRST_PAUSE * 2**row.tries
    row.error, row.next_try_at = reason[:500], again if row.tries < TRIES else None


def mark_read(session: Session, *, actor_id: str, notification_id: int) -> None:
    """One person has read one thing."""
    _mark(session, Notification.actor_id == actor_id, Notification.id == notification_id)


def mark_all_read(session: Session, *, actor_id: str) -> None:
    """One person has read everything so far."""
    _mark(session, Notification.actor_id == actor_id)


def _mark(session: Session, *which: Any) -> None:
    session.execute(update(Notification).where(*which, Notification.read_at.is_(None))
                    .values(read_at=engine.now()))
