"""Values that nobody changes: held by the type checker, not once more by the interpreter.

A frozen dataclass sets each field through `object.__setattr__`, which makes it five times as slow to build as a
plain one (docs/engine/speed.md). A completion builds thirty of them, so those on its way are frozen for who reads and checks the code only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(kind: type[Made]) -> type[Made]:
    """A slotted dataclass with the hash of a frozen one; assigning to a field is refused by mypy."""
    return dataclass(slots=True, unsafe_hash=True)(kind)


def altered(value: Made, **changes: Any) -> Made:
    """Another value with some fields changed: `dataclasses.replace` for these, in a quarter of its time."""
    kind: Any = type(value)
    other: Made = kind(*_fields_of(kind)(value))
    for name, changed in changes.items():
        setattr(other, name, changed)
    return other


@cache
def _fields_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(each.name for each in fields(kind)))
