"""Add a seal, say who may use it, use it, retire it."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import people, wording
from webapp.domain.seals.models import Seal, SealHolder, SealUse
from webapp.domain.seals.rules import require_stamp

LONGEST_NAME = 100


class SealRefused(wording.FieldRefused):
    """A seal cannot be kept or used like this."""


def add_seal(session: Session, *, name: str, picture: bytes, by: str) -> Seal:
    """Keep a seal's picture: a PNG on a transparent ground, told by its bytes and not by its name."""
    name = " ".join(name.split())
    if not name:
        raise SealRefused("name-missing", field="name")
    if problem := require_stamp(picture):
        raise SealRefused(problem, field="picture")
    seal = Seal(name=name[:LONGEST_NAME], picture=picture, sha256=hashlib.sha256(picture).hexdigest(),
                added_at=engine.now(), added_by=by)
    session.add(seal)
    session.flush()
    return seal


def retire_seal(session: Session, seal: Seal, *, by: str) -> None:
    """Use the seal no more; what it stands under keeps it."""
    if seal.retired_at is None:
        seal.retired_at, seal.retired_by = engine.now(), by
    session.flush()


def allow_holder(session: Session, seal: Seal, who: str, *, by: str) -> SealHolder:
    """Let a member of staff use the seal from now on; once is enough."""
    person = people.person_called(session, who)
    if person is None or not person.active:
        raise SealRefused("person-unknown", field="who")
    session.refresh(seal, with_for_update={"of": Seal, "key_share": True})  # once withdrawn, no second row may still allow them
    standing = _standing(session, seal.id, who)
    if standing is not None:
        return standing
    row = SealHolder(seal_id=seal.id, actor=who, allowed_at=engine.now(), allowed_by=by)
    session.add(row)
    session.flush()
    return row


def withdraw_holder(session: Session, row: SealHolder, *, by: str) -> None:
    """Let them use it no more."""
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = engine.now(), by
    session.flush()


def use_seal(session: Session, seal_id: int, *, document_version_id: int, actor: str) -> bytes:
    """The picture for a signature, and the line in the log; only for whoever may use it today."""
    seal = session.get(Seal, seal_id)
    if seal is None or seal.retired_at is not None or _standing(session, seal_id, actor) is None:
        raise SealRefused("seal-not-yours", field="seal")
    session.add(SealUse(seal_id=seal.id, document_version_id=document_version_id, actor=actor, at=engine.now()))
    session.flush()
    return seal.picture


def _standing(session: Session, seal_id: int, who: str) -> SealHolder | None:
    return session.scalar(select(SealHolder).where(
        SealHolder.seal_id == seal_id, SealHolder.actor == who, SealHolder.withdrawn_at.is_(None)))
