"""Intervals written as text: their ends may be literals, and nothing that computes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import ExpressionError
from engine.expressions.arithmetic import negative
from engine.expressions.budget import Failure, Run
from engine.expressions.calls import invoke
from engine.expressions.nodes import Call, Literal, Name, Negation, Node, RangeOf
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
