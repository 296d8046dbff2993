"""Rules on flows: they join nodes of one scope, conditions stand where they decide, every node is reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import refusal, warning
from engine.spiff.elements import (
    flows,
    is_about,
    is_catching,
    is_event_sub_process,
    is_handler,
    links,
    nodes,
    other_half,
)
from engine.spiff.source import bare, bpmn, local_name

CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


class ScopeFlows:
    """The nodes of a scope and the flows between them."""

    def __init__(self, scope: etree._Element, file: str) -> None:
        self.scope, self.file = scope, file
        self.nodes = {node.get("id", ""): node for node in nodes(scope)}
        self.flows = flows(scope)
        self._out: dict[str, list[etree._Element]] = defaultdict(list)
        self._into: dict[str, list[etree._Element]] = defaultdict(list)
        for flow in self.flows:
            self._out[bare(flow.get("sourceRef"))].append(flow)
            self._into[bare(flow.get("targetRef"))].append(flow)
        self._has_start = any(local_name(node) == "startEvent" for node in self.nodes.values())

    def out_of(self, node: etree._Element) -> list[etree._Element]:
        return self._out.get(node.get("id", ""), [])

    def into(self, node: etree._Element) -> list[etree._Element]:
        return self._into.get(node.get("id", ""), [])

    def findings(self) -> Iterator[Finding]:
        for flow in self.flows:
            yield from self._ends(flow)
        for node in self.nodes.values():
            yield from self._around(node)
        yield from self._links()

    def _ends(self, flow: etree._Element) -> Iterator[Finding]:
        forbidden = {"sourceRef": {"endEvent"}, "targetRef": {"startEvent", "boundaryEvent"}}
        for end, kinds in forbidden.items():
            node = self.nodes.get(bare(flow.get(end)))
            if node is None:
                yield refusal("flow-leads-nowhere", self.file, flow, end=end, found=flow.get(end),
                              remedy="Connect the flow to a node of the same process or sub-process.")
            elif local_name(node) in kinds:
                yield refusal("flow-not-allowed", self.file, flow, end=end, found=local_name(node),
                              remedy="Remove the flow.")
            elif is_event_sub_process(node):
                yield refusal("flow-not-allowed", self.file, flow, end=end, found="event sub-process",
                              remedy="An event sub-process is started by its start event: remove the flow.")

    def _around(self, node: etree._Element) -> Iterator[Finding]:
        kind, out = local_name(node), self.out_of(node)
        conditional = [flow for flow in out if flow.find(bpmn("conditionExpression")) is not None]
        default = bare(node.get("default"))
        if default and default not in {flow.get("id") for flow in out}:
            yield refusal("default-not-outgoing", self.file, node, found=default,
                          remedy="Mark one of the outgoing flows as the default.")
        yield from self._conditions(node, conditional, default)
        if kind in CHOOSING and len(out) > 1:
            for flow in out:
                if flow not in conditional and flow.get("id") != default:
                    yield refusal("flow-without-condition", self.file, flow, found=kind,
                                  remedy="Write a condition, or mark the flow as the default.")
        never_says = kind == "complexGateway" and node.find(bpmn("activationCondition")) is None
        if never_says and len(self.into(node)) > 1:
            yield refusal("activation-condition-missing", self.file, node, found=kind,
                          remedy="Write when the gateway goes on, such as activationCount >= 2.")
        if self._is_never_reached(node):
            yield refusal("node-never-reached", self.file, node, found=kind,
                          remedy="Draw a flow to it, or remove it.")

    def _conditions(
        self, node: etree._Element, conditional: list[etree._Element], default: str,
    ) -> Iterator[Finding]:
        kind = local_name(node)
        for flow in conditional:
            if flow.get("id") == default:
                yield refusal("default-with-condition", self.file, flow, found=kind,
                              remedy="A default flow has no condition: remove one of the two.")
            elif kind == "parallelGateway":
                yield warning("condition-without-effect", self.file, flow, found=kind)
            elif kind == "eventBasedGateway":
                yield refusal("condition-not-allowed", self.file, flow, found=kind,
                              remedy="The events behind the gateway decide: remove the condition.")

    def _is_never_reached(self, node: etree._Element) -> bool:
        kind = local_name(node)
        if kind in {"startEvent", "boundaryEvent"} or is_event_sub_process(node) or self.into(node):
            return False
        if is_handler(node):
            return False
        if is_catching(node) and is_about(node, "link"):
            return False
        return self._has_start

    def _links(self) -> Iterator[Finding]:
        catching = [name for node, name in links(self.scope) if is_catching(node)]
        for node, name in links(self.scope):
            if not name and not is_catching(node) and other_half(self.scope, node) is None:
                yield refusal("link-without-name", self.file, node, remedy="Name both halves of the link.")
            elif name and is_catching(node) and catching.count(name) > 1:
                yield refusal("link-twice", self.file, node, found=name,
                              remedy="Let one catching event have this name.")
            elif not is_catching(node) and other_half(self.scope, node) is None:
                yield refusal("link-leads-nowhere", self.file, node, found=name,
                              remedy="Draw a catching link event of this name in the same scope.")
