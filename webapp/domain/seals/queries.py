"""Find seals, their holders and their uses."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.people import Actor
from webapp.domain.seals.models import Seal, SealHolder, SealUse

KEEPERS = ("admin", "general_manager")


def may_keep_seals(actor: Actor) -> bool:
    """Whether the actor adds and retires seals and says who uses them."""
    return actor.has(*KEEPERS)


def may_look_at(session: Session, actor: Actor, seal: Seal) -> bool:
    """A seal's picture is for its keepers and holders: whoever has it could paste it elsewhere."""
    return may_keep_seals(actor) or seal.id in {held.id for held in held_by(session, actor.id)}


def every_seal(session: Session) -> list[Seal]:
    """All seals, those in use first."""
    return list(session.scalars(select(Seal).order_by(Seal.retired_at.is_not(None), Seal.id)))


def get_seal(session: Session, seal_id: int) -> Seal | None:
    """The seal of this id."""
    return session.get(Seal, seal_id)


def held_by(session: Session, actor_id: str) -> list[Seal]:
    """The seals somebody may use today."""
    query = select(Seal).join(SealHolder, SealHolder.seal_id == Seal.id).where(
        SealHolder.actor == actor_id, SealHolder.withdrawn_at.is_(None), Seal.retired_at.is_(None))
    return list(session.scalars(query.order_by(Seal.id)))


def holders_of(session: Session, seal_id: int) -> list[SealHolder]:
    """Who may use it, and who might once."""
    query = select(SealHolder).where(SealHolder.seal_id == seal_id)
    return list(session.scalars(query.order_by(SealHolder.withdrawn_at.is_not(None), SealHolder.id)))


def uses_of(session: Session, seal_id: int) -> list[SealUse]:
    """Every use of a seal, the latest first."""
    return list(session.scalars(select(SealUse).where(SealUse.seal_id == seal_id).order_by(SealUse.id.desc())))
