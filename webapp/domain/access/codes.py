"""One-time codes at the portal's door. Wrong tries end the code, never the link: whoever was forwarded one locks nobody out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain.access import letters
from webapp.domain.access.errors import CodeRefused, TooSoon
from webapp.domain.access.models import PortalCode, PortalLink
from webapp.domain.access.rules import (
    CODE_LIFETIME,
    CODE_PAUSE,
    CODES_PER_DAY,
    TEXTS_PER_DAY,
    WRONG_CODES_ALLOWED,
    hash_of_code,
    new_code,
    plain_code,
    plain_phone,
    same,
)
from webapp.domain.customers import Contact
from webapp.domain.notifications import MAIL, TEXT

A_DAY = timedelta(days=1)


def send_code(session: Session, link: PortalLink, token: str, *, channel: str = MAIL) -> None:
    """Send six digits to the link's contact by mail or text, at most once a minute."""
    at = engine.now()
    refuse_floods(session, link.contact, at)
    if channel == TEXT:
        _refuse_floods_of_texts(session, link.contact, at)
    code = new_code()
    keep_code(session, link, token, code, channel=channel, at=at)
    letters.one_time_code(session, link.contact, code, channel=channel, until=at + CODE_LIFETIME)


def keep_code(session: Session, link: PortalLink, token: str, code: str, *, channel: str, at: datetime) -> PortalCode:
    """Keep what was sent for this link; the code before it works no more, because only the newest counts."""
    row = PortalCode(link=link, channel=channel, code_hash=hash_of_code(code, token=token), sent_at=at,
                     expires_at=at + CODE_LIFETIME, wrong_tries=0)
    session.add(row)
    session.flush()
    return row


def check_code(session: Session, link: PortalLink, token: str, text: str) -> bool:
    """Whether this is the code that was sent; it is used up by that.

    A wrong one is counted, so the caller must commit either way.
    """
    session.refresh(link, with_for_update={"of": PortalLink})
    code = _newest(session, link)
    if code is None:
        raise CodeRefused("code-none")
    if code.used_at or code.expires_at <= engine.now():
        raise CodeRefused("code-expired")
    if code.wrong_tries >= WRONG_CODES_ALLOWED:
        raise CodeRefused("portal-code-spent")
    if not same(code.code_hash, hash_of_code(plain_code(text), token=token)):
        code.wrong_tries += 1
        session.flush()
        return False
    use_up(session, link.contact)
    return True


def use_up(session: Session, contact: Contact) -> None:
    """Whoever has come in needs no other code that was sent to them."""
    links = select(PortalLink.id).where(PortalLink.contact_id == contact.id)
    session.execute(update(PortalCode).where(PortalCode.link_id.in_(links), PortalCode.used_at.is_(None))
                    .values(used_at=engine.now()))


def code_waits(session: Session, link: PortalLink) -> bool:
    """Whether a code was sent that may still be entered."""
    code = _newest(session, link)
    return (code is not None and code.used_at is None and code.expires_at > engine.now()
            and code.wrong_tries < WRONG_CODES_ALLOWED)


def refuse_floods(session: Session, contact: Contact, at: datetime, *, most: int = CODES_PER_DAY) -> None:
    """A mailbox gets a code a minute at most, and not many a day, whatever links there are to it.

    The contact is locked, so that of two who ask at the same instant by two links the second finds the first's code.
    """
    session.refresh(contact, with_for_update={"of": Contact, "key_share": True})
    sent = set(session.scalars(_sent(contact).where(PortalCode.sent_at > at - A_DAY)))
    if sent and at - max(sent) < CODE_PAUSE:
        wait = CODE_PAUSE - (at - max(sent))
        raise TooSoon("code-too-soon", wait_seconds=int(wait.total_seconds()) + 1)
    if len(sent) >= most:
        raise CodeRefused("portal-codes-per-day", most=most)


def _refuse_floods_of_texts(session: Session, contact: Contact, at: datetime) -> None:
    if not plain_phone(contact.phone):
        raise CodeRefused("phone-none")
    texts = _sent(contact).where(PortalCode.channel == TEXT, PortalCode.sent_at > at - A_DAY)
    if (session.scalar(select(func.count()).select_from(texts.subquery())) or 0) >= TEXTS_PER_DAY:
        raise CodeRefused("texts-per-day", most=TEXTS_PER_DAY)


def _sent(contact: Contact) -> Select[datetime]:
    return (select(PortalCode.sent_at).join(PortalLink, PortalLink.id == PortalCode.link_id)
            .where(PortalLink.contact_id == contact.id))


def _newest(session: Session, link: PortalLink) -> PortalCode | None:
    return session.scalar(
        select(PortalCode).where(PortalCode.link_id == link.id).order_by(PortalCode.id.desc()).limit(1))
