"""What can be told of a tree before it runs: which names it reads and calls, and what a run of it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from engine.expressions.nodes import (
    Call,
    Comparison,
    ContextOf,
    Filter,
    For,
    Lambda,
    Literal,
    Name,
    Node,
    Quantified,
    Test,
)


def free_names(node: Node, builtins: Iterable[str] = ()) -> frozenset[str]:
    """The variables a tree reads. Inside a filter a name may turn out to be an entry of the
    member; it counts all the same, for nobody can tell before."""
    return frozenset(_names(node, frozenset(("?",)), frozenset(builtins)))


def speaks_of(name: str, node: Node) -> bool:
    """Whether a name occurs anywhere in a tree."""
    if isinstance(node, Name):
        return node.name == name
    return any(speaks_of(name, child) for child in children(node))


def called_names(node: Node) -> frozenset[str]:
    """The names that stand anywhere in a tree as a function."""
    own = {node.function.name} if isinstance(node, Call) and isinstance(node.function, Name) else set()
    return frozenset(own).union(*(called_names(child) for child in children(node)))


def names_that_may_be_missing(node: Node) -> frozenset[str]:
    """The names of which a tree asks whether they are null: it knows what to do without them."""
    sides = (node.left, node.right) if isinstance(node, Comparison) and node.operator in ("=", "!=") else ()
    own = {side.name for side in sides if isinstance(side, Name)} if Literal(None) in sides else set()
    return frozenset(own).union(*(names_that_may_be_missing(child) for child in children(node)))


def weight(node: Node) -> int:
    """What running a tree once costs, in steps: about a step for four nodes."""
    nodes, waiting = 0, [node]
    while waiting:
        nodes += 1
        waiting.extend(children(waiting.pop()))
    return 1 + nodes // 4


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node."""
    for field in node.__dataclass_fields__:
        yield from _nodes_in(getattr(node, field))


def _nodes_in(part: object) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
    elif isinstance(part, tuple):
        for piece in part:
            yield from _nodes_in(piece)


def _names(node: Node, bound: frozenset[str], builtins: frozenset[str]) -> Iterator[str]:
    if isinstance(node, Literal):
        return
    if isinstance(node, Name):
        if node.name not in bound:
            yield node.name
        return
    walk = _BINDING.get(type(node))
    for child, names in walk(node, bound) if walk else ((c, bound) for c in children(node)):
        called = isinstance(node, Call) and child is node.function
        if not (called and isinstance(child, Name) and child.name in builtins):
            yield from _names(child, names, builtins)


_Walk = Iterator[tuple[Node, frozenset[str]]]


def _in_context(node: ContextOf, bound: frozenset[str]) -> _Walk:
    for name, value in node.entries:
        yield value, bound
        bound |= {name}


def _in_loop(node: For | Quantified, bound: frozenset[str]) -> _Walk:
    for each in node.iterations:
        yield each.source, bound
        if each.end is not None:
            yield each.end, bound
        bound |= {each.name}
    yield node.body, bound | ({"partial"} if isinstance(node, For) else set())


def _in_lambda(node: Lambda, bound: frozenset[str]) -> _Walk:
    yield node.body, bound | {parameter.name for parameter in node.parameters}


def _in_filter(node: Filter, bound: frozenset[str]) -> _Walk:
    yield node.source, bound
    yield node.condition, bound | {"item"}


def _in_test(node: Test, bound: frozenset[str]) -> _Walk:
    yield node.operand, bound


_BINDING: dict[type[Node], Callable[[Any, frozenset[str]], _Walk]] = {
    ContextOf: _in_context,
    For: _in_loop,
    Quantified: _in_loop,
    Lambda: _in_lambda,
    Filter: _in_filter,
    Test: _in_test,
}
