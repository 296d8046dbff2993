"""The elements of a diagram: which kinds there are, and what one asks of their XML."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.spiff.source import bare, bpmn, is_true, local_name

TASKS = frozenset({
    "task", "userTask", "manualTask", "scriptTask", "serviceTask", "sendTask", "receiveTask",
    "businessRuleTask",
})
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({
    "exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway",
})
CATCH_EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROW_EVENTS = frozenset({"endEvent", "intermediateThrowEvent"})
EVENTS = CATCH_EVENTS | THROW_EVENTS
NODES = ACTIVITIES | GATEWAYS | EVENTS
GLOBAL_TASKS = {
    "globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
}
"""Tasks that stand at the root of a file, and which task each is."""

TELLS = {"None": "noneBehaviorEventRef", "One": "oneBehaviorEventRef"}
"""Which event an instance throws when it ends: each of them, or the first alone."""


def scopes(process: etree._Element) -> Iterator[etree._Element]:
    """The process and every sub-process in it, outer before inner."""
    yield from process.iter(bpmn("process"), *(bpmn(name) for name in SUB_PROCESSES))


def nodes(scope: etree._Element) -> list[etree._Element]:
    """The flow nodes that stand directly in a scope."""
    return [child for child in scope if local_name(child) in NODES]


def flows(scope: etree._Element) -> list[etree._Element]:
    """The sequence flows that stand directly in a scope."""
    return scope.findall(bpmn("sequenceFlow"))


def global_tasks(root: etree._Element) -> list[etree._Element]:
    """The tasks that stand at the root of a file, to be called from processes."""
    return [node for node in root if local_name(node) in GLOBAL_TASKS]


def event_definitions(node: etree._Element) -> list[etree._Element]:
    """The event definitions written inside a node."""
    return [child for child in node if local_name(child).endswith("EventDefinition")]


def is_about(node: etree._Element, kind: str) -> bool:
    """Whether the node's event is of this kind."""
    return node.find(bpmn(f"{kind}EventDefinition")) is not None


def is_plain_start(node: etree._Element) -> bool:
    """Whether this is a start event that waits for nothing."""
    refers = node.find(bpmn("eventDefinitionRef")) is not None
    return local_name(node) == "startEvent" and not refers and not event_definitions(node)


def may_race(node: etree._Element) -> bool:
    """Whether this may stand behind an event-based gateway: it waits for something to happen."""
    return local_name(node) == "receiveTask" or (is_catching(node) and not is_about(node, "link"))


def is_repeated(node: etree._Element) -> bool:
    """Whether an activity has instances or is done again."""
    return any(local_name(child) in {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"} for child in node)


def is_catching(node: etree._Element) -> bool:
    """Whether a link goes on here."""
    return local_name(node) == "intermediateCatchEvent"


def is_made_up(name: str) -> bool:
    """Whether an id was given by us."""
    return name.startswith("(")


def waits_for_all(gateway: etree._Element) -> bool:
    """Whether an event-based gateway goes on with each of its events and is done with the last."""
    return gateway.get("eventGatewayType", "").strip() == "Parallel"


def is_event_sub_process(node: etree._Element) -> bool:
    """Whether a sub-process begins by an event in the scope around it."""
    return local_name(node) in SUB_PROCESSES and is_true(node, "triggeredByEvent")


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


def is_handler(node: etree._Element) -> bool:
    """Whether an activity only undoes another: no flow leads to it."""
    return is_true(node, "isForCompensation")


def handlers(scope: etree._Element) -> dict[str, str]:
    """Which activity of a scope is undone by which."""
    return {bare(event.get("attachedToRef")): handler
            for event in undo_events(scope) for handler in associated(scope, event)}


def undo_events(scope: etree._Element) -> list[etree._Element]:
    """The boundary events from which an association leads to a handler."""
    return [node for node in nodes(scope) if local_name(node) == "boundaryEvent"
            and is_about(node, "compensate")]


def associated(scope: etree._Element, event: etree._Element) -> list[str]:
    """What the associations out of an event lead to."""
    return [bare(line.get("targetRef")) for line in scope.findall(bpmn("association"))
            if bare(line.get("sourceRef")) == event.get("id")]


def around_what_happens(scope: etree._Element) -> etree._Element:
    """The scope whose work is undone here: an event sub-process speaks for the scope around it."""
    while is_event_sub_process(scope) and (outer := scope.getparent()) is not None:
        scope = outer
    return scope
