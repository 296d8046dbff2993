"""What a diagram's service tasks may ask of confirmations: open one, void one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import documents
from webapp.domain.confirmations.models import Confirmation
from webapp.domain.confirmations.operations import void
from webapp.domain.people import SYSTEM


def prepare(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.prepare`: freeze the next version and ask both sides to sign it."""
    version = documents.freeze_from_answers(session, job)
    for earlier in _standing(session, job.instance_id, version.document_id):
        void(session, earlier, reason="superseded", actor=SYSTEM)
    confirmation = Confirmation(
        project_id=version.document.project_id, instance_id=job.instance_id,
        document_id=version.document_id, document_version_id=version.id, sha256=version.sha256,
        opened_at=engine.now(), opened_by=SYSTEM,
    )
    session.add(confirmation)
    session.flush()
    engine.record(
        session, instance_id=job.instance_id, kind="confirmation.opened", actor=SYSTEM,
        element_id=job.element_id,
        facts={"confirmation_id": confirmation.id, "document": version.document.title,
               "version": version.number, "sha256": version.sha256},
    )
    return {"confirmation_id": confirmation.id, "document_version": version.number}


def void_confirmation(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.void`: void what still stands; a decline or an edit has done so already."""
    for confirmation in _standing(session, job.instance_id):
        if confirmation.completed_at is None:
            void(session, confirmation, reason=job.headers.get("reason", "process"), actor=SYSTEM)
    return {}


def _standing(
    session: Session, instance_id: int, document_id: int | None = None
) -> list[Confirmation]:
    query = select(Confirmation).where(
        Confirmation.instance_id == instance_id, Confirmation.voided_at.is_(None))
    if document_id is not None:
        query = query.where(Confirmation.document_id == document_id)
    return list(session.scalars(query))
