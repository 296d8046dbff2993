"""What a diagram's service tasks may ask of confirmations: open one, void one, make sure of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import documents, evidence
from webapp.domain.confirmations.errors import ConfirmationOver
from webapp.domain.confirmations.models import COMPANY, CUSTOMER, Confirmation
from webapp.domain.confirmations.operations import void
from webapp.domain.confirmations.queries import TAKEN_IN
from webapp.domain.people import SYSTEM, is_contact


def prepare(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.prepare`: freeze the next version and ask both sides to sign it."""
    version = documents.freeze_from_answers(session, job)
    evidence.freeze(session, version, (CUSTOMER, COMPANY))
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
        facts={"confirmation_id": confirmation.id, "document": version.document.title, "document_en": version.document.title_en,
               "version": version.number, "sha256": version.sha256},
    )
    return {"confirmation_id": confirmation.id, "document_version": version.number}


def void_confirmation(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.void`: void what still stands, and tell the diagram how it came to that.

    With an input `confirmation_id` it is about that one, else about all that are open in the instance.
    `signature_outcome` becomes declined_by_customer, declined_by_company or edited; `signature_reason`
    is the person's own words. A decline or an edit has voided its version already.
    """
    one = _taken_in(session, job)
    for confirmation in [one] if one else _standing(session, job.instance_id):
        if confirmation.is_open:
            void(session, confirmation, reason=job.headers.get("reason", "process"), actor=SYSTEM)
    if one is None:
        return {}
    return {"signature_outcome": _how_it_ended(one), "signature_reason": one.void_reason or ""}


def verify(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.verify`: let nobody pass before both sides have signed this very version.

    Reads the signatures anew: both sides, neither void, both over the hash of the frozen file.
    """
    confirmation = _taken_in(session, job)
    if confirmation is None or not _is_signed_by_both(confirmation):
        raise ConfirmationOver("not-signed-by-both", confirmation=job.input.get(TAKEN_IN))
    return {"signature_outcome": "signed", "signature_reason": ""}


def _taken_in(session: Session, job: engine.Job) -> Confirmation | None:
    number = job.input.get(TAKEN_IN)
    found = session.get(Confirmation, number) if isinstance(number, int) else None
    return found if found is not None and found.instance_id == job.instance_id else None


def _is_signed_by_both(confirmation: Confirmation) -> bool:
    good = {row.side for row in confirmation.signatures
            if row.voided_at is None and row.sha256 == confirmation.version.sha256}
    return good == {CUSTOMER, COMPANY} and confirmation.voided_at is None


def _how_it_ended(confirmation: Confirmation) -> str:
    if confirmation.declined_by is None:
        return "edited"
    return "declined_by_customer" if is_contact(confirmation.declined_by) else "declined_by_company"


def _standing(
    session: Session, instance_id: int, document_id: int | None = None
) -> list[Confirmation]:
    query = select(Confirmation).where(
        Confirmation.instance_id == instance_id, Confirmation.voided_at.is_(None))
    if document_id is not None:
        query = query.where(Confirmation.document_id == document_id)
    return list(session.scalars(query))
