"""FEEL values as JSON and back, for what is stored: nothing loses its type or a digit on the way.

What JSON has no word for is tagged: {"@": "2026-01-31"} is what @"2026-01-31" means in FEEL, and
{"@number": "..."} is a number that a float cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.errors import ExpressionError
from engine.expressions.budget import Failure, Run
from engine.expressions.numbers import number
from engine.expressions.temporal import (
    offset_zone,
    read_literal,
    write_date,
    write_days,
    write_moment,
    write_months,
    write_time,
    write_wide,
)
from engine.expressions.values import FeelFunction, Range, Value, YearsMonthsDuration
from engine.expressions.wide import Wide

_SAFE_INTEGER = 2**53
_TAGS = frozenset(("@", "@number", "@range"))
# What is a FEEL value already and contains nothing.
READY = frozenset(
    (str, bool, type(None), date, time, timedelta, Wide, YearsMonthsDuration, FeelFunction)
)


def wrap(source: Any, run: Run | None = None) -> Value:
    """A JSON value, or a plain Python one, as a FEEL value; FEEL values stay what they are."""
    kind = type(source)
    if kind in READY:
        return source
    if kind is int and -_SAFE_INTEGER < source < _SAFE_INTEGER:
        return Decimal(source)
    return _wrapped(source, run or Run())


def _wrapped(source: Any, run: Run) -> Value:
    make = _WRAPPERS.get(type(source))
    if make is not None:
        return make(source, run)
    for kind, wrapper in _WRAPPERS.items():
        if isinstance(source, kind):
            return wrapper(source, run)
    if isinstance(source, Mapping):
        return _context(source, run)
    raise ExpressionError("value-not-storable", type=type(source).__name__)


def _same(value: Value, run: Run) -> Value:
    del run
    return value


def _number(value: int | float | Decimal, run: Run) -> Decimal:
    del run
    if type(value) is int and -_SAFE_INTEGER < value < _SAFE_INTEGER:
        return Decimal(value)
    try:
        return number(value)
    except Failure as failure:
        raise ExpressionError("value-not-storable", type="number") from failure


def _list(items: list[Any] | tuple[Any, ...], run: Run) -> list[Value]:
    run.enter(len(items))
    wrapped = [item if type(item) in READY else _wrapped(item, run) for item in items]
    run.depth -= 1
    return wrapped


def _context(entries: Mapping[str, Any], run: Run) -> Value:
    if len(entries) == 1 and not _TAGS.isdisjoint(entries):
        tagged = _tagged(entries)
        if tagged is not None:
            return tagged
    run.enter(len(entries))
    wrapped = {
        name if type(name) is str else str(name): (
            value if type(value) in READY else _wrapped(value, run)
        )
        for name, value in entries.items()
    }
    run.depth -= 1
    return wrapped


def _tagged(entries: Mapping[str, Any]) -> Value:
    text = entries.get("@")
    if isinstance(text, str):
        return read_literal(text)
    digits = entries.get("@number")
    if isinstance(digits, str):
        return _number_of(digits)
    bounds = entries.get("@range")
    if isinstance(bounds, list) and len(bounds) == 4:
        return Range(wrap(bounds[0]), wrap(bounds[1]), bool(bounds[2]), bool(bounds[3]))
    return None


def _number_of(digits: str) -> Decimal | None:
    try:
        return number(digits)
    except Failure:
        return None


def _moment(value: datetime, run: Run) -> datetime:
    del run
    if value.tzinfo is None or hasattr(value.tzinfo, "key"):
        return value
    return value.replace(tzinfo=offset_zone(value.utcoffset() or timedelta()))


_WRAPPERS: dict[type, Any] = {
    str: _same,
    bool: _same,
    Decimal: _number,
    int: _number,
    float: _number,
    list: _list,
    tuple: _list,
    dict: _context,
    type(None): _same,
    datetime: _moment,
    date: _same,
    time: _same,
    timedelta: _same,
    YearsMonthsDuration: _same,
    Range: _same,
    FeelFunction: _same,
}


def unwrap(value: Value, run: Run | None = None) -> Any:
    """A FEEL value as JSON; `wrap` gives the same value back."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    return _unwrapped(value, run or Run())


def _unwrapped(value: Value, run: Run) -> Any:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (Decimal, float)):
        return _plain_number(number(value))
    if isinstance(value, (list, tuple, dict)):
        return _unwrapped_members(value, run)
    if isinstance(value, Range):
        ends = (_unwrapped(end, run) for end in (value.low, value.high))
        return {"@range": [*ends, value.low_included, value.high_included]}
    write = _WRITERS.get(type(value))
    if write is None:
        raise ExpressionError("value-not-storable", type=type(value).__name__)
    return {"@": write(value)}


def _unwrapped_members(value: Value, run: Run) -> Any:
    run.enter(len(value))
    try:
        if not isinstance(value, dict):
            return [_unwrapped(item, run) for item in value]
        plain = {name: _unwrapped(item, run) for name, item in value.items()}
    finally:
        run.leave()
    return plain


def _plain_number(value: Decimal) -> Any:
    if value == value.to_integral_value() and abs(value) <= _SAFE_INTEGER:
        return int(value)
    nearest = float(value)
    return nearest if Decimal(repr(nearest)) == value else {"@number": str(value)}


_WRITERS: dict[type, Any] = {
    date: write_date,
    datetime: write_moment,
    time: write_time,
    Wide: write_wide,
    timedelta: write_days,
    YearsMonthsDuration: write_months,
}
