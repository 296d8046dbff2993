"""A box: a compiled piece of decision logic, and the variables it reads from around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.expressions.budget import Failure
from engine.expressions.operators import Compiled
from engine.expressions.scope import Scope
from engine.expressions.types import FeelType, coerced
from engine.expressions.values import Value

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Box:
    """Decision logic, ready to run in a scope."""

    compiled: Compiled
    names: frozenset[str] = _NOTHING

    def typed(self, type_: FeelType | None) -> Box:
        """The same, with its value as a declared type wants it, or null."""
        if type_ is None:
            return self
        inner = self.compiled

        def convert(scope: Scope) -> Value:
            try:
                return coerced(inner(scope), type_)
            except Failure as failure:
                return scope.run.failed(failure)

        return replace(self, compiled=convert)


def joined(*boxes: Box) -> frozenset[str]:
    """The variables that any of some boxes reads."""
    return _NOTHING.union(*(box.names for box in boxes))


def guarded(compute: Callable[[Scope], Value]) -> Compiled:
    """A computation of which a failure is null."""

    def run(scope: Scope) -> Value:
        try:
            return compute(scope)
        except Failure as failure:
            return scope.run.failed(failure)

    return run


EMPTY = Box(lambda _scope: None)
