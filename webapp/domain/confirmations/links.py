"""Magic links: mailed to the contact, looked at without changing anything, used up by signing or declining."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain import customers
from webapp.domain.access import TooSoon, hash_of_token, new_token, plain_phone
from webapp.domain.confirmations import letters
from webapp.domain.confirmations.errors import ConfirmationOver, LinkUnusable, MayNotSign
from webapp.domain.confirmations.models import CUSTOMER, Confirmation, SigningLink
from webapp.domain.confirmations.policy import reached_at, side_of
from webapp.domain.confirmations.queries import standing_for
from webapp.domain.confirmations.rules import LINK_LIFETIME, LINKS_PER_DAY, RESEND_PAUSE
from webapp.domain.people import SYSTEM

LIFETIME_HEADER = "signature.link_hours"


def invite(event: engine.Event, session: Session) -> None:
    """Reaction to an opened task: a task for the customer's signature mails a link to its contact."""
    task = engine.get_task(session, event.facts["task_id"])
    if task is None or task.closed_at is not None or side_of(task) != CUSTOMER:
        return
    confirmation = standing_for(session, task)
    if confirmation is None or _newest(session, task.id) is not None:
        return
    try:
        _send_link(session, confirmation, task, actor=SYSTEM)
    except MayNotSign as error:
        _not_invited(session, confirmation, task, error)


def _not_invited(session: Session, confirmation: Confirmation, task: engine.Task, error: MayNotSign) -> None:
    """Nobody is there to be invited: the history says so, and whoever leads the project is told."""
    engine.record(session, instance_id=confirmation.instance_id, kind="confirmation.not_invited", actor=SYSTEM,
                  element_id=task.element_id, facts={
                      "confirmation_id": confirmation.id, "document": confirmation.document.title,
                      "document_en": confirmation.document.title_en,
                      "version": confirmation.version.number, "assignee": task.assignee,
                      "cause": error.message_id})


def resend(session: Session, confirmation: Confirmation, *, contact: str, actor: str) -> SigningLink:
    """Mail a new link; the older one stops working. The lead does it when a link was lost or locked."""
    session.refresh(confirmation, with_for_update={"of": Confirmation, "key_share": True})
    newest = session.scalar(
        select(SigningLink).where(SigningLink.confirmation_id == confirmation.id, SigningLink.contact == contact)
        .order_by(SigningLink.id.desc()).limit(1)
    )
    task = engine.get_task(session, newest.task_id) if newest else None
    if newest is None or task is None or task.closed_at or not confirmation.is_open:
        raise ConfirmationOver("confirmation-over")
    _refuse_floods(session, newest)
    return _send_link(session, confirmation, task, actor=actor)


def send_anew(session: Session, confirmation: Confirmation, task: engine.Task | None, *, actor: str) -> SigningLink:
    """Mail a link for a task that came to somebody else; whatever was mailed for it before stops working."""
    if task is None or task.closed_at is not None or not confirmation.is_open:
        raise ConfirmationOver("confirmation-over")
    return _send_link(session, confirmation, task, actor=actor)


def open_from_portal(session: Session, task: engine.Task) -> str:
    """A link for a contact who stands in the portal already; return its token. The mailed one goes on working."""
    confirmation = standing_for(session, task)
    if confirmation is None or task.closed_at is not None:
        raise ConfirmationOver("confirmation-over")
    return _make_link(session, confirmation, task, actor=task.assignee or "")[1]


def remind_by_link(session: Session, confirmation: Confirmation, task: engine.Task) -> None:
    """A reminder is a new link, unless its reader is in the middle of signing by the last one."""
    newest = _newest(session, task.id)
    if newest is not None and newest.session_until is not None and newest.session_until > engine.now():
        return
    try:
        _send_link(session, confirmation, task, actor=SYSTEM, letter=letters.reminder)
    except MayNotSign as error:
        _not_invited(session, confirmation, task, error)


def resolve(session: Session, token: str) -> SigningLink:
    """The link of this token if it still works; otherwise LinkUnusable says why. Writes nothing."""
    link = session.scalar(
        select(SigningLink).where(SigningLink.token_hash == hash_of_token(token))
    )
    if link is None:
        raise LinkUnusable("link-unknown")
    if reason := _dead_because(session, link):
        raise LinkUnusable(reason, contact=link.contact)
    return link


