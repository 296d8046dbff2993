"""Pools, lanes and message flows: drawn only, but held to the letter, since people act on them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.conversations import CONVERSATIONS
from engine.spiff.check.letter.model import Model, parent, process_of
from engine.spiff.elements import ACTIVITIES, CATCH_EVENTS, EVENTS, THROW_EVENTS
from engine.spiff.source import bare, bpmn, is_true, local_name

JOINED = ACTIVITIES | EVENTS | {"participant"}
ELSEWHERE = CONVERSATIONS | frozenset({"choreographyTask", "callChoreography", "subChoreography"})


def collaboration_rules(model: Model) -> Iterator[Finding]:
    """What the letter says about who takes part and what they send each other."""
    for multiplicity in model.every("participantMultiplicity"):
        yield from _multiplicity(model, multiplicity)
    for collaboration in model.every("collaboration"):
        yield from _pools(model, collaboration)
    for flow in model.every("messageFlow"):
        yield from _message_flow(model, flow)
    for lanes in model.every("laneSet", "childLaneSet"):
        yield from _lanes(model, lanes)
    for process in model.every("process"):
        if process.get("processType") == "Public" and is_true(process, "isExecutable"):
            yield broken("public-and-executable", model.file, process)


def _multiplicity(model: Model, node: etree._Element) -> Iterator[Finding]:
    try:
        least, most = int(node.get("minimum", "0")), int(node.get("maximum", "1"))
    except ValueError:
        return  # the schema says so
    if least < 0 or most < 1 or least > most:
        yield broken("multiplicity-impossible", model.file, parent(node), minimum=least, maximum=most)


def _pools(model: Model, collaboration: etree._Element) -> Iterator[Finding]:
    shown: set[str] = set()
    for participant in collaboration.findall(bpmn("participant")):
        process = bare(participant.get("processRef"))
        if process and process in shown:
            yield broken("participant-twice", model.file, participant, found=process)
        shown.add(process)


def _message_flow(model: Model, flow: etree._Element) -> Iterator[Finding]:
    """Clause 9.4: between two pools, from who sends to who receives."""
    source, target = model.find(flow.get("sourceRef")), model.find(flow.get("targetRef"))
    if source is None or target is None:
        return  # told as a dangling reference
    if _pool(source) is not None and _pool(source) == _pool(target):
        yield broken("message-flow-inside-pool", model.file, flow, found=_pool(source))
    for node, wrong in ((source, CATCH_EVENTS | {"receiveTask"}), (target, THROW_EVENTS | {"sendTask"})):
        kind = local_name(node)
        silent = kind in EVENTS and "message" not in model.kinds_of(node)
        if kind in wrong or silent or kind not in JOINED | ELSEWHERE:
            yield broken("message-flow-end", model.file, flow, found=kind, reference=node.get("id"))


def _pool(node: etree._Element) -> str | None:
    if local_name(node) == "participant":
        return bare(node.get("processRef")) or node.get("id")
    process = process_of(node)
    return process.get("id") if process is not None else None


def _lanes(model: Model, lanes: etree._Element) -> Iterator[Finding]:
    """Clause 10.8: lanes sort the elements of their own process, each into one."""
    seen: set[str] = set()
    process = process_of(lanes)
    for lane in lanes.findall(bpmn("lane")):
        for reference in lane.findall(bpmn("flowNodeRef")):
            name = bare(reference.text)
            found = model.find(name)
            if name in seen:
                yield broken("lane-shared", model.file, lane, found=name)
            elif found is not None and process_of(found) is not process:
                yield broken("lane-foreign", model.file, lane, found=name)
            seen.add(name)
