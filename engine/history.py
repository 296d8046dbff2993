"""History: append-only events. One table is the audit trail, the report source and the outbox.

Readers of the outbox follow it with named cursors. On PostgreSQL an id is handed out before its
transaction commits, so a lower id may become visible after a higher one, and a cursor over ids would
step past it for ever. Transaction ids are no better order: they are given out independently of row
ids, and a dump restored elsewhere starts them anew. So an event gets its `position` when the first
reader sees it: readers take turns (a lock on the row named SEQUENCE), number what has become visible
and is still unnumbered, in id order, and cursors run over positions. A latecomer is numbered late and
missed never. Rolled back ids leave no gap that anyone would wait for. Each cursor is read by one
worker at a time: a second one finds it taken and comes back with nothing.

The way that tokens went in one step is one row, a PATH whose facts list the moves, and is told as these:
they happen together, and a row for each would be most of what a completion writes. A path's moves bear its id.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Subquery,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from engine.clock import now
from engine.immutable import altered
from engine.store import (
    Batch,
    Statement,
    engine_archived_event,
    engine_cursor,
    engine_event,
    engine_instance,
    insert_missing,
    insert_rows,
    lock_name,
    plain,
)
from engine.store.rows import Event, read

SEQUENCE = "engine.sequence"
NUMBERED_AT_ONCE = 1000
READ_AT_ONCE = 500
PATH = "path.walked"
ENTERED, LEFT = "element.entered", "element.left"
MOVES = frozenset((
    ENTERED, LEFT, "flow.taken", "decision.evaluated", "variables.set",
))
PLACES = (engine_event, engine_archived_event)

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ElementTimes:
    """When an instance came to an element and left it; `left_at` is empty while it is there."""

    element_id: str
    first_entered_at: datetime
    entered_at: datetime
    left_at: datetime | None
    count: int


def entry(
    kind: str,
    *,
    instance_id: int | None,
    at: datetime,
    element_id: str | None = None,
    actor: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """One event, ready to be written with others of the same move."""
    return {"instance_id": instance_id, "kind": kind, "element_id": element_id, "actor": actor,
            "facts": dict(facts or {}), "at": at}


def write_events(session: Session, entries: Sequence[Entry]) -> None:
    """Append events in their order, in one statement."""
    insert_rows(session, engine_event, entries)


def add_events(batch: Batch, entries: Sequence[Entry]) -> None:
    """The same, with other statements."""
    batch.insert(engine_event, entries)


def record(
    session: Session,
    *,
    instance_id: int | None,
    kind: str,
    actor: str | None,
    facts: Mapping[str, Any],
    element_id: str | None = None,
) -> Event:
    """Append a fact of the caller's own domain to the same history."""
    row = entry(kind, instance_id=instance_id, at=now(), element_id=element_id, actor=actor,
                facts=plain(dict(facts)))
    event_id = session.execute(
        insert(engine_event).values(**row).returning(engine_event.c.id)
    ).scalar_one()
    return Event(id=event_id, **row)


def history(
    session: Session,
    instance_id: int,
    *,
    kinds: Iterable[str] | None = None,
    limit: int = 200,
    after: int = 0,
) -> list[Event]:
    """What happened in an instance, oldest first, from past the event `after`.

    `limit` may be passed by a few: the moves of one path have one id, so they are never parted.
    """
    wanted = None if kinds is None else frozenset(kinds)
    of_paths = wanted is not None and not MOVES.isdisjoint(wanted)
    stored = None if wanted is None else wanted | {PATH} if of_paths else wanted
    query = _of_instance(instance_id, stored, after)
    # A path may tell nothing that is asked for, any other row tells something.
    query = query.execution_options(yield_per=READ_AT_ONCE) if of_paths else query.limit(limit)
    told: list[Event] = []
    with session.execute(query) as rows:
        for row in rows.mappings():
            told += [event for event in _told(row) if wanted is None or event.kind in wanted]
            if len(told) >= limit:
                break
    return told


def element_times(session: Session, instance_id: int) -> dict[str, ElementTimes]:
    """Per element: when it was entered and left, and how often."""
    comings: dict[str, list[datetime]] = {}
    goings: dict[str, list[datetime]] = {}
    sides = {ENTERED: comings, LEFT: goings}
    for row in PASSED.rows(session, of_instance=instance_id):
        moves = row["facts"]["moves"] if row["kind"] == PATH else [(row["kind"], row["element_id"], {})]
        for kind, element_id, _facts in moves:
            if kind in sides:
                sides[kind].setdefault(element_id, []).append(row["at"])
    return {
        name: ElementTimes(name, came[0], came[-1], went[-1] if len(went) >= len(came) else None, len(came))
        for name, came in comings.items() for went in [goings.get(name, [])]
    }


def events_after(session: Session, cursor_name: str, limit: int = 100) -> list[Event]:
    """The next events for this reader, whose cursor stays ours until the transaction ends.

    Deliver them, then `advance_cursor` in the same transaction: what it undoes comes again.
    """
    position = _take_cursor(session, cursor_name)
    if position is None:
        return []
    _number_events(session)
    found = _both(lambda event: [event.position > position])
    return _events(session, select(found).order_by(found.c.position).limit(limit))


def advance_cursor(session: Session, cursor_name: str, event_id: int) -> None:
    """This reader has dealt with everything up to and including this event."""
    found = _both(lambda event: [event.id == event_id])
    session.execute(
        update(engine_cursor)
        .where(engine_cursor.c.name == cursor_name)
        .values(position=select(found.c.position).scalar_subquery())
    )


