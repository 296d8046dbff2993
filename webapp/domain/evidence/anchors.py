"""Anchors: heads of the log laid before somebody who is not us. A kind of anchor is a name and a function; this is the seam.

An anchor is a row that waits; it is asked for between transactions, again and again with longer pauses, and in nobody's way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from asn1crypto import algos, tsp
from sqlalchemy import select
from sqlalchemy.orm import Session

import engine
from webapp.domain.evidence.authority import OtherClock
from webapp.domain.evidence.errors import AuthorityAway
from webapp.domain.evidence.house import house
from webapp.domain.evidence.models import Anchor, Head

RFC3161 = "rfc3161"
LEASE = timedelta(minutes=2)
PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
REHEARSED = timedelta(minutes=5)


def stamp_head(note: bytes) -> bytes:
    """Ask the configured time-stamp authority for its token over a head."""
    imprint = tsp.MessageImprint({
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": hashlib.sha256(note).digest()})
    answer = OtherClock(house().authority_url or "").ask(
        tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True}))
    found = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed["message_imprint"]
    if found["hashed_message"].native != imprint["hashed_message"].native:
        raise AuthorityAway("authority-wrong", url=house().authority_url)
    return bytes(answer.dump())


KINDS: Mapping[str, Callable[[bytes], bytes]] = {RFC3161: stamp_head}


@dataclass(frozen=True, slots=True)
class Anchoring:
    """One head on its way to one witness."""

    anchor_id: int
    kind: str
    note: bytes

    def ask(self) -> bytes:
        """What the witness answers; goes over the network."""
        return KINDS[self.kind](self.note)


def offer(session: Session, head: Head) -> None:
    """Let a new head wait for its witnesses; without one configured, and in a rehearsal's past, there are none."""
    if house().authority_url and abs(engine.clock_offset()) <= REHEARSED:
        session.add_all(Anchor(head_id=head.id, kind=kind, due_at=head.at, tries=0) for kind in KINDS)
        session.flush()


def is_due(session: Session) -> bool:
    """Whether a head waits for a witness now."""
    return session.scalar(_waiting().with_only_columns(Anchor.id).limit(1)) is not None


def lease(session: Session) -> Anchoring | None:
    """Take the next head to be witnessed."""
    row = session.scalar(_waiting().order_by(Anchor.due_at).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.due_at, row.tries = engine.now() + LEASE, row.tries + 1
    session.flush()
    return Anchoring(row.id, row.kind, session.get_one(Head, row.head_id).note.encode())


def keep(session: Session, anchoring: Anchoring, proof: bytes) -> None:
    """Keep what the witness gave."""
    row = session.get_one(Anchor, anchoring.anchor_id, with_for_update=True)
    if row.proof is None:
        row.proof, row.anchored_at, row.trouble = proof, engine.now(), None
        session.flush()


def mark_unwitnessed(session: Session, anchoring: Anchoring, error: AuthorityAway) -> None:
    """Note why there is no proof yet, and when to ask again."""
    row = session.get_one(Anchor, anchoring.anchor_id, with_for_update=True)
    row.trouble = error.message_id
    row.due_at = engine.now() + min(PAUSE * 2 ** min(row.tries, 10), LONGEST_PAUSE)
    session.flush()


def proofs_of(session: Session, head: Head) -> dict[str, bytes]:
    """What witnesses gave for this head, by kind."""
    rows = session.scalars(select(Anchor).where(Anchor.head_id == head.id, Anchor.proof.is_not(None)))
    return {row.kind: row.proof for row in rows if row.proof}


def _waiting() -> Any:
    return select(Anchor).where(Anchor.proof.is_(None), Anchor.due_at <= engine.now())
