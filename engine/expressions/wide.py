"""Dates, times and moments that Python's own cannot hold: years outside 1 to 9999, fractions below a microsecond.

FEEL counts years to nine digits and seconds to nine places (DMN 1.5, 10.3.2.3.4). The calendar repeats every 400
years, days of the week and leap days included; so such a value is kept as one that Python can hold, how many years
beyond it lies, and what is left of its fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

CYCLE_YEARS = 400
CYCLE = timedelta(days=146_097)
LAST_YEAR = 999_999_999
FIRST_OF_CYCLE = 2000

# A date, a time, or a date and time, plain or wide; written out, the unions would hide what a signature says.
Day = Any
Clock = Any
Moment = Any


@dataclass(frozen=True, slots=True)
class Wide:
    """So many years, a multiple of 400, and so many nanoseconds, fewer than 1000, beyond a plain value."""

    plain: Any
    years: int = 0
    nanos: int = 0


def widened(plain: Any, years: int = 0, nanos: int = 0) -> Any:
    """What lies so far beyond a plain value: itself plain where Python can hold it; OverflowError after FEEL's last year."""
    if isinstance(plain, date):
        year = plain.year + years
        if abs(year) > LAST_YEAR:
            raise OverflowError(year)
        years = 0 if 1 <= year <= 9999 else year - within_cycle(year)
        plain = plain.replace(year=year - years)
    return Wide(plain, years, nanos) if years or nanos else plain


def within_cycle(year: int) -> int:
    """The year from 2000 to 2399 whose calendar is the same."""
    return FIRST_OF_CYCLE + year % CYCLE_YEARS


def apart(value: Any) -> Wide:
    """Any value in its parts, its date within the cycle; what has no date lies no years beyond."""
    plain, (years, nanos) = plain_of(value), beyond(value)
    if not isinstance(plain, date):
        return Wide(plain, years, nanos)
    year = within_cycle(plain.year)
    return Wide(plain.replace(year=year), years + plain.year - year, nanos)


def beyond(value: Any) -> tuple[int, int]:
    """How many years and nanoseconds a value lies beyond the plain one."""
    return (value.years, value.nanos) if isinstance(value, Wide) else (0, 0)


def plain_of(value: Any) -> Any:
    """The plain value beside which a wide one lies: the same day of a year like it, to the microsecond."""
    return value.plain if isinstance(value, Wide) else value


def year_of(day: Day | Moment) -> int:
    """The year of a date or moment."""
    return int(plain_of(day).year) + beyond(day)[0]


def nanos_of(value: Clock | Moment) -> int:
    """The fraction of its second, in nanoseconds."""
    return int(plain_of(value).microsecond * 1000) + beyond(value)[1]