def revoke_links(session: Session, confirmation: Confirmation, at: datetime) -> None:
    """Links of a confirmation that is over stop working at once, open pages included."""
    session.execute(
        update(SigningLink)
        .where(SigningLink.confirmation_id == confirmation.id, SigningLink.used_at.is_(None),
               SigningLink.revoked_at.is_(None))
        .values(revoked_at=at, session_hash=None, session_until=None)
    )


def _send_link(
    session: Session, confirmation: Confirmation, task: engine.Task, *, actor: str,
    letter: Callable[[Session, SigningLink, str], None] = letters.invitation,
) -> SigningLink:
    reached_at(session, task.assignee or "")
    session.execute(
        update(SigningLink)
        .where(SigningLink.task_id == task.id, SigningLink.replaced_at.is_(None),
               SigningLink.used_at.is_(None))
        .values(replaced_at=engine.now(), session_hash=None, session_until=None)
    )
    link, token = _make_link(session, confirmation, task, actor=actor)
    letter(session, link, token)
    engine.record(session, instance_id=confirmation.instance_id, kind="confirmation.invited",
                  actor=actor, element_id=task.element_id,
                  facts={"confirmation_id": confirmation.id, "contact": link.contact})
    return link


def _make_link(session: Session, confirmation: Confirmation, task: engine.Task, *, actor: str) -> tuple[SigningLink, str]:
    at, token = engine.now(), new_token()
    _, email = reached_at(session, task.assignee or "")
    link = SigningLink(
        token_hash=hash_of_token(token), confirmation=confirmation, task_id=task.id,
        contact=task.assignee, email=email, phone=_phone(session, task.assignee), created_at=at, created_by=actor,
        expires_at=at + _lifetime(task), wrong_codes=0,
    )
    session.add(link)
    session.flush()
    return link, token


def _phone(session: Session, actor_id: str | None) -> str:
    """Where a text message reaches the contact; what is no telephone number reaches nobody."""
    contact = customers.contact_of_actor(session, actor_id)
    return plain_phone(contact.phone) if contact else ""


def _lifetime(task: engine.Task) -> timedelta:
    """Three days, unless the diagram's header says otherwise."""
    hours = task.headers.get(LIFETIME_HEADER, "")
    return timedelta(hours=int(hours)) if hours.isdecimal() and int(hours) else LINK_LIFETIME


def _refuse_floods(session: Session, newest: SigningLink) -> None:
    since = engine.now() - newest.created_at
    if since < RESEND_PAUSE:
        raise TooSoon("link-too-soon", wait_seconds=int((RESEND_PAUSE - since).total_seconds()) + 1)
    day_ago = engine.now() - timedelta(days=1)
    count = session.scalar(select(func.count()).where(
        SigningLink.confirmation_id == newest.confirmation_id, SigningLink.created_at > day_ago,
        SigningLink.created_by != SigningLink.contact))
    if (count or 0) >= LINKS_PER_DAY:
        raise TooSoon("links-per-day", wait_seconds=24 * 3600, most=LINKS_PER_DAY)


def _newest(session: Session, task_id: int) -> SigningLink | None:
    return session.scalar(
        select(SigningLink).where(SigningLink.task_id == task_id)
        .order_by(SigningLink.id.desc()).limit(1)
    )


def _is_elsewhere(session: Session, link: SigningLink) -> bool:
    """Whether its contact is reached elsewhere by now: its codes would go to a mailbox or a telephone that is theirs no more."""
    contact = customers.contact_of_actor(session, link.contact)
    return contact is not None and (contact.email != link.email or bool(link.phone and plain_phone(contact.phone) != link.phone))


def _dead_because(session: Session, link: SigningLink) -> str | None:
    if link.used_at:
        return "link-used"
    if link.confirmation.voided_at:
        return "link-voided"
    if link.replaced_at:
        return "link-replaced"
    if link.expires_at <= engine.now():
        return "link-expired"
    if _is_elsewhere(session, link):
        return "link-moved"
    task = engine.get_task(session, link.task_id)
    return "link-revoked" if task is None or task.closed_at else None
