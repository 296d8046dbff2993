"""Asking for a way in by mail address. Who is known shows neither in the answer nor in the time it takes.

The page writes a row, whatever the address; a worker looks the address up and mails whoever has it. A code is checked
against the row, which is there either way.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers
from webapp.domain.access import letters
from webapp.domain.access.codes import keep_code, refuse_floods, use_up
from webapp.domain.access.errors import CodeRefused, DoorClosed, TooSoon
from webapp.domain.access.links import follow, open_link, refuse_closed
from webapp.domain.access.models import PortalCode, PortalRequest
from webapp.domain.access.rules import (
    ASKS_PER_DAY,
    CODE_LIFETIME,
    WRONG_CODES_ALLOWED,
    hash_of_code,
    hash_of_token,
    new_code,
    new_token,
    plain_code,
    same,
)
from webapp.domain.customers import Contact
from webapp.domain.notifications import MAIL

WAITING = PortalRequest.handle.is_not(None)


def ask_by_mail(session: Session, address: str) -> str:
    """Ask for a link and a code to this address; return a handle by which the same browser enters the code.

    The handle is no link, so whoever typed another's address holds nothing that a link would show.
    """
    handle, at = new_token(), engine.now()
    session.add(PortalRequest(handle=handle, handle_hash=hash_of_token(handle), address=address.strip(), asked_at=at,
                              expires_at=at + CODE_LIFETIME, wrong_tries=0))
    session.flush()
    return handle


def is_request_due(session: Session) -> bool:
    """Whether somebody asked and has not been answered."""
    return session.scalar(select(PortalRequest.id).where(WAITING).limit(1)) is not None


def answer_next_request(session: Session) -> bool:
    """Mail a link and a code to whoever has the address that was asked for next; whether there was such a request.

    From then on the row knows neither the address nor the handle, only the hash by which the browser finds it.
    """
    waiting = select(PortalRequest).where(WAITING).order_by(PortalRequest.id).limit(1)
    request = session.scalar(waiting.with_for_update(skip_locked=True))
    if request is None:
        return False
    for contact in _reached(session, request):
        _let_know(session, request, contact)
    request.handle = request.address = None
    return True


def _reached(session: Session, request: PortalRequest) -> Iterator[Contact]:
    """Whoever has the address, as long as their mailbox is not being filled."""
    for contact in customers.contacts_at(session, request.address or ""):
        try:
            refuse_floods(session, contact, engine.now(), most=ASKS_PER_DAY)
        except (TooSoon, CodeRefused):
            continue
        yield contact


def _let_know(session: Session, request: PortalRequest, contact: Contact) -> None:
    """One code, kept under the link in the mail and under the page that asked: either leads in."""
    token, code, at = open_link(session, contact), new_code(), engine.now()
    kept = keep_code(session, follow(session, token), token, code, channel=MAIL, at=at)
    kept.request, kept.page_hash = request, hash_of_code(code, token=request.handle or "")
    letters.way_in(session, contact, token, code, until=at + CODE_LIFETIME)


def enter_by_mail(session: Session, handle: str, text: str) -> Contact | None:
    """The contact whose code this is, asked for in this browser; a wrong one is counted, so the caller commits."""
    asked = select(PortalRequest).where(PortalRequest.handle_hash == hash_of_token(handle))
    request = session.scalar(asked.with_for_update())
    if request is None or request.expires_at <= engine.now() or request.wrong_tries >= WRONG_CODES_ALLOWED:
        return None
    wanted = hash_of_code(plain_code(text), token=handle)
    for code in session.scalars(select(PortalCode).where(PortalCode.request_id == request.id, PortalCode.used_at.is_(None))):
        if same(code.page_hash, wanted):
            return _let_through(session, code)
    request.wrong_tries += 1
    session.flush()
    return None


def _let_through(session: Session, code: PortalCode) -> Contact | None:
    """The code's contact, unless the door was closed on them meanwhile."""
    try:
        refuse_closed(code.link)
    except DoorClosed:
        return None
    use_up(session, code.link.contact)
    return code.link.contact


def forget_requests(session: Session) -> int:
    """Drop what was asked for addresses that nobody has, once no code could be entered any more; how many."""
    answered = select(PortalCode.request_id).where(PortalCode.request_id.is_not(None))
    gone = session.execute(delete(PortalRequest).where(PortalRequest.expires_at <= engine.now(), PortalRequest.id.not_in(answered)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
