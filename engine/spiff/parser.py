"""From a diagram to SpiffWorkflow's specifications: its parser, with our reading of every element.

SpiffWorkflow's parser follows the flows recursively and wraps activities in helpers for their boundary
events. Ours reads a scope's nodes one after the other and then connects them, so length costs no depth
and the specification shows what was drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.spiff.dialect import Reader
from engine.spiff.glossary import Glossary, is_about
from engine.spiff.normalise import SUB_PROCESSES, flows, is_made_up, nodes
from engine.spiff.scripts import Languages
from engine.spiff.source import Document, bare, bpmn, is_true, line_of, local_name
from engine.spiff.specs.activities import (
    Activity,
    CallActivity,
    DecisionTask,
    ForeignScriptTask,
    JobTask,
    ScriptTask,
    SubProcess,
    UserTask,
)
from engine.spiff.specs.events import BoundaryEvent, CatchEvent, EventSubProcessTrigger, ThrowEvent
from engine.spiff.specs.flow_node import Element, Flow, FlowNode
from engine.spiff.specs.gateways import (
    EventBasedGateway,
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
)
from engine.spiff.specs.loops import EACH, Loop, MultiInstance, StandardLoop
from engine.spiff.specs.process import ProcessSpec

TRIGGER = " [trigger]"


def parse(document: Document, languages: Languages) -> dict[str, ProcessSpec]:
    """The specifications of a normalised diagram: its processes by id, its sub-processes by path."""
    parser = DiagramParser(document, languages)
    parser.add_bpmn_xml(document.root, document.file)
    for process in document.processes:
        parser.get_spec(process.get("id"))
    return parser.specs


class NodeParser(TaskParser):
    """Reads one node into the specification that will run it."""

    process_parser: ScopeParser
    spec: ProcessSpec
    node: etree._Element

    def parse_node(self) -> FlowNode:
        self.reader = Reader(self.node, self.process_parser.filename)
        self.element = element_of(self.node, self.process_parser.filename)
        loop = self._loop()
        node = self.create_task(self.element.id + EACH if loop else self.element.id)
        if isinstance(loop, MultiInstance):
            node.keeps_variables = loop.words.output_collection is not None
        return loop or node

    def create_task(self, name: str) -> FlowNode:
        made: FlowNode = self.spec_class(self.spec, name, self.element, *self.words())
        return made

    def words(self) -> tuple[Any, ...]:
        """What the specification needs beside its name and element."""
        return ()

    def _loop(self) -> Loop | None:
        words = self.reader.loop()
        if words is not None:
            return MultiInstance(self.spec, self.element.id, self.element, words)
        said = self.node.find(bpmn("standardLoopCharacteristics"))
        if said is None:
            return None
        return StandardLoop(
            self.spec, self.element.id, self.element,
            condition=self.reader.formula_in(said, "loopCondition"),
            maximum=int(limit) if (limit := said.get("loopMaximum")) else None,
            tests_before=is_true(said, "testBefore"),
        )


class ActivityParser(NodeParser):
    """A task that is done as soon as it is reached."""

    def words(self) -> tuple[Any, ...]:
        return (self.reader.mappings(),)


class UserTaskParser(ActivityParser):
    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.reader.task())


class JobTaskParser(ActivityParser):
    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.reader.job())


class ScriptTaskParser(ActivityParser):
    """FEEL in the panel's script; another language only if the embedding program registered it."""

    def create_task(self, name: str) -> FlowNode:
        body = self.node.find(bpmn("script"))
        if body is None:
            return super().create_task(name)
        language = self.process_parser.parser.languages[self.node.get("scriptFormat", "")]
        script = language.read(body.text or "")
        return ForeignScriptTask(self.spec, name, self.element, self.reader.mappings(), script)

    def words(self) -> tuple[Any, ...]:
        return (*super().words(), *(self.reader.script() or ()))


