"""The outline of a diagram: its processes with their elements and flows, as lists and pickers show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from engine.spiff.dialect import Reader
from engine.spiff.elements import NODES, event_definitions
from engine.spiff.foreign import said
from engine.spiff.source import Document, bare, bpmn, local_name, read


@dataclass(frozen=True, slots=True)
class ProcessElement:
    """An element that an owner drew, as lists and pickers show it."""

    id: str
    type: str
    name: str
    form_id: str | None
    inside: str = ""
    """The sub-process around it."""
    attached_to: str = ""
    """The activity on whose boundary it waits."""
    awaits: str = ""
    """What an event is about: message, timer, signal, error ..., as BPMN calls its definition."""
    people: tuple[str, ...] = ()
    """Who gets a user task, as it was written: a role, a person, or FEEL beginning with `=`."""


@dataclass(frozen=True, slots=True)
class ProcessFlow:
    """A sequence flow as it was drawn: from where to where, and what must hold for it to be taken."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    """FEEL without its leading `=`; empty for a flow that asks nothing."""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """A process that can be started or called."""

    process_id: str
    name: str
    file: str
    start_form_id: str | None
    called: bool
    elements: tuple[ProcessElement, ...]
    flows: tuple[ProcessFlow, ...] = ()
    initiator: str = ""
    """The variable that keeps who started it, where another engine's diagram names one."""


def drawn(file: str, content: bytes) -> list[Process]:
    """The processes of one diagram as it is drawn, whether or not it would run; Refused where it cannot be read."""
    return list(outlines(read(file, content)))


def outlines(document: Document, called: Collection[str] = ()) -> Iterator[Process]:
    """The processes of a diagram; `called` are those that some call activity names."""
    for process in document.processes:
        yield Process(
            process.get("id", ""), process.get("name", ""), document.file,
            next((form for start in process.findall("{*}startEvent")
                  if (form := Reader(start, document.file).form_id())), None),
            process.get("id", "") in called,
            tuple(_element(node, document.file) for node in process.iter(bpmn("*")) if local_name(node) in NODES),
            tuple(_flows(process)),
            next((name for start in process.findall("{*}startEvent") if (name := said(start, "initiator"))), ""),
        )


def _element(node: etree._Element, file: str) -> ProcessElement:
    around = node.getparent()
    definition = next((local_name(one) for one in event_definitions(node)), "")
    return ProcessElement(
        node.get("id", ""), local_name(node), node.get("name", ""), Reader(node, file).form_id(),
        inside="" if around is None or local_name(around) not in NODES else around.get("id", ""),
        attached_to=bare(node.get("attachedToRef")), awaits=definition.removesuffix("EventDefinition"),
        people=Reader(node, file).people())


def _flows(process: etree._Element) -> Iterator[ProcessFlow]:
    """The flows of a process; one is the default of the element that names it."""
    defaults = {bare(node.get("default")) for node in process.iter("{*}*") if node.get("default")}
    for flow in process.iter(bpmn("sequenceFlow")):
        condition = flow.findtext("{*}conditionExpression") or ""
        yield ProcessFlow(
            flow.get("id", ""), bare(flow.get("sourceRef")), bare(flow.get("targetRef")), flow.get("name", ""),
            condition.strip().lstrip("=").strip(), flow.get("id") in defaults)
