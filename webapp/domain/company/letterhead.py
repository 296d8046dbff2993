"""The letterhead: set by those who may, kept row by row, borne by every paper that is frozen from then on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain import wording
from webapp.domain.company.marks import type_of_mark
from webapp.domain.company.models import Letterhead
from webapp.domain.people import Actor

KEEPERS = ("admin", "general_manager")
LONGEST_ADDRESS = 200


class BadLetterhead(wording.FieldRefused):
    """The address or the mark cannot stand at the head of a paper."""


def may_set_letterhead(actor: Actor) -> bool:
    """Whether the actor says what stands at the head of papers."""
    return actor.has(*KEEPERS)


def letterhead(session: Session) -> Letterhead | None:
    """What papers bear today."""
    return session.scalar(select(Letterhead).order_by(Letterhead.id.desc()).limit(1))


def set_letterhead(session: Session, *, address: str, mark: bytes, by: str) -> Letterhead:
    """From now on papers bear this address and this mark; without a new mark the former stays."""
    address = " ".join(address.split())
    if len(address) > LONGEST_ADDRESS:
        raise BadLetterhead("letterhead-address-long", field="address", most=LONGEST_ADDRESS)
    former = letterhead(session)
    kept, kind = (former.mark, former.mark_type) if former else (None, None)
    if mark:
        kept, kind = mark, type_of_mark(mark)
        if kind not in ("png", "svg"):
            raise BadLetterhead(kind, field="mark")
    return _keep(session, address, kept, kind, by)


def remove_mark(session: Session, *, by: str) -> None:
    """From now on papers bear the address alone."""
    former = letterhead(session)
    if former is not None and former.mark is not None:
        _keep(session, former.address, None, None, by)


def _keep(session: Session, address: str, mark: bytes | None, kind: str | None, by: str) -> Letterhead:
    row = Letterhead(address=address, mark=mark, mark_type=kind, set_at=engine.now(), set_by=by)
    session.add(row)
    session.flush()
    return row
