"""Audit the whole log: every entry against its leaf, the tree and the history, every head and witness against the tree.

The first bad entry is named first: what comes after it may be wrong only because of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, func, select, union_all
from sqlalchemy.orm import Session

import engine
from verifier.tandem_verify import is_signed_head
from webapp.domain.evidence import log, merkle
from webapp.domain.evidence.models import Entry, Head, Node, SigningKey

READ_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that does not hold, and at which entry or head."""

    rule: str
    number: int
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit saw."""

    entries: int
    erased: int
    heads: int
    flaws: Sequence[Flaw]


def audit_log(session: Session) -> Audit:
    """Compute the whole tree anew and hold everything against it."""
    tree, erased, flaws = merkle.Tree(), 0, list[Flaw]()
    prevs: dict[int, str] = {}
    said_erased = _said_erased(session)
    for batch in _batches(session):
        told = _history(session, [row.event_id for row in batch])
        for row in batch:
            flaws += _check_entry(row, tree.size, told.get(row.event_id), prevs)
            flaws += _check_erasure(row, said_erased)
            erased += row.body is None
            tree.add(row.leaf)
    flaws += [*_nodes(session, tree), *_forgotten(session, tree.size), *_heads(session, tree)]
    heads = session.scalar(select(func.count()).select_from(Head)) or 0
    return Audit(tree.size, erased, heads, flaws)


def _batches(session: Session) -> Iterator[Sequence[Entry]]:
    after = -1
    while batch := session.scalars(select(Entry).where(Entry.number > after).order_by(Entry.number)
                                   .limit(READ_AT_ONCE)).all():
        yield batch
        after = batch[-1].number
        session.expunge_all()


def _check_entry(row: Entry, number: int, told: list[engine.Event] | None, prevs: dict[int, str]) -> Iterator[Flaw]:
    if row.number != number:
        yield Flaw("log-gap", number, {"found": row.number})
    prev = prevs.get(row.envelope_id or 0, "")
    if row.envelope_id is not None:
        prevs[row.envelope_id] = row.leaf.hex()
    if row.body is None or row.salt is None:
        return
    if merkle.leaf_hash(row.salt, row.body) != row.leaf:
        yield Flaw("log-leaf", number)
    elif told is None:
        yield Flaw("log-history-gone", number, {"event": row.event_id})
    elif merkle.canonical(log.body_of(told, row.envelope_id, prev)) != row.body:
        yield Flaw("log-history-changed", number, {"event": row.event_id})


def _check_erasure(row: Entry, said: Collection[int]) -> Iterator[Flaw]:
    """Whoever erases says so in the history; a hand that only empties a row, to hide what it said, does not."""
    if (row.body is None or row.salt is None) and row.number not in said:
        yield Flaw("log-emptied", row.number)


def _said_erased(session: Session) -> set[int]:
    found = (session.scalars(select(table.c.facts).where(table.c.kind == log.ERASED)) for table in _tables())
    return {facts["entry"] for rows in found for facts in rows if "entry" in facts}


def _tables() -> list[Table]:
    return [engine.metadata.tables[name] for name in ("engine_event", "engine_archived_event")]


def _history(session: Session, ids: Sequence[int]) -> dict[int, list[engine.Event]]:
    """The rows of the history, told as the log was told them."""
    found: dict[int, list[engine.Event]] = {}
    for table in _tables():
        for row in session.execute(select(table).where(table.c.id.in_(ids))).mappings():
            found[row["id"]] = [*engine.events_in(row)]
    return found


def _nodes(session: Session, tree: merkle.Tree) -> Iterator[Flaw]:
    """The stored tree, from which proofs are made, is the one that the leaves give."""
    stored = {(row.level, row.place): row.hash for row in session.execute(select(Node.level, Node.place, Node.hash))}
    for node in sorted(tree.nodes.keys() | stored.keys()):
        if tree.nodes.get(node) != stored.get(node):
            level, place = node
            yield Flaw("log-node", place << level, {"level": level})


def _forgotten(session: Session, size: int) -> Iterator[Flaw]:
    """A row of the history that the reader passed and the log does not have."""
    tables = [table.c for table in _tables()]
    reached = select(engine.metadata.tables["engine_cursor"].c.position).where(
        engine.metadata.tables["engine_cursor"].c.name == log.READER).scalar_subquery()
    rows = union_all(*(select(table.id).where(table.position <= reached) for table in tables)).subquery()
    missing = session.scalar(select(rows.c.id).where(~select(Entry.number).where(Entry.event_id == rows.c.id).exists())
                             .order_by(rows.c.id).limit(1))
    if missing is not None:
        yield Flaw("log-forgot", size, {"event": missing})


def _heads(session: Session, tree: merkle.Tree) -> Iterator[Flaw]:
    for head, key in session.execute(select(Head, SigningKey).join(SigningKey, SigningKey.id == Head.key_id)):
        if head.size > tree.size or tree.root(head.size) != head.root:
            yield Flaw("log-head", min(head.size, tree.size), {"head": head.id})
        elif not is_signed_head(head.note, key.certificate):
            yield Flaw("log-head-unsigned", head.size, {"head": head.id})
