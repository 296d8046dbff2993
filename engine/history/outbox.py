"""The outbox: readers follow the history with named cursors.

On PostgreSQL an id is handed out before its transaction commits, so a lower id may become visible after a
higher one, and a cursor over ids would step past it for ever. Transaction ids are no better order: they are
given out independently of row ids, and a dump restored elsewhere starts them anew. So an event gets its
`position` when the first reader sees it: readers take turns (a lock on the row named SEQUENCE), number what
has become visible and is still unnumbered, in id order, and cursors run over positions. A latecomer is
numbered late and missed never. Rolled back ids leave no gap that anyone would wait for. Each cursor is read
by one worker at a time: a second one finds it taken and comes back with nothing.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, func, select, union_all, update

from engine.history.events import both, told
from engine.store import Statement, engine_cursor, engine_event, insert_missing, last_numbered
from engine.store.rows import Event
from engine.store.types import Session

SEQUENCE = "engine.sequence"
NUMBERED_AT_ONCE = 1000
UNNUMBERED = (engine_event.c.position.is_(None), engine_event.c.id > last_numbered())


def events_after(session: Session, cursor_name: str, limit: int = 100) -> list[Event]:
    """The next events for this reader, whose cursor stays ours until the transaction ends.

    Deliver them, then `advance_cursor` in the same transaction: what it undoes comes again.
    """
    position = _take_cursor(session, cursor_name)
    if position is None:
        return []
    _number_events(session)
    found = both(lambda event: [event.position > position])
    return told(session, select(found).order_by(found.c.position).limit(limit))


def advance_cursor(session: Session, cursor_name: str, event_id: int) -> None:
    """This reader has dealt with everything up to and including this event."""
    found = both(lambda event: [event.id == event_id])
    session.execute(
        update(engine_cursor)
        .where(engine_cursor.c.name == cursor_name)
        .values(position=select(found.c.position).scalar_subquery())
    )


def unread(session: Session, cursor_name: str) -> bool:
    """Whether this reader has anything to read; takes and changes nothing."""
    return bool(UNREAD.rows(session, reader=cursor_name))


def _take_cursor(session: Session, name: str) -> int | None:
    """Where a reader stands; None if another has it in hand."""
    return _locked(session, name, _position(name).with_for_update(skip_locked=True))


def _number_events(session: Session) -> None:
    """Give positions to events that have become visible; one reader at a time."""
    waiting = (
        select(engine_event.c.id)
        .where(*UNNUMBERED)
        .order_by(engine_event.c.id)
        .limit(NUMBERED_AT_ONCE)
    )
    if session.execute(waiting.limit(1)).first() is None:
        return
    last = _locked(session, SEQUENCE, _position(SEQUENCE).with_for_update()) or 0
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
        update(engine_cursor).where(engine_cursor.c.name == SEQUENCE).values(position=last + len(ids))
    )


def _position(name: Any) -> Select[int]:
    return select(engine_cursor.c.position).where(engine_cursor.c.name == name)


def _locked(session: Session, name: str, position: Select[int]) -> int | None:
    """What this asks of a cursor's row, which is made when it is asked for first."""
    found: int | None = session.execute(position).scalar_one_or_none()
    if found is None:
        session.execute(insert_missing(engine_cursor).values(name=name, position=0))
        found = session.execute(position).scalar_one_or_none()
    return found


def _unread() -> Any:
    reached = func.coalesce(_position(bindparam("reader")).scalar_subquery(), 0)
    numbered = both(lambda event: [event.position > reached])
    return union_all(select(numbered.c.id), select(engine_event.c.id).where(*UNNUMBERED)).limit(1)


UNREAD = Statement(_unread())
