"""A change that is out for signature is sent back when another one altered the same requirement first."""

from __future__ import annotations

from sqlalchemy.orm import Session

import engine
from webapp.domain import requirements
from webapp.domain.confirmations.models import Confirmation
from webapp.domain.confirmations.operations import EDITED, void
from webapp.domain.confirmations.queries import of_project
from webapp.domain.people import SYSTEM

OVERTAKEN = "overtaken"


def send_back_overtaken(event: engine.Event, session: Session) -> None:
    """Reaction to a new baseline, and to a version sent out while one was made: its author writes it anew.

    Nobody then signs what could not come into force. Should the last one sign before this runs, the signature
    itself is refused (`confirmation-overtaken`).
    """
    for confirmation in of_project(session, event.facts["project_id"]):
        if confirmation.is_open and requirements.is_overtaken(
                session, confirmation.version, instance_id=confirmation.instance_id):
            _send_back(session, confirmation)


def _send_back(session: Session, confirmation: Confirmation) -> None:
    receivers = engine.publish_message(session, EDITED, correlation_key=str(confirmation.id), actor=SYSTEM)
    session.refresh(confirmation)
    if receivers and confirmation.is_open:
        void(session, confirmation, reason=OVERTAKEN, actor=SYSTEM)
