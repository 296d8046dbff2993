"""Find a task's links, and the page that a link opens."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain import customers, people, tasks
from webapp.domain.errands.errors import ErrandOver
from webapp.domain.errands.models import ErrandLink


def last_link(session: Session, task_id: int) -> ErrandLink | None:
    """The newest link that was mailed for a task."""
    return session.scalar(
        select(ErrandLink).where(ErrandLink.task_id == task_id).order_by(ErrandLink.id.desc()).limit(1))


def page_of(session: Session, link: ErrandLink) -> tuple[people.Actor, tasks.TaskPage]:
    """The link's contact and their task with its form."""
    contact = customers.contact_of_actor(session, link.contact)
    actor = people.contact_actor(session, contact.id) if contact else None
    page = tasks.page(session, actor, link.task_id) if actor else None
    if actor is None or page is None:
        raise ErrandOver("errand-closed", contact=link.contact)
    return actor, page
