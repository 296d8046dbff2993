"""Running a model: what is required is decided first, once, and named as the model names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from engine.decisions.model import Key, Node
from engine.expressions.budget import Failure, Run
from engine.expressions.scope import Scope
from engine.expressions.types import Constrained, FeelType, FunctionType, coerced
from engine.expressions.values import FeelFunction, Parameter, Value

Nodes = Mapping[Key, Node]


@dataclass(slots=True)
class Evaluation:
    """One evaluation over a context; `given` are values that need not be worked out."""

    nodes: Nodes
    outermost: Scope
    given: dict[Key, Value] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        """What the evaluation may use."""
        return self.outermost.run

    def value(self, key: Key) -> Value:
        """An element's value: an input's, a decision's, or a function."""
        if key not in self.given:
            self.run.enter()
            try:
                self.given[key] = _VALUES[self.nodes[key].kind](self, self.nodes[key])
            finally:
                self.run.leave()
        return self.given[key]

    def input(self, node: Node) -> Value:
        """What the context says, as the input's type wants it."""
        value = self.outermost.get(node.name)
        if value is None and not self.outermost.knows(node.name):
            return None
        try:
            return coerced(value, node.type)
        except Failure as failure:
            return self.run.failed(failure)

    def decision(self, node: Node) -> Value:
        """What its logic says; one without logic is decided outside."""
        if node.logic is None:
            return self.input(node)
        return node.logic.compiled(self._scope(node))

    def knowledge(self, node: Node) -> Value:
        """A business knowledge model, as a function."""
        if node.logic is None:
            return None
        function = node.logic.compiled(self._scope(node))
        result = _result_type(node.type)
        return replace(function, name=node.name, result_type=result or function.result_type)

    def service(self, node: Node) -> FeelFunction:
        """A decision service, as a function of its inputs."""
        inputs = [self.nodes[key] for key in node.inputs]

        def apply(run: Run, arguments: Sequence[Value]) -> Value:
            inner = Scope(run, None, {})
            given = dict(zip(node.inputs, arguments, strict=True))
            within = Evaluation(self.nodes, inner, given)
            results = {self.nodes[key].name: within.value(key) for key in node.outputs}
            return next(iter(results.values())) if len(results) == 1 else results

        parameters = tuple(Parameter(each.name, each.type) for each in inputs)
        return FeelFunction(node.name, parameters, apply, _result_type(node.type))

    def _scope(self, node: Node) -> Scope:
        scope = Scope(self.run, self.outermost, {})
        for need in node.needs:
            required = self.nodes[need.key]
            level: dict[str, Any] = scope.setdefault(need.under, {}) if need.under else scope
            level[required.name] = self.value(need.key)
            if required.kind == "decision" and not need.under:
                scope.setdefault(required.id, level[required.name])
        return scope


def _result_type(type_: FeelType | None) -> FeelType | None:
    base = type_.base if isinstance(type_, Constrained) else type_
    return base.result if isinstance(base, FunctionType) else base


_VALUES = {
    "inputData": Evaluation.input,
    "decision": Evaluation.decision,
    "businessKnowledgeModel": Evaluation.knowledge,
    "decisionService": Evaluation.service,
}


def reached(nodes: Nodes, start: Key) -> Iterator[Node]:
    """An element and all that it needs, directly or not."""
    seen: set[Key] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        node = nodes[key]
        yield node
        waiting += [need.key for need in node.needs] + node.outputs


def names_read(nodes: Nodes, start: Key) -> frozenset[str]:
    """The variables that an element's value depends on and that must come from outside."""
    found: set[str] = set()
    for node in reached(nodes, start):
        if node.logic is None and node.kind in ("inputData", "decision"):
            found.add(node.name)
        if node.logic is not None:
            supplied = {need.under or nodes[need.key].name for need in node.needs}
            supplied |= {need.key[1] for need in node.needs}
            found |= node.logic.names - supplied
    return frozenset(found)


def circles(nodes: Nodes) -> Iterator[Node]:
    """Elements that need themselves, directly or not."""
    settled: set[Key] = set()
    for key in nodes:
        yield from _circles_from(nodes, key, settled)


def _circles_from(nodes: Nodes, key: Key, settled: set[Key]) -> Iterator[Node]:
    path: list[tuple[Key, Iterator[Key]]] = [(key, iter(_needed(nodes, key)))]
    on_path = {key}
    while path:
        here, needs = path[-1]
        following = next(needs, None)
        if following is None:
            path.pop()
            on_path.discard(here)
            settled.add(here)
        elif following in on_path:
            yield nodes[following]
        elif following not in settled:
            path.append((following, iter(_needed(nodes, following))))
            on_path.add(following)


def _needed(nodes: Nodes, key: Key) -> list[Key]:
    return [need.key for need in nodes[key].needs]
