"""History: append-only events. One table is the audit trail, the report source and the outbox."""

from engine.history.archive import archive_history
from engine.history.events import (
    PATH,
    PLACES,
    ElementTimes,
    Entry,
    Walked,
    add_events,
    element_times,
    entry,
    erase_facts,
    events_in,
    history,
    record,
    walked,
    write_events,
)
from engine.history.outbox import advance_cursor, events_after, unread

__all__ = [
    "PATH",
    "PLACES",
    "ElementTimes",
    "Entry",
    "Walked",
    "add_events",
    "advance_cursor",
    "archive_history",
    "element_times",
    "entry",
    "erase_facts",
    "events_after",
    "events_in",
    "history",
    "record",
    "unread",
    "walked",
    "write_events",
]
