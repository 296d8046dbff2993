"""source.name: entries of contexts, and the parts of dates, times, durations and ranges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.expressions.budget import Failure, Run
from engine.expressions.moments import offset_of, zone_name
from engine.expressions.numbers import DECIMAL128
from engine.expressions.values import Range, Value, YearsMonthsDuration, kind
from engine.expressions.wide import nanos_of, plain_of, year_of


def entry_of(value: Value, name: str, run: Run) -> Value:
    """What a value has under a name; a list answers for each of its members."""
    if isinstance(value, list):
        run.enter(len(value))
        found = [_entry_or_null(member, name, run) for member in value]
        run.leave()
        return found
    if isinstance(value, dict) and name in value:
        return value[name]
    parts = _PARTS.get(type(plain_of(value)))
    if value is None or parts is None or name not in parts:
        raise Failure("no-such-entry", name=name, kind=kind(value))
    return parts[name](value)


def _entry_or_null(member: Value, name: str, run: Run) -> Value:
    try:
        return entry_of(member, name, run)
    except Failure as failure:
        return run.failed(failure)


def _second(value: Any) -> Decimal:
    fraction = DECIMAL128.divide(Decimal(nanos_of(value)), Decimal(1_000_000_000))
    return DECIMAL128.add(Decimal(plain_of(value).second), fraction)


def _signed(size: int, value: timedelta | YearsMonthsDuration) -> Decimal:
    negative = value < type(value)(0)  # type: ignore[operator]
    return Decimal(-size if negative else size)


_CALENDAR: dict[str, Callable[[Any], Value]] = {
    "year": lambda day: Decimal(year_of(day)),
    "month": lambda day: Decimal(plain_of(day).month),
    "day": lambda day: Decimal(plain_of(day).day),
    "weekday": lambda day: Decimal(plain_of(day).isoweekday()),
}
_CLOCK: dict[str, Callable[[Any], Value]] = {
    "hour": lambda clock: Decimal(plain_of(clock).hour),
    "minute": lambda clock: Decimal(plain_of(clock).minute),
    "second": _second,
    "time offset": offset_of,
    "timezone": zone_name,
}
_PARTS: dict[type, dict[str, Callable[[Any], Value]]] = {
    date: _CALENDAR,
    datetime: {**_CALENDAR, **_CLOCK},
    time: _CLOCK,
    timedelta: {
        "days": lambda value: _signed(abs(value).days, value),
        "hours": lambda value: _signed(abs(value).seconds // 3600, value),
        "minutes": lambda value: _signed(abs(value).seconds // 60 % 60, value),
        "seconds": lambda value: _signed(abs(value).seconds % 60, value),
    },
    YearsMonthsDuration: {
        "years": lambda value: _signed(abs(value.months) // 12, value),
        "months": lambda value: _signed(abs(value.months) % 12, value),
    },
    Range: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}
