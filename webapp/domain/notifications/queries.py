"""What a person was told, and which mails wait or went."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

import engine
from webapp.domain import packages, wording
from webapp.domain.notifications.models import MAIL, TEXT, Notification, OutgoingMail


def of_actor(session: Session, actor_id: str, *, limit: int = 50) -> list[Notification]:
    """What the person was told, newest first."""
    query = (select(Notification).where(Notification.actor_id == actor_id)
             .order_by(Notification.id.desc()).limit(limit))
    return list(session.scalars(query))


def of_reader(session: Session, notification_id: int, actor_id: str) -> Notification | None:
    """The notification of this id, if it was told to this person."""
    return session.scalar(select(Notification).where(
        Notification.id == notification_id, Notification.actor_id == actor_id))


def unread_count(session: Session, actor_id: str) -> int:
    """How many of them wait to be read."""
    query = select(func.count()).select_from(Notification)
    return session.scalar(query.where(Notification.actor_id == actor_id, Notification.read_at.is_(None))) or 0


def worded(session: Session, notification: Notification, locale: str) -> str:
    """The notification as a sentence in the language it is read in, the names of steps included."""
    facts = notification.facts
    names = {key: packages.translate(session, facts["version_id"], name, locale)
             for key, name in facts.get("names", {}).items()}
    if "reason_id" in facts:
        names["reason"] = wording.sentence(facts["reason_id"], {}, locale)
    if "title_zh" in facts:
        names["title"] = facts["title_zh" if locale.startswith("zh") else "title_en"] or facts["title"]
    return wording.sentence(notification.message_id, {**titled(facts, locale), **names}, locale)


def titled(facts: dict[str, Any], locale: str) -> dict[str, Any]:
    """The facts with the document called as readers of this language know it."""
    return facts if locale.startswith("zh") or not facts.get("document_en") else {**facts, "document": facts["document_en"]}


def mails(session: Session, *, search: str = "", limit: int = 100) -> list[OutgoingMail]:
    """Outgoing mails, the last written first; with words to find, those that bear them in subject or address."""
    query = select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(limit)
    if search:
        query = query.where(or_(OutgoingMail.subject.contains(search, autoescape=True), OutgoingMail.to.contains(search, autoescape=True)))
    return list(session.scalars(query))


def mail(session: Session, mail_id: int) -> OutgoingMail | None:
    """The mail of this id."""
    return session.get(OutgoingMail, mail_id)


def is_mail_due(session: Session, channels: Collection[str] = (MAIL, TEXT)) -> bool:
    """Whether a message of these kinds waits whose time has come."""
    return session.scalar(select(OutgoingMail.id).where(*is_due(channels)).limit(1)) is not None


def is_due(channels: Collection[str]) -> tuple[Any, ...]:
    """What makes a message one to be handed to its server now; a code that ran out is of no use to anybody."""
    return (OutgoingMail.sent_at.is_(None), OutgoingMail.next_try_at <= engine.now(), OutgoingMail.channel.in_(channels),
            _still_means_something())


def given_up_count(session: Session) -> int:
    """How many mails are tried no more."""
    query = select(func.count()).select_from(OutgoingMail)
    gone = (OutgoingMail.sent_at.is_(None), OutgoingMail.next_try_at.is_(None))
    return session.scalar(query.where(*gone)) or 0


def unsent_count(session: Session) -> int:
    """How many mails no server has taken yet, and one still should."""
    query = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None), _still_means_something())
    return session.scalar(query) or 0


def _still_means_something() -> Any:
    return or_(OutgoingMail.secret_until.is_(None), OutgoingMail.secret_until > engine.now())
