"""Task links: mailed to the contact, looked at without changing anything, used up by handing in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain import access, confirmations, customers, people
from webapp.domain.errands import letters
from webapp.domain.errands.errors import ErrandOver, TooSoon
from webapp.domain.errands.models import ErrandLink
from webapp.domain.errands.queries import last_link
from webapp.domain.people import SYSTEM

LIFETIME = timedelta(days=14)
LIFETIME_HEADER = "link_hours"
RESEND_PAUSE = timedelta(minutes=1)
LINKS_PER_DAY = 10


def is_errand(task: engine.Task) -> bool:
    """Whether the task is a contact's and no signature: those are given on the frozen version."""
    return people.is_contact(task.assignee) and confirmations.side_of(task) is None


def invite(event: engine.Event, session: Session) -> None:
    """Reaction to an opened task: a contact's task that is no signature mails a link to it."""
    task = engine.get_task(session, event.facts["task_id"])
    if task is None or task.closed_at is not None or not is_errand(task):
        return
    if last_link(session, task.id) is None:
        send(session, task, actor=SYSTEM, words=letters.INVITATION)


def resend(session: Session, task: engine.Task, *, actor: str) -> ErrandLink:
    """Mail a new link to an open task; the older one stops working."""
    if task.closed_at is not None or not is_errand(task):
        raise ErrandOver("errand-closed")
    newest = last_link(session, task.id)
    if newest is not None:
        session.refresh(newest, with_for_update={"of": ErrandLink})
        _refuse_floods(session, last_link(session, task.id) or newest)
    return send(session, task, actor=actor, words=letters.INVITATION)


def resolve(session: Session, token: str) -> ErrandLink:
    """The link of this token if it still works; otherwise ErrandOver says why. Writes nothing."""
    link = session.scalar(
        select(ErrandLink).where(ErrandLink.token_hash == access.hash_of_token(token)))
    if link is None:
        raise ErrandOver("link-unknown")
    if reason := _dead_because(session, link):
        raise ErrandOver(reason, contact=link.contact)
    return link


def send(session: Session, task: engine.Task, *, actor: str, words: letters.Words) -> ErrandLink:
    """Mail a link to the task's contact and let no older one work."""
    contact = _contact(session, task)
    session.execute(
        update(ErrandLink).where(ErrandLink.task_id == task.id, ErrandLink.replaced_at.is_(None))
        .values(replaced_at=engine.now()))
    link, token = _make_link(session, task, contact, actor=actor)
    letters.write(session, task, link, contact, token, words)
    engine.record(session, instance_id=task.instance_id, kind="errand.invited", actor=actor,
                  element_id=task.element_id, facts={"task_id": task.id, "contact": contact.actor_id})
    return link


def open_from_portal(session: Session, task: engine.Task) -> str:
    """A link for a contact who stands in the portal already; return its token. The mailed one goes on working."""
    if task.closed_at is not None or not is_errand(task):
        raise ErrandOver("errand-closed")
    return _make_link(session, task, _contact(session, task), actor=task.assignee or "")[1]


def _contact(session: Session, task: engine.Task) -> customers.Contact:
    contact = customers.contact_of_actor(session, task.assignee)
    if contact is None or contact.left_at is not None:
        raise ErrandOver("signer-left", actor=task.assignee)
    return contact


def _make_link(session: Session, task: engine.Task, contact: customers.Contact, *, actor: str) -> tuple[ErrandLink, str]:
    at, token = engine.now(), access.new_token()
    link = ErrandLink(
        token_hash=access.hash_of_token(token), task_id=task.id, contact=contact.actor_id,
        email=contact.email, created_at=at, created_by=actor, expires_at=at + _lifetime(task), files_kept=0,
    )
    session.add(link)
    session.flush()
    return link, token


def _lifetime(task: engine.Task) -> timedelta:
    """Two weeks, unless the diagram's header says otherwise; the task's end ends it anyway."""
    hours = task.headers.get(LIFETIME_HEADER, "")
    return timedelta(hours=int(hours)) if hours.isdecimal() and int(hours) else LIFETIME


def _dead_because(session: Session, link: ErrandLink) -> str | None:
    if link.used_at:
        return "errand-done"
    if link.replaced_at:
        return "link-replaced"
    task = engine.get_task(session, link.task_id)
    if task is None or task.closed_at or task.assignee != link.contact:
        return "errand-closed"
    contact = customers.contact_of_actor(session, link.contact)
    if contact is None or contact.email != link.email:
        return "link-moved"
    return "link-expired" if link.expires_at <= engine.now() else None


def _refuse_floods(session: Session, newest: ErrandLink) -> None:
    since = engine.now() - newest.created_at
    if since < RESEND_PAUSE:
        raise TooSoon("link-too-soon", wait_seconds=int((RESEND_PAUSE - since).total_seconds()) + 1)
    count = session.scalar(select(func.count()).where(
        ErrandLink.task_id == newest.task_id, ErrandLink.created_at > engine.now() - timedelta(days=1),
        ErrandLink.created_by != ErrandLink.contact))
    if (count or 0) >= LINKS_PER_DAY:
        raise TooSoon("links-per-day", wait_seconds=24 * 3600, most=LINKS_PER_DAY)
