"""Functions of the calendar, and the present."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from engine import clock
from engine.expressions.budget import Run
from engine.expressions.builtins.signature import builtin, metered
from engine.expressions.compare import same
from engine.expressions.moments import zone_name
from engine.expressions.temporal import write_zone
from engine.expressions.values import Value, kind
from engine.expressions.wide import Day, plain_of


@metered("now()")
def now(run: Run) -> datetime:
    """The present moment: the one that was handed in, else the engine's."""
    return run.moment or clock.now()


@metered("today()")
def today(run: Run) -> date:
    """The present day."""
    return now(run).date()


@builtin("day of week(date: date | moment)")
def day_of_week(day: Day) -> str:
    """Monday to Sunday."""
    return _DAYS[plain_of(day).weekday()]


@builtin("day of year(date: date | moment)")
def day_of_year(day: Day) -> Decimal:
    """1 to 366."""
    return Decimal(plain_of(day).timetuple().tm_yday)


@builtin("week of year(date: date | moment)")
def week_of_year(day: Day) -> Decimal:
    """The ISO week, 1 to 53."""
    return Decimal(plain_of(day).isocalendar().week)


@builtin("month of year(date: date | moment)")
def month_of_year(day: Day) -> str:
    """January to December."""
    return _MONTHS[plain_of(day).month]


@metered("is(value1: any, value2: any)")
def same_value(run: Run, one: Value, other: Value) -> bool:
    """Whether two values are the same in every part, a time's zone included."""
    if kind(one) != kind(other):
        return False
    if kind(one) in ("time", "date and time"):
        zones = [(zone_name(each), write_zone(each)) for each in (one, other)]
        return zones[0] == zones[1] and same(one, other, run)
    return same(one, other, run)


# English whatever the machine's locale is: these are values to compare with, not words to show.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
