"""What stands in brackets: expressions, lists, ranges and contexts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.expressions.nodes import ContextOf, ListOf, Node, RangeOf

if TYPE_CHECKING:
    from engine.expressions.parser import Parser

LIMITS_OF_RANGES = ("<", "<=", ">", ">=", "=")


def round_bracket(parser: Parser) -> Node:
    """`(expression)`, `(low..high]`, `(> limit)`."""
    parser.expect("(")
    operator = parser.here.text
    if parser.here.type == "symbol" and operator in LIMITS_OF_RANGES:
        parser.advance()
        limit = parser.limit()
        parser.expect(")")
        return _half_open(operator, limit)
    inner = parser.expression()
    if parser.accept(".."):
        return interval(parser, inner, low_included=False)
    parser.expect(")")
    return inner


def square_bracket(parser: Parser) -> Node:
    """`[a, b, c]`, `[low..high]`."""
    parser.expect("[")
    if parser.accept("]"):
        return ListOf(())
    items = [parser.expression()]
    if parser.accept(".."):
        return interval(parser, items[0], low_included=True)
    while parser.accept(","):
        items.append(parser.expression())
    parser.expect("]")
    return ListOf(tuple(items))


def turned_bracket(parser: Parser) -> Node:
    """`]low..high[`."""
    parser.expect("]")
    low = parser.expression()
    parser.expect("..")
    return interval(parser, low, low_included=False)


def interval(parser: Parser, low: Node, *, low_included: bool) -> Node:
    """The rest of a range after its two dots."""
    high = parser.expression()
    end = parser.here.text
    if end not in ("]", ")", "["):
        parser.fail("range-end-expected")
    parser.advance()
    return RangeOf(low, high, low_included, end == "]")


def context(parser: Parser) -> Node:
    """`{name: expression, ...}`; what an entry is called is known from there on."""
    parser.expect("{")
    entries: list[tuple[str, Node]] = []
    while not parser.at("}"):
        key = parser.context_key()
        parser.expect(":")
        entries.append((key, parser.expression()))
        if not parser.accept(","):
            break
    parser.expect("}")
    return ContextOf(tuple(entries))


def _half_open(operator: str, limit: Node) -> Node:
    if operator == "=":
        return RangeOf(limit, limit, True, True)
    if operator.startswith("<"):
        return RangeOf(None, limit, False, operator == "<=")
    return RangeOf(limit, None, operator == ">=", False)
