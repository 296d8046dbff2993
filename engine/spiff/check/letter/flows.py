"""Flows and gateways: conditions, directions, and the two ends of every path."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model, Nodes
from engine.spiff.elements import ACTIVITIES, EVENTS, GATEWAYS, is_event_sub_process, is_handler
from engine.spiff.source import bare, bpmn, is_true, local_name

ARTIFACTS = frozenset({"textAnnotation", "group", "association"})


def flow_rules(model: Model) -> Iterator[Finding]:
    """What the letter says about sequence flows and gateways."""
    for flow in model.every("sequenceFlow"):
        for end in ("sourceRef", "targetRef"):
            found = model.find(flow.get(end))
            if found is not None and local_name(found) in ARTIFACTS:
                yield broken("flow-at-artifact", model.file, flow, found=local_name(found))
    for scope in model.scopes:
        yield from _mirrored(model, scope)
        yield from _scope(model, scope)
    for node in model.nodes:
        yield from _conditions(model, node)
        if local_name(node) in GATEWAYS:
            yield from _gateway(model, node)


def _mirrored(model: Model, scope: etree._Element) -> Iterator[Finding]:
    """Clause 8.4.7: where elements list their flows, the lists are those of the flows themselves."""
    listing = model.nodes_in(scope)
    if not any(_listed(node, side) for node in listing for side in ("incoming", "outgoing")):
        return
    for node in listing:
        for side, flows in (("incoming", model.into(node)), ("outgoing", model.out_of(node))):
            drawn, listed = {flow.get("id") for flow in flows}, _listed(node, side)
            if None not in drawn and drawn != listed:
                differing = sorted(str(name) for name in drawn ^ listed)
                yield broken("flow-not-mirrored", model.file, node, found=side, flows=", ".join(differing))


def _listed(node: etree._Element, side: str) -> set[str | None]:
    return {bare(child.text) for child in node.findall(bpmn(side))}


def _conditions(model: Model, node: etree._Element) -> Iterator[Finding]:
    kind, out = local_name(node), model.out_of(node)
    conditional = [flow for flow in out if flow.find(bpmn("conditionExpression")) is not None]
    if conditional and kind in EVENTS:
        yield broken("condition-after-event", model.file, conditional[0], found=kind)
    if conditional and kind in ACTIVITIES and len(out) == 1:
        yield broken("condition-alone", model.file, conditional[0], found=kind)


def _gateway(model: Model, node: etree._Element) -> Iterator[Finding]:
    """Clauses 8.4.9 and 10.6.1: a gateway splits or joins, and does what its direction says."""
    into, out = len(model.into(node)), len(model.out_of(node))
    direction = node.get("gatewayDirection", "Unspecified")
    wrong = {
        "Converging": into < 2 or out > 1,
        "Diverging": out < 2 or into > 1,
        "Mixed": into < 2 or out < 2,
    }.get(direction, False)
    if wrong:
        yield broken("gateway-direction", model.file, node, found=direction, incoming=into, outgoing=out)
    elif into < 2 and out < 2:
        yield broken("gateway-alone", model.file, node, found=local_name(node))


def _scope(model: Model, scope: etree._Element) -> Iterator[Finding]:
    """Clauses 10.3.5, 10.5.2 and 13.3.4: what stands at the ends of a scope."""
    nodes = model.nodes_in(scope)
    starts, ends = _of(nodes, "startEvent"), _of(nodes, "endEvent")
    if local_name(scope) == "adHocSubProcess":
        yield from _ad_hoc(model, scope, nodes, [*starts, *ends])
    elif ends and not starts and not any(is_true(node, "instantiate") for node in nodes):
        yield broken("start-missing", model.file, ends[0])
    elif len(starts) > 1 and local_name(scope) != "process" and not is_event_sub_process(scope):
        yield broken("start-twice", model.file, starts[1])
    for node in starts:
        if not is_event_sub_process(scope) and node.get("isInterrupting", "true").strip() in {"false", "0"}:
            yield broken("interrupts-nothing", model.file, node)
    for node in nodes:
        host = model.find(node.get("attachedToRef"))
        if host is not None and is_event_sub_process(host):
            yield broken("boundary-at-event-sub-process", model.file, node)


def _ad_hoc(model: Model, scope: etree._Element, nodes: Nodes, ends: Nodes) -> Iterator[Finding]:
    if not any(local_name(node) in ACTIVITIES for node in nodes):
        yield broken("ad-hoc-empty", model.file, scope)
    for node in ends:
        yield broken("ad-hoc-with-ends", model.file, node, found=local_name(node))


def _of(nodes: Nodes, kind: str) -> Nodes:
    return [node for node in nodes if local_name(node) == kind and not is_handler(node)]
