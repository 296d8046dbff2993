"""Hand in, keep a draft, keep a file: everything a link lets its contact do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

import engine
from webapp.domain import access, customers, documents, tasks
from webapp.domain.errands.errors import ErrandOver, TooManyFiles
from webapp.domain.errands.links import resolve
from webapp.domain.errands.models import ErrandLink
from webapp.domain.errands.queries import page_of

MOST_FILES = 60


def hand_in(session: Session, token: str, data: dict[str, Any]) -> str:
    """Hand in the answers, use up the link, and return the token of a link to the project in the portal.

    The engine locks the instance first: of two who send at once one is told that it is done.
    """
    link = resolve(session, token)
    actor, page = page_of(session, link)
    try:
        tasks.submit(session, page.task, actor=actor, data=data)
    except (engine.TaskNotOpen, engine.NotYourTask) as error:
        raise ErrandOver("errand-closed", contact=link.contact) from error
    session.execute(
        update(ErrandLink).where(ErrandLink.task_id == link.task_id, ErrandLink.used_at.is_(None),
                                 ErrandLink.replaced_at.is_(None)).values(used_at=engine.now()))
    contact = customers.contact_of_actor(session, link.contact)
    if page.project is None or contact is None:
        raise ErrandOver("errand-closed", contact=link.contact)
    return access.open_link(session, contact, project_id=page.project.id)


def save_draft(session: Session, token: str, data: dict[str, Any]) -> None:
    """Keep what was typed so far; the same link shows it on every device."""
    actor, page = page_of(session, resolve(session, token))
    tasks.save_draft(session, page.task, actor=actor, data=data)


def keep_file(session: Session, token: str, name: str, content: bytes, *,
              limits: documents.Limits) -> dict[str, Any]:
    """Keep an uploaded file as the contact's, up to a number that nobody needs."""
    link = resolve(session, token)
    counted = session.execute(
        update(ErrandLink).where(ErrandLink.id == link.id, ErrandLink.files_kept < MOST_FILES)
        .values(files_kept=ErrandLink.files_kept + 1).returning(ErrandLink.id)).first()
    if counted is None:
        raise TooManyFiles("too-many-files", most=MOST_FILES)
    return documents.as_answer(documents.keep_file(session, name, content, actor=link.contact, limits=limits))
