"""Dates, times and moments in their parts, put together, and in the order of time; plain ones and wide ones alike."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.expressions.wide import (
    CYCLE,
    CYCLE_YEARS,
    Clock,
    Day,
    Moment,
    beyond,
    plain_of,
    widened,
)

# From here moments are counted; and since only the date tells a named zone's offset, a time alone is looked at on this day.
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001
_NO_TIME = timedelta()
_MICROSECOND = timedelta(microseconds=1)
_CYCLE_MICROSECONDS = CYCLE // _MICROSECOND


def midnight(day: Day | Moment) -> Moment:
    """The first moment of a day; a moment is left as it is."""
    return day if isinstance(plain_of(day), datetime) else joined(day, time())


def joined(day: Day | Moment, clock: Clock) -> Moment:
    """A day, or that of a moment, and a time in one."""
    (years, _), (_, nanos) = beyond(day), beyond(clock)
    return widened(datetime.combine(plain_of(day), plain_of(clock)), years, nanos)


def day_of(value: Day | Moment) -> Day:
    """The day of a moment; a date is left as it is."""
    plain, (years, _) = plain_of(value), beyond(value)
    return widened(plain.date() if isinstance(plain, datetime) else plain, years)


def clock_of(value: Moment) -> Clock:
    """The time of a moment."""
    return widened(plain_of(value).timetz(), nanos=beyond(value)[1])


def offset_of(value: Clock | Moment) -> timedelta | None:
    """How far a time or moment stands from UTC; None if it is local."""
    plain: time | datetime = plain_of(value)
    if isinstance(plain, datetime) or plain.tzinfo is None:
        return plain.utcoffset()
    return plain.tzinfo.utcoffset(_EPOCH)


def zone_name(value: Clock | Moment) -> str | None:
    """The named zone of a time or moment, if it has one."""
    zone = plain_of(value).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None


def place_in_time(value: Day | Clock | Moment) -> int:
    """Where it stands among its kind, in nanoseconds; what has a zone by its instant."""
    years, nanos = beyond(value)
    passed = _passed(plain_of(value)) + years // CYCLE_YEARS * _CYCLE_MICROSECONDS
    return passed * 1000 + nanos


def _passed(plain: date | time | datetime) -> int:
    """Microseconds since a fixed beginning."""
    if isinstance(plain, time):
        return since_midnight(plain) // _MICROSECOND
    if isinstance(plain, datetime):
        return (plain.replace(tzinfo=None) - _EPOCH - (plain.utcoffset() or _NO_TIME)) // _MICROSECOND
    return (datetime.combine(plain, time()) - _EPOCH) // _MICROSECOND


def since_midnight(value: time) -> timedelta:
    """A time as a duration since midnight UTC (local midnight for a local time)."""
    clock = timedelta(
        hours=value.hour,
        minutes=value.minute,
        seconds=value.second,
        microseconds=value.microsecond,
    )
    return clock - (offset_of(value) or _NO_TIME)
