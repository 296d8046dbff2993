"""What BPMN allows, runs as it should, and yet has not the effect its author drew it for: told, never refused.

A second handler of what a first one always takes; a correlation key by which no message is matched; data that an
association would carry from one name to another, where the variables are those of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import warning
from engine.spiff.check.flows import ScopeFlows
from engine.spiff.elements import event_definitions, is_event_sub_process
from engine.spiff.source import Document, bare, bpmn, local_name

TAKEN_BY_ONE = frozenset({"error", "escalation", "message", "cancel"})
DATA = ("dataObject", "dataInput", "dataOutput")


def drawn_in_vain(document: Document) -> Iterator[Finding]:
    """Correlation keys, and data associations between different names."""
    for key in document.root.iter(bpmn("correlationKey")):
        yield warning("correlation-without-effect", document.file, key, found=key.get("name") or key.get("id", ""))
    named = {node.get("id"): node for node in document.root.iter(*(bpmn(kind) for kind in (*DATA, "dataObjectReference")))}
    for process in document.processes:
        for association in process.iter(bpmn("dataInputAssociation"), bpmn("dataOutputAssociation")):
            ends = [_name(named, association.findtext(bpmn(end))) for end in ("sourceRef", "targetRef")]
            if all(ends) and ends[0] != ends[1]:
                yield warning("data-not-carried", document.file, association, found=ends[0], to=ends[1])


def _name(named: dict[str | None, etree._Element], reference: str | None) -> str:
    """What a piece of data is called; a reference to a data object by the object's name or else its own."""
    node = named.get(bare(reference))
    if node is None:
        return ""
    data = named.get(bare(node.get("dataObjectRef")), node)
    return str(data.get("name") or node.get("name") or "")


def caught_twice(around: ScopeFlows) -> Iterator[Finding]:
    """Of two handlers of the same thing at one activity, in one scope or behind one gateway, one is never asked."""
    nodes = list(around.nodes.values())
    at_boundary = sorted((node for node in nodes if local_name(node) == "boundaryEvent"), key=_host)
    groups = [list(events) for _, events in groupby(at_boundary, _host)]
    groups.append([start for node in nodes if is_event_sub_process(node) for start in node.findall(bpmn("startEvent"))])
    groups += [[around.nodes[name] for flow in around.out_of(node) if (name := bare(flow.get("targetRef"))) in around.nodes]
               for node in nodes if local_name(node) == "eventBasedGateway"]
    for group in groups:
        yield from _twice(group, around.file)


def _host(node: etree._Element) -> str:
    return bare(node.get("attachedToRef"))


def _twice(events: Iterable[etree._Element], file: str) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for event in events:
        about = event_definitions(event)
        kind = local_name(about[0]).removesuffix("EventDefinition") if len(about) == 1 else ""
        said = (kind, bare(about[0].get(f"{kind}Ref")) if about else "")
        if kind in TAKEN_BY_ONE and said in seen:
            yield warning("caught-twice", file, event, found=kind)
        seen.add(said)
