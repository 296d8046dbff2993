"""DMN: decision models read, checked and evaluated on top of FEEL.

What cannot be executed as DMN 1.2 to 1.5 mean it is refused when it is read, with file, line and
element; nothing is skipped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from engine.decisions.graph import Evaluation, Nodes, circles, names_read
from engine.decisions.model import Key, Node
from engine.decisions.reader import ModelReader
from engine.decisions.xml import DecisionRefused, Element, Source, child
from engine.errors import ExpressionError, NoSuchDecision
from engine.expressions.budget import LIMITS, Failure, Limits, Run
from engine.expressions.calls import invoke
from engine.expressions.scope import outermost
from engine.expressions.values import FeelFunction, Value

__all__ = ["DecisionRefused", "Decisions", "read", "read_in"]

# A model may hold many tables; each of its evaluations still ends soon.
_LIMITS = Limits(steps=4 * LIMITS.steps, depth=LIMITS.depth)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of one file. A decision is named by its id; a service is one too."""

    file: str
    namespace: str
    nodes: Nodes

    @property
    def ids(self) -> tuple[str, ...]:
        """The decisions and decision services of the file, in its order."""
        return tuple(node.id for node in self._own("decision", "decisionService"))

    def name_of(self, decision_id: str) -> str:
        """What a decision is called."""
        return self._node(decision_id).name

    def names(self, decision_id: str) -> frozenset[str]:
        """The variables a decision reads, with all that it requires."""
        node = self._node(decision_id)
        if node.kind == "decisionService":
            return frozenset(self.nodes[key].name for key in node.inputs)
        return names_read(self.nodes, node.key)

    def evaluate(
        self, decision_id: str, context: Mapping[str, Value], *, now: datetime | None = None
    ) -> Value:
        """The decision's value as DMN means it: what fails inside is null."""
        return self._value(decision_id, context, Run(decision_id, moment=now, limits=_LIMITS))

    def require(
        self, decision_id: str, context: Mapping[str, Value], *, now: datetime | None = None
    ) -> Value:
        """The decision's value, or an ExpressionError that says what is missing or failed."""
        run = Run(decision_id, moment=now, limits=_LIMITS, strict=True)
        return self._value(decision_id, context, run)

    def tried(
        self, decision_id: str, context: Mapping[str, Value], *, now: datetime | None = None
    ) -> tuple[Value, Mapping[str, list[int]]]:
        """The same, and which rules (from 1) of which table matched on the way."""
        run = Run(decision_id, moment=now, limits=_LIMITS, strict=True)
        run.hits = {}
        return self._value(decision_id, context, run), run.hits

    def _value(self, decision_id: str, context: Mapping[str, Value], run: Run) -> Value:
        node = self._node(decision_id)
        evaluation = Evaluation(self.nodes, outermost(run, context, self.names(decision_id)))
        try:
            value = evaluation.value(node.key)
            if node.kind == "decision":
                return value
            return self._called(value, evaluation)
        except RecursionError:
            raise ExpressionError(
                "expression-budget", text=decision_id, resource="nesting", limit=LIMITS.nesting
            ) from None

    def _called(self, function: FeelFunction, evaluation: Evaluation) -> Value:
        known = evaluation.outermost
        arguments = {each.name: known.get(each.name) for each in function.parameters}
        try:
            return invoke(function, (), arguments, evaluation.run)
        except Failure as failure:
            return evaluation.run.failed(failure)

    def _node(self, decision_id: str) -> Node:
        key: Key = (self.namespace, decision_id)
        node = self.nodes.get(key)
        if node is None or node.kind == "inputData":
            raise NoSuchDecision("no-such-decision", decision=decision_id, file=self.file)
        return node

    def _own(self, *kinds: str) -> list[Node]:
        return [
            node
            for key, node in self.nodes.items()
            if key[0] == self.namespace and node.kind in kinds
        ]


def read(xml: bytes, file: str, others: Mapping[str, bytes] | None = None) -> Decisions:
    """Read a model; `others` are the files it may import from. Raises DecisionRefused with every
    reason at once."""
    source = Source(file)
    root = source.parse(xml)
    importable = {} if child(root, "import") is None else _importable(others or {})
    namespace = root.get("namespace", "")
    model = ModelReader(source, importable, (namespace,)).read(root)
    for node in circles(model.nodes):
        source.refuse("decision-needs-itself", model.elements[node.key], decision=node.name)
    source.settle()
    return Decisions(file, namespace, model.nodes)


def read_in(files: Mapping[str, bytes], path: str) -> Decisions:
    """Read a model of a package, of which it may import any other."""
    others = {other: files[other] for other in files if other.endswith(".dmn") and other != path}
    return read(files[path], path, others)


def _importable(files: Mapping[str, bytes]) -> dict[str, tuple[Source, Element]]:
    """The models that may be imported, by namespace; one that cannot be read is refused where it is read itself."""
    found = {}
    for path, content in files.items():
        with suppress(DecisionRefused):
            source = Source(path)
            root = source.parse(content)
            found[root.get("namespace", "")] = (source, root)
    return found
