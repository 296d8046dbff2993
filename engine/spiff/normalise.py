"""Rewriting a diagram before it is parsed: what BPMN lets be written elsewhere or not at all is put in its place.

What is made up here is named in brackets, which no XML id can be, so that it never reaches a person.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping

from lxml import etree

from engine.spiff.elements import (
    GLOBAL_TASKS,
    NODES,
    TELLS,
    event_definitions,
    flows,
    global_tasks,
    is_catching,
    is_plain_start,
    is_repeated,
    links,
    may_race,
    nodes,
    other_half,
    scopes,
    waits_for_all,
)
from engine.spiff.foreign import translate
from engine.spiff.source import Document, bare, bpmn, is_true, local_name

TOGETHER = "together"
"""Put at the start events of which one begins a case and the others are awaited in it: the gateway that they stood behind."""


def normalise(document: Document) -> None:
    """Complete the diagram in place, and draw the flows that it says otherwise."""
    translate(document.root)
    complete(document.root)
    for process in document.processes:
        for scope in scopes(process):
            draw_links(scope)


def complete(root: etree._Element) -> None:
    """Put in place what is written elsewhere: shared event definitions, global tasks, receivers that begin."""
    shared = _shared_definitions(root)
    _share_definitions(root, shared)
    for task in global_tasks(root):
        _make_process(root, task)
    for process in root.iter(bpmn("process")):
        _begin_by_receiving(process)
        for loop in process.iter(bpmn("multiInstanceLoopCharacteristics")):
            _let_instances_tell(loop, shared)
    give_ids(root)


def _shared_definitions(root: etree._Element) -> dict[str, etree._Element]:
    """The event definitions that stand at the root of a file, for several events to refer to."""
    return {node.get("id", ""): node for node in event_definitions(root)}


def _share_definitions(root: etree._Element, shared: Mapping[str, etree._Element]) -> None:
    """Give each event its own copy of the definition that it refers to."""
    for reference in list(root.iter(bpmn("eventDefinitionRef"))):
        said, holder = shared.get(bare(reference.text)), reference.getparent()
        if said is not None and holder is not None:
            own = copy.deepcopy(said)
            own.attrib.pop("id", "")
            holder.replace(reference, own)


def _let_instances_tell(loop: etree._Element, shared: Mapping[str, etree._Element]) -> None:
    """An instance that ends may throw an event: put it into the loop, and let it be caught beside the others.

    The event says that one is done; it never takes the others away, which a completion condition does.
    """
    tells, activity = TELLS.get(loop.get("behavior", "All")), loop.getparent()
    said = shared.get(bare(loop.get(tells))) if tells else None
    if said is None or activity is None:
        return
    loop.append(copy.deepcopy(said))
    for event in _beside(activity, "boundaryEvent"):
        hears = bare(event.get("attachedToRef")) == activity.get("id") and event.find(said.tag) is not None
        if hears and _refers_to(event.find(said.tag)) in {_refers_to(said), ""}:
            event.set("cancelActivity", "false")


def _beside(node: etree._Element, kind: str) -> list[etree._Element]:
    scope = node.getparent()
    return scope.findall(bpmn(kind)) if scope is not None else []


def _refers_to(said: etree._Element | None) -> str:
    references = said.attrib.items() if said is not None else ()
    return next((bare(str(value)) for key, value in references if str(key).endswith("Ref")), "")


def _make_process(root: etree._Element, task: etree._Element) -> None:
    """A global task is a process of one task, which is told by the same id."""
    kind = GLOBAL_TASKS[local_name(task)]
    around = etree.Element(bpmn("process"), {"id": task.get("id", ""), "name": task.get("name", "")})
    root.replace(task, around)
    around.append(task)
    task.tag = bpmn(kind)
    if language := task.attrib.pop("scriptLanguage", ""):
        task.set("scriptFormat", language)


def _begin_by_receiving(process: etree._Element) -> None:
    """A receive task or event-based gateway that begins a process is a start event, or one for each event behind it."""
    _leave_out_idle_starts(process)
    led_to = {bare(flow.get("targetRef")) for flow in flows(process)}
    for node in nodes(process):
        if not is_true(node, "instantiate") or node.get("id") in led_to:
            continue
        if local_name(node) == "receiveTask" and not is_repeated(node):
            _begin_at(node)
        elif local_name(node) == "eventBasedGateway":
            _begin_behind(node, process)


def _begin_behind(gateway: etree._Element, process: etree._Element) -> None:
    """Let each event behind a gateway begin the process. A faulty one stays a gateway, of which the check says what is wrong."""
    behind = [flow for flow in flows(process) if bare(flow.get("sourceRef")) == gateway.get("id")]
    led_on = {bare(flow.get("targetRef")) for flow in behind}
    targets = [other for other in nodes(process) if other.get("id") in led_on and may_race(other) and not is_repeated(other)]
    if len(targets) < len(behind) or any(flow.find(bpmn("conditionExpression")) is not None for flow in behind):
        return
    for flow in behind:
        process.remove(flow)
    for target in targets:
        _begin_at(target)
        if waits_for_all(gateway):
            target.set(TOGETHER, gateway.get("id", ""))
    process.remove(gateway)


def _leave_out_idle_starts(process: etree._Element) -> None:
    """A plain start event that leads only to what begins the process itself says nothing more."""
    drawn = flows(process)
    arriving = Counter(bare(flow.get("targetRef")) for flow in drawn)
    beginning = {node.get("id") for node in nodes(process) if is_true(node, "instantiate")}
    for start in [node for node in nodes(process) if is_plain_start(node)]:
        leaving = [flow for flow in drawn if bare(flow.get("sourceRef")) == start.get("id")]
        target = bare(leaving[0].get("targetRef")) if len(leaving) == 1 else ""
        if target in beginning and arriving[target] == 1:
            process.remove(leaving[0])
            process.remove(start)


def _begin_at(node: etree._Element) -> None:
    if local_name(node) == "receiveTask":
        about = etree.SubElement(node, bpmn("messageEventDefinition"))
        about.set("messageRef", node.attrib.pop("messageRef", ""))
        node.attrib.pop("instantiate", "")
        node.attrib.pop("implementation", "")
    node.tag = bpmn("startEvent")


def give_ids(root: etree._Element) -> None:
    """BPMN lets ids be left out; a parser that goes by ids would lose these silently."""
    made = 0
    for node in root.iter(etree.Element):
        if not node.get("id") and local_name(node) in NODES | {"sequenceFlow"}:
            made += 1
            node.set("id", f"({local_name(node)} {made})")


def draw_links(scope: etree._Element) -> None:
    """A link is a flow drawn in two halves: join each throwing half to its catching one."""
    for made, (node, _) in enumerate(links(scope)):
        target = None if is_catching(node) else other_half(scope, node)
        if target is not None:
            flow = etree.SubElement(scope, bpmn("sequenceFlow"))
            flow.set("id", f"(link {made} of {scope.get('id')})")
            flow.set("sourceRef", node.get("id", ""))
            flow.set("targetRef", target.get("id", ""))
