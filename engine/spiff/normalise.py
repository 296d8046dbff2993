"""Rewriting a diagram before it is parsed: what BPMN lets be written elsewhere or not at all is put in its place.

What is made up here is named in brackets, which no XML id can be, so that it never reaches a person.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.spiff.foreign import translate
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
TOGETHER = "together"
"""Put at the start events of which one begins a case and the others are awaited in it: the gateway that they stood behind."""
TELLS = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
"""Which event an instance throws when it ends: each of them, or the first alone."""
GLOBAL_TASKS = {
    "globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
}


def normalise(document: Document) -> None:
    """Complete the diagram in place, and draw the flows that it says otherwise."""
    translate(document.root)
    complete(document.root)
    for process in document.processes:
        for scope in scopes(process):
            draw_links(scope)


def complete(root: etree._Element) -> None:
    """Put in place what is written elsewhere: shared event definitions, global tasks, receivers that begin."""
    shared = shared_definitions(root)
    share_definitions(root, shared)
    for task in global_tasks(root):
        make_process(root, task)
    for process in root.iter(bpmn("process")):
        begin_by_receiving(process)
        for loop in process.iter(bpmn("multiInstanceLoopCharacteristics")):
            let_instances_tell(loop, shared)
    give_ids(root)


def shared_definitions(root: etree._Element) -> dict[str, etree._Element]:
    """The event definitions that stand at the root of a file, for several events to refer to."""
    return {node.get("id", ""): node for node in event_definitions(root)}


def share_definitions(root: etree._Element, shared: Mapping[str, etree._Element]) -> None:
    """Give each event its own copy of the definition that it refers to."""
    for reference in list(root.iter(bpmn("eventDefinitionRef"))):
        said, holder = shared.get(bare(reference.text)), reference.getparent()
        if said is not None and holder is not None:
            own = copy.deepcopy(said)
            own.attrib.pop("id", "")
            holder.replace(reference, own)


def global_tasks(root: etree._Element) -> list[etree._Element]:
    """The tasks that stand at the root of a file, to be called from processes."""
    return [node for node in root if local_name(node) in GLOBAL_TASKS]


def let_instances_tell(loop: etree._Element, shared: Mapping[str, etree._Element]) -> None:
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


def make_process(root: etree._Element, task: etree._Element) -> None:
    """A global task is a process of one task, which is told by the same id."""
    kind = GLOBAL_TASKS[local_name(task)]
    around = etree.Element(bpmn("process"), {"id": task.get("id", ""), "name": task.get("name", "")})
    root.replace(task, around)
    around.append(task)
    task.tag = bpmn(kind)
    if language := task.attrib.pop("scriptLanguage", ""):
        task.set("scriptFormat", language)


def begin_by_receiving(process: etree._Element) -> None:
    """A receive task or event-based gateway that begins a process is a start event, or one for each event behind it."""
    leave_out_idle_starts(process)
    led_to = {bare(flow.get("targetRef")) for flow in flows(process)}
    for node in nodes(process):
        if not is_true(node, "instantiate") or node.get("id") in led_to:
            continue
        if local_name(node) == "receiveTask":
            _begin_at(node)
        elif local_name(node) == "eventBasedGateway":
            behind = [flow for flow in flows(process) if bare(flow.get("sourceRef")) == node.get("id")]
            for flow in behind:
                process.remove(flow)
            targets = {bare(flow.get("targetRef")) for flow in behind}
            for target in [other for other in nodes(process) if other.get("id") in targets]:
                _begin_at(target)
                if waits_for_all(node):
                    target.set(TOGETHER, node.get("id", ""))
            process.remove(node)


def waits_for_all(gateway: etree._Element) -> bool:
    """Whether an event-based gateway goes on with each of its events and is done with the last."""
    return gateway.get("eventGatewayType", "").strip() == "Parallel"


def leave_out_idle_starts(process: etree._Element) -> None:
    """A plain start event that leads only to what begins the process itself says nothing more."""
    ends = [(flow, bare(flow.get("sourceRef")), bare(flow.get("targetRef"))) for flow in flows(process)]
    beginning = {node.get("id") for node in nodes(process) if is_true(node, "instantiate")}
    for start in [node for node in nodes(process) if is_plain_start(node)]:
        led_on = [(flow, target) for flow, source, target in ends if source == start.get("id")]
        if len(led_on) == 1 and led_on[0][1] in beginning and [end[2] for end in ends].count(led_on[0][1]) == 1:
            process.remove(led_on[0][0])
            process.remove(start)


def is_plain_start(node: etree._Element) -> bool:
    """Whether this is a start event that waits for nothing."""
    refers = node.find(bpmn("eventDefinitionRef")) is not None
    return local_name(node) == "startEvent" and not refers and not event_definitions(node)


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


def links(scope: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The link events of a scope, with the name that joins them."""
    for node in nodes(scope):
        link = _link(node)
        if link is not None:
            yield node, link.get("name", "")


def other_half(scope: etree._Element, throwing: etree._Element) -> etree._Element | None:
    """Where a thrown link goes on: at the half that either of them points at, else at that of the same name."""
    catching = [node for node, _ in links(scope) if is_catching(node)]
    pointed = [node for node in catching if _points(throwing, "target", node) or _points(node, "source", throwing)]
    name = _link_name(throwing)
    named = [node for node in catching if name and _link_name(node) == name]
    return next(iter([*pointed, *named]), None)


def _points(node: etree._Element, child: str, other: etree._Element) -> bool:
    ours, theirs = _link(node), _link(other)
    if ours is None or theirs is None or not theirs.get("id"):
        return False
    return theirs.get("id") in {bare(said.text) for said in ours.findall(bpmn(child))}


def _link(node: etree._Element) -> etree._Element | None:
    return node.find(bpmn("linkEventDefinition"))


def _link_name(node: etree._Element) -> str:
    link = _link(node)
    return link.get("name", "") if link is not None else ""


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


def event_definitions(node: etree._Element) -> list[etree._Element]:
    """The event definitions written inside a node."""
    return [child for child in node if local_name(child).endswith("EventDefinition")]


def is_about(node: etree._Element, kind: str) -> bool:
    """Whether the node's event is of this kind."""
    return node.find(bpmn(f"{kind}EventDefinition")) is not None


def is_event_sub_process(node: etree._Element) -> bool:
    """Whether a sub-process begins by an event in the scope around it."""
    return local_name(node) in SUB_PROCESSES and is_true(node, "triggeredByEvent")


def around_what_happens(scope: etree._Element) -> etree._Element:
    """The scope whose work is undone here: an event sub-process speaks for the scope around it."""
    while is_event_sub_process(scope) and (outer := scope.getparent()) is not None:
        scope = outer
    return scope


def is_handler(node: etree._Element) -> bool:
    """Whether an activity only undoes another: no flow leads to it."""
    return is_true(node, "isForCompensation")


def undo_events(scope: etree._Element) -> list[etree._Element]:
    """The boundary events from which an association leads to a handler."""
    return [node for node in nodes(scope) if local_name(node) == "boundaryEvent"
            and is_about(node, "compensate")]


def associated(scope: etree._Element, event: etree._Element) -> list[str]:
    """What the associations out of an event lead to."""
    return [bare(line.get("targetRef")) for line in scope.findall(bpmn("association"))
            if bare(line.get("sourceRef")) == event.get("id")]


def handlers(scope: etree._Element) -> dict[str, str]:
    """Which activity of a scope is undone by which."""
    return {bare(event.get("attachedToRef")): handler
            for event in undo_events(scope) for handler in associated(scope, event)}
