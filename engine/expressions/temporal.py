"""Reading and writing dates, times and durations as ISO 8601 with FEEL's named zones."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.expressions.budget import Failure
from engine.expressions.moments import joined, midnight, offset_of, zone_name
from engine.expressions.values import Value, YearsMonthsDuration
from engine.expressions.wide import (
    Clock,
    Day,
    Moment,
    Wide,
    apart,
    nanos_of,
    plain_of,
    widened,
    within_cycle,
    year_of,
)

_DATE = re.compile(r"(?!-0000)(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)", re.ASCII)
_CLOCK = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?"
    r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][A-Za-z0-9_+\-/]{0,63})?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(-)?P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?(?:(\d{1,12})D)?"
    r"(T(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12}(?:\.\d{0,18})?|\.\d{1,18})S)?)?",
    re.ASCII,
)
_NO_TIME = timedelta()


def read_date(text: str) -> Day | None:
    """A date such as 2026-02-28, or None."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    return make_date(int(match[1]), int(match[2]), int(match[3]))


def make_date(year: int, month: int, day: int) -> Day | None:
    """A date of its parts, or None where the calendar has no such day."""
    alike = within_cycle(year)
    try:
        return widened(date(alike, month, day), year - alike)
    except (ValueError, OverflowError):
        return None


def make_time(hour: int, minute: int, second: int, nanos: int, zone: tzinfo | None) -> Clock:
    """A time of its parts; a ValueError where the clock has no such time."""
    micro, rest = divmod(nanos, 1000)
    return widened(time(hour, minute, second, micro, zone), nanos=rest)


def read_time(text: str) -> Clock | None:
    """A time such as 09:30:00+08:00 or 09:30:00@Asia/Shanghai, or None."""
    match = _CLOCK.fullmatch(text.removeprefix("T"))
    return None if match is None else _clock(match)


def _clock(match: re.Match[str]) -> Clock | None:
    nanos = int(((match[4] or "") + "000000000")[:9])
    try:
        return make_time(int(match[1]), int(match[2]), int(match[3]), nanos, read_zone(match["zone"]))
    except (ValueError, Failure):
        return None


def read_moment(text: str) -> Moment | None:
    """A date and time; a bare date means its midnight; 24:00:00 is the next day's."""
    day_text, separator, clock_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    if not separator:
        return midnight(day)
    if clock_text.startswith("24:00:00"):
        clock_text = "00" + clock_text[2:]
        day = _next_day(day)
    clock = None if clock_text.startswith("T") else read_time(clock_text)
    if clock is None or day is None:
        return None
    return joined(day, clock)


def _next_day(day: Day) -> Day | None:
    parts = apart(day)
    try:
        return widened(parts.plain + timedelta(days=1), parts.years)
    except OverflowError:
        return None


def read_duration(text: str) -> timedelta | YearsMonthsDuration | None:
    """P1Y2M or P3DT4H5.5S, but never both kinds in one."""
    match = _DURATION.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    negative, years, months, days, _, hours, minutes, seconds = match.groups()
    has_months, has_days = years or months, days or match[5]
    if has_months and has_days:
        return None
    sign = -1 if negative else 1
    if has_months:
        return YearsMonthsDuration(sign * (int(years or 0) * 12 + int(months or 0)))
    total = Decimal(seconds or 0) + 60 * (
        int(minutes or 0) + 60 * (int(hours or 0) + 24 * int(days or 0))
    )
    try:
        return from_seconds(sign * total)
    except Failure:
        return None


def read_literal(text: str) -> Value:
    """What stands behind an @: a date, a moment, a time or a duration; None for none of them."""
    for read in (read_date, read_moment, read_time, read_duration):
        value = read(text)
        if value is not None:
            return value
    return None


def read_zone(text: str | None) -> tzinfo | None:
    """An offset (+08:00), Z, or a named zone (@Asia/Shanghai)."""
    if text is None:
        return None
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    hours, minutes, *rest = (int(part) for part in text[1:].split(":"))
    seconds = rest[0] if rest else 0
    if hours > 14 or minutes > 59 or seconds > 59:
        raise Failure("no-such-offset", offset=text)
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return offset_zone(-offset if text[0] == "-" else offset)


def offset_zone(offset: timedelta) -> tzinfo:
    """A fixed offset as a zone."""
    if abs(offset) > timedelta(hours=14):
        raise Failure("no-such-offset", offset=str(offset))
    return UTC if not offset else timezone(offset)


@lru_cache(maxsize=256)
def named_zone(name: str) -> ZoneInfo:
    """A zone of the IANA database."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
        raise Failure("no-such-zone", zone=name) from trouble


def seconds_of(value: timedelta) -> Decimal:
    """A duration in seconds, exactly."""
    return Decimal(value.days) * 86_400 + value.seconds + Decimal(value.microseconds) / 1_000_000


def from_seconds(seconds: Decimal) -> timedelta:
    """A duration of so many seconds; what no calendar reaches fails."""
    if abs(seconds) > 86_400 * 999_999_999:
        raise Failure("duration-out-of-range")
    return timedelta(microseconds=int((seconds * 1_000_000).to_integral_value()))


def write_zone(value: Clock | Moment) -> str:
    """@Asia/Shanghai, +08:00, Z or nothing."""
    name = zone_name(value)
    if name:
        return "@" + name
    offset = offset_of(value)
    if offset is None:
        return ""
    total = int(offset.total_seconds())
    if not total:
        return "Z"
    minutes, seconds = divmod(abs(total), 60)
    tail = f":{seconds:02}" if seconds else ""
    return f"{'-' if total < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}{tail}"


def write_date(value: Day) -> str:
    """A date as FEEL writes it."""
    year, plain = year_of(value), plain_of(value)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{plain.month:02}-{plain.day:02}"


def write_time(value: Clock | Moment) -> str:
    """A time, or that of a moment, as FEEL writes it."""
    plain, nanos = plain_of(value), nanos_of(value)
    fraction = f".{nanos:09}".rstrip("0") if nanos else ""
    return f"{plain.hour:02}:{plain.minute:02}:{plain.second:02}{fraction}{write_zone(value)}"


def write_moment(value: Moment) -> str:
    """A date and time as FEEL writes it."""
    return f"{write_date(value)}T{write_time(value)}"


def write_wide(value: Wide) -> str:
    """Whichever of them it is."""
    return _WRITERS[type(value.plain)](value)


_WRITERS: dict[type, Callable[[Any], str]] = {date: write_date, time: write_time, datetime: write_moment}


def write_months(value: YearsMonthsDuration) -> str:
    """A years-and-months duration in its shortest form."""
    if not value.months:
        return "P0M"
    years, months = divmod(abs(value.months), 12)
    told = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{told}"


def write_days(value: timedelta) -> str:
    """A days-and-time duration in its shortest form."""
    if not value:
        return "PT0S"
    size = abs(value)
    minutes, seconds = divmod(size.seconds, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    parts = ((minutes // 60, "", "H"), (minutes % 60, "", "M"), (seconds, fraction, "S"))
    clock = "".join(f"{n}{rest}{unit}" for n, rest, unit in parts if n or rest)
    days = f"{size.days}D" if size.days else ""
    return f"{'-' if value < _NO_TIME else ''}P{days}{'T' + clock if clock else ''}"
