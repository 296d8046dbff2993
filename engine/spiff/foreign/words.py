"""What other engines write into a diagram, attribute by attribute, and the place where our own words for it go."""

from __future__ import annotations

from lxml import etree

from engine.spiff.source import bpmn, extension, namespace, zeebe

NAMESPACES = frozenset({
    "http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn", "http://activiti.org/bpmn",
})
VERSIONED = frozenset(
    f"{named}{word}" for named in ("calledElement", "decisionRef", "formRef") for word in ("Binding", "Version", "VersionTag"))
"""How they name a version of what is called; left standing where it cannot be meant here."""

NOT_HARMLESS = frozenset({
    "skipExpression", "inputOutput", "mapExceptionToError", "errorEventDefinition", "triggerable", "eventType",
    "signalExpression", "messageExpression", "endDate", "in", "out", "variableMappingClass",
    "variableMappingDelegateExpression", "variableAggregation", "calledElementType", "sameDeployment",
    *VERSIONED,
})
"""What would make another process of a diagram if it were left out."""

SWITCHED_OFF = "false"
"""What changes nothing where it is said."""

KEEPING = frozenset({"initiator", "errorCodeVariable", "errorVariableName", "errorMessageVariable", "escalationCodeVariable"})
"""Each names the variable that keeps who began or what was caught."""

READ_IN_PLACE = KEEPING | {"terminateAll", "terminateMultiInstance", "scope", "errorMessage"}
"""What is executed as it stands."""


def is_foreign(space: str) -> bool:
    """Whether a namespace is one of the engines whose words are understood here."""
    return space in NAMESPACES


def said(node: etree._Element, name: str) -> str:
    """What an attribute of another engine says; empty if nothing."""
    return next((str(node.get(key)) for key in _keys(node, name)), "").strip()


def take(node: etree._Element, name: str) -> str:
    """What an attribute says, which is taken off the node: it has been understood."""
    return next((str(node.attrib.pop(key, "")) for key in _keys(node, name)), "").strip()


def extensions_of(node: etree._Element) -> list[etree._Element]:
    """The elements of other engines in the node's own extension elements."""
    return [one for holder in node.findall(bpmn("extensionElements")) for one in holder
            if namespace(one) in NAMESPACES]


def hold(node: etree._Element, name: str, **attributes: str) -> etree._Element:
    """An extension element of the modeler's dialect, made if it is not there, with these attributes."""
    found = extension(node, name)
    if found is None:
        holder = node.find(bpmn("extensionElements"))
        if holder is None:
            holder = etree.Element(bpmn("extensionElements"))
            node.insert(0, holder)
        found = etree.SubElement(holder, zeebe(name))
    for key, value in attributes.items():
        found.set(key, value)
    return found


def map_to(node: etree._Element, way: str, source: str, target: str) -> None:
    """One line more of the node's input or output mapping."""
    etree.SubElement(hold(node, "ioMapping"), zeebe(way), {"source": source, "target": target})


def remove(node: etree._Element) -> None:
    """Take an element away: it has been understood."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _keys(node: etree._Element, name: str) -> list[str]:
    return [key for space in NAMESPACES if (key := f"{{{space}}}{name}") in node.attrib]
