"""From the tree to closures: everything that can be decided once is decided here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from operator import itemgetter
from typing import Any

from engine.expressions import loops, operators
from engine.expressions.analysis import speaks_of, weight
from engine.expressions.budget import Failure, Run
from engine.expressions.builtins import BUILTINS
from engine.expressions.calls import invoke
from engine.expressions.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextOf,
    Filter,
    For,
    If,
    In,
    InstanceOf,
    Iteration,
    Lambda,
    ListOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    RangeOf,
    Test,
    Tests,
    Unreadable,
)
from engine.expressions.operators import Check, Compiled
from engine.expressions.paths import entry_of
from engine.expressions.ranges import make_range
from engine.expressions.scope import Scope
from engine.expressions.types import is_instance
from engine.expressions.values import FeelFunction, Value, kind


class Compiler:
    """Compiles one tree. `own` are names that stand for what the context holds, never a built-in."""

    def __init__(self, own: Collection[str] = ()) -> None:
        self.own = own

    def __call__(self, node: Node) -> Compiled:
        return _COMPILERS[type(node)](self, node)

    def literal(self, node: Literal) -> Compiled:
        """A constant."""
        value = node.value
        return lambda _scope: value

    def unreadable(self, node: Unreadable) -> Compiled:
        """A literal without a value."""
        failure = Failure("unreadable", kind="@", found=node.text)
        return lambda scope: scope.run.failed(failure)

    def name(self, node: Name) -> Compiled:
        """A variable."""
        return itemgetter(node.name)

    def list_of(self, node: ListOf) -> Compiled:
        """`[a, b]`."""
        items = [self(item) for item in node.items]
        return lambda scope: [item(scope) for item in items]

    def context_of(self, node: ContextOf) -> Compiled:
        """`{a: 1, b: a}`; a name given twice makes no context."""
        entries = [(name, self(value)) for name, value in node.entries]
        distinct = len({name for name, _ in entries}) == len(entries)

        def build(scope: Scope) -> Value:
            if not distinct:
                return scope.run.failed(Failure("duplicate-entry"))
            inner = Scope(scope.run, scope, {})
            for name, value in entries:
                inner[name] = value(inner)
            return dict(inner)

        return build

    def range_of(self, node: RangeOf) -> Compiled:
        """`[low..high]`."""
        low = self(node.low) if node.low else None
        high = self(node.high) if node.high else None

        def build(scope: Scope) -> Value:
            ends = (low(scope) if low else None, high(scope) if high else None)
            try:
                return make_range(
                    *ends, node.low_included, node.high_included, open_ended=not (low and high)
                )
            except Failure as failure:
                return scope.run.failed(failure)

        return build

    def negation(self, node: Negation) -> Compiled:
        """`-x`."""
        return operators.negation(self(node.operand))

    def arithmetic(self, node: Arithmetic) -> Compiled:
        """`left + right`."""
        return operators.arithmetic(node.operator, self(node.left), self(node.right))

    def comparison(self, node: Comparison) -> Compiled:
        """`left < right`; whether a variable is null may be asked of one that is missing."""
        left, right = self(node.left), self(node.right)
        if node.operator in ("=", "!="):
            if node.right == Literal(None):
                left = self.if_known(node.left, left)
            elif node.left == Literal(None):
                right = self.if_known(node.right, right)
        return operators.comparison(node.operator, left, right)

    def if_known(self, node: Node, compiled: Compiled) -> Compiled:
        """A plain variable's value, or null where there is none, even in a strict run."""
        if not isinstance(node, Name):
            return compiled
        name = node.name
        return lambda scope: compiled(scope) if scope.knows(name) else None

    def logic(self, node: Logic) -> Compiled:
        """`a and b`, `a or b`."""
        operands = tuple(self(operand) for operand in node.operands)
        if node.operator == "and":
            return operators.conjunction(operands)
        return operators.disjunction(operands)

    def between(self, node: Between) -> Compiled:
        """`value between low and high`."""
        return operators.between(self(node.value), self(node.low), self(node.high))

    def contained(self, node: In) -> Compiled:
        """`value in tests`."""
        value, check = self(node.value), self.tests(node.tests)
        return lambda scope: check(scope, value(scope))

    def tests(self, node: Tests) -> Check:
        """Unary tests, as a check of a value."""
        checks = tuple(self.test(test) for test in node.tests)
        if len(checks) == 1 and not node.negated:
            return checks[0]
        return operators.any_test(checks, negated=node.negated)

    def test(self, node: Test) -> Check:
        """One unary test."""
        if node.operator:
            return operators.operator_test(node.operator, self(node.operand))
        if speaks_of("?", node.operand):
            return operators.question_test(self(node.operand))
        return operators.value_test(self(node.operand))

    def instance_of(self, node: InstanceOf) -> Compiled:
        """`value instance of type`."""
        value, type_ = self(node.value), node.type
        return lambda scope: is_instance(value(scope), type_)

    def path(self, node: Path) -> Compiled:
        """`source.name`."""
        source, name = self(node.source), node.name

        def look_up(scope: Scope) -> Value:
            value = source(scope)
            if type(value) is dict and name in value:
                return value[name]
            try:
                return entry_of(value, name, scope.run)
            except Failure as failure:
                return scope.run.failed(failure)

        return look_up

    def filter(self, node: Filter) -> Compiled:
        """`source[condition]`."""
        source, condition = self(node.source), self(node.condition)
        return loops.filtered(source, condition, cost=weight(node.condition))

    def call(self, node: Call) -> Compiled:
        """`function(arguments)`."""
        function = self.callee(node.function)
        positional = [self(argument) for argument in node.positional]
        named = [(name, self(argument)) for name, argument in node.named]

        def call(scope: Scope) -> Value:
            values = [argument(scope) for argument in positional]
            by_name = {name: value(scope) for name, value in named} if named else None
            try:
                return invoke(function(scope), values, by_name, scope.run)
            except Failure as failure:
                return scope.run.failed(failure)

        return call

    def callee(self, node: Node) -> Compiled:
        """What is called; a built-in at once, unless the context means something else by it."""
        if isinstance(node, Name) and node.name in BUILTINS and node.name not in self.own:
            builtin = BUILTINS[node.name]
            return lambda _scope: builtin
        return self(node)

    def conditional(self, node: If) -> Compiled:
        """`if condition then a else b`; what is not true is false."""
        condition, then, otherwise = self(node.condition), self(node.then), self(node.otherwise)

        def choose(scope: Scope) -> Value:
            truth = condition(scope)
            if truth is not None and not isinstance(truth, bool):
                scope.run.failed(Failure("not-a-boolean", kind=kind(truth)))
            return then(scope) if truth is True else otherwise(scope)

        return choose

    def for_loop(self, node: For) -> Compiled:
        """`for x in list return body`."""
        partial = speaks_of("partial", node.body)
        body = self(node.body)
        sources = self.sources(node.iterations)
        return loops.for_loop(sources, body, cost=weight(node.body), tells_partial=partial)

    def quantified(self, node: Quantified) -> Compiled:
        """`some x in list satisfies body`."""
        sources, body = self.sources(node.iterations), self(node.body)
        return loops.quantified(node.quantifier, sources, body, cost=weight(node.body))

    def sources(self, iterations: Sequence[Iteration]) -> list[loops.Source]:
        """What a loop walks through."""
        return [
            (each.name, self(each.source), self(each.end) if each.end else None)
            for each in iterations
        ]

    def function(self, node: Lambda) -> Compiled:
        """`function(a, b) body`."""
        body, names = self(node.body), [parameter.name for parameter in node.parameters]
        cost = weight(node.body)

        def build(scope: Scope) -> FeelFunction:
            def apply(run: Run, arguments: Sequence[Value]) -> Value:
                run.spend(cost)
                return body(Scope(run, scope, dict(zip(names, arguments, strict=True))))

            return FeelFunction("function", node.parameters, apply)

        return build


_COMPILERS: dict[type[Node], Callable[[Compiler, Any], Compiled]] = {
    Literal: Compiler.literal,
    Unreadable: Compiler.unreadable,
    Name: Compiler.name,
    ListOf: Compiler.list_of,
    ContextOf: Compiler.context_of,
    RangeOf: Compiler.range_of,
    Negation: Compiler.negation,
    Arithmetic: Compiler.arithmetic,
    Comparison: Compiler.comparison,
    Logic: Compiler.logic,
    Between: Compiler.between,
    In: Compiler.contained,
    InstanceOf: Compiler.instance_of,
    Path: Compiler.path,
    Filter: Compiler.filter,
    Call: Compiler.call,
    If: Compiler.conditional,
    For: Compiler.for_loop,
    Quantified: Compiler.quantified,
    Lambda: Compiler.function,
}
