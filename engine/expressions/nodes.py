"""The tree that a FEEL source is read into: what was written, before anything is meant by it."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.expressions.types import FeelType
from engine.expressions.values import Parameter, Value


@dataclass(frozen=True, slots=True)
class Node:
    """Any piece of a source."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, a string, a boolean, null or an @-literal."""

    value: Value


@dataclass(frozen=True, slots=True)
class Unreadable(Node):
    """An @-literal that is no date, time or duration: read, but without a value."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or a function."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b, c]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[low..high]` or `(> low)`; a missing end is open for ever."""

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-x`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left operator right`, for `+ - * / **`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left operator right`, for `= != < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`a and b and c`, or with `or`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One unary test: an operator before an expression, or an expression alone (operator "")."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests of which one must hold; negated: none."""

    tests: tuple[Test, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: FeelType


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(arguments)`, positional or named."""

    function: Node
    positional: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then one else other`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """`name in source`, or `name in source..end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterations return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every iterations satisfies body`."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`function(parameters) body`."""

    parameters: tuple[Parameter, ...]
    body: Node
