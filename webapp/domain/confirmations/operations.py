"""Sign, decline, revise, void. A signature and the step it causes are one transaction or none.

The engine is asked first, because it locks the instance row: whoever loses the lock finds the task
closed, and only the winner writes a Signature. A void that came first has closed the task as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

import engine
from webapp.domain import evidence, requirements, seals
from webapp.domain.access import same
from webapp.domain.confirmations.errors import (
    AlreadySigned,
    ConfirmationOver,
    MayNotSign,
    NobodyWaits,
    OtherDocument,
    SubmissionRefused,
)
from webapp.domain.confirmations.links import revoke_links
from webapp.domain.confirmations.models import Confirmation, Signature, SigningLink
from webapp.domain.confirmations.policy import require_signer, side_of
from webapp.domain.confirmations.queries import of_task
from webapp.domain.confirmations.rules import (
    clean_drawing,
    clean_name,
    clean_reason,
    consent_in,
)
from webapp.domain.confirmations.telling import tell

EDITED = "document.edited"


@dataclass(frozen=True, slots=True)
class Submission:
    """What a signer sends: the hash they read, the name they typed, that they agree, how it shall look."""

    sha256: str
    name: str
    agrees: bool
    drawing: bytes | None = None
    seal_id: int | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How and from where: identified by what, at which address, with which browser."""

    identified_by: str
    locale: str = "zh"
    ip: str = ""
    user_agent: str = ""
    assertion: dict[str, Any] | None = None


def sign(
    session: Session, task: engine.Task, submission: Submission, *, actor: str, how: Circumstances
) -> Signature:
    """Sign the frozen version and let the process go on when everybody named has."""
    confirmation = _open_confirmation(session, task)
    _require_same_document(confirmation, submission.sha256)
    name, drawing = clean_name(submission.name), clean_drawing(submission.drawing)
    if not submission.agrees:
        raise SubmissionRefused("consent-missing", field="consent")
    _complete(session, task, actor=actor, answers={
        "decision": "sign", "name_typed": name, "document_sha256": confirmation.sha256,
    })
    _require_still_open(session, confirmation)
    signer_name, signer_email = require_signer(session, confirmation, task, actor)
    if submission.seal_id is not None:
        drawing = seals.use_seal(session, submission.seal_id, document_version_id=confirmation.document_version_id,
                                 actor=actor)
    signature = Signature(
        confirmation_id=confirmation.id, task_id=task.id, side=side_of(task), signer=actor,
        signer_name=signer_name, signer_email=signer_email, name_typed=name, drawing=drawing,
        sha256=confirmation.sha256, consent=consent_in(how.locale), identified_by=how.identified_by,
        assertion=how.assertion, ip=how.ip[:45], user_agent=how.user_agent[:300], at=engine.now(),
    )
    confirmation.signatures.append(signature)
    session.flush()
    evidence.record_signature(session, confirmation, signature, slot=confirmation.slot_of(actor))
    _use_links(session, task, signature.at)
    tell(session, confirmation, "confirmation.signed", actor, task, side=signature.side)
    _complete_when_all_signed(session, confirmation, task, actor)
    return signature


def decline(
    session: Session, task: engine.Task, *, sha256: str, reason: str, actor: str
) -> Confirmation:
    """Refuse to sign, with a reason that everybody is told; signatures given so far become void."""
    confirmation = _open_confirmation(session, task)
    _require_same_document(confirmation, sha256)
    reason = clean_reason(reason)
    _complete(session, task, actor=actor, answers={"decision": "decline", "reason": reason})
    _require_still_open(session, confirmation)
    require_signer(session, confirmation, task, actor)
    confirmation.declined_at, confirmation.declined_by = engine.now(), actor
    _use_links(session, task, confirmation.declined_at)
    _void(session, confirmation, reason=reason, actor=actor)
    tell(session, confirmation, "confirmation.declined", actor, task,
          side=side_of(task), reason=reason)
    return confirmation


def revise(session: Session, confirmation: Confirmation, *, reason: str, actor: str) -> None:
    """Take the version back to the draft: the process is told of the edit, both signatures are void."""
    reason = clean_reason(reason)
    receivers = engine.publish_message(
        session, EDITED, correlation_key=str(confirmation.id),
        variables={"edit_reason": reason}, actor=actor,
    )
    session.refresh(confirmation)
    if confirmation.voided_at is not None:
        raise ConfirmationOver("confirmation-voided", reason=confirmation.void_reason)
    if not receivers:
        raise NobodyWaits("edit-too-late")
    void(session, confirmation, reason=reason, actor=actor)


def void(session: Session, confirmation: Confirmation, *, reason: str, actor: str) -> None:
    """Void a confirmation with its signatures and links, and tell everyone; once is enough."""
    if confirmation.voided_at is not None:
        return
    _void(session, confirmation, reason=reason, actor=actor)
    tell(session, confirmation, "confirmation.voided", actor, None, reason=reason)


def _open_confirmation(session: Session, task: engine.Task) -> Confirmation:
    confirmation = of_task(session, task)
    if confirmation is None:
        raise ConfirmationOver("confirmation-over")
    if any(signature.task_id == task.id for signature in confirmation.signatures):
        raise AlreadySigned("already-signed")
    return confirmation


def _require_same_document(confirmation: Confirmation, sha256: str) -> None:
    if not same(confirmation.sha256, sha256):
        raise OtherDocument("other-document", version=confirmation.version.number)


def _complete(session: Session, task: engine.Task, *, actor: str, answers: dict[str, Any]) -> None:
    """Complete the task; when somebody was faster, say what happened instead of "not open"."""
    try:
        engine.complete_task(session, task.id, actor=actor, answers=answers,
                             expected_assignee=task.assignee)
    except engine.TaskNotOpen as error:
        signed = session.scalar(select(Signature.id).where(Signature.task_id == task.id))
        if signed is not None:
            raise AlreadySigned("already-signed") from error
        raise ConfirmationOver("confirmation-over") from error
    except engine.NotYourTask as error:
        raise MayNotSign("not-the-signer", side=side_of(task)) from error


def _require_still_open(session: Session, confirmation: Confirmation) -> None:
    """Read again behind the lock: void wins over a signature that was on its way."""
    session.refresh(confirmation)
    if not confirmation.is_open:
        raise ConfirmationOver("confirmation-voided", reason=confirmation.void_reason)


def _use_links(session: Session, task: engine.Task, at: datetime) -> None:
    session.execute(
        update(SigningLink)
        .where(SigningLink.task_id == task.id, SigningLink.used_at.is_(None),
               SigningLink.replaced_at.is_(None))
        .values(used_at=at, session_hash=None, session_until=None)
    )


def _complete_when_all_signed(
    session: Session, confirmation: Confirmation, task: engine.Task, actor: str
) -> None:
    if confirmation.awaited:
        return
    confirmation.completed_at = engine.now()
    session.flush()
    try:
        requirements.take_effect(session, confirmation.version, instance_id=confirmation.instance_id)
    except requirements.Overtaken as error:
        raise ConfirmationOver("confirmation-overtaken", **error.facts) from error
    tell(session, confirmation, "confirmation.completed", actor, task)
    evidence.complete(session, confirmation)


def _void(session: Session, confirmation: Confirmation, *, reason: str, actor: str) -> None:
    at = engine.now()
    confirmation.voided_at, confirmation.voided_by, confirmation.void_reason = at, actor, reason
    for signature in confirmation.signatures:
        signature.voided_at = at
    session.flush()
    evidence.void(session, confirmation, reason, actor=actor)
    revoke_links(session, confirmation, at)
