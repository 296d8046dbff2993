"""Cron cycles: `0 0 9-17 * * MON-FRI`, seconds first and in UTC; the seconds may be left out, and a year added.

Fields hold `*`, `?`, numbers, names, ranges `a-b`, steps `a/n`, lists with commas, and for days of the month `L`,
the last. Sunday is 0 or 7, and a range of weekdays may lead over it (`SAT-SUN`). A day that is given both ways must
fit both, as in the modeler's own engine.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

MONTHS = dict(zip(["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], range(1, 13), strict=True))
DAYS = dict(zip(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], range(7), strict=True))
FIELDS: tuple[tuple[int, int, Mapping[str, int]], ...] = (
    (0, 59, {}), (0, 59, {}), (0, 23, {}), (1, 31, {}), (1, 12, MONTHS), (0, 7, DAYS),
)
MACROS = {
    "@yearly": "0 0 0 1 1 *", "@annually": "0 0 0 1 1 *", "@monthly": "0 0 0 1 * *", "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *", "@midnight": "0 0 0 * * *", "@hourly": "0 0 * * * *",
}
LAST = -1
YEARS_AHEAD = 9   # further than any leap day


@dataclass(frozen=True, slots=True)
class Cron:
    """The values that each field allows."""

    seconds: frozenset[int]
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    years: frozenset[int] | None

    def after(self, start: datetime) -> datetime:
        """The first moment after this one that fits; ValueError if none ever will."""
        found = next((moment for day in self._days(start) for moment in self._times(day) if moment > start), None)
        if found is None:
            raise ValueError(self)
        return found

    def _days(self, start: datetime) -> Iterator[datetime]:
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        ahead = (midnight + timedelta(days=number) for number in range(366 * YEARS_AHEAD))
        return (day for day in takewhile(self._before_the_last_year, ahead) if self._fits(day))

    def _before_the_last_year(self, day: datetime) -> bool:
        return self.years is None or day.year <= max(self.years)

    def _fits(self, day: datetime) -> bool:
        is_last = day.day == monthrange(day.year, day.month)[1]
        return (
            (self.years is None or day.year in self.years) and day.month in self.months
            and (day.day in self.days or (is_last and LAST in self.days)) and (day.weekday() + 1) % 7 in self.weekdays
        )

    def _times(self, day: datetime) -> Iterator[datetime]:
        return (day.replace(hour=hour, minute=minute, second=second) for hour in sorted(self.hours)
                for minute in sorted(self.minutes) for second in sorted(self.seconds))


def cron(text: str) -> Cron:
    """The cron expression of a text; ValueError if it is none."""
    fields = MACROS.get(text.strip().lower(), text).upper().split()
    if len(fields) == 5:
        fields = ["0", *fields]
    years = fields.pop() if len(fields) == 7 else "*"
    if len(fields) != 6:
        raise ValueError(text)
    seconds, minutes, hours, days, months, weekdays = (
        frozenset(_values(field, *allowed)) for field, allowed in zip(fields, FIELDS, strict=True)
    )
    return Cron(seconds, minutes, hours, days, months, frozenset(day % 7 for day in weekdays),
                None if years in {"*", "?"} else frozenset(_values(years, 1970, 2199, {})))


def _values(field: str, least: int, most: int, names: Mapping[str, int]) -> Iterator[int]:
    for part in field.split(","):
        if part == "L" and most == 31:
            yield LAST
            continue
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        low = least if first in {"*", "?"} else _number(first, names)
        high = _number(last, names) if last else most if step or first in {"*", "?"} else low
        every = int(step or 1)
        over = 7 if names is DAYS and low > high else 0   # the range leads over Sunday
        if not least <= low <= most or not low <= high + over <= most + over or every < 1:
            raise ValueError(field)
        yield from range(low, high + over + 1, every)


def _number(text: str, names: Mapping[str, int]) -> int:
    return names[text] if text in names else int(text)