class DecisionTaskParser(ActivityParser):
    """A business rule task asks a decision, or a worker if a job type is written."""

    def create_task(self, name: str) -> FlowNode:
        if (job := self.reader.job()) is not None:
            return JobTask(self.spec, name, self.element, self.reader.mappings(), job)
        return super().create_task(name)

    def words(self) -> tuple[Any, ...]:
        return (*super().words(), *(self.reader.decision() or ()))


class EventParser(ActivityParser):
    """An event that is waited for in the flow, or a receive task."""

    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.process_parser.glossary.definition(self.node))


class CatchEventParser(EventParser):
    """The catching half of a link is passed through."""

    def create_task(self, name: str) -> FlowNode:
        if is_about(self.node, "link"):
            return ThrowEvent(self.spec, name, self.element, *self.words())
        return super().create_task(name)


class ThrowEventParser(EventParser):
    """An event that is thrown, or a send task; by a worker if a job type is written."""

    def create_task(self, name: str) -> FlowNode:
        if (job := self.reader.job()) is not None:
            return JobTask(self.spec, name, self.element, self.reader.mappings(), job)
        return super().create_task(name)


class BoundaryEventParser(EventParser):
    def create_task(self, name: str) -> FlowNode:
        return BoundaryEvent(
            self.spec, name, self.element, *self.words(),
            interrupts=is_true(self.node, "cancelActivity", default=True),
        )


class SubProcessParser(ActivityParser):
    """An embedded sub-process, whose inside is parsed as a scope of its own."""

    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.process_parser.parse_inside(self.node))


class CallActivityParser(ActivityParser):
    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.reader.call())


class ScopeParser(ProcessParser):
    """Reads a process or the inside of a sub-process."""

    parser: DiagramParser
    node: etree._Element
    spec: ProcessSpec

    @property
    def glossary(self) -> Glossary:
        return self.parser.glossary

    def create_spec(self) -> ProcessSpec:
        spec = ProcessSpec(element_of(self.node, self.filename), self.filename)
        self.parser.specs[path_of(self.node)] = spec
        return spec

    def add_tasks(self) -> None:
        drawn = nodes(self.node)
        for node in drawn:
            self.parse_node(node)
        for node in drawn:
            if local_name(node) == "boundaryEvent":
                self.spec.node(bare(node.get("attachedToRef"))).boundary.append(node.get("id", ""))
        for flow in flows(self.node):
            self._connect(flow)
        for number, name in enumerate(self._first_nodes(drawn)):
            self.spec.connect(self.spec.start, Flow(f"(start {number})", name, is_drawn=False))
        for node in drawn:
            if is_event_sub_process(node):
                self._listen_for(node)

    def parse_inside(self, node: etree._Element) -> str:
        """Parse a sub-process; the answer is the name of its specification."""
        self.parser.create_parser(node, self.filename)
        self.parser.get_spec(node.get("id"))
        return path_of(node)

    def _connect(self, flow: etree._Element) -> None:
        source = bare(flow.get("sourceRef"))
        condition = Reader(flow, self.filename).formula_in(flow, "conditionExpression")
        drawn_at = self.get_node_by_id(source)
        self.spec.connect(self.spec.node(source), Flow(
            flow.get("id", ""), bare(flow.get("targetRef")), condition,
            is_default=bare(drawn_at.get("default")) == flow.get("id"),
            is_drawn=not is_made_up(flow.get("id", "")),
        ))

    def _first_nodes(self, drawn: list[etree._Element]) -> list[str]:
        """Where tokens begin: at the start events, or where no flow leads if there are none."""
        starts = [node for node in drawn if local_name(node) == "startEvent"]
        reached = {bare(flow.get("targetRef")) for flow in flows(self.node)}
        free = [
            node for node in drawn
            if node.get("id") not in reached and local_name(node) != "boundaryEvent"
            and not is_event_sub_process(node)
        ]
        return [node.get("id", "") for node in starts or free]

    def _listen_for(self, node: etree._Element) -> None:
        """Let the scope listen for the start event of an event sub-process."""
        start = node.find(bpmn("startEvent"))
        assert start is not None  # noqa: S101  -- the check at deployment demands one
        reader = Reader(start, self.filename)
        trigger = EventSubProcessTrigger(
            self.spec, start.get("id", "") + TRIGGER, told(element_of(start, self.filename)),
            reader.mappings(), self.glossary.definition(start),
            interrupts=is_true(start, "isInterrupting", default=True),
        )
        inside = node.get("id", "")
        self.spec.connect(trigger, Flow(f"({trigger.name})", inside, is_drawn=False))
        if trigger.waits_as_token:
            begin = Flow(f"(listen {trigger.name})", trigger.name, is_drawn=False)
            self.spec.connect(self.spec.start, begin)
        else:
            self.spec.event_handlers.append(trigger.name)


