"""The grammar of FEEL: one pass over the tokens by operator precedence, no second tries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.expressions import brackets, keywords
from engine.expressions.lexer import Token, string_value
from engine.expressions.names import Reader
from engine.expressions.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Filter,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
    Test,
    Tests,
    Unreadable,
)
from engine.expressions.numbers import number
from engine.expressions.temporal import read_literal
from engine.expressions.typenames import read_type
from engine.expressions.types import FeelType

_OR, _AND, _COMPARE, _ADD, _TIMES, _POWER, _UNARY = range(1, 8)
_POWERS = {
    "or": _OR,
    "and": _AND,
    "+": _ADD,
    "-": _ADD,
    "*": _TIMES,
    "/": _TIMES,
    "**": _POWER,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in", "instance"), _COMPARE),
}
_TEST_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
_CONSTANTS = {"null": None, "true": True, "false": False}


class Parser(Reader):
    """Reads one source. `known` are names it may use that are more than one plain word."""

    def __init__(
        self,
        source: str,
        known: Iterable[str] = (),
        types: Mapping[str, FeelType] | None = None,
    ) -> None:
        super().__init__(source, known)
        self.types = types or {}

    def whole_expression(self) -> Node:
        """The source as one expression."""
        node = self.expression()
        self.expect_end()
        return node

    def whole_tests(self) -> Tests | None:
        """The source as unary tests; None for `-`, which everything passes."""
        if self.at("-") and self.tokens[1].type == "end":
            return None
        negated = self.negated_tests()
        if negated is not None:
            return negated
        tests = self.tests()
        self.expect_end()
        return Tests(tests)

    def negated_tests(self) -> Tests | None:
        """`not(...)` around all tests; None if the `not` is a mere function call."""
        if not (self.at("not") and self.tokens[1].text == "("):
            return None
        self.index = 2
        tests = self.tests()
        if self.accept(")") and self.here.type == "end":
            return Tests(tests, negated=True)
        self.index = 0
        return None

    def tests(self) -> tuple[Test, ...]:
        """Unary tests between commas."""
        found = [self.test()]
        while self.accept(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> Test:
        """One unary test."""
        operator = self.here.text
        if self.here.type == "symbol" and operator in _TEST_OPERATORS:
            self.advance()
            return Test(operator, self.expression(_COMPARE))
        return Test("", self.expression())

    def expression(self, floor: int = 0) -> Node:
        """An expression whose operators bind more strongly than `floor`."""
        with self.nested():
            return self.operators(self.prefix(), floor)

    def operators(self, left: Node, floor: int) -> Node:
        """What follows an operand that has been read."""
        while True:
            token = self.here
            power = _POWERS.get(token.text, 0) if token.type in ("symbol", "name") else 0
            if power <= floor:
                return left
            self.advance()
            left = self.operator(token.text, left, power)

    def operator(self, operator: str, left: Node, power: int) -> Node:
        """An operator that has just been passed, with what belongs to it."""
        if operator in ("and", "or"):
            return self.logic(operator, left, power)
        if power in (_ADD, _TIMES, _POWER):
            return Arithmetic(operator, left, self.expression(power))
        if operator == "between":
            low = self.expression(_COMPARE)
            self.expect("and")
            return Between(left, low, self.expression(_COMPARE))
        if operator == "in":
            return In(left, self.membership())
        if operator == "instance":
            self.expect("of")
            return InstanceOf(left, read_type(self, self.types))
        return Comparison(operator, left, self.expression(_COMPARE))

    def logic(self, operator: str, left: Node, power: int) -> Node:
        """A chain of one logical operator, flat, so that a long one is not deep."""
        operands = [left, self.expression(power)]
        while self.accept(operator):
            operands.append(self.expression(power))
        return Logic(operator, tuple(operands))

    def membership(self) -> Tests:
        """What stands after `in`: a test, or tests in brackets."""
        if not self.at("("):
            if self.here.text in _TEST_OPERATORS:
                return Tests((self.test(),))
            return Tests((Test("", self.expression(_COMPARE)),))
        self.advance()
        tests = self.tests()
        if len(tests) == 1 and not tests[0].operator and self.accept(".."):
            return Tests((Test("", brackets.interval(self, tests[0].operand, low_included=False)),))
        self.expect(")")
        if len(tests) == 1 and not tests[0].operator:
            operand = self.operators(self.postfix(tests[0].operand), _COMPARE)
            return Tests((Test("", operand),))
        return Tests(tests)

    def prefix(self) -> Node:
        """An operand with what is written before and after it."""
        if self.accept("-"):
            return Negation(self.expression(_POWER))
        keyword = _KEYWORD_FORMS.get(self.here.text) if self.here.type == "name" else None
        if keyword is not None and self.tokens[self.index + 1].text not in (".", ")"):
            return keyword(self)
        return self.postfix(self.primary())

    def postfix(self, node: Node) -> Node:
        """.name, [filter] and (arguments) after an operand."""
        while True:
            if self.accept("."):
                node = Path(node, self.path_name())
            elif self.at("[") and self.opens_operand(self.tokens[self.index + 1]):
                self.advance()
                node = Filter(node, self.expression())
                self.expect("]")
            elif self.at("("):
                node = self.call(node)
            else:
                return node

    def opens_operand(self, token: Token) -> bool:
        """Whether an operand can begin here; if not, a `[` before it is the end of a range."""
        if token.type in ("symbol", "end"):
            return token.text in ("(", "[", "]", "{", "@", "-")
        return token.text not in _POWERS and token.text not in ("then", "else", "return")

    def call(self, function: Node) -> Node:
        """Arguments: all by position or all by name."""
        self.expect("(")
        positional: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self.at(")"):
            name = self.argument_name()
            if name is not None:
                named.append((name, self.expression()))
            else:
                positional.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")")
        if positional and named:
            self.fail("mixed-arguments")
        return Call(function, tuple(positional), tuple(named))

    def primary(self) -> Node:
        """A literal, a name, or something in brackets."""
        token = self.here
        if token.type == "number":
            self.advance()
            return Literal(self.guarded(number, token.text))
        if token.type == "string":
            self.advance()
            return Literal(string_value(token.text))
        if token.type == "name":
            return self.named()
        bracketed = _BRACKETED.get(token.text) if token.type == "symbol" else None
        if bracketed is None:
            self.fail("operand-expected")
        return bracketed(self)

    def named(self) -> Node:
        """A constant or a name."""
        token = self.here
        if token.text in _CONSTANTS:
            self.advance()
            return Literal(_CONSTANTS[token.text])
        return Name(self.name(), token.start)

    def at_literal(self) -> Node:
        """`@"2026-01-31"`: a date, moment, time or duration."""
        self.expect("@")
        token = self.here
        if token.type != "string":
            self.fail("string-expected")
        self.advance()
        text = string_value(token.text)
        value = read_literal(text)
        return Literal(value) if value is not None else Unreadable(text)

    def limit(self) -> Node:
        """The operand of a comparison."""
        return self.expression(_COMPARE)


_KEYWORD_FORMS = {
    "if": keywords.conditional,
    "for": keywords.for_loop,
    "some": keywords.quantified,
    "every": keywords.quantified,
    "function": keywords.function,
}
_BRACKETED: dict[str, Callable[[Parser], Node]] = {
    "(": brackets.round_bracket,
    "[": brackets.square_bracket,
    "]": brackets.turned_bracket,
    "{": brackets.context,
    "@": Parser.at_literal,
}
