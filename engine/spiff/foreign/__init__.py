"""Diagrams drawn for Camunda 7, Flowable and Activiti: their words put into the modeler's dialect before anything else.

What is understood is executed: people of user tasks, forms, collections, mappings and bindings of calls, conditions and
times in `${...}`, work for a worker named by a class or topic. What is not is left where it stands: told as a warning if
it is harmless (listeners, job settings), refused if the diagram would do something else without it.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from engine.spiff.fields import EXPRESSIONS, TIMES
from engine.spiff.foreign import people, work
from engine.spiff.foreign.values import data_values
from engine.spiff.foreign.words import (
    KEEPING,
    NOT_HARMLESS,
    READ_IN_PLACE,
    SWITCHED_OFF,
    VERSIONED,
    is_foreign,
    said,
)
from engine.spiff.juel import as_feel, as_field
from engine.spiff.source import BPMN, local_name, namespace, text_of

__all__ = [
    "KEEPING", "NOT_HARMLESS", "READ_IN_PLACE", "SWITCHED_OFF", "VERSIONED", "data_values", "is_foreign", "said", "translate",
]

Step = Callable[[etree._Element], None]

STEPS: dict[str, tuple[Step, ...]] = {
    "userTask": (people.user_task, work.parameters),
    "startEvent": (people.form,),
    "callActivity": (work.call, work.parameters),
    **dict.fromkeys(("serviceTask", "sendTask", "businessRuleTask"), (work.work, work.parameters)),
    "scriptTask": (work.script, work.parameters),
    **dict.fromkeys(("receiveTask", "subProcess", "intermediateThrowEvent", "endEvent"), (work.parameters,)),
    "multiInstanceLoopCharacteristics": (work.loop,),
    "messageEventDefinition": (work.thrown_message,),
    "signalEventDefinition": (work.payload,),
    "conditionalEventDefinition": (work.condition,),
}
"""What is understood at each kind of element."""


def translate(root: etree._Element) -> None:
    """Translate what is understood, in place."""
    for node in list(root.iter(etree.Element)):
        if namespace(node) != BPMN:
            continue
        name = local_name(node)
        if name in EXPRESSIONS and "{" in (node.text or ""):
            node.text = as_feel(text_of(node))
        elif name in TIMES and "{" in (node.text or ""):
            node.text = as_field(text_of(node))
        for step in STEPS.get(name, ()):
            step(node)
