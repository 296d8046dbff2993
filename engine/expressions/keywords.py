"""The forms that begin with a keyword: if, for, some, every and function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.expressions.nodes import For, If, Iteration, Lambda, Node, Quantified
from engine.expressions.typenames import read_type
from engine.expressions.values import Parameter

if TYPE_CHECKING:
    from engine.expressions.parser import Parser


def conditional(parser: Parser) -> Node:
    """`if ... then ... else ...`."""
    parser.expect("if")
    condition = parser.expression()
    parser.expect("then")
    then = parser.expression()
    parser.expect("else")
    return If(condition, then, parser.expression())


def for_loop(parser: Parser) -> Node:
    """`for ... return ...`."""
    parser.expect("for")
    iterations = _iterations(parser)
    parser.expect("return")
    return For(iterations, parser.expression())


def quantified(parser: Parser) -> Node:
    """`some` or `every ... satisfies ...`."""
    quantifier = parser.here.text
    parser.advance()
    iterations = _iterations(parser)
    parser.expect("satisfies")
    return Quantified(quantifier, iterations, parser.expression())


def _iterations(parser: Parser) -> tuple[Iteration, ...]:
    """`name in list, name in from..to`."""
    found = []
    while True:
        name = parser.declared(until=("in",))
        parser.expect("in")
        source = parser.expression()
        end = parser.expression() if parser.accept("..") else None
        found.append(Iteration(name, source, end))
        if not parser.accept(","):
            return tuple(found)


def function(parser: Parser) -> Node:
    """`function(name: type, ...) body`."""
    parser.expect("function")
    parser.expect("(")
    parameters = []
    while not parser.at(")"):
        name = parser.declared(until=(":", ",", ")"))
        type_ = read_type(parser, parser.types) if parser.accept(":") else None
        parameters.append(Parameter(name, type_))
        if not parser.accept(","):
            break
    parser.expect(")")
    if parser.at("external"):
        parser.fail("external-function")
    return Lambda(tuple(parameters), parser.expression())
