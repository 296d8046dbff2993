"""The customer's ceremony: what a link lets its contact do, once they have entered their code."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

import engine
from webapp.domain import access, customers
from webapp.domain.confirmations import letters
from webapp.domain.confirmations.errors import ConfirmationOver
from webapp.domain.confirmations.identity import identified_by, require_identified
from webapp.domain.confirmations.links import resolve
from webapp.domain.confirmations.models import SigningLink
from webapp.domain.confirmations.operations import Circumstances, Submission, decline, sign


@dataclass(frozen=True, slots=True)
class Onward:
    """Where the contact goes on: to the project, in a session of the portal, because they have just entered a code."""

    project_id: int
    secret: str


def sign_by_link(
    session: Session, token: str, secret: str | None, submission: Submission, how: Circumstances
) -> Onward:
    """Sign as the link's contact, who is mailed the proof with a link to the project."""
    link, task = _admitted(session, token, secret)
    how = replace(how, identified_by=identified_by(session, link))
    signature = sign(session, task, submission, actor=link.contact, how=how)
    contact = _contact(session, link)
    progress = access.open_link(session, contact, project_id=link.confirmation.project_id)
    letters.receipt(session, link, signature, progress)
    return Onward(link.confirmation.project_id, access.admit(session, contact))


def decline_by_link(
    session: Session, token: str, secret: str | None, *, sha256: str, reason: str
) -> Onward:
    """Decline as the link's contact."""
    link, task = _admitted(session, token, secret)
    decline(session, task, sha256=sha256, reason=reason, actor=link.contact)
    contact = _contact(session, link)
    access.open_project(session, contact, link.confirmation.project_id)
    return Onward(link.confirmation.project_id, access.admit(session, contact))


def _contact(session: Session, link: SigningLink) -> customers.Contact:
    contact = customers.contact_of_actor(session, link.contact)
    if contact is None:
        raise ConfirmationOver("confirmation-over")
    return contact


def _admitted(
    session: Session, token: str, secret: str | None
) -> tuple[SigningLink, engine.Task]:
    link = resolve(session, token)
    require_identified(link, secret)
    task = engine.get_task(session, link.task_id)
    if task is None:
        raise ConfirmationOver("confirmation-over")
    return link, task
