"""A source that is ready to run: what it reads, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from engine.errors import ExpressionError
from engine.expressions.analysis import (
    called_names,
    free_names,
    names_that_may_be_missing,
    weight,
)
from engine.expressions.budget import LIMITS, Limits, Run
from engine.expressions.builtins import BUILTINS
from engine.expressions.compare import Truth
from engine.expressions.compiler import Compiler
from engine.expressions.json import wrap
from engine.expressions.literals import impossible_literals
from engine.expressions.operators import Check, Compiled
from engine.expressions.parser import Parser
from engine.expressions.scope import Scope, outermost
from engine.expressions.types import FeelType
from engine.expressions.values import Value

_Types = Mapping[str, FeelType]
_NO_TYPES: _Types = MappingProxyType({})
_T = TypeVar("_T")
_Made = TypeVar("_Made", covariant=True)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; `names` are the variables it reads."""

    text: str
    names: frozenset[str]
    compiled: Compiled
    weight: int

    def evaluate(
        self,
        context: Mapping[str, Value],
        *,
        now: datetime | None = None,
        limits: Limits = LIMITS,
    ) -> Value:
        """The value as DMN means it: what fails inside is null."""
        return self._value(context, Run(self.text, moment=now, limits=limits))

    def require(
        self,
        context: Mapping[str, Value],
        *,
        now: datetime | None = None,
        limits: Limits = LIMITS,
    ) -> Value:
        """The value, or an ExpressionError that names the missing variable or what failed."""
        return self._value(context, Run(self.text, moment=now, limits=limits, strict=True))

    def _value(self, context: Mapping[str, Value], run: Run) -> Value:
        return self.within(outermost(run, context, self.names))

    def within(self, scope: Scope) -> Value:
        """The value in a scope that is already there."""
        scope.run.spend(self.weight)
        try:
            return self.compiled(scope)
        except RecursionError:
            raise _too_deep(self.text) from None


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The compiled tests of one cell of a decision table."""

    text: str
    names: frozenset[str]
    check: Check | None
    weight: int

    def matches(
        self, value: Value, context: Mapping[str, Value], *, now: datetime | None = None
    ) -> Truth:
        """Whether a value passes; None where that cannot be said."""
        run = Run(self.text, moment=now)
        return self.within(wrap(value, run), outermost(run, context, self.names))

    def within(self, value: Value, scope: Scope) -> Truth:
        """Whether a value passes, in a scope that is already there."""
        if self.check is None:
            return True
        scope.run.spend(self.weight)
        try:
            return self.check(scope, value)
        except RecursionError:
            raise _too_deep(self.text) from None


class _Compile(Protocol[_Made]):
    """Compiles a source. `known` are names it may use whatever they look like or are else called; `types` those it
    may name. Raises ExpressionError with the position."""

    def __call__(
        self, text: str, known: frozenset[str] = frozenset(), types: _Types = _NO_TYPES
    ) -> _Made: ...


def _once(make: Callable[[str, frozenset[str], _Types], _T]) -> _Compile[_T]:
    """Compile a source once, unless it speaks of a model's own types; one that is nested too deeply is refused."""

    def safely(text: str, known: frozenset[str], types: _Types) -> _T:
        try:
            return make(text, known, types)
        except RecursionError:
            raise _too_deep(text) from None

    @lru_cache(maxsize=4096)
    def remembered(text: str, known: frozenset[str]) -> _T:
        return safely(text, known, _NO_TYPES)

    def compiled(
        text: str, known: frozenset[str] = frozenset(), types: _Types = _NO_TYPES
    ) -> _T:
        return safely(text, known, types) if types else remembered(text, known)

    return compiled


@_once
def compile_expression(text: str, known: frozenset[str], types: _Types) -> Expression:
    """A source as an expression."""
    tree = Parser(text, known, types).whole_expression()
    names = free_names(tree, BUILTINS.keys() - known)
    return Expression(text, names, Compiler(known)(tree), weight(tree))


@_once
def compile_unary_tests(text: str, known: frozenset[str], types: _Types) -> UnaryTests:
    """The cell of a decision table."""
    tree = Parser(text, known, types).whole_tests()
    if tree is None:
        return UnaryTests(text, frozenset(), None, 0)
    names = free_names(tree, BUILTINS.keys() - known)
    return UnaryTests(text, names, Compiler(known).tests(tree), weight(tree))


def evaluate(
    text: str, context: Mapping[str, Value], *, now: datetime | None = None
) -> Value:
    """Compile and evaluate in one."""
    return compile_expression(text).evaluate(context, now=now)


@lru_cache(maxsize=4096)
def impossible(text: str) -> tuple[str, ...]:
    """The dates, times and durations that a source writes out although there are none."""
    return tuple(impossible_literals(Parser(text).whole_expression(), BUILTINS))


@lru_cache(maxsize=4096)
def impossible_in_cell(text: str) -> tuple[str, ...]:
    """The same of a decision table's cell; what is answered may be read as a test, too."""
    tree = Parser(text).whole_tests()
    return () if tree is None else tuple(impossible_literals(tree, BUILTINS))


@lru_cache(maxsize=4096)
def unknown_functions(text: str) -> tuple[str, ...]:
    """What a source calls although it is neither built in nor defined in it; no variable of a case holds a function."""
    tree = Parser(text).whole_expression()
    return tuple(sorted(called_names(tree) & free_names(tree) - BUILTINS.keys()))


@lru_cache(maxsize=4096)
def names_wanted(text: str) -> frozenset[str]:
    """The variables that a source cannot do without."""
    return compile_expression(text).names - names_that_may_be_missing(Parser(text).whole_expression())


def _too_deep(text: str) -> ExpressionError:
    return ExpressionError(
        "expression-budget", text=text[:200], resource="nesting", limit=LIMITS.nesting
    )
