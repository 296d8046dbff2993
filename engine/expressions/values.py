"""What FEEL can talk about: its kinds of value, and the few that Python has no type for.

Numbers are `Decimal`, text `str`, dates and times those of `datetime` (a time's or a moment's zone is
a `timezone` for an offset and a `ZoneInfo` for a named zone; those that Python cannot hold are `Wide`),
days-and-time durations `timedelta`, lists `list`, contexts `dict`, null `None`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.expressions.wide import plain_of

if TYPE_CHECKING:
    from engine.expressions.budget import Run

# A FEEL value is any of the above; writing the union out would make every signature a paragraph.
Value = Any


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """A duration that only the calendar can measure: whole months, possibly negative."""

    months: int

    def __neg__(self) -> YearsMonthsDuration:
        return YearsMonthsDuration(-self.months)


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is null is open for ever."""

    low: Value
    high: Value
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter; without a type it takes anything."""

    name: str
    type: Any = None
    optional: bool = False
    nullable: bool = True
    # What stands between the brackets of a built-in that takes any number of these.
    variadic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """Something that can be called: a built-in, a lambda, a business knowledge model, a service."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Callable[[Run, Sequence[Value]], Value]
    result_type: Any = None
    # A built-in's other signatures under the same name.
    overloads: tuple[FeelFunction, ...] = ()

    @property
    def required(self) -> int:
        """How many arguments must be given."""
        return sum(not (parameter.optional or parameter.variadic) for parameter in self.parameters)


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    datetime: "date and time",
    date: "date",
    time: "time",
    timedelta: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    FeelFunction: "function",
}


def kind(value: Value) -> str:
    """The FEEL name of a value's type."""
    return _KINDS.get(type(plain_of(value)), "unknown")


def as_list(value: Value) -> list[Value]:
    """A list is a list; anything else, null too, is a list of one."""
    return value if isinstance(value, list) else [value]
