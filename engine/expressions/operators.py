"""Operators as closures: the common case at once, everything else by the full rules."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.expressions.arithmetic import apply, negative
from engine.expressions.budget import Failure
from engine.expressions.compare import (
    ORDERS,
    Truth,
    before,
    both,
    either,
    equal,
    opposite,
    ordered,
    passes,
    truth_of,
    truthful,
)
from engine.expressions.numbers import DECIMAL128, NumberTrouble
from engine.expressions.scope import Scope
from engine.expressions.values import Value, kind

Compiled = Callable[[Scope], Value]

_FAST = {"+": DECIMAL128.add, "-": DECIMAL128.subtract, "*": DECIMAL128.multiply}
_PLAIN = (str, Decimal, bool)


def arithmetic(operator: str, left: Compiled, right: Compiled) -> Compiled:
    """`left operator right`."""
    fast = _FAST.get(operator)

    def compute(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        try:
            if fast is not None and type(one) is Decimal and type(other) is Decimal:
                return fast(one, other)
            return apply(operator, one, other, scope.run)
        except NumberTrouble:
            return scope.run.failed(Failure("number-out-of-range", operator=operator))
        except Failure as failure:
            return scope.run.failed(failure)

    return compute


def negation(operand: Compiled) -> Compiled:
    """`-operand`."""

    def compute(scope: Scope) -> Value:
        try:
            return negative(operand(scope))
        except Failure as failure:
            return scope.run.failed(failure)

    return compute


def comparison(operator: str, left: Compiled, right: Compiled) -> Compiled:
    """`left operator right`."""
    if operator == "=":
        return _equality(left, right, lambda truth: truth)
    if operator == "!=":
        return _equality(left, right, opposite)
    order = ORDERS[operator]

    def compare(scope: Scope) -> Truth:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return order(one, other)
        if one is None or other is None:
            return None
        try:
            return before(one, other, operator)
        except Failure as failure:
            scope.run.failed(failure)
            return None

    return compare


def _equality(
    left: Compiled, right: Compiled, answer: Callable[[Truth], Truth]
) -> Compiled:
    def compare(scope: Scope) -> Truth:
        one, other = left(scope), right(scope)
        if type(one) is type(other) and type(one) in _PLAIN:
            return answer(one == other)
        try:
            return answer(truthful(equal(one, other, scope.run), one, other))
        except Failure as failure:
            scope.run.failed(failure)
            return None

    return compare


def conjunction(operands: tuple[Compiled, ...]) -> Compiled:
    """All of them; the first that is false settles it."""
    return _settled(operands, False, both)


def disjunction(operands: tuple[Compiled, ...]) -> Compiled:
    """Any of them; the first that is true settles it."""
    return _settled(operands, True, either)


def _settled(
    operands: tuple[Compiled, ...], by: bool, joined: Callable[[Truth, Truth], Truth]
) -> Compiled:
    """Operands of which one that is `by` settles the whole; what is neither true nor false leaves it open."""
    opposed = not by

    def compute(scope: Scope) -> Truth:
        truth: Truth = opposed
        for operand in operands:
            value = operand(scope)
            if value is by:
                return not opposed
            if value is not opposed:
                truth = joined(truth, _logical(value, scope))
        return truth

    return compute


def _logical(value: Value, scope: Scope) -> Truth:
    if value is not None and not isinstance(value, bool):
        scope.run.failed(Failure("not-a-boolean", kind=kind(value)))
    return truth_of(value)


def between(value: Compiled, low: Compiled, high: Compiled) -> Compiled:
    """`value between low and high`, both included."""

    def compute(scope: Scope) -> Truth:
        middle = value(scope)
        return both(ordered(middle, low(scope), ">="), ordered(middle, high(scope), "<="))

    return compute


Check = Callable[[Scope, Value], Truth]


def operator_test(operator: str, operand: Compiled) -> Check:
    """A unary test such as `> 5`."""

    def check(scope: Scope, value: Value) -> Truth:
        limit = operand(scope)
        if operator == "=":
            return equal(value, limit, scope.run)
        if operator == "!=":
            return opposite(equal(value, limit, scope.run))
        return ordered(value, limit, operator)

    return check


def value_test(operand: Compiled) -> Check:
    """A unary test that is an expression: equal to it, or in it."""
    return lambda scope, value: passes(operand(scope), value, scope.run)


def question_test(operand: Compiled) -> Check:
    """A unary test that speaks of `?`: it is its own answer, unless it is no boolean."""

    def check(scope: Scope, value: Value) -> Truth:
        answer = operand(Scope(scope.run, scope, {"?": value}))
        if answer is None or isinstance(answer, bool):
            return answer
        return passes(answer, value, scope.run)

    return check


def any_test(checks: tuple[Check, ...], *, negated: bool) -> Check:
    """At least one of the tests; negated: none of them."""

    def check(scope: Scope, value: Value) -> Truth:
        truth: Truth = False
        for single in checks:
            truth = either(truth, single(scope, value))
            if truth is True:
                break
        return opposite(truth) if negated else truth

    return check
