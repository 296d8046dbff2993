"""The customer's ceremony: what a link lets its contact do, once they have entered their code."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

import engine
from webapp.domain.confirmations import letters
from webapp.domain.confirmations.errors import ConfirmationOver
from webapp.domain.confirmations.identity import identified_by, require_identified
from webapp.domain.confirmations.links import resolve
from webapp.domain.confirmations.models import SigningLink
from webapp.domain.confirmations.operations import Circumstances, Submission, decline, sign
from webapp.domain.confirmations.progress import open_progress


def sign_by_link(
    session: Session, token: str, secret: str | None, submission: Submission, how: Circumstances
) -> str:
    """Sign as the link's contact; return the token of a progress link, which is mailed as well."""
    link, task = _admitted(session, token, secret)
    how = replace(how, identified_by=identified_by(session, link))
    signature = sign(session, task, submission, actor=link.contact, how=how)
    progress = open_progress(session, link.confirmation.project_id, link.contact)
    letters.receipt(session, link, signature, progress)
    return progress


def decline_by_link(
    session: Session, token: str, secret: str | None, *, sha256: str, reason: str
) -> str:
    """Decline as the link's contact; return the token of a progress link."""
    link, task = _admitted(session, token, secret)
    decline(session, task, sha256=sha256, reason=reason, actor=link.contact)
    return open_progress(session, link.confirmation.project_id, link.contact)


def _admitted(
    session: Session, token: str, secret: str | None
) -> tuple[SigningLink, engine.Task]:
    link = resolve(session, token)
    require_identified(link, secret)
    task = engine.get_task(session, link.task_id)
    if task is None:
        raise ConfirmationOver("confirmation-over")
    return link, task
