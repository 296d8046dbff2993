"""Dates, durations and cycles as BPMN timers write them (ISO 8601), on aware UTC times.

What cannot be read, or lies beyond the calendar, is a ValueError.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from engine.spiff.cron import cron

P = ParamSpec("P")
T = TypeVar("T")

_DURATION = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$"
)
_CYCLE = re.compile(r"R(\d*)/(.+)$")
ENDLESS = -1
SHORTEST_MONTH = 28


def _within_the_calendar(compute: Callable[P, T]) -> Callable[P, T]:
    """Python tells a year that it does not know by an OverflowError; for whoever reads a timer it is as wrong as any other."""

    @wraps(compute)
    def computed(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return compute(*args, **kwargs)
        except OverflowError as beyond:
            raise ValueError(*args) from beyond

    return computed


@dataclass(frozen=True, slots=True)
class Duration:
    """Months and time kept apart: a month is as long as the calendar says."""

    months: int
    time: timedelta

    @_within_the_calendar
    def after(self, start: datetime) -> datetime:
        years, month = divmod(start.month - 1 + self.months, 12)
        year = start.year + years
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + self.time

    def is_positive(self) -> bool:
        return self.months > 0 or self.time > timedelta()

    def keeps_the_day(self) -> bool:
        """Whether it leads from month to month, on the same day of each as far as it has that."""
        return self.months > 0 and not self.time


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often a timer fires (ENDLESS for ever), from when, and how far apart: `P1M@31` keeps to the day that it began on."""

    repetitions: int
    first: datetime
    every: str


@_within_the_calendar
def duration(text: str) -> Duration:
    """`P1Y2M3DT4H5M6S` or `P2W`."""
    found = _DURATION.match(text.strip())
    if not found:
        raise ValueError(text)
    sign = -1 if found[1] else 1
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups()[1:7])
    seconds = float((found[8] or "0").replace(",", "."))
    passed = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return Duration(sign * (years * 12 + months), sign * passed)


@_within_the_calendar
def date_and_time(text: str) -> datetime:
    """An ISO date or date and time; without a zone it is UTC."""
    text = text.strip().split("@")[0]
    if len(text) == 10:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def moment(value: Any, now: datetime) -> datetime:
    """When a date, a date and time or a duration from now falls."""
    text = iso(value)
    return duration(text).after(now) if text.lstrip("-").startswith("P") else date_and_time(text)


def cycle(value: Any, now: datetime) -> Cycle:
    """`R3/PT10S`, `R/P1D`, `R5/2026-01-01T00:00:00Z/P1D`, a bare duration for ever, or a cron expression."""
    text = iso(value)
    if " " in text or text.startswith("@"):
        return Cycle(ENDLESS, cron(text).after(now), text)
    found = _CYCLE.match(text)
    repetitions, rest = (found[1], found[2]) if found else ("", text)
    first, _, every = rest.rpartition("/")
    step = duration(every)
    if not step.is_positive():
        raise ValueError(text)
    start = date_and_time(first) if first else step.after(now)
    day = (start if first else now).day
    if step.keeps_the_day() and day > SHORTEST_MONTH:
        every = f"{every}@{day}"
    return Cycle(int(repetitions) if repetitions else ENDLESS, start, every)


def turn_after(every: str, due: datetime) -> datetime:
    """When a cycle is due again after it was due."""
    if not every.lstrip("-").startswith("P"):
        return cron(every).after(due)
    step, _, day = every.partition("@")
    turn = duration(step).after(due)
    return turn.replace(day=min(int(day), monthrange(turn.year, turn.month)[1])) if day else turn


def iso(value: Any) -> str:
    """The ISO text of a stored FEEL value or of a text."""
    if isinstance(value, dict) and isinstance(value.get("@"), str):
        return str(value["@"]).strip()
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError(value)
