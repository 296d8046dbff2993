"""A whole file by its ids: who stands in which scope, and which flows lead in and out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from engine.spiff.elements import NODES, SUB_PROCESSES
from engine.spiff.source import BPMN, Document, bare, bpmn, local_name, namespace

Nodes = list[etree._Element]
SCOPES = SUB_PROCESSES | {"process"}
DEFINITION = "EventDefinition"


class Model:
    """What the rules look up; `files` are the paths of the package."""

    def __init__(self, document: Document, files: frozenset[str]) -> None:
        self.file, self.root, self.files = document.file, document.root, files
        self.elements: Nodes = [node for node in document.root.iter(etree.Element) if namespace(node) == BPMN]
        self.by_id = {node.get("id", ""): node for node in self.elements if node.get("id")}

    @cached_property
    def scopes(self) -> Nodes:
        return [node for node in self.elements if local_name(node) in SCOPES]

    @cached_property
    def nodes(self) -> Nodes:
        """Every flow node of every process, drawn or executed."""
        return [node for node in self.elements
                if local_name(node) in NODES and local_name(parent(node)) in SCOPES]

    @cached_property
    def _by_scope(self) -> dict[etree._Element, Nodes]:
        found: dict[etree._Element, Nodes] = defaultdict(list)
        for node in self.nodes:
            found[parent(node)].append(node)
        return found

    def nodes_in(self, scope: etree._Element) -> Nodes:
        """The flow nodes that stand directly in a scope."""
        return self._by_scope.get(scope, [])

    @cached_property
    def watched(self) -> set[str]:
        """The ids of activities with a boundary event."""
        return {bare(node.get("attachedToRef")) for node in self.nodes if node.get("attachedToRef")}

    @cached_property
    def _flows(self) -> dict[str, dict[str, Nodes]]:
        ends: dict[str, dict[str, Nodes]] = {"sourceRef": defaultdict(list), "targetRef": defaultdict(list)}
        for flow in self.every("sequenceFlow"):
            for end, found in ends.items():
                found[bare(flow.get(end))].append(flow)
        return ends

    def every(self, *kinds: str) -> Iterator[etree._Element]:
        return self.root.iter(*(bpmn(kind) for kind in kinds))

    def find(self, reference: str | None) -> etree._Element | None:
        return self.by_id.get(bare(reference))

    def into(self, node: etree._Element) -> Nodes:
        return self._flows["targetRef"].get(node.get("id", ""), [])

    def out_of(self, node: etree._Element) -> Nodes:
        return self._flows["sourceRef"].get(node.get("id", ""), [])

    def about(self, node: etree._Element) -> list[tuple[str, etree._Element]]:
        """What an event is about, written inside it or referred to."""
        inside = [child for child in node if local_name(child).endswith(DEFINITION)]
        named = [self.find(child.text) for child in node.findall(bpmn("eventDefinitionRef"))]
        return [(local_name(one).removesuffix(DEFINITION), one)
                for one in [*inside, *named] if one is not None]

    def kinds_of(self, node: etree._Element) -> set[str]:
        return {kind for kind, _ in self.about(node)}


def parent(node: etree._Element) -> etree._Element:
    """The element around; the root is around itself."""
    around = node.getparent()
    return node if around is None else around


def process_of(node: etree._Element) -> etree._Element | None:
    """The process an element stands in."""
    return next((one for one in (node, *node.iterancestors()) if local_name(one) == "process"), None)
