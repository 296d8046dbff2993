"""Events: what they carry and where their paths lead; races and links."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model, parent
from engine.spiff.elements import EVENTS, is_plain_start
from engine.spiff.source import bare, bpmn, is_true, local_name

CARRIERS = {"message": "itemRef", "signal": "structureRef", "error": "structureRef",
            "escalation": "structureRef"}
THROWN_CODES = {"error": frozenset({"endEvent"}),
                "escalation": frozenset({"endEvent", "intermediateThrowEvent"})}


def event_rules(model: Model) -> Iterator[Finding]:
    """What the letter says about events and about those who wait for them."""
    for node in model.nodes:
        kind = local_name(node)
        if kind in EVENTS:
            yield from _ends(model, node, kind)
            yield from _links(model, node, kind)
            yield from _codes(model, node, kind)
            yield from _carried(model, node)
            yield from _undoing(model, node)
        elif kind == "eventBasedGateway":
            yield from _race(model, node)
        yield from _operation(model, node)
        if is_true(node, "instantiate") and not _begins_process(model, node):
            yield broken("instance-born-midway", model.file, node, found=kind)


def _begins_process(model: Model, node: etree._Element) -> bool:
    """Clause 10.6.6: what begins a case stands in the process itself, behind a plain start event or behind nothing."""
    sources = [model.find(flow.get("sourceRef")) for flow in model.into(node)]
    behind_start = len(sources) == 1 and sources[0] is not None and is_plain_start(sources[0])
    return local_name(parent(node)) == "process" and (behind_start or not sources)


def _operation(model: Model, node: etree._Element) -> Iterator[Finding]:
    """Clause 10.3.3: what calls an operation sends or receives the messages of that very operation."""
    for holder in [node, *(definition for about, definition in model.about(node) if about == "message")]:
        named = holder.get("operationRef") or holder.findtext(bpmn("operationRef"))
        operation, message = model.find(named), bare(holder.get("messageRef"))
        if operation is None or not message or local_name(operation) != "operation":
            continue
        spoken = {bare(operation.findtext(bpmn(name))) for name in ("inMessageRef", "outMessageRef")}
        if message not in spoken:
            yield broken("operation-message-differs", model.file, node, found=message)


def _ends(model: Model, node: etree._Element, kind: str) -> Iterator[Finding]:
    """Clauses 10.5.2 and 10.5.4: every event but an end leads on; intermediate ones are led to."""
    about = model.kinds_of(node)
    if kind == "startEvent" and not model.out_of(node):
        yield broken("start-leads-nowhere", model.file, node)
    if kind in {"endEvent", "startEvent"} or is_true(node, "isForCompensation"):
        return
    undoes = "compensate" in about and kind == "boundaryEvent"
    throws_link = "link" in about and kind == "intermediateThrowEvent"
    if not model.out_of(node) and not undoes and not throws_link:
        yield broken("event-leads-nowhere", model.file, node, found=kind)
    free = local_name(parent(node)) == "adHocSubProcess" or "link" in about
    if kind != "boundaryEvent" and not model.into(node) and not free:
        yield broken("event-reached-by-nothing", model.file, node, found=kind)


def _links(model: Model, node: etree._Element, kind: str) -> Iterator[Finding]:
    for about, link in model.about(node):
        if about != "link":
            continue
        catches = kind == "intermediateCatchEvent"
        if model.into(node) if catches else model.out_of(node):
            yield broken("link-with-flow", model.file, node, found=kind)
        if catches and not _is_thrown(model, node, link):
            yield broken("link-never-thrown", model.file, node, found=link.get("name", ""))


def _is_thrown(model: Model, node: etree._Element, link: etree._Element) -> bool:
    """A throwing link of the same scope names this one, or is named by it."""
    sources = {bare(child.text) for child in link.findall(bpmn("source"))}
    for other in model.nodes_in(parent(node)):
        if local_name(other) == "intermediateThrowEvent":
            for about, thrown in model.about(other):
                targets = {bare(child.text) for child in thrown.findall(bpmn("target"))}
                if about == "link" and (thrown.get("name") == link.get("name") or link.get("id") in targets
                                        or thrown.get("id") in sources):
                    return True
    return False


def _codes(model: Model, node: etree._Element, kind: str) -> Iterator[Finding]:
    """Clause 8.4.3: what is thrown in an executable process has a code to be caught by."""
    for about, definition in model.about(node):
        if kind not in THROWN_CODES.get(about, ()):
            continue
        reference = definition.get(f"{about}Ref")
        declared = model.find(reference)
        if not reference or (declared is not None and not declared.get(f"{about}Code", "").strip()):
            yield broken("code-missing", model.file, node, found=about, reference=reference)


def _carried(model: Model, node: etree._Element) -> Iterator[Finding]:
    """Clause 10.5.1: the data of an event is of the type of the message, signal or error it is about."""
    data = [*node.findall(bpmn("dataInput")), *node.findall(bpmn("dataOutput"))]
    if not data:
        return
    if len(data) > max(1, len(model.about(node))):
        yield broken("event-data-too-many", model.file, node, found=len(data))
    held = {bare(one.get("itemSubjectRef")) for one in data}
    for about, definition in model.about(node):
        declared = model.find(definition.get(f"{about}Ref"))
        carried = bare(declared.get(CARRIERS[about])) if about in CARRIERS and declared is not None else ""
        if carried and "" not in held and not _same_type(model, carried, held):
            yield broken("event-data-mistyped", model.file, node, found=about)


def _same_type(model: Model, wanted: str, held: set[str]) -> bool:
    if wanted in held:
        return True
    item = model.find(wanted)
    structure = item.get("structureRef") if item is not None else None
    return any((one := model.find(name)) is not None and one.get("structureRef") == structure is not None
               for name in held)


def _undoing(model: Model, node: etree._Element) -> Iterator[Finding]:
    """Clause 10.5.2: an event that undoes always interrupts."""
    stays = any(node.get(name, "true").strip() in {"false", "0"}
                for name in ("isInterrupting", "cancelActivity"))
    if stays and "compensate" in model.kinds_of(node) and local_name(node) == "startEvent":
        yield broken("must-interrupt-to-undo", model.file, node)


def _race(model: Model, node: etree._Element) -> Iterator[Finding]:
    """Clause 10.6.6: at least two events behind it; messages come to events or to tasks; no boundary events."""
    out = model.out_of(node)
    if len(out) < 2:
        yield broken("race-too-short", model.file, node, outgoing=len(out))
    targets = [target for flow in out if (target := model.find(flow.get("targetRef"))) is not None]
    for target in targets:
        if target.get("id") in model.watched:
            yield broken("race-target-watched", model.file, target, found=local_name(target))
    by_task = any(local_name(target) == "receiveTask" for target in targets)
    if by_task and any("message" in model.kinds_of(target) for target in targets):
        yield broken("race-mixed", model.file, node)
