"""Splits: whether one of the conditions out of a gateway always holds. If not, the case stops there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ExpressionError, Finding
from engine.expressions import Expression, Value, compile_expression
from engine.lint.findings import doubt
from engine.lint.package import Package, Scope
from engine.lint.samples import combined, told, worth_trying
from engine.spiff.source import bpmn, local_name, text_of

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
MOST_NAMES = 3
PLAIN_TRUTH = [True, False]


def splits(package: Package) -> Iterator[Finding]:
    """Gateways whose conditions leave something out, with an example of what."""
    for scope in package.scopes():
        for name, node in scope.nodes.items():
            if local_name(node) in CHOOSING and scope.out[name] and not node.get("default"):
                yield from _split(scope, name)


def _split(scope: Scope, name: str) -> Iterator[Finding]:
    conditions = []
    for flow in scope.out[name]:
        written = scope.flows[flow].find(bpmn("conditionExpression"))
        if written is None:
            return  # a flow that always holds
        try:
            conditions.append(compile_expression(text_of(written).lstrip("= ")))
        except ExpressionError:
            return  # the check tells
    example = _uncovered(conditions)
    if example is not None:
        yield doubt("split-without-default", "warning", scope.file, scope.nodes[name],
                    example=told(example, example.values()))


def _uncovered(conditions: list[Expression]) -> dict[str, Value] | None:
    """Variables for which none of these conditions holds; empty if that cannot be tried, None if all is covered."""
    names = sorted(frozenset().union(*(condition.names for condition in conditions)))
    if not names:
        return None if any(condition.evaluate({}) is True for condition in conditions) else {}
    if len(names) > MOST_NAMES:
        return {}
    values = worth_trying(condition.text for condition in conditions) or PLAIN_TRUTH
    tried = False
    for example in combined([values] * len(names)):
        given = dict(zip(names, example, strict=True))
        answers = [condition.evaluate(given) for condition in conditions]
        if all(isinstance(answer, bool) for answer in answers):
            tried = True
            if not any(answers):
                return given
    return None if tried else {}
