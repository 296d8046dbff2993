"""Who may sign for which side. One person never signs for both, and nobody whom the version did not name."""

from __future__ import annotations

from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, people, projects
from webapp.domain.confirmations.errors import MayNotSign
from webapp.domain.confirmations.models import COMPANY, CUSTOMER, Confirmation

SIDE = "signature.side"


def side_of(task: engine.Task) -> str | None:
    """Which side a task signs for; None for a task that is no signature."""
    side = task.headers.get(SIDE)
    return side if side in (CUSTOMER, COMPANY) else None


def require_signer(
    session: Session, confirmation: Confirmation, task: engine.Task, actor_id: str
) -> tuple[str, str]:
    """Return the name and mail address of the signer, who must be the one this step waits for."""
    side = side_of(task)
    awaited = any(each.actor == actor_id for each in confirmation.awaited)
    if side is None or task.assignee != actor_id or not awaited:
        raise MayNotSign("not-the-signer", side=side)
    if people.is_contact(actor_id) != (side == CUSTOMER):
        raise MayNotSign("wrong-side", side=side)
    name, email = reached_at(session, actor_id)
    for signature in confirmation.signatures:
        if signature.side != side and _same_address(signature.signer_email, email):
            raise MayNotSign("both-sides", side=side)
    return name, email


def may_revise(session: Session, actor: people.Actor, confirmation: Confirmation) -> bool:
    """Whether the actor may take the version back to the draft or mail a new link: whoever leads it."""
    project = projects.visible(session, actor, confirmation.project_id)
    return project is not None and actor.is_staff and (
        project.lead == actor.id or actor.has("project_lead", "quality", "director")
    )


def reached_at(session: Session, actor_id: str) -> tuple[str, str]:
    """The name and mail address of a contact or a member of staff who still is there."""
    contact = customers.contact_of_actor(session, actor_id)
    found = contact or people.person_called(session, actor_id)
    if found is None or found.left_at is not None:
        raise MayNotSign("signer-left", actor=actor_id)
    return found.name, found.email


def _same_address(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()
