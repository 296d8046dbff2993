"""After the last signature: archive the file, put it on record, make a head of the log, tell both sides. All of it queued.

The network is asked between transactions, never inside one, so an authority that does not answer holds nothing and
nobody; after some tries our own clock closes the file, and the head of the log goes on being offered to outsiders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain.evidence import keys, log, pades
from webapp.domain.evidence.authority import OtherClock, OwnClock
from webapp.domain.evidence.errors import AuthorityAway
from webapp.domain.evidence.heads import make_head
from webapp.domain.evidence.house import house
from webapp.domain.evidence.models import Completion, Frozen, SigningKey
from webapp.domain.evidence.signing import (
    Envelope,
    add_revision,
    chain_of,
    current_bytes,
    own_clock,
    revision_end,
)
from webapp.domain.people import SYSTEM

LEASE = timedelta(minutes=2)
PAUSE = timedelta(minutes=1)
TRIES_ELSEWHERE = 3
REHEARSED = timedelta(minutes=5)  # a clock turned further than this lives in a past that no outsider stamps


@dataclass(frozen=True, slots=True)
class Sealing:
    """One file to be closed: its bytes, what goes into it, and whose clock stamps it."""

    row: Completion
    before: bytes
    certificates: Sequence[bytes]
    revocation_lists: Sequence[bytes]
    clock: OwnClock | OtherClock

    def seal(self) -> bytes:
        """The closed file; may ask an authority over the network."""
        return pades.archive(self.before, certificates=self.certificates, revocation_lists=self.revocation_lists,
                             clock=self.clock)


def complete(session: Session, envelope: Envelope) -> None:
    """Queue what follows the last signature; the signature itself waits for none of it."""
    if session.get(Frozen, envelope.document_version_id) is None:
        return
    if session.get(Completion, envelope.id) is None:
        session.add(Completion(envelope_id=envelope.id, instance_id=envelope.instance_id,
                               version_id=envelope.document_version_id, due_at=engine.now(), tries=0))
        session.flush()


def is_seal_due(session: Session) -> bool:
    """Whether a file waits to be closed."""
    return session.scalar(_waiting().with_only_columns(Completion.envelope_id).limit(1)) is not None


def lease_seal(session: Session) -> Sealing | None:
    """Take the next file to close; whoever dies over it leaves it to the next after a while."""
    row = session.scalar(_waiting().order_by(Completion.due_at).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.due_at, row.tries = engine.now() + LEASE, row.tries + 1
    session.flush()
    frozen = session.get_one(Frozen, row.version_id)
    chain = chain_of(session, frozen)
    return Sealing(
        row=row, before=current_bytes(session, _Named(row), frozen), certificates=_certificates(session, chain.row),
        revocation_lists=[keys.revocations(session, chain.row, at=engine.now())],
        clock=_clock(row, own_clock(session, chain)),
    )


def keep_seal(session: Session, sealing: Sealing, after: bytes) -> None:
    """Keep the closed file and say so in the history; a second worker's copy is let go."""
    row = session.get_one(Completion, sealing.row.envelope_id, with_for_update=True, populate_existing=True)
    if row.sealed_at is not None:
        return
    frozen, envelope = session.get_one(Frozen, row.version_id), _Named(row)
    revision = add_revision(session, envelope, sealing.before, after, at=engine.now())
    event = engine.record(session, instance_id=row.instance_id, kind="evidence.sealed", actor=SYSTEM, facts={
        "envelope_id": row.envelope_id, "sha256": frozen.sha256, "file_sha256": revision.sha256,
        "file_length": revision_end(session, frozen, revision),
        "clock": "own" if isinstance(sealing.clock, OwnClock) else sealing.clock.url})
    row.sealed_at, row.sealed_event, row.trouble, row.tries, row.due_at = revision.at, event.id, None, 0, revision.at
    session.flush()


def is_pack_due(session: Session) -> bool:
    """Whether a closed file waits for its head."""
    return session.scalar(_unpacked().with_only_columns(Completion.envelope_id).limit(1)) is not None


def finish_pack(session: Session) -> int:
    """Once the log has come past the closing of a file, make a head of it: the proof is whole, and both sides are told."""
    row = session.scalar(_unpacked().limit(1).with_for_update(skip_locked=True))
    if row is None or not log.has_event(session, row.sealed_event or 0):
        return 0
    head = make_head(session)
    row.head_id, row.done_at = head.id, engine.now()
    engine.record(session, instance_id=row.instance_id, kind="evidence.packed", actor=SYSTEM, facts={
        "envelope_id": row.envelope_id, "document_version_id": row.version_id, "head": head.note})
    return 1


def mark_unsealed(session: Session, sealing: Sealing, error: AuthorityAway) -> None:
    """Note why it was not closed, and when to try again."""
    row = session.get_one(Completion, sealing.row.envelope_id, with_for_update=True, populate_existing=True)
    row.trouble, row.due_at = f"{error.message_id} {error.facts.get('error', '')}".strip(), engine.now() + PAUSE * row.tries
    session.flush()


@dataclass(frozen=True, slots=True)
class _Named:
    """A completion's row as the envelope it completes."""

    row: Completion

    @property
    def id(self) -> int:
        return self.row.envelope_id

    @property
    def instance_id(self) -> int:
        return self.row.instance_id

    @property
    def document_version_id(self) -> int:
        return self.row.version_id


def is_rehearsed() -> bool:
    """Whether we live in a turned present, in which no outsider's time fits."""
    return abs(engine.clock_offset()) > REHEARSED


def _waiting() -> Any:
    return select(Completion).where(Completion.sealed_at.is_(None), Completion.done_at.is_(None),
                                    Completion.due_at <= engine.now())


def _unpacked() -> Any:
    return select(Completion).where(Completion.sealed_at.is_not(None), Completion.done_at.is_(None)).order_by(
        Completion.due_at)


def _clock(row: Completion, own: OwnClock) -> OwnClock | OtherClock:
    url = house().authority_url
    return OtherClock(url) if url and not is_rehearsed() and row.tries <= TRIES_ELSEWHERE else own


def _certificates(session: Session, authority: SigningKey) -> list[bytes]:
    """The chain as it goes into the file: the root, and whatever else it issued for longer than one signature."""
    issued = session.scalars(select(SigningKey).where(SigningKey.issuer_id == authority.id))
    return [authority.certificate, *(row.certificate for row in issued)]
