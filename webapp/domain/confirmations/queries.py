"""Find confirmations, and say who has signed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import people, projects
from webapp.domain.confirmations.models import COMPANY, CUSTOMER, Confirmation, Signature
from webapp.domain.confirmations.policy import SIDE
from webapp.domain.people import Actor

TAKEN_IN = "confirmation_id"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a confirmation: whom it waits for, since when, or how it was signed."""

    side: str
    actor_id: str
    name: str
    task_id: int | None
    since: datetime | None
    signature: Signature | None


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


def signing_task(session: Session, confirmation: Confirmation, side: str) -> engine.Task | None:
    """The open task by which this side signs."""
    return next((task for task in _signing_tasks(session, confirmation)
                 if task.headers.get(SIDE) == side), None)


def sides(session: Session, confirmation: Confirmation) -> list[Side]:
    """Both sides, the customer first, each signed or waited for."""
    signed = {signature.side: signature for signature in confirmation.signatures}
    waiting = {task.headers[SIDE]: task for task in _signing_tasks(session, confirmation)}
    names = people.named(session, [task.assignee for task in waiting.values()])
    return [_side(side, signed.get(side), waiting.get(side), names)
            for side in (CUSTOMER, COMPANY) if side in signed or side in waiting]


def _side(
    side: str, signature: Signature | None, task: engine.Task | None, names: dict[str, str]
) -> Side:
    if signature is not None:
        return Side(side, signature.signer, signature.signer_name, signature.task_id, None, signature)
    assignee = (task.assignee if task else None) or ""
    return Side(side, assignee, names.get(assignee, assignee), task.id if task else None,
                task.opened_at if task else None, None)


def _signing_tasks(session: Session, confirmation: Confirmation) -> list[engine.Task]:
    if not confirmation.is_open:
        return []
    open_tasks = engine.open_tasks(session, instance_ids=[confirmation.instance_id])
    return [task for task in open_tasks
            if SIDE in task.headers and task.input.get(TAKEN_IN, confirmation.id) == confirmation.id]
