"""The rules of BPMN's letter: where BPMN 2.0.2 states each, and what an author does about it.

A rule stands here if it forbids a model, not if it only asks for a drawing style. Rules on what cannot be
executed at all stand with the other checks and hold in every profile.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import refusal

CLAUSES: dict[str, tuple[str, str]] = {
    "schema-violated": ("15.2", "Write the element as BPMN's XML schema says, or draw it anew."),
    "id-missing": ("8.3.1", "Give the element an id."),
    "import-missing": ("8.2.2", "Add the imported file to the package, or remove the import."),
    "media-type-unreadable": ("8.3.2", "Write a media type such as text/plain."),
    "reference-dangling": ("8.3.1", "Refer to something that is there."),
    "reference-undeclared": ("8.3.1", "Declare it at the top of the file, or choose one that is declared."),
    "reference-mistyped": ("8.3.1", "Refer to an element of the right kind."),
    "expression-not-formal": ("8.4.6", "Mark the expression as formal, as the others of this file are."),
    "flow-not-mirrored": ("8.4.7", "List at the element exactly the flows that come in and go out."),
    "flow-at-artifact": ("8.4.1", "Draw an association instead of a flow."),
    "condition-alone": ("8.4.13", "Draw a second way out, or remove the condition."),
    "condition-after-event": ("8.4.13", "Let a gateway decide behind the event."),
    "gateway-direction": ("8.4.9", "Correct the direction, or the flows of the gateway."),
    "gateway-alone": ("10.6.1", "Let the gateway split or join, or remove it."),
    "start-leads-nowhere": ("10.5.2", "Draw a flow out of the start event, or remove it."),
    "start-missing": ("10.5.2", "Draw a start event, or remove the end event."),
    "start-twice": ("13.3.4", "Let the sub-process begin at one start event, and split behind it."),
    "interrupts-nothing": ("10.5.2", "Only the start of an event sub-process may leave the rest alone."),
    "event-leads-nowhere": ("10.5.4", "Draw a flow out of the event."),
    "event-reached-by-nothing": ("10.5.4", "Draw a flow to the event."),
    "link-never-thrown": ("10.5.4", "Draw a throwing link event of this name in the same scope."),
    "link-with-flow": ("10.5.4", "A link stands for the flow: remove the flow on its other side."),
    "boundary-at-event-sub-process": ("10.3.5", "Put the event inside the event sub-process."),
    "must-interrupt-to-undo": ("10.5.2", "Let the event interrupt: what undoes runs alone."),
    "code-missing": ("8.4.3", "Give the error or escalation a code."),
    "race-too-short": ("10.6.6", "Draw at least two events behind the gateway."),
    "race-mixed": ("10.6.6", "Behind one gateway, receive messages by events or by tasks, not both."),
    "race-target-watched": ("10.6.6", "Take the boundary event off the task behind the gateway."),
    "instance-born-midway": ("10.6.6", "What begins a case has no incoming flow."),
    "ad-hoc-empty": ("10.3.5", "Draw at least one activity in the ad-hoc sub-process."),
    "ad-hoc-with-ends": ("10.3.5", "An ad-hoc sub-process has neither start nor end events."),
    "public-and-executable": ("10.2.1", "Make the process private, or not executable."),
    "multiplicity-impossible": ("9.3.1", "Write a maximum of at least one and not below the minimum."),
    "participant-twice": ("9.3.1", "Let each pool show another process."),
    "message-flow-inside-pool": ("9.4", "Use a sequence flow inside a pool."),
    "conversation-alone": ("9.5", "Name at least two pools that speak with each other."),
    "conversation-link-end": ("9.5", "Join a conversation with somebody who takes part in it."),
    "message-flow-end": ("9.4", "Join pools, activities and message events in the direction of the message."),
    "lane-shared": ("10.8", "Put the element into one lane."),
    "lane-foreign": ("10.8", "List in a lane only elements of its own process."),
    "data-association-foreign": ("10.4.1", "Let the association end at the data of its own element."),
    "data-sources-untransformed": ("10.4.1", "Write a transformation, or keep one source."),
    "data-in-no-set": ("10.4.1", "Name every data input and output in a set."),
    "data-set-foreign": ("10.4.1", "Name in a set only data of the same element."),
    "data-types-differ": ("10.4.1", "Give both ends the same item definition, or write a transformation."),
    "data-collection-differs": ("10.4.1", "Say the same about collections as the item definition does."),
    "data-direction": ("10.4.1", "Data inputs are only read, data outputs only written."),
    "data-object-said-twice": ("10.4.1", "Type the data object, and give the state to its reference."),
    "data-sets-not-mirrored": ("10.4.1", "Let both sets name each other, or neither."),
    "data-set-option-unlisted": ("10.4.1", "Name what is optional, or given meanwhile, among the set's data too."),
    "operation-message-differs": ("10.3.3", "Choose the message of the operation, or another operation."),
    "data-at-sub-process": ("10.4.1", "Describe data at the tasks inside, or at the process."),
    "event-data-too-many": ("10.5.1", "Keep one piece of data for each thing that the event is about."),
    "task-data-too-many": ("10.3.3", "Such a task takes or gives a single piece of data."),
    "event-data-mistyped": ("10.5.1", "Type the data of the event like what it carries."),
    "resource-said-twice": ("10.3.1", "Name the resource or write the expression, not both."),
}


def broken(rule: str, file: str, node: etree._Element, **facts: Any) -> Finding:
    """The element breaks this rule of the letter."""
    clause, remedy = CLAUSES[rule]
    return refusal(rule, file, node, **{"clause": clause, "remedy": remedy, **facts})
