"""The engine's clock: real time plus an offset, so that tests, cases and simulations can turn it.

One offset for the whole process. Who shares a database between processes keeps the offset there and
loads it; the engine only asks `now()` and never the machine.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

_lock = threading.Lock()
_offset = timedelta()


def now() -> datetime:
    """The engine's present: aware, in UTC."""
    with _lock:
        offset = _offset
    return datetime.now(UTC) + offset


def turn_clock(offset: timedelta) -> None:
    """Set how far the engine's clock stands from the machine's; `timedelta()` turns it back."""
    global _offset
    with _lock:
        _offset = offset


def clock_offset() -> timedelta:
    """How far the engine's clock stands from the machine's."""
    with _lock:
        return _offset
