"""The variables an expression sees while it runs, innermost first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.errors import ExpressionError
from engine.expressions.budget import Run
from engine.expressions.builtins import BUILTINS
from engine.expressions.json import READY, wrap
from engine.expressions.values import Value


class Scope(dict[str, Value]):
    """One level of names; what is not here is looked for outside."""

    __slots__ = ("outer", "run")

    def __init__(self, run: Run, outer: Scope | None, own: Mapping[str, Value] | None) -> None:
        if own:
            self.update(own)
        self.run = run
        self.outer = outer

    def __missing__(self, name: str) -> Value:
        if self.outer is not None:
            return self.outer[name]
        builtin = BUILTINS.get(name)
        if builtin is None and self.run.strict:
            raise ExpressionError("expression-unknown-name", text=self.run.text, name=name)
        return builtin

    def knows(self, name: str) -> bool:
        """Whether some level has this variable."""
        return name in self or (self.outer is not None and self.outer.knows(name))


def outermost(run: Run, context: Mapping[str, Value], names: Iterable[str]) -> Scope:
    """The variables of a context that an expression reads, as FEEL values."""
    scope = Scope(run, None, None)
    for name in names:
        if name in context:
            value = context[name]
            scope[name] = value if type(value) in READY else wrap(value, run)
    return scope
