"""Rewriting a diagram before it is parsed: ids where none are written, links drawn as flows.

What is made up here is named in brackets, which no XML id can be, so that it never reaches a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.spiff.source import Document, bare, bpmn, is_true, local_name

TASKS = frozenset({
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask",
    "businessRuleTask",
})
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({
    "exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway",
})
EVENTS = frozenset({
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
})
NODES = ACTIVITIES | GATEWAYS | EVENTS


def normalise(document: Document) -> None:
    """Complete the diagram in place."""
    give_ids(document.root)
    for process in document.processes:
        for scope in scopes(process):
            draw_links(scope)


def give_ids(root: etree._Element) -> None:
    """BPMN lets ids be left out; a parser that goes by ids would lose these silently."""
    made = 0
    for node in root.iter(etree.Element):
        if not node.get("id") and local_name(node) in NODES | {"sequenceFlow"}:
            made += 1
            node.set("id", f"({local_name(node)} {made})")


def draw_links(scope: etree._Element) -> None:
    """A link is a flow drawn in two halves: join each throwing half to the catching one of its name."""
    catching = {name: node for node, name in links(scope) if is_catching(node)}
    for made, (node, name) in enumerate(links(scope)):
        if not is_catching(node) and name in catching:
            flow = etree.SubElement(scope, bpmn("sequenceFlow"))
            flow.set("id", f"(link {made} of {scope.get('id')})")
            flow.set("sourceRef", node.get("id", ""))
            flow.set("targetRef", catching[name].get("id", ""))


def links(scope: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The link events of a scope, with the name that joins them."""
    for node in nodes(scope):
        link = node.find(bpmn("linkEventDefinition"))
        if link is not None:
            yield node, link.get("name", "")


def is_catching(node: etree._Element) -> bool:
    return local_name(node) == "intermediateCatchEvent"


def scopes(process: etree._Element) -> Iterator[etree._Element]:
    """The process and every sub-process in it, outer before inner."""
    yield from process.iter(bpmn("process"), *(bpmn(name) for name in SUB_PROCESSES))


def nodes(scope: etree._Element) -> list[etree._Element]:
    """The flow nodes that stand directly in a scope."""
    return [child for child in scope if local_name(child) in NODES]


def flows(scope: etree._Element) -> list[etree._Element]:
    """The sequence flows that stand directly in a scope."""
    return scope.findall(bpmn("sequenceFlow"))


def is_made_up(name: str) -> bool:
    """Whether an id was given by us."""
    return name.startswith("(")


def is_handler(node: etree._Element) -> bool:
    """Whether an activity only undoes another: no flow leads to it."""
    return is_true(node, "isForCompensation")


def undo_events(scope: etree._Element) -> list[etree._Element]:
    """The boundary events from which an association leads to a handler."""
    return [node for node in nodes(scope) if local_name(node) == "boundaryEvent"
            and node.find(bpmn("compensateEventDefinition")) is not None]


def associated(scope: etree._Element, event: etree._Element) -> list[str]:
    """What the associations out of an event lead to."""
    return [bare(line.get("targetRef")) for line in scope.findall(bpmn("association"))
            if bare(line.get("sourceRef")) == event.get("id")]


def handlers(scope: etree._Element) -> dict[str, str]:
    """Which activity of a scope is undone by which."""
    return {bare(event.get("attachedToRef")): handler
            for event in undo_events(scope) for handler in associated(scope, event)}
