"""Times as a case says them: `3 days`, `1 day 4 hours`, `today`, `in 45 days`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

UNITS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1),
    "week": timedelta(weeks=1), "month": timedelta(days=30),
    "个月": timedelta(days=30), "分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "天": timedelta(days=1), "周": timedelta(weeks=1),
}
PART = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(UNITS)})s?\s*")

DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


class NotATime(ValueError):
    """A text that says no length of time."""


def span(said: Any) -> timedelta:
    """`1 day 4 hours` as a length of time."""
    text = str(said).strip()
    parts = PART.findall(text)
    if not parts or PART.sub("", text):
        raise NotATime(f"{said!r} is no length of time; write it as \"3 days\" or \"1 day 4 hours\"")
    return sum((float(count) * UNITS[unit] for count, unit in parts), timedelta(0))


def moment(said: Any, now: datetime) -> date | None:
    """The date that `today`, `in 45 days`, `3天前`, `2026年5月1日` or 2026-05-01 means; None for any other text."""
    if isinstance(said, datetime | date):
        return said
    text = str(said).strip()
    if text in ("today", "今天"):
        return now.date()
    try:
        if text.startswith("in "):
            return (now + span(text[3:])).date()
        if text.endswith(" ago"):
            return (now - span(text[:-4])).date()
        if text.endswith(("后", "前")):
            return (now + span(text[:-1]) if text.endswith("后") else now - span(text[:-1])).date()
        return date(*map(int, written.groups())) if (written := DAY.fullmatch(text)) else date.fromisoformat(text)
    except ValueError:
        return None
