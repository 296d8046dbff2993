"""What happened: writing it down, and telling it again, of one instance or of many.

The way that tokens went in one step is one row, a PATH whose facts list the moves, and is told as these:
they happen together, and a row for each would be most of what a completion writes. A path's moves bear its id, and
its process where they name no other.
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
    insert,
    or_,
    select,
    union_all,
    update,
)

from engine.clock import now
from engine.immutable import altered
from engine.store import (
    Batch,
    Statement,
    engine_archived_event,
    engine_event,
    plain,
)
from engine.store.rows import Event, read
from engine.store.types import Session

READ_AT_ONCE = 500
PATH = "path.walked"
ENTERED, LEFT, TAKEN = "element.entered", "element.left", "flow.taken"
MOVES = frozenset((ENTERED, LEFT, TAKEN, "decision.evaluated", "variables.set"))
PLACES = (engine_event, engine_archived_event)

COLUMNS = ("instance_id", "kind", "element_id", "actor", "facts", "at")
Entry = tuple[int | None, str, str | None, str | None, dict[str, Any], datetime]


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
    return (instance_id, kind, element_id, actor, dict(facts or {}), at)


def write_events(session: Session, entries: Sequence[Entry]) -> None:
    """Append events in their order, in one statement."""
    batch = Batch(session)
    add_events(batch, entries)
    batch.run()


def add_events(batch: Batch, entries: Sequence[Entry]) -> None:
    """The same, with other statements."""
    batch.insert_tuples(engine_event, COLUMNS, entries)


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
    row: dict[str, Any] = {"instance_id": instance_id, "kind": kind, "element_id": element_id, "actor": actor,
                           "facts": plain(dict(facts)), "at": now()}
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
            told += [event for event in events_in(row) if wanted is None or event.kind in wanted]
            if len(told) >= limit:
                break
    return told


@dataclass(frozen=True, slots=True)
class Walked:
    """The way an instance came: per element when it was there, and every flow that was taken."""

    times: dict[str, ElementTimes]
    flows: frozenset[str]


def element_times(session: Session, instance_id: int) -> dict[str, ElementTimes]:
    """Per element: when it was entered and left, and how often."""
    return walked(session, instance_id).times


def walked(session: Session, instance_id: int) -> Walked:
    """The way an instance came, in one read of its history."""
    comings: dict[str, list[datetime]] = {}
    goings: dict[str, list[datetime]] = {}
    flows: dict[str, list[datetime]] = {}
    sides = {ENTERED: comings, LEFT: goings, TAKEN: flows}
    for row in PASSED.rows(session, of_instance=instance_id):
        moves = row["facts"]["moves"] if row["kind"] == PATH else [(row["kind"], row["element_id"], {})]
        for kind, element_id, _facts in moves:
            if kind in sides:
                sides[kind].setdefault(element_id, []).append(row["at"])
    times = {
        name: ElementTimes(name, came[0], came[-1], went[-1] if len(went) >= len(came) else None, len(came))
        for name, came in comings.items() for went in [goings.get(name, [])]
    }
    return Walked(times, frozenset(flows))


def erase_facts(session: Session, event_id: int) -> None:
    """Take what an event says away, for a person's sake; that it happened, when and where, stays."""
    for place in PLACES:
        row = session.execute(select(place.c.kind, place.c.facts).where(place.c.id == event_id)).one_or_none()
        if row is None:
            continue
        bare = {**row.facts, "moves": [[kind, element, {}] for kind, element, _facts in row.facts["moves"]]} if row.kind == PATH else {}
        session.execute(update(place).where(place.c.id == event_id).values(facts=bare))


def both(where: Callable[[Any], Sequence[ColumnElement[bool]]]) -> Subquery:
    """Events that fulfil a condition, wherever they are kept; each place is asked by its own indexes."""
    return union_all(*(select(place).where(*where(place.c)) for place in PLACES)).subquery()


def _of_instance(instance_id: int, kinds: Collection[str] | None, after: int = 0) -> Any:
    def where(event: Any) -> list[ColumnElement[bool]]:
        asked = [event.instance_id == instance_id, event.id > after]
        return asked if kinds is None else [*asked, event.kind.in_(kinds)]

    found = both(where)
    return select(found).order_by(found.c.id)


def told(session: Session, query: Any) -> list[Event]:
    """The events in the rows that a query finds."""
    return [event for row in session.execute(query).mappings() for event in events_in(row)]


def events_in(row: RowMapping) -> Iterator[Event]:
    """What a row tells: one event, or the moves of a path."""
    event = read(Event, row)
    if event.kind != PATH:
        yield event
        return
    around = {name: said for name, said in event.facts.items() if name != "moves"}
    for kind, element_id, facts in event.facts["moves"]:
        yield altered(event, kind=kind, element_id=element_id, facts={**around, **facts})


def _passed() -> Any:
    # An IN of values is spelt out at each run, which a statement that is said once cannot be.
    found = both(lambda event: [event.instance_id == bindparam("of_instance"),
                                 or_(*(event.kind == kind for kind in (PATH, ENTERED, LEFT, TAKEN)))])
    return select(found.c.kind, found.c.element_id, found.c.facts, found.c.at).order_by(found.c.id)


PASSED = Statement(_passed())
