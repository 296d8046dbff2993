"""A person asks to be forgotten: which entries of the log name them, and taking those away. What proves a signature stays.

Leaf and tree stay as they are, so every head that was ever mailed still holds; what was taken, when and why is itself on record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.domain.evidence import log
from webapp.domain.evidence.models import Entry

PROOF = ("evidence.", "log.")
READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Mention:
    """One entry that names somebody: what it tells, and whether it is kept because it proves a signature."""

    number: int
    at: datetime
    kinds: Sequence[str]

    @property
    def is_proof(self) -> bool:
        """Claims under a signed paper are settled by it, for which the law lets it be kept (PIPL 47, GDPR 17.3 e)."""
        return any(kind.startswith(PROOF) for kind in self.kinds)


def mentions(session: Session, words: str) -> Iterator[Mention]:
    """Every entry that says these words: a name, a mail address, an account's name."""
    sought = json.dumps(words, ensure_ascii=False)[1:-1].encode()
    after = -1
    while batch := session.execute(select(Entry.number, Entry.body).where(Entry.number > after).order_by(Entry.number)
                                   .limit(READ_AT_ONCE)).all():
        for number, body in batch:
            if body is not None and sought in body:
                said = json.loads(body)
                yield Mention(number, datetime.fromisoformat(said["at"]), [kind for kind, _element, _facts in said["told"]])
        after = batch[-1].number


def forget(session: Session, words: str, *, reason: str, actor: str) -> list[Mention]:
    """Take away every entry that says these words and proves no signature; returns those that were taken."""
    taken = [each for each in mentions(session, words) if not each.is_proof]
    for each in taken:
        log.erase(session, each.number, reason=reason, actor=actor)
    return taken
