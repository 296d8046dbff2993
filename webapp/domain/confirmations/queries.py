"""Find confirmations, and say who has signed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import people, projects
from webapp.domain.confirmations.models import Confirmation, Signatory, Signature, SigningLink
from webapp.domain.confirmations.policy import SIDE
from webapp.domain.people import Actor

TAKEN_IN = "confirmation_id"


@dataclass(frozen=True, slots=True)
class Signer:
    """One who was named: waited for and since when, not yet asked, or how they signed, perhaps in another's place."""

    side: str
    actor_id: str
    name: str
    role: str
    turn: int
    task_id: int | None
    since: datetime | None
    signature: Signature | None
    instead_of: str = ""


def get_confirmation(session: Session, confirmation_id: int) -> Confirmation | None:
    """The confirmation of this id."""
    return session.get(Confirmation, confirmation_id)


def visible(session: Session, actor: Actor, confirmation_id: int) -> Confirmation | None:
    """The confirmation of this id, if the actor may see its project; absent and foreign look alike."""
    confirmation = get_confirmation(session, confirmation_id)
    if confirmation and projects.visible(session, actor, confirmation.project_id):
        return confirmation
    return None


def of_project(session: Session, project_id: int) -> list[Confirmation]:
    """Every confirmation of a project, newest first."""
    query = select(Confirmation).where(Confirmation.project_id == project_id)
    return list(session.scalars(query.order_by(Confirmation.id.desc())))


def asked_by_link(session: Session, confirmation_ids: Sequence[int]) -> set[int]:
    """Those of these confirmations that a contact was sent a link to sign by."""
    query = select(SigningLink.confirmation_id).where(SigningLink.confirmation_id.in_(confirmation_ids))
    return set(session.scalars(query.distinct()))


def unsigned_versions(session: Session, project_id: int) -> set[int]:
    """The versions of a project that were sent out to be signed and that not everybody signed: they prove nothing yet."""
    query = select(Confirmation.document_version_id).where(
        Confirmation.project_id == project_id,
        Confirmation.completed_at.is_(None) | Confirmation.voided_at.is_not(None))
    return set(session.scalars(query))


def standing_for(session: Session, task: engine.Task) -> Confirmation | None:
    """The open confirmation that a signature task signs: the one it took in, else its instance's newest.

    Two documents of a project may be signed side by side; each task then says which is its own.
    """
    query = select(Confirmation).where(
        Confirmation.instance_id == task.instance_id, Confirmation.voided_at.is_(None),
        Confirmation.completed_at.is_(None))
    if (taken_in := task.input.get(TAKEN_IN)) is not None:
        query = query.where(Confirmation.id == taken_in)
    return session.scalar(query.order_by(Confirmation.id.desc()).limit(1))


def of_task(session: Session, task: engine.Task) -> Confirmation | None:
    """The confirmation behind a signature task, signed or still open."""
    signed = session.scalar(
        select(Confirmation).join(Confirmation.signatures).where(Signature.task_id == task.id))
    return signed or standing_for(session, task)


def signing_task(session: Session, confirmation: Confirmation, actor_id: str) -> engine.Task | None:
    """The open task by which this person signs."""
    return next((task for task in signing_tasks(session, confirmation) if task.assignee == actor_id), None)


def signers(session: Session, confirmation: Confirmation) -> list[Signer]:
    """Everybody who was named, by turn, each signed, waited for, or not yet asked."""
    signed = {signature.signer: signature for signature in confirmation.signatures}
    waiting = {task.assignee: task for task in signing_tasks(session, confirmation)}
    asked = [each.actor for each in confirmation.signatories] + [each.named for each in confirmation.signatories]
    names = people.named(session, asked)
    return [_signer(each, signed.get(each.actor), waiting.get(each.actor), names) for each in confirmation.signatories]


def signing_tasks(session: Session, confirmation: Confirmation) -> list[engine.Task]:
    """The open tasks by which this confirmation is signed."""
    if not confirmation.is_open:
        return []
    open_tasks = engine.open_tasks(session, instance_ids=[confirmation.instance_id])
    return [task for task in open_tasks
            if SIDE in task.headers and task.input.get(TAKEN_IN, confirmation.id) == confirmation.id]


def customer_id_of(session: Session, confirmation: Confirmation) -> int:
    """Whose matter it is."""
    return session.get_one(projects.Project, confirmation.project_id).customer_id


def _signer(
    named: Signatory, signature: Signature | None, task: engine.Task | None, names: dict[str, str]
) -> Signer:
    name = signature.signer_name if signature else names.get(named.actor, named.actor)
    return Signer(
        side=named.side, actor_id=named.actor, name=name, role=named.role, turn=named.turn, signature=signature,
        task_id=task.id if task else None, since=task.opened_at if task else None,
        instead_of=names.get(named.named, named.named) if named.named != named.actor else "",
    )
