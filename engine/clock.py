"""The engine's clock: real time plus an offset, so that tests, cases and simulations can turn it.

One offset for the whole process, and for one thread's play a moment that stands still. Who shares a database between processes keeps the offset there and
loads it; the engine only asks `now()` and never the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset = timedelta()
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The engine's present: aware, in UTC."""
    moment = _moment.get()
    if moment is not None:
        return moment
    return datetime.now(UTC) + _offset


def turn_clock(offset: timedelta) -> None:
    """Set how far the engine's clock stands from the machine's; `timedelta()` turns it back."""
    global _offset
    _offset = offset


def clock_offset() -> timedelta:
    """How far the engine's clock stands from the machine's."""
    return _offset


@contextmanager
def clock_stands_at(moment: datetime) -> Iterator[None]:
    """For this thread alone the present is this moment: what is played, is played when it says, and nobody else notices."""
    before = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(before)
