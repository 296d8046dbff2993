"""The stages of a project: the call activities of its lifecycle, opened up where one repeats for every phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree
from sqlalchemy.orm import Session

import engine
from webapp.domain.packages.kept import by_content
from webapp.domain.packages.outline import outline
from webapp.domain.packages.queries import once, root_process

PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CALLED = "{http://camunda.org/schema/zeebe/1.0}calledElement"
MOST_KEPT = 128


@dataclass(frozen=True)
class Call:
    """What a call activity calls, and whether once for every item of a list."""

    process_id: str
    repeats: bool


def stage_elements(session: Session, version_id: int) -> list[engine.Element]:
    """The stages in the diagram's order. What repeats for every phase stands for the stages inside it.

    Each called process stands once: phases that follow or overlap are the same two stages.
    """
    found: dict[str, engine.Element] = {}
    for process_id, element in _stages(session, version_id, root_process(session, version_id)):
        found.setdefault(process_id, element)
    return list(found.values())


def stage_ids(session: Session, version_id: int) -> frozenset[str]:
    """The element ids of the stages."""
    return frozenset(element.id for element in stage_elements(session, version_id))


def calls(session: Session, version_id: int, process: engine.Process) -> Mapping[str, Call]:
    """What each call activity of a diagram calls."""
    return once(session, version_id, process.file, calls_in, "calls")


@by_content(MOST_KEPT)
def calls_in(diagram: bytes) -> Mapping[str, Call]:
    """The same of a file, in the order in which one would tell it: editors write what is new last, wherever it is drawn.

    Kept by content, because every page of a draft asks for all its diagrams.
    """
    told = [line.element.id for process in engine.drawn_processes("", diagram) for line in outline(process)]
    found = {}
    for activity in etree.fromstring(diagram, PARSER).iter(f"{BPMN}callActivity"):
        said = next(activity.iter(CALLED), None)
        repeats = activity.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None
        found[activity.get("id", "")] = Call("" if said is None else said.get("processId", ""), repeats)
    return MappingProxyType({element_id: found[element_id] for element_id in told if element_id in found})


def diagram_of(session: Session, version_id: int, element_id: str) -> str | None:
    """The process that a call activity of any of the version's diagrams calls."""
    for process in engine.processes(session, version_id):
        if call := calls(session, version_id, process).get(element_id):
            return call.process_id
    return None


def in_order(session: Session, version_id: int) -> list[engine.Process]:
    """The root's diagram first, then its stages as it calls them, each with its own; then what several call, then the rest."""
    known = {process.process_id: process for process in engine.processes(session, version_id)}
    parents = _parents(session, version_id)
    callers = Counter(called for process in known.values()
                      for called in {call.process_id for call in calls(session, version_id, process).values()})

    def opened(above: str) -> Iterator[str]:
        yield above
        for process_id, parent in parents.items():
            if parent == above and callers[process_id] == 1:
                yield from opened(process_id)

    return [known[each] for each in dict.fromkeys([*opened(next(iter(parents))), *parents, *known])]


def path_to(session: Session, version_id: int, process_id: str) -> list[engine.Process]:
    """The diagrams that one comes through from the root to this one, itself the last."""
    known = {process.process_id: process for process in engine.processes(session, version_id)}
    parents, path = _parents(session, version_id), [process_id]
    while parents.get(path[0]):
        path.insert(0, parents[path[0]])
    return [known[each] for each in path]


def _parents(session: Session, version_id: int) -> dict[str, str]:
    """Every diagram that the root leads to, and the one that calls it first; nearer ones come first."""
    known = {process.process_id: process for process in engine.processes(session, version_id)}
    root = root_process(session, version_id).process_id
    parents, order = {root: ""}, [root]
    for above in order:
        for call in calls(session, version_id, known[above]).values():
            if call.process_id in known and call.process_id not in parents:
                parents[call.process_id] = above
                order.append(call.process_id)
    return parents


def _stages(session: Session, version_id: int, process: engine.Process) -> Iterator[tuple[str, engine.Element]]:
    elements = {element.id: element for element in process.elements}
    processes = {each.process_id: each for each in engine.processes(session, version_id)}
    for element_id, call in calls(session, version_id, process).items():
        inner = processes.get(call.process_id) if call.repeats else None
        if inner is not None:
            yield from _stages(session, version_id, inner)
        elif element_id in elements:
            yield call.process_id, elements[element_id]

