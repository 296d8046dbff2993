"""Literals that a program has to make something of: the ends of an interval written as text, and what names no day or time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import ExpressionError
from engine.expressions.analysis import children
from engine.expressions.arithmetic import negative
from engine.expressions.budget import Failure, Run
from engine.expressions.calls import invoke
from engine.expressions.nodes import Call, Literal, Name, Negation, Node, RangeOf, Unreadable
from engine.expressions.parser import Parser
from engine.expressions.ranges import make_range
from engine.expressions.values import FeelFunction, Range, Value

_MAKERS = ("date", "time", "date and time", "duration")


def literal_range(text: str, functions: Mapping[str, FeelFunction]) -> Range:
    """What `range("[1..3]")` means."""
    try:
        node = Parser(text).whole_expression()
    except ExpressionError as error:
        raise Failure("unreadable", kind="range", found=text) from error
    if not isinstance(node, RangeOf) or not node.low or not node.high:
        raise Failure("unreadable", kind="range", found=text)
    low, high = _literal(node.low, functions), _literal(node.high, functions)
    return make_range(low, high, node.low_included, node.high_included)


def impossible_literals(node: Node, functions: Mapping[str, FeelFunction]) -> Iterator[str]:
    """What a tree writes out as a date, time or duration although there is none: `@"2026-02-30"`, `date(2026, 2, 30)`.

    Their value is null, which nobody means who writes them.
    """
    if isinstance(node, Unreadable):
        yield node.text
    elif isinstance(node, Call):
        try:
            _literal(node, functions)
        except Failure as failure:
            if failure.reason == "unreadable":
                yield str(failure.facts["found"])
    for child in children(node):
        yield from impossible_literals(child, functions)


def _literal(node: Node, functions: Mapping[str, FeelFunction]) -> Value:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Negation) and isinstance(node.operand, Literal):
        return negative(node.operand.value)
    if isinstance(node, Call) and isinstance(node.function, Name):
        given = [each.value for each in node.positional if isinstance(each, Literal)]
        if node.function.name in _MAKERS and len(given) == len(node.positional):
            return invoke(functions[node.function.name], given, None, Run())
    raise Failure("not-a-literal")
