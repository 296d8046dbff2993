"""What expressions can see: the answers around them, `this`, `parent`, `i`, and the world handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Scope:
    """A place in the form: the form itself, a group with a path, or a row."""

    data: dict[str, Any]
    outer: Mapping[str, Any]
    parent: "Scope | None" = None
    indexes: tuple[int, ...] = ()

    def inside(self, data: dict[str, Any], index: int | None = None) -> "Scope":
        """The scope of a group or a row within this one; rows count from 1."""
        indexes = self.indexes if index is None else (*self.indexes, index)
        return Scope(data, self.outer, self, indexes)

    @property
    def names(self) -> dict[str, Any]:
        """Every name an expression may use here; inner names win."""
        around: Mapping[str, Any] = self.outer if self.parent is None else self.parent.names
        parent = None if self.parent is None else self.parent.names
        own = {"this": self.data, "parent": parent, "i": list(self.indexes)}
        return {**around, **self.data, **own}
