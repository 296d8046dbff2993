"""Values that nobody changes: held by the type checker, not once more by the interpreter.

A frozen dataclass sets each field through `object.__setattr__`, which makes it ten times as slow to build as a
plain one. A completion builds thirty of them, so those on its way are frozen for who reads and checks the code only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(kind: type[Made]) -> type[Made]:
    """A slotted dataclass with the hash of a frozen one; assigning to a field is refused by mypy."""
    return dataclass(slots=True, unsafe_hash=True)(kind)