def unread(session: Session, cursor_name: str) -> bool:
    """Whether this reader has anything to read; takes and changes nothing."""
    return bool(UNREAD.rows(session, reader=cursor_name))


def erase_facts(session: Session, event_id: int) -> None:
    """Take what an event says away, for a person's sake; that it happened, when and where, stays."""
    for place in PLACES:
        row = session.execute(select(place.c.kind, place.c.facts).where(place.c.id == event_id)).one_or_none()
        if row is None:
            continue
        bare = {"moves": [[kind, element, {}] for kind, element, _facts in row.facts["moves"]]} if row.kind == PATH else {}
        session.execute(update(place).where(place.c.id == event_id).values(facts=bare))


def archive_history(session: Session, *, ended_before: datetime, limit: int = 100) -> int:
    """Move the events of so many cases that ended before then out of the way; how many cases.

    Word for word, in one transaction, and only what every reader of the outbox has dealt with. Whoever reads a
    history reads both places, so nothing that is evidence is missed.
    """
    read_by_all = select(func.min(engine_cursor.c.position)).where(engine_cursor.c.name != SEQUENCE)
    other = engine_event.alias().c
    unread_event = exists().where(
        other.instance_id == engine_instance.c.id,
        other.position.is_(None) | (other.position > read_by_all.scalar_subquery()),
    )
    chosen = (
        select(engine_event.c.instance_id)
        .join(engine_instance, engine_instance.c.id == engine_event.c.instance_id)
        .where(engine_instance.c.ended_at < ended_before, ~unread_event)
        .group_by(engine_event.c.instance_id).order_by(engine_event.c.instance_id).limit(limit)
    )
    lock_name(session, "archive")
    ids = list(session.execute(chosen).scalars())
    theirs = engine_event.c.instance_id.in_(ids)
    columns = list(engine_archived_event.c.keys())
    rows = select(*(engine_event.c[name] for name in columns)).where(theirs)
    session.execute(insert(engine_archived_event).from_select(columns, rows))
    session.execute(delete(engine_event).where(theirs))
    return len(ids)


def _both(where: Callable[[Any], Sequence[ColumnElement[bool]]]) -> Subquery:
    """Events that fulfil a condition, wherever they are kept; each place is asked by its own indexes."""
    return union_all(*(select(place).where(*where(place.c)) for place in PLACES)).subquery()


def _of_instance(instance_id: int, kinds: Collection[str] | None, after: int = 0) -> Any:
    def where(event: Any) -> list[ColumnElement[bool]]:
        asked = [event.instance_id == instance_id, event.id > after]
        return asked if kinds is None else [*asked, event.kind.in_(kinds)]

    found = _both(where)
    return select(found).order_by(found.c.id)


def _take_cursor(session: Session, name: str) -> int | None:
    query = (
        select(engine_cursor.c.position)
        .where(engine_cursor.c.name == name)
        .with_for_update(skip_locked=True)
    )
    taken: int | None = session.execute(query).scalar_one_or_none()
    if taken is None:
        session.execute(insert_missing(engine_cursor).values(name=name, position=0))
        taken = session.execute(query).scalar_one_or_none()
    return taken


def _number_events(session: Session) -> None:
    """Give positions to events that have become visible; one reader at a time."""
    waiting = (
        select(engine_event.c.id)
        .where(engine_event.c.position.is_(None))
        .order_by(engine_event.c.id)
        .limit(NUMBERED_AT_ONCE)
    )
    if session.execute(waiting.limit(1)).first() is None:
        return
    session.execute(insert_missing(engine_cursor).values(name=SEQUENCE, position=0))
    sequence = engine_cursor.c.name == SEQUENCE
    last = session.execute(
        select(engine_cursor.c.position).where(sequence).with_for_update()
    ).scalar_one()
    ids = session.execute(waiting).scalars().all()
    if not ids:
        return
    numbered = [{"event": event, "number": last + n} for n, event in enumerate(ids, start=1)]
    session.execute(
        update(engine_event)
        .where(engine_event.c.id == bindparam("event"))
        .values(position=bindparam("number")),
        numbered,
    )
    session.execute(
        update(engine_cursor).where(sequence).values(position=last + len(ids))
    )


def _events(session: Session, query: Any) -> list[Event]:
    return [event for row in session.execute(query).mappings() for event in _told(row)]


def _told(row: RowMapping) -> Iterator[Event]:
    """What a row tells: one event, or the moves of a path."""
    event = read(Event, row)
    if event.kind != PATH:
        yield event
        return
    for kind, element_id, facts in event.facts["moves"]:
        yield altered(event, kind=kind, element_id=element_id, facts=facts)


def _passed() -> Any:
    found = _both(lambda event: [event.instance_id == bindparam("of_instance"),
                                 or_(*(event.kind == kind for kind in (PATH, ENTERED, LEFT)))])
    return select(found.c.kind, found.c.element_id, found.c.facts, found.c.at).order_by(found.c.id)


def _unread() -> Any:
    position = select(engine_cursor.c.position).where(engine_cursor.c.name == bindparam("reader"))
    reached = func.coalesce(position.scalar_subquery(), 0)
    found = _both(lambda event: [(event.position > reached) | event.position.is_(None)])
    return select(found.c.id).limit(1)


PASSED, UNREAD = Statement(_passed()), Statement(_unread())
