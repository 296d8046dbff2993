"""Facts of signing in the history; reactions read them there and tell everyone involved."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain.confirmations.models import Confirmation


def tell(
    session: Session, confirmation: Confirmation, kind: str, actor: str, task: engine.Task | None, **facts: Any
) -> None:
    """Write down what happened to a confirmation, and whom it concerns."""
    document = confirmation.document
    engine.record(
        session, instance_id=confirmation.instance_id, kind=kind, actor=actor,
        element_id=task.element_id if task else None,
        facts={
            "confirmation_id": confirmation.id, "project_id": confirmation.project_id,
            "document": document.title, "document_en": document.title_en,
            "version": confirmation.version.number, "sha256": confirmation.sha256,
            "signers": [each.actor for each in confirmation.signatories], **facts,
        },
    )