class DiagramParser(BpmnParser):
    """SpiffWorkflow's parser for one file, with our parsers and specifications in its table."""

    PROCESS_PARSER_CLASS = ScopeParser
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, tuple[type, type]]] = {
        bpmn(tag): classes for tag, classes in {
            "task": (ActivityParser, Activity),
            "manualTask": (ActivityParser, Activity),
            "userTask": (UserTaskParser, UserTask),
            "serviceTask": (JobTaskParser, JobTask),
            "scriptTask": (ScriptTaskParser, ScriptTask),
            "businessRuleTask": (DecisionTaskParser, DecisionTask),
            "sendTask": (ThrowEventParser, ThrowEvent),
            "receiveTask": (EventParser, CatchEvent),
            "subProcess": (SubProcessParser, SubProcess),
            "callActivity": (CallActivityParser, CallActivity),
            "exclusiveGateway": (NodeParser, ExclusiveGateway),
            "parallelGateway": (NodeParser, ParallelGateway),
            "inclusiveGateway": (NodeParser, InclusiveGateway),
            "eventBasedGateway": (NodeParser, EventBasedGateway),
            "startEvent": (NodeParser, FlowNode),
            "endEvent": (ThrowEventParser, ThrowEvent),
            "intermediateThrowEvent": (ThrowEventParser, ThrowEvent),
            "intermediateCatchEvent": (CatchEventParser, CatchEvent),
            "boundaryEvent": (BoundaryEventParser, BoundaryEvent),
        }.items()
    }

    def __init__(self, document: Document, languages: Languages) -> None:
        super().__init__()
        self.languages = languages
        self.glossary = Glossary(document.root, document.file)
        self.specs: dict[str, ProcessSpec] = {}


def element_of(node: etree._Element, file: str) -> Element:
    """What the owner drew here. The start of an event sub-process is told by its trigger, not again inside."""
    parent = node.getparent()
    told_elsewhere = (
        local_name(node) == "startEvent" and parent is not None and is_event_sub_process(parent)
    )
    return Element(
        node.get("id", ""), local_name(node), node.get("name", ""), process_of(node), file,
        line_of(node), is_drawn=not is_made_up(node.get("id", "")) and not told_elsewhere,
    )


def told(element: Element) -> Element:
    """The element as one that is told of, if somebody drew it."""
    return replace(element, is_drawn=not is_made_up(element.id))


def process_of(node: etree._Element) -> str:
    """The id of the process that a node belongs to."""
    found = node if node.tag == bpmn("process") else next(node.iterancestors(bpmn("process")))
    return found.get("id", "")


def path_of(scope: etree._Element) -> str:
    """The name of a scope's specification: ids are unique in a file only, so the process goes in front."""
    if scope.tag == bpmn("process"):
        return scope.get("id", "")
    return f"{process_of(scope)}/{scope.get('id')}"


def is_event_sub_process(node: etree._Element) -> bool:
    return local_name(node) in SUB_PROCESSES and is_true(node, "triggeredByEvent")
