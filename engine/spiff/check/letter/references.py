"""References: every one leads to an element of the right kind; what is imported is in the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.letter.clauses import broken
from engine.spiff.check.letter.model import Model, parent
from engine.spiff.elements import ACTIVITIES, EVENTS, NODES
from engine.spiff.source import local_name

ANY: frozenset[str] = frozenset()
ITEM = frozenset({"itemDefinition"})
EVENT_DEFINITION = frozenset(
    f"{kind}EventDefinition" for kind in
    ["message", "timer", "signal", "error", "escalation", "conditional", "compensate", "cancel", "link", "terminate"])
CHOREOGRAPHY = frozenset({"choreography", "globalChoreographyTask", "subChoreography"})
SPEAKING = frozenset({"participant", "conversation", "subConversation", "callConversation"})

REFERENCES: dict[str, frozenset[str]] = {
    "itemSubjectRef": ITEM, "itemRef": ITEM, "messageRef": frozenset({"message"}),
    "signalRef": frozenset({"signal"}), "errorRef": frozenset({"error"}),
    "escalationRef": frozenset({"escalation"}), "operationRef": frozenset({"operation"}),
    "inMessageRef": frozenset({"message"}), "outMessageRef": frozenset({"message"}),
    "processRef": frozenset({"process"}), "dataObjectRef": frozenset({"dataObject"}),
    "dataStoreRef": frozenset({"dataStore"}), "attachedToRef": ACTIVITIES, "activityRef": ACTIVITIES,
    "default": frozenset({"sequenceFlow"}), "categoryValueRef": frozenset({"categoryValue"}),
    "dataInputRefs": frozenset({"dataInput"}), "dataOutputRefs": frozenset({"dataOutput"}),
    "optionalInputRefs": frozenset({"dataInput"}), "optionalOutputRefs": frozenset({"dataOutput"}),
    "whileExecutingInputRefs": frozenset({"dataInput"}),
    "whileExecutingOutputRefs": frozenset({"dataOutput"}),
    "inputSetRefs": frozenset({"inputSet"}), "outputSetRefs": frozenset({"outputSet"}),
    "participantRef": frozenset({"participant"}), "innerParticipantRef": frozenset({"participant"}),
    "outerParticipantRef": frozenset({"participant"}), "initiatingParticipantRef": frozenset({"participant"}),
    "messageFlowRef": frozenset({"messageFlow"}), "innerMessageFlowRef": frozenset({"messageFlow"}),
    "outerMessageFlowRef": frozenset({"messageFlow"}),
    "correlationPropertyRef": frozenset({"correlationProperty"}),
    "correlationKeyRef": frozenset({"correlationKey"}), "interfaceRef": frozenset({"interface"}),
    "flowNodeRef": NODES, "eventDefinitionRef": EVENT_DEFINITION,
    "noneBehaviorEventRef": EVENT_DEFINITION, "oneBehaviorEventRef": EVENT_DEFINITION,
    "resourceRef": frozenset({"resource"}), "parameterRef": frozenset({"resourceParameter"}),
    "definitionalCollaborationRef": frozenset({"collaboration"}), "choreographyRef": CHOREOGRAPHY,
    "loopDataInputRef": ANY, "loopDataOutputRef": ANY, "supports": frozenset({"process"}),
    "partitionElementRef": ANY, "incoming": frozenset({"sequenceFlow"}),
    "outgoing": frozenset({"sequenceFlow"}), "endPointRef": frozenset({"endPoint"}),
}
"""Attribute or element that refers, and what it may refer to."""

OF_ITEMS = frozenset({"message", "signal", "error", "escalation"})
"""Their `structureRef` is an item definition; that of an item definition leaves BPMN."""

ROOTS = {"messageRef": "message", "signalRef": "signal", "errorRef": "error", "escalationRef": "escalation"}
"""Told by the checks on events, as `reference-undeclared`, where these stand in what is executed."""

ENDS: dict[str, frozenset[str]] = {
    "association": ANY, "messageFlow": ANY, "conversationLink": SPEAKING | ACTIVITIES | EVENTS,
}
LINK_HALVES = frozenset({"source", "target"})
MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+*-]+/[A-Za-z0-9.+*-]+(\s*;.*)?")
EXECUTED_REFERRER = EVENT_DEFINITION | {"receiveTask", "sendTask"}


def reference_rules(model: Model) -> Iterator[Finding]:
    """Whatever refers to nothing, or to the wrong kind of thing."""
    foreign = _foreign(model)
    has_items = next(model.every("itemDefinition"), None) is not None
    for node in model.elements:
        for name, reference, kinds in _referring(node):
            if reference.startswith("##") or _prefix(reference) in foreign:
                continue
            if name == "structureRef" and not has_items:
                continue  # a file without item definitions names types of its own
            yield from _judged(model, node, name, reference, kinds)
        yield from _identity(model, node)
    for node in model.every("import"):
        yield from _import(model, node)


def _referring(node: etree._Element) -> Iterator[tuple[str, str, frozenset[str]]]:
    kind = local_name(node)
    for name, value in node.attrib.items():
        if name in REFERENCES:
            yield str(name), str(value).strip(), REFERENCES[str(name)]
        elif name == "structureRef" and kind in OF_ITEMS:
            yield str(name), str(value).strip(), ITEM
        elif name in {"sourceRef", "targetRef"} and kind in ENDS:
            yield str(name), str(value).strip(), ENDS[kind]
    said = (node.text or "").strip()
    if kind in REFERENCES and said:
        yield kind, said, REFERENCES[kind]
    elif kind in LINK_HALVES and local_name(parent(node)) == "linkEventDefinition":
        yield kind, said, frozenset({"linkEventDefinition"})


def _judged(
    model: Model, node: etree._Element, name: str, reference: str, kinds: frozenset[str],
) -> Iterator[Finding]:
    found = model.find(reference)
    owner = parent(node) if local_name(node) == name else node
    if found is None:
        if name in ROOTS and local_name(node) in EXECUTED_REFERRER:
            return
        yield broken("reference-dangling", model.file, owner, found=name, reference=reference)
    elif kinds and local_name(found) not in kinds:
        yield broken("reference-mistyped", model.file, owner, found=name, reference=reference,
                     kind=local_name(found))
    elif name == "eventDefinitionRef" and parent(found) is not model.root:
        yield broken("reference-mistyped", model.file, owner, found=name, reference=reference,
                     kind=local_name(parent(found)))


def _identity(model: Model, node: etree._Element) -> Iterator[Finding]:
    kind = local_name(node)
    if not node.get("id") and (kind in EVENTS or kind in {"messageFlow", "participant"}):
        yield broken("id-missing", model.file, node, found=kind)
    if not MEDIA_TYPE.fullmatch(node.get("textFormat", "text/plain").strip()):
        yield broken("media-type-unreadable", model.file, node, found=node.get("textFormat"))


def _import(model: Model, node: etree._Element) -> Iterator[Finding]:
    """A diagram that is imported must be there: what it defines may be called."""
    location = node.get("location", "").strip()
    beside = str(PurePosixPath(model.file).parent / location)
    if "://" not in location and location not in model.files and beside not in model.files:
        yield broken("import-missing", model.file, node, found=location)


def _foreign(model: Model) -> set[str]:
    """The prefixes of what other files define."""
    own = model.root.get("targetNamespace", "")
    imported = {node.get("namespace") for node in model.every("import")}
    return {prefix for prefix, space in model.root.nsmap.items()
            if prefix and space in imported and space != own}


def _prefix(reference: str) -> str:
    return reference.rpartition(":")[0]
