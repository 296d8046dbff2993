"""FEEL's types: whether a value is of one, and the conversions that DMN does unasked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.expressions.budget import Failure
from engine.expressions.moments import midnight
from engine.expressions.values import FeelFunction, Range, Value, kind


@dataclass(frozen=True, slots=True)
class FeelType:
    """Any type; this one itself takes every value."""

    def holds(self, value: Value) -> bool:
        """Whether a value that is not null is of this type."""
        del value
        return True


ANY = FeelType()


@dataclass(frozen=True, slots=True)
class Simple(FeelType):
    """A type that is one kind of value."""

    kind: str

    def holds(self, value: Value) -> bool:
        """Whether the value is of this kind."""
        return kind(value) == self.kind


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """`list<item>`."""

    item: FeelType

    def holds(self, value: Value) -> bool:
        """Whether every member is of the item type; null is of every type."""
        return isinstance(value, list) and all(
            member is None or self.item.holds(member) for member in value
        )


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """`range<item>`."""

    item: FeelType

    def holds(self, value: Value) -> bool:
        """Whether both ends are of the item type."""
        return isinstance(value, Range) and all(
            end is None or self.item.holds(end) for end in (value.low, value.high)
        )


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """`context<name: type, ...>`."""

    fields: tuple[tuple[str, FeelType], ...]

    def holds(self, value: Value) -> bool:
        """Whether every field is there and of its type; more fields do no harm."""
        return isinstance(value, dict) and all(
            name in value and (value[name] is None or field.holds(value[name]))
            for name, field in self.fields
        )


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """`function<parameters> -> result`."""

    parameters: tuple[FeelType, ...] | None = None
    result: FeelType = ANY

    def holds(self, value: Value) -> bool:
        """Whether the value can be called with so many arguments."""
        if not isinstance(value, FeelFunction):
            return False
        return self.parameters is None or len(value.parameters) == len(self.parameters)


@dataclass(frozen=True, slots=True)
class NullType(FeelType):
    """The type that only null is of."""

    def holds(self, value: Value) -> bool:
        """Never: null is looked at before."""
        return value is None


@dataclass(frozen=True, slots=True)
class Constrained(FeelType):
    """An item definition with allowed values."""

    base: FeelType
    allowed: Callable[[Any], bool]

    def holds(self, value: Value) -> bool:
        """Whether the value is of the base type and allowed."""
        return self.base.holds(value) and self.allowed(value)


NAMED: Mapping[str, FeelType] = {
    "Any": ANY,
    "Null": NullType(),
    "list": ListType(ANY),
    "context": ContextType(()),
    "range": RangeType(ANY),
    "function": FunctionType(),
    **{
        name: Simple(name)
        for name in (
            "number",
            "string",
            "boolean",
            "date",
            "time",
            "date and time",
            "days and time duration",
            "years and months duration",
        )
    },
    # As DMN models spell them in a typeRef.
    "dateTime": Simple("date and time"),
    "dayTimeDuration": Simple("days and time duration"),
    "yearMonthDuration": Simple("years and months duration"),
}


def is_instance(value: Value, of: FeelType) -> bool:
    """FEEL's `instance of`: null is an instance of nothing but Null and Any is of every value."""
    if value is None:
        return isinstance(of, NullType)
    return of.holds(value)


def coerced(value: Value, to: FeelType | None) -> Value:
    """A value as a declared type wants it; what cannot be made to conform fails."""
    if to is None or value is None or to.holds(value):
        return value
    for converted in _conversions(value):
        if to.holds(converted):
            return converted
    raise Failure("wrong-type", kind=kind(value))


def _conversions(value: Value) -> list[Value]:
    """A value as a list of itself, a list of one as its member, a day as its first moment."""
    ways: list[Value] = [[value]]
    if isinstance(value, list) and len(value) == 1:
        ways.insert(0, value[0])
    if kind(value) == "date":
        ways.append(midnight(value))
    return ways
