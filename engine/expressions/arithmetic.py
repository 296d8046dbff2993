"""The arithmetic operators over numbers, text, dates, times and durations."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.budget import Failure, Run
from engine.expressions.moments import midnight, offset_of, since_midnight
from engine.expressions.numbers import DECIMAL128, NumberTrouble, power, whole
from engine.expressions.temporal import from_seconds, seconds_of
from engine.expressions.values import Value, YearsMonthsDuration, kind
from engine.expressions.wide import (
    CYCLE,
    CYCLE_YEARS,
    Day,
    Wide,
    apart,
    plain_of,
    widened,
    within_cycle,
)

_Pair = tuple[type, type]
_Operation = Callable[[Any, Any], Value]


def apply(operator: str, left: Value, right: Value, run: Run) -> Value:
    """`left operator right`; a pair of kinds that has no such operation fails."""
    if operator == "+" and isinstance(left, str) and isinstance(right, str):
        run.fit_text(len(left) + len(right))
        return left + right
    operation = _OPERATIONS[operator].get((type(plain_of(left)), type(plain_of(right))))
    if operation is None:
        raise Failure(
            "no-such-operation", operator=operator, left=kind(left), right=kind(right)
        )
    try:
        return _computed(operation, left, right)
    except (OverflowError, ValueError) as trouble:
        raise Failure("date-out-of-range", operator=operator) from trouble
    except NumberTrouble as trouble:
        raise Failure("number-out-of-range", operator=operator) from trouble


def _computed(operation: _Operation, left: Value, right: Value) -> Value:
    if not isinstance(left, Wide) and not isinstance(right, Wide):
        try:
            return operation(left, right)
        except OverflowError:
            pass   # Python's calendar ends here, FEEL's does not
    return _beyond(operation, left, right)


def _beyond(operation: _Operation, left: Value, right: Value) -> Value:
    """An operation within the calendar's cycle; what lies beyond it is put back.

    Durations are kept to the microsecond, so what is finer between two times is lost.
    """
    one, other = apart(left), apart(right)
    result = operation(one.plain, other.plain)
    if isinstance(result, timedelta):
        return result + (one.years - other.years) // CYCLE_YEARS * CYCLE
    shifted = apart(result)
    return widened(shifted.plain, shifted.years + one.years + other.years, one.nanos + other.nanos)


def negative(value: Value) -> Value:
    """The unary minus."""
    if isinstance(value, Decimal):
        return DECIMAL128.minus(value)
    if isinstance(value, YearsMonthsDuration):
        return -value
    if isinstance(value, timedelta):
        return from_seconds(-seconds_of(value))
    raise Failure("no-such-operation", operator="-", right=kind(value))


def _shifted(moment: datetime, by: timedelta) -> datetime:
    # A named zone's hours are not all equally long; the sum is one of instants, not of clocks.
    if isinstance(moment.tzinfo, ZoneInfo):
        return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)
    return moment + by


def _shifted_day(day: date, by: timedelta) -> Day:
    return (midnight(day) + by).date()


def _shifted_clock(clock: time, by: timedelta) -> time:
    start = datetime.combine(date(2000, 1, 1), clock.replace(tzinfo=None))
    turned = start + timedelta(seconds=by.seconds, microseconds=by.microseconds)
    return turned.time().replace(tzinfo=clock.tzinfo)


def _shifted_months(day: date, by: YearsMonthsDuration) -> Day:
    year, month = divmod(day.year * 12 + day.month - 1 + by.months, 12)
    alike = within_cycle(year)
    last = monthrange(alike, month + 1)[1]
    shifted = day.replace(year=alike, month=month + 1, day=min(day.day, last))
    return widened(shifted, year - alike)


def _between_moments(left: date, right: date) -> timedelta:
    one, other = _anchored(left, right), _anchored(right, left)
    if (one.tzinfo is None) != (other.tzinfo is None):
        raise Failure("local-against-zoned-time")
    if one.tzinfo is None:
        return one - other
    return one.astimezone(UTC) - other.astimezone(UTC)


def _anchored(day: date, beside: date) -> datetime:
    """A date as a moment; beside a moment that has a zone it means midnight UTC."""
    moment: datetime = midnight(day)
    if not isinstance(day, datetime) and isinstance(beside, datetime) and beside.tzinfo:
        return moment.replace(tzinfo=UTC)
    return moment


def _between_clocks(left: time, right: time) -> timedelta:
    if (offset_of(left) is None) != (offset_of(right) is None):
        raise Failure("local-against-zoned-time")
    return since_midnight(left) - since_midnight(right)


def _months_times(duration: YearsMonthsDuration, factor: Decimal) -> YearsMonthsDuration:
    return YearsMonthsDuration(whole(DECIMAL128.multiply(Decimal(duration.months), factor)))


def _months_over(duration: YearsMonthsDuration, divisor: Decimal) -> YearsMonthsDuration:
    return YearsMonthsDuration(whole(DECIMAL128.divide(Decimal(duration.months), divisor)))


def _months(operation: Callable[[int, int], int]) -> _Operation:
    def combined(left: YearsMonthsDuration, right: YearsMonthsDuration) -> YearsMonthsDuration:
        return YearsMonthsDuration(operation(left.months, right.months))

    return combined


def _swapped(operation: _Operation) -> _Operation:
    return lambda left, right: operation(right, left)


def _minus(operation: _Operation) -> _Operation:
    return lambda left, right: operation(left, -right)


_SHIFTS: dict[_Pair, _Operation] = {
    (datetime, timedelta): _shifted,
    (date, timedelta): _shifted_day,
    (time, timedelta): _shifted_clock,
    (datetime, YearsMonthsDuration): _shifted_months,
    (date, YearsMonthsDuration): _shifted_months,
}
_OPERATIONS: dict[str, dict[_Pair, _Operation]] = {
    "+": {
        (Decimal, Decimal): DECIMAL128.add,
        (timedelta, timedelta): lambda a, b: a + b,
        (YearsMonthsDuration, YearsMonthsDuration): _months(lambda a, b: a + b),
        **_SHIFTS,
        **{(by, point): _swapped(shift) for (point, by), shift in _SHIFTS.items()},
    },
    "-": {
        (Decimal, Decimal): DECIMAL128.subtract,
        (timedelta, timedelta): lambda a, b: a - b,
        (YearsMonthsDuration, YearsMonthsDuration): _months(lambda a, b: a - b),
        **{pair: _minus(shift) for pair, shift in _SHIFTS.items()},
        **{(a, b): _between_moments for a in (date, datetime) for b in (date, datetime)},
        (time, time): _between_clocks,
    },
    "*": {
        (Decimal, Decimal): DECIMAL128.multiply,
        (timedelta, Decimal): lambda a, b: from_seconds(DECIMAL128.multiply(seconds_of(a), b)),
        (Decimal, timedelta): lambda a, b: from_seconds(DECIMAL128.multiply(seconds_of(b), a)),
        (YearsMonthsDuration, Decimal): _months_times,
        (Decimal, YearsMonthsDuration): _swapped(_months_times),
    },
    "/": {
        (Decimal, Decimal): DECIMAL128.divide,
        (timedelta, Decimal): lambda a, b: from_seconds(DECIMAL128.divide(seconds_of(a), b)),
        (YearsMonthsDuration, Decimal): _months_over,
        (timedelta, timedelta): lambda a, b: DECIMAL128.divide(seconds_of(a), seconds_of(b)),
        (YearsMonthsDuration, YearsMonthsDuration): lambda a, b: DECIMAL128.divide(
            Decimal(a.months), Decimal(b.months)
        ),
    },
    "**": {(Decimal, Decimal): power},
}
