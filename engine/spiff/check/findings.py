"""A finding about an element, with its place and what its owner can do."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.spiff.elements import is_made_up
from engine.spiff.foreign import VERSIONED
from engine.spiff.source import line_of

REMEDIES = {
    "assignment": "Write an input or output mapping instead.",
    "transformation": "Write an input or output mapping instead.",
    "potentialOwner": "Name the people in the assignment of the user task.",
    "humanPerformer": "Name the people in the assignment of the user task.",
    "performer": "Name the people in the assignment of the user task.",
    "resourceRole": "Name the people in the assignment of the user task.",
    "timerEventDefinition": "Use it at a boundary, in the flow or in an event sub-process.",
    **dict.fromkeys(("bindingType", *VERSIONED), "Bind to the deployment, to the latest version or to one with a version tag."),
    "correlationSubscription": "Write the correlation key at the message, as FEEL in its subscription.",
    "formKey": "Choose a form of the package.",
    "parallelMultiple": "At the start of a process, want messages alone or signals alone, or begin at one of the events and wait for "
                        "the others behind it.",
    "externalReference": "Choose a form of the package.",
}
DEFAULT_REMEDY = "Remove it, or draw it with the elements listed in docs/engine/supported.md."


def refusal(rule: str, file: str, node: etree._Element, **facts: Any) -> Finding:
    """Something that is not executed, or that BPMN forbids."""
    facts.setdefault("remedy", REMEDIES.get(str(facts.get("found")), DEFAULT_REMEDY))
    return Finding(rule, "refusal", file, line_of(node), element_id(node), facts)


def warning(rule: str, file: str, node: etree._Element, **facts: Any) -> Finding:
    """Something that runs, or that BPMN lets an engine leave out, but that its owner should know."""
    return Finding(rule, "warning", file, line_of(node), element_id(node), facts)


def element_id(node: etree._Element) -> str | None:
    """The id of the element, or of the nearest around it that has one."""
    for one in (node, *node.iterancestors()):
        if (name := one.get("id")) and not is_made_up(name):
            return str(name)
    return None
