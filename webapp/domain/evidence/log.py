"""The tamper-evident log: every row of the history becomes a salted leaf, in the history's own order.

Nothing is appended where a step is done: this is one more reader of the outbox, so a completion pays nothing for it and
a reader that died reads on where it stopped. One worker reads at a time, since a cursor has one holder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.orm import Session

import engine
from webapp.domain.evidence import merkle
from webapp.domain.evidence.models import Entry, Node

READER, ERASED = "log", "log.erased"
BATCH = 500
SALT_BYTES = 16
ENVELOPE_FACTS = ("envelope_id", "confirmation_id")


def is_behind(session: Session) -> bool:
    """Whether the history has rows that are not in the log yet."""
    return engine.unread(session, READER)


def extend(session: Session, limit: int = BATCH) -> int:
    """Append the next rows of the history; returns how many entries the log grew by."""
    events = engine.events_after(session, READER, limit)
    if not events:
        return 0
    size, chains = length(session), _Chains(session)
    entries, leaves = [], []
    for number, (event_id, moves) in enumerate(_rows(events), size):
        told = list(moves)
        envelope = envelope_of(told)
        body = merkle.canonical(body_of(told, envelope, chains.last(envelope)))
        salt = os.urandom(SALT_BYTES)
        leaf = merkle.leaf_hash(salt, body)
        chains.set(envelope, leaf)
        leaves.append(leaf)
        entries.append({"number": number, "event_id": event_id, "envelope_id": envelope, "salt": salt, "body": body,
                        "leaf": leaf})
    session.execute(insert(Entry), entries)
    session.execute(insert(Node), _grown(session, size, leaves))
    engine.advance_cursor(session, READER, events[-1].id)
    return len(entries)


def length(session: Session) -> int:
    """How many entries the log has."""
    newest = session.scalar(select(func.max(Entry.number)))
    return 0 if newest is None else newest + 1


def nodes_of(session: Session) -> merkle.Nodes:
    """The stored tree, node by node, each read once."""
    known: dict[tuple[int, int], bytes] = {}

    def at(level: int, place: int) -> bytes:
        if (level, place) not in known:
            query = select(Node.hash).where(Node.level == level, Node.place == place)
            known[level, place] = session.execute(query).scalar_one()
        return known[level, place]

    return at


def entries_of(session: Session, envelope_id: int, size: int) -> list[Entry]:
    """The entries of one envelope that stand under a head of this size."""
    query = select(Entry).where(Entry.envelope_id == envelope_id, Entry.number < size)
    return list(session.scalars(query.order_by(Entry.number)))


def has_event(session: Session, event_id: int) -> bool:
    """Whether this row of the history is in the log."""
    return session.scalar(select(Entry.number).where(Entry.event_id == event_id)) is not None


def erase(session: Session, number: int, *, reason: str, actor: str) -> None:
    """Take the personal payload of one entry away, from the log and from the history; leaf and tree stand.

    That it was erased, by whom and why, is a row of the history like any other.
    """
    entry = session.get_one(Entry, number, with_for_update=True)
    entry.body = entry.salt = None
    session.flush()
    engine.erase_facts(session, entry.event_id)
    engine.record(session, instance_id=None, kind=ERASED, actor=actor, facts={"entry": number, "reason": reason})


def body_of(told: list[engine.Event], envelope: int | None, prev: str) -> dict[str, Any]:
    """What a leaf says: the row of the history as it is told, and its place in the chain of its envelope."""
    first = told[0]
    body = {
        "v": 1, "event": first.id, "instance": first.instance_id, "at": first.at.isoformat(), "actor": first.actor,
        "told": [[event.kind, event.element_id, event.facts] for event in told],
    }
    return body if envelope is None else {**body, "envelope": envelope, "prev": prev}


def envelope_of(told: Iterable[engine.Event]) -> int | None:
    """Which envelope a row is about, if any."""
    for event in told:
        for name in ENVELOPE_FACTS:
            if isinstance(found := event.facts.get(name), int):
                return found
    return None


def _rows(events: list[engine.Event]) -> Iterator[tuple[int, Iterator[engine.Event]]]:
    """A row may tell several moves; they bear its id."""
    return groupby(events, key=lambda event: event.id)


class _Chains:
    """The last leaf of every envelope this batch touches."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._last: dict[int, str] = {}

    def last(self, envelope: int | None) -> str:
        if envelope is None:
            return ""
        if envelope not in self._last:
            query = select(Entry.leaf).where(Entry.envelope_id == envelope).order_by(Entry.number.desc()).limit(1)
            found = self._session.execute(query).scalar_one_or_none()
            self._last[envelope] = found.hex() if found else ""
        return self._last[envelope]

    def set(self, envelope: int | None, leaf: bytes) -> None:
        if envelope is not None:
            self._last[envelope] = leaf.hex()


def _grown(session: Session, size: int, leaves: list[bytes]) -> list[dict[str, Any]]:
    """The nodes that these leaves complete; of the old ones only the right edge is needed."""
    known = _edge(session, size)
    for place, leaf in enumerate(leaves, size):
        for level, where, found in merkle.grow(lambda *node: known[node], place, leaf):
            known[level, where] = found
    return [{"level": level, "place": place, "hash": found} for (level, place), found in known.items()
            if (place + 1) << level > size]


def _edge(session: Session, size: int) -> dict[tuple[int, int], bytes]:
    """The roots of the complete subtrees that a log of this size consists of."""
    wanted, level = [], 0
    while size >> level:
        if size >> level & 1:
            wanted.append((level, (size >> level) - 1))
        level += 1
    query = select(Node.level, Node.place, Node.hash).where(tuple_(Node.level, Node.place).in_(wanted))
    return {(row.level, row.place): row.hash for row in session.execute(query)}
