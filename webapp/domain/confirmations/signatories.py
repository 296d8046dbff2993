"""Who is to sign: as the diagram names them, checked before anything is frozen, in turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

import engine
from webapp.domain import customers, documents, people, projects
from webapp.domain.confirmations.errors import SignersRefused
from webapp.domain.confirmations.models import COMPANY, CUSTOMER, Signatory

SIGNERS = "signers"
CUSTOMER_ROLE, COMPANY_ROLE = "customer_contact", "project_lead"
LONGEST_ROLE, LAST_TURN = 60, 99


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom the diagram names."""

    who: str
    side: str
    role: str
    turn: int = 1


def named_by(session: Session, job: engine.Job, project: projects.Project) -> list[Named]:
    """Who is to sign, in the order of their turns; without the input `signers` the contact and the lead."""
    given = job.input.get(SIGNERS)
    named = _usual(project) if given is None else [_named(row) for row in _rows(given)]
    if not named:
        raise SignersRefused("signers-none")
    for one in named:
        _require_on_their_side(session, one)
    if twice := sorted({one.who for one in named if sum(other.who == one.who for other in named) > 1}):
        raise SignersRefused("signer-named-twice", who=people.named(session, twice)[twice[0]])
    return sorted(named, key=lambda one: one.turn)


def shown(session: Session, named: Sequence[Named], slots: Sequence[str]) -> list[documents.Signer]:
    """As the paper shows them, each with the place that is theirs."""
    names = people.named(session, [one.who for one in named])
    return [documents.Signer(slot, one.side, one.role, names.get(one.who, one.who))
            for one, slot in zip(named, slots, strict=True)]


def rows_of(named: Iterable[Named]) -> list[Signatory]:
    """As they are kept with the confirmation."""
    return [Signatory(side=one.side, role=one.role, turn=one.turn, actor=one.who, named=one.who) for one in named]


def turns_of(named: Iterable[Named]) -> list[list[dict[str, Any]]]:
    """As the called process takes them: one list for each turn, over which it multiplies itself."""
    return [[{"who": one.who, "side": one.side, "role": one.role} for one in turn]
            for _, turn in groupby(named, key=lambda one: one.turn)]


def _usual(project: projects.Project) -> list[Named]:
    contact = [Named(project.contact.actor_id, CUSTOMER, CUSTOMER_ROLE)] if project.contact else []
    return [*contact, Named(project.lead, COMPANY, COMPANY_ROLE)]


def _rows(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise SignersRefused("signers-form", given=str(given)[:200])
    return given


def _named(row: Any) -> Named:
    said = row if isinstance(row, dict) else {}
    who, side, turn = said.get("who"), said.get("side"), said.get("turn", 1)
    usual = CUSTOMER_ROLE if side == CUSTOMER else COMPANY_ROLE
    whole = isinstance(turn, int) or (isinstance(turn, float) and turn.is_integer())
    if not isinstance(who, str) or side not in (CUSTOMER, COMPANY) or not whole or not 1 <= turn <= LAST_TURN:
        raise SignersRefused("signers-form", given=str(row)[:200])
    return Named(who, side, str(said.get("role") or usual)[:LONGEST_ROLE], int(turn))


def _require_on_their_side(session: Session, one: Named) -> None:
    if people.is_contact(one.who) != (one.side == CUSTOMER):
        raise SignersRefused("signer-other-side", who=people.named(session, [one.who]).get(one.who, one.who))
    if customers.contact_of_actor(session, one.who) is None and people.person_called(session, one.who) is None:
        raise SignersRefused("signer-unknown", who=one.who)
