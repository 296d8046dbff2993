"""What a diagram's service tasks may ask of confirmations: open one, void one, make sure of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import company, documents, evidence, projects, wording
from webapp.domain.confirmations.errors import ConfirmationOver, SignersRefused
from webapp.domain.confirmations.links import remind_by_link
from webapp.domain.confirmations.models import CUSTOMER, Confirmation, slots_of
from webapp.domain.confirmations.operations import void
from webapp.domain.confirmations.overtaken import OVERTAKEN
from webapp.domain.confirmations.policy import side_of
from webapp.domain.confirmations.queries import TAKEN_IN, signing_tasks
from webapp.domain.confirmations.signatories import named_by, rows_of, shown, turns_of
from webapp.domain.confirmations.telling import tell
from webapp.domain.people import SYSTEM, is_contact

EXPIRED, OF_ITSELF = "expired", ("expired", OVERTAKEN)


def prepare(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.prepare`: freeze the next version and ask those named by `signers` to sign it."""
    named = named_by(session, job, _project(session, job))
    slots = slots_of([one.side for one in named])
    version = documents.freeze_from_answers(session, job, signers=shown(session, named, slots))
    evidence.freeze(session, version, slots)
    for earlier in _standing(session, job.instance_id, version.document_id):
        void(session, earlier, reason="superseded", actor=SYSTEM)
    confirmation = Confirmation(
        project_id=version.document.project_id, instance_id=job.instance_id,
        document_id=version.document_id, document_version_id=version.id, sha256=version.sha256,
        opened_at=engine.now(), opened_by=SYSTEM, signatories=rows_of(named),
    )
    session.add(confirmation)
    session.flush()
    tell(session, confirmation, "confirmation.opened", SYSTEM, None)
    return {"confirmation_id": confirmation.id, "document_version": version.number,
            "signing_turns": turns_of(named)}


def remind(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.remind`: whoever's turn it is and who has not signed hears of it once more.

    A customer gets a new link with it, since no other can be mailed twice; one who is just signing is left alone.
    """
    confirmation = _taken_in(session, job)
    if confirmation is None or not confirmation.is_open:
        return {}
    for task in signing_tasks(session, confirmation):
        if side_of(task) == CUSTOMER:
            remind_by_link(session, confirmation, task)
    reminded = [task.assignee for task in signing_tasks(session, confirmation) if side_of(task) != CUSTOMER]
    tell(session, confirmation, "confirmation.reminded", SYSTEM, None, reminded=reminded)
    return {}


def void_confirmation(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.void`: void what still stands, and tell the diagram how it came to that.

    With an input `confirmation_id` it is about that one, else about all that are open in the instance.
    `signature_outcome` becomes declined_by_customer, declined_by_company, edited, overtaken or expired;
    `signature_reason` is the person's own words, or ours where time ran out, for a draft to show as they stand. A decline
    or an edit has voided its version already.
    """
    one = _taken_in(session, job)
    for confirmation in [one] if one else _standing(session, job.instance_id):
        if confirmation.is_open:
            void(session, confirmation, reason=job.headers.get("reason", "process"), actor=SYSTEM)
    if one is None:
        return {}
    return {"signature_outcome": _how_it_ended(one), "signature_reason": _reason(one)}


def verify(job: engine.Job, session: Session) -> dict[str, Any]:
    """Service task `confirmations.verify`: let nobody pass before all who were named have signed this very version.

    Reads the signatures anew: everybody's, none void, all over the hash of the frozen file.
    """
    confirmation = _taken_in(session, job)
    if confirmation is None or not _is_signed_by_all(confirmation):
        raise ConfirmationOver("not-signed-by-both", confirmation=job.input.get(TAKEN_IN))
    return {"signature_outcome": "signed", "signature_reason": ""}


def _taken_in(session: Session, job: engine.Job) -> Confirmation | None:
    number = job.input.get(TAKEN_IN)
    found = session.get(Confirmation, number) if isinstance(number, int) else None
    return found if found is not None and found.instance_id == job.instance_id else None


def _project(session: Session, job: engine.Job) -> projects.Project:
    project = projects.of_instance(session, job.instance_id)
    if project is None:
        raise SignersRefused("signers-without-project", instance=job.instance_id)
    return project


def _is_signed_by_all(confirmation: Confirmation) -> bool:
    good = {row.signer for row in confirmation.signatures
            if row.voided_at is None and row.sha256 == confirmation.version.sha256}
    return good == {each.actor for each in confirmation.signatories} and confirmation.voided_at is None


def _how_it_ended(confirmation: Confirmation) -> str:
    if confirmation.declined_by is None:
        reason = confirmation.void_reason or ""
        return reason if reason in OF_ITSELF else "edited"
    return "declined_by_customer" if is_contact(confirmation.declined_by) else "declined_by_company"


def _reason(confirmation: Confirmation) -> str:
    own = f"void-{confirmation.void_reason}"
    known = own in wording.SENTENCES
    return wording.sentence(own, {}, company.locale()) if known else confirmation.void_reason or ""


def _standing(
    session: Session, instance_id: int, document_id: int | None = None
) -> list[Confirmation]:
    query = select(Confirmation).where(
        Confirmation.instance_id == instance_id, Confirmation.voided_at.is_(None))
    if document_id is not None:
        query = query.where(Confirmation.document_id == document_id)
    return list(session.scalars(query))
