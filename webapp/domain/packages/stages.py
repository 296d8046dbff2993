"""The stages of a project: the call activities of its lifecycle, opened up where one repeats for every phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from sqlalchemy.orm import Session

import engine
from webapp.domain.packages.queries import once, root_process

PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CALLED = "{http://camunda.org/schema/zeebe/1.0}calledElement"


@dataclass(frozen=True)
class Call:
    """What a call activity calls, and whether once for every item of a list."""

    process_id: str
    repeats: bool


def stage_elements(session: Session, version_id: int) -> list[engine.Element]:
    """The stages in the diagram's order. What repeats for every phase stands for the stages inside it."""
    return list(_stages(session, version_id, root_process(session, version_id)))


def stage_ids(session: Session, version_id: int) -> frozenset[str]:
    """The element ids of the stages."""
    return frozenset(element.id for element in stage_elements(session, version_id))


def calls(session: Session, version_id: int, process: engine.Process) -> Mapping[str, Call]:
    """What each call activity of a diagram calls."""
    return once(session, version_id, process.file, _calls_in, "calls")


def _stages(session: Session, version_id: int, process: engine.Process) -> Iterator[engine.Element]:
    called = calls(session, version_id, process)
    processes = {each.process_id: each for each in engine.processes(session, version_id)}
    for element in process.elements:
        if element.type != "callActivity":
            continue
        call = called.get(element.id)
        inner = processes.get(call.process_id) if call and call.repeats else None
        if inner is None:
            yield element
        else:
            yield from (each for each in inner.elements if each.type == "callActivity")


def _calls_in(text: bytes) -> Mapping[str, Call]:
    found = {}
    for activity in etree.fromstring(text, PARSER).iter(f"{BPMN}callActivity"):
        said = next(activity.iter(CALLED), None)
        repeats = activity.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None
        found[activity.get("id", "")] = Call("" if said is None else said.get("processId", ""), repeats)
    return found
