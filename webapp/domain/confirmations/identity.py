"""Who holds the link: a one-time code by mail or text, then a short session that belongs to this link alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import engine
from webapp.domain.access import (
    CODE_LIFETIME,
    CODE_PAUSE,
    TEXTS_PER_DAY,
    WRONG_CODES_ALLOWED,
    CodeRefused,
    TooSoon,
    hash_of_code,
    hash_of_token,
    new_code,
    new_token,
    plain_code,
    same,
)
from webapp.domain.confirmations import letters
from webapp.domain.confirmations.errors import NotIdentified
from webapp.domain.confirmations.links import resolve
from webapp.domain.confirmations.models import OneTimeCode, SigningLink
from webapp.domain.confirmations.rules import CODES_PER_LINK, SESSION_LIFETIME
from webapp.domain.notifications import MAIL, TEXT

BY_LINK_AND_CODE, BY_LINK_AND_TEXT = "link+code", "link+text"


def send_code(session: Session, token: str, *, channel: str = MAIL) -> OneTimeCode:
    """Send six digits to the link's contact by mail or text, at most once a minute."""
    link = _locked(session, token)
    _refuse_when_locked(link)
    at = engine.now()
    _refuse_floods(session, link, at)
    if channel == TEXT:
        _refuse_floods_of_texts(session, link, at)
    code = new_code()
    row = OneTimeCode(link_id=link.id, channel=channel, code_hash=hash_of_code(code, token=token), sent_at=at,
                      expires_at=at + CODE_LIFETIME)
    session.add(row)
    session.flush()
    letters.one_time_code(session, link, code, row=row)
    return row


def check_code(session: Session, token: str, text: str) -> str | None:
    """Return the secret of a new session when the code fits, None when it does not.

    A wrong code is counted, so the caller must commit either way; too many lock the link for good.
    """
    link = _locked(session, token)
    _refuse_when_locked(link)
    code = _latest_code(session, link)
    if code is None:
        raise CodeRefused("code-none")
    if code.used_at or code.expires_at <= engine.now():
        raise CodeRefused("code-expired")
    if not same(code.code_hash, hash_of_code(plain_code(text), token=token)):
        link.wrong_codes += 1
        session.flush()
        return None
    secret = new_token()
    code.used_at = engine.now()
    link.wrong_codes = 0
    link.session_hash = hash_of_token(secret)
    link.session_until = code.used_at + SESSION_LIFETIME
    session.flush()
    return secret


def tries_left(link: SigningLink) -> int:
    """How many wrong codes the link still forgives."""
    return max(0, WRONG_CODES_ALLOWED - link.wrong_codes)


def code_waits(session: Session, link: SigningLink) -> bool:
    """Whether a code was mailed that may still be entered."""
    code = _latest_code(session, link)
    return code is not None and code.used_at is None and code.expires_at > engine.now()


def identified_by(session: Session, link: SigningLink) -> str:
    """How the link's contact showed who they are: the way the code went is part of the proof."""
    code = _latest_code(session, link)
    return BY_LINK_AND_TEXT if code is not None and code.channel == TEXT else BY_LINK_AND_CODE


def is_identified(link: SigningLink, secret: str | None) -> bool:
    """Whether this browser entered the link's code a short while ago."""
    if link.session_until is None or link.session_until <= engine.now() or not secret:
        return False
    return same(link.session_hash, hash_of_token(secret))


def require_identified(link: SigningLink, secret: str | None) -> None:
    """Refuse whoever has not entered the code of this very link."""
    if not is_identified(link, secret):
        raise NotIdentified("code-needed")


def _locked(session: Session, token: str) -> SigningLink:
    """The link with its row locked: five guesses at the same instant are five guesses."""
    link = resolve(session, token)
    session.refresh(link, with_for_update={"of": SigningLink})
    return link


def _refuse_when_locked(link: SigningLink) -> None:
    if tries_left(link) == 0:
        raise CodeRefused("code-locked")


def _refuse_floods(session: Session, link: SigningLink, at: datetime) -> None:
    latest = _latest_code(session, link)
    if latest is not None and at - latest.sent_at < CODE_PAUSE:
        wait = CODE_PAUSE - (at - latest.sent_at)
        raise TooSoon("code-too-soon", wait_seconds=int(wait.total_seconds()) + 1)
    count = session.scalar(select(func.count()).where(OneTimeCode.link_id == link.id)) or 0
    if count >= CODES_PER_LINK:
        raise CodeRefused("code-locked")


def _refuse_floods_of_texts(session: Session, link: SigningLink, at: datetime) -> None:
    """A text costs money and rings: a number gets a few a day, whatever links there are to it.

    The number's oldest link is locked for it, so that of two who ask at the same instant by two links the second finds the first's text.
    """
    if not link.phone:
        raise CodeRefused("phone-none")
    session.execute(select(SigningLink.id).where(SigningLink.phone == link.phone).order_by(SigningLink.id).limit(1).with_for_update(key_share=True))
    sent = session.scalar(select(func.count()).select_from(OneTimeCode).join(
        SigningLink, SigningLink.id == OneTimeCode.link_id
    ).where(SigningLink.phone == link.phone, OneTimeCode.channel == TEXT, OneTimeCode.sent_at > at - timedelta(days=1)))
    if (sent or 0) >= TEXTS_PER_DAY:
        raise CodeRefused("texts-per-day", most=TEXTS_PER_DAY)


def _latest_code(session: Session, link: SigningLink) -> OneTimeCode | None:
    return session.scalar(
        select(OneTimeCode).where(OneTimeCode.link_id == link.id)
        .order_by(OneTimeCode.id.desc()).limit(1)
    )
