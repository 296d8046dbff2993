"""Functions that make a value of one kind from another."""

from __future__ import annotations

import re
from datetime import UTC, time, timedelta
from decimal import Decimal
from typing import TypeVar

from engine.expressions import moments, numbers, temporal
from engine.expressions.budget import Failure, Run
from engine.expressions.builtins.signature import builtin, metered
from engine.expressions.numbers import is_whole, whole
from engine.expressions.temporal import offset_zone
from engine.expressions.text import as_text
from engine.expressions.values import Value, YearsMonthsDuration, kind
from engine.expressions.wide import Clock, Day, Moment, nanos_of, plain_of, year_of

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)


_T = TypeVar("_T")


def _read(value: _T | None, kind: str, text: str) -> _T:
    if value is None:
        raise Failure("unreadable", kind=kind, found=text)
    return value


@builtin("number(from: number)")
def number_of_number(value: Decimal) -> Decimal:
    """A number is a number."""
    return value


@builtin("number(from: string, grouping separator?: string?, decimal separator?: string?)")
def number(text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    """A number as it was written, with the separators that were used."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ","):
        raise Failure("bad-separator")
    if grouping is not None and grouping == (point or "."):
        raise Failure("bad-separator")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if not _NUMBER.fullmatch(plain.strip()):
        raise Failure("unreadable", kind="number", found=text)
    return numbers.number(plain.strip())


@builtin("date(from: string)")
def date_of_text(text: str) -> Day:
    """A date as ISO 8601 writes it."""
    return _read(temporal.read_date(text), "date", text)


@builtin("date(from: date | moment)")
def date_of_moment(value: Day | Moment) -> Day:
    """The day of a moment."""
    return moments.day_of(value)


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> Day:
    """A date of its parts."""
    if not all(is_whole(part) for part in (year, month, day)):
        raise Failure("not-whole-numbers")
    parts = (whole(year), whole(month), whole(day))
    return _read(temporal.make_date(*parts), "date", "-".join(map(str, parts)))


@builtin("time(from: string)")
def time_of_text(text: str) -> Clock:
    """A time as ISO 8601 writes it."""
    return _read(temporal.read_time(text), "time", text)


@builtin("time(from: time | date | moment)")
def time_of_moment(value: Value) -> Clock:
    """The time of a moment; a date's is midnight UTC."""
    match kind(value):
        case "time":
            return value
        case "date":
            return time(tzinfo=UTC)
    return moments.clock_of(value)


@builtin("time(hour: number, minute: number, second: number, offset?: days?)")
def time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None = None
) -> Clock:
    """A time of its parts."""
    zone = None if offset is None else offset_zone(offset)
    nanos = int((second % 1) * 1_000_000_000)
    try:
        return temporal.make_time(whole(hour), whole(minute), whole(second), nanos, zone)
    except (ValueError, OverflowError) as trouble:
        raise Failure("time-out-of-range") from trouble


@builtin("date and time(from: string)")
def moment_of_text(text: str) -> Moment:
    """A date and time as ISO 8601 writes it."""
    return _read(temporal.read_moment(text), "date and time", text)


@builtin("date and time(from: date | moment)")
def moment_of_date(value: Day | Moment) -> Moment:
    """The first moment of a day."""
    return moments.midnight(value)


@builtin("date and time(date: date | moment, time: time)")
def moment_of_parts(day: Day | Moment, clock: Clock) -> Moment:
    """A day and a time in one."""
    return moments.joined(day, clock)


@builtin("duration(from: string)")
def duration_of_text(text: str) -> timedelta | YearsMonthsDuration:
    """A duration as ISO 8601 writes it."""
    duration = temporal.read_duration(text)
    if duration is None:
        raise Failure("unreadable", kind="duration", found=text)
    return duration


@builtin("duration(from: days | months)")
def duration_of_duration(value: Value) -> Value:
    """A duration is a duration."""
    return value


@builtin("years and months duration(from: date | moment, to: date | moment)")
def months_between(start: Day | Moment, end: Day | Moment) -> YearsMonthsDuration:
    """How many whole months from one day to another, by their own clocks."""
    (one, since), (other, until) = (_month_and_rest(day) for day in (start, end))
    months = other - one
    if months > 0 and until < since:
        months -= 1
    elif months < 0 and until > since:
        months += 1
    return YearsMonthsDuration(months)


def _month_and_rest(day: Day | Moment) -> tuple[int, tuple[int, time, int]]:
    """Which month it is, counted through, and what has passed of it."""
    moment = moments.midnight(day)
    plain = plain_of(moment)
    return year_of(day) * 12 + plain.month, (plain.day, plain.time(), nanos_of(moment))


@metered("string(from: any)")
def string(run: Run, value: Value) -> str | None:
    """Anything but null as text, as FEEL writes it."""
    return None if value is None else as_text(value, run)


@builtin("not(negand: any)")
def negation(value: Value) -> bool | None:
    """The opposite of a boolean; null of null."""
    if value is None:
        return None
    if not isinstance(value, bool):
        raise Failure("not-a-boolean")
    return not value
