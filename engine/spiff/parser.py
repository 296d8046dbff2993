"""From a diagram to SpiffWorkflow's specifications: its parser, with our reading of every element.

SpiffWorkflow's parser follows the flows recursively and wraps activities in helpers for their boundary
events. Ours reads a scope's nodes one after the other and then connects them, so length costs no depth
and the specification shows what was drawn.
"""

from __future__ import annotations

from typing import ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from engine.spiff.compensation import ITSELF
from engine.spiff.dialect import Reader
from engine.spiff.elements import (
    event_definitions,
    flows,
    handlers,
    is_about,
    is_event_sub_process,
    is_handler,
    is_made_up,
    nodes,
    undo_events,
)
from engine.spiff.foreign import data_values
from engine.spiff.glossary import Glossary
from engine.spiff.node_parsers import (
    ActivityParser,
    AdHocParser,
    BoundaryEventParser,
    CallActivityParser,
    CatchEventParser,
    ComplexGatewayParser,
    DecisionTaskParser,
    EventParser,
    JobTaskParser,
    NodeParser,
    ScriptTaskParser,
    StartEventParser,
    SubProcessParser,
    ThrowEventParser,
    UserTaskParser,
    element_of,
    path_of,
    told,
)
from engine.spiff.normalise import TOGETHER
from engine.spiff.scripts import Languages
from engine.spiff.source import Document, bare, bpmn, is_true, local_name
from engine.spiff.specs.activities import (
    Activity,
    CallActivity,
    DecisionTask,
    JobTask,
    ScriptTask,
    SubProcess,
    UserTask,
)
from engine.spiff.specs.ad_hoc import AdHocSubProcess
from engine.spiff.specs.complex_gateway import ComplexGateway
from engine.spiff.specs.definitions import SeveralDefinition
from engine.spiff.specs.events import BoundaryEvent, CatchEvent, EventSubProcessTrigger, ThrowEvent
from engine.spiff.specs.flow_node import Flow
from engine.spiff.specs.gateways import (
    EventBasedGateway,
    ExclusiveGateway,
    Gathering,
    InclusiveGateway,
    ParallelGateway,
)
from engine.spiff.specs.process import ProcessSpec
from engine.spiff.specs.several import event_node

TRIGGER = " [trigger]"
GATHERED = " [gathered]"


def parse(document: Document, languages: Languages) -> dict[str, ProcessSpec]:
    """The specifications of a normalised diagram: its processes by id, its sub-processes by path."""
    parser = DiagramParser(document, languages)
    for process in document.processes:
        parser.create_parser(process, document.file)
        parser.get_spec(process.get("id"))
    return parser.specs


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
        spec.handles_event, spec.initial = is_event_sub_process(self.node), data_values(self.node)
        if self.node.tag == bpmn("process") and (listeners := Reader(self.node, self.filename).listeners()):
            spec.ask_at_threshold(listeners)
        self.parser.specs[path_of(self.node)] = spec
        return spec

    def add_tasks(self) -> None:
        self._arriving: dict[str, str] = {}
        undoing = undo_events(self.node)
        drawn = [node for node in nodes(self.node) if node not in undoing]
        self.spec.handlers = handlers(self.node)
        for node in drawn:
            self.parse_node(node)
            self._gather(node)
        for node in drawn:
            if local_name(node) == "boundaryEvent":
                self.spec.node(bare(node.get("attachedToRef"))).boundary.append(node.get("id", ""))
        for flow in flows(self.node):
            self._connect(flow)
        starts = [node for node in drawn if local_name(node) == "startEvent"]
        self._read_starts(starts)
        for number, name in enumerate(self._first_nodes(drawn, starts)):
            self.spec.connect(self.spec.start, Flow(f"(start {number})", name, is_drawn=False))
        for node in drawn:
            if is_event_sub_process(node):
                self._listen_for(node)

    def parse_inside(self, node: etree._Element) -> str:
        """Parse a sub-process; the answer is the name of its specification."""
        self.parser.create_parser(node, self.filename)
        self.parser.get_spec(node.get("id"))
        return path_of(node)

    def _gather(self, node: etree._Element) -> None:
        """Let an activity begin only when as many tokens are there as it wants."""
        needed, name = int(node.get("startQuantity", "1")), node.get("id", "")
        if needed > 1 and not is_handler(node):
            gathering = Gathering(self.spec, name + GATHERED, self.spec.node(name).element)
            gathering.needed = needed
            self._arriving[name] = gathering.name
            self.spec.connect(gathering, Flow(f"({gathering.name})", name, is_drawn=False))

    def _connect(self, flow: etree._Element) -> None:
        source, target = bare(flow.get("sourceRef")), bare(flow.get("targetRef"))
        condition = Reader(flow, self.filename).formula_in(flow, "conditionExpression")
        drawn_at = self.get_node_by_id(source)
        self.spec.connect(self.spec.node(source), Flow(
            flow.get("id", ""), self._arriving.get(target, target), condition,
            is_default=bare(drawn_at.get("default")) == flow.get("id"),
            is_drawn=not is_made_up(flow.get("id", "")),
        ))

    def _read_starts(self, starts: list[etree._Element]) -> None:
        """How a process may begin: plainly, by what an event waits for, or by one of several that are all wanted."""
        if self.node.tag != bpmn("process"):
            return
        self.spec.starts = [node.get("id", "") for node in starts if not event_definitions(node)]
        about = {node.get("id", ""): self.glossary.definition(node) for node in starts if event_definitions(node)}
        self.spec.triggers = {name: definition.parts for name, definition in about.items()}
        self.spec.gathers = {name: tuple(part.text for part in definition.parts) for name, definition in about.items()
                             if isinstance(definition, SeveralDefinition) and definition.wants_all}
        self.spec.together = {node.get("id", ""): _together_with(node, starts) for node in starts if node.get(TOGETHER)}

    def _first_nodes(self, drawn: list[etree._Element], starts: list[etree._Element]) -> list[str]:
        """Where tokens begin: at the start events that wait for nothing, or where no flow leads if there are none at all."""
        if self.spec.triggers:
            return self.spec.starts
        reached = {bare(flow.get("targetRef")) for flow in flows(self.node)}
        free = [
            node for node in drawn
            if node.get("id") not in reached and local_name(node) != "boundaryEvent"
            and not is_event_sub_process(node) and not is_handler(node)
        ]
        return [node.get("id", "") for node in starts or free]

    def _listen_for(self, node: etree._Element) -> None:
        """Let the scope listen for the start event of an event sub-process."""
        [start] = node.findall(bpmn("startEvent"))
        if is_about(start, "compensate"):
            self.spec.handlers[ITSELF] = node.get("id", "")
            return
        reader = Reader(start, self.filename)
        trigger = event_node(
            EventSubProcessTrigger, self.spec, start.get("id", "") + TRIGGER, told(element_of(start, self.filename)),
            reader.mappings(), self.glossary.definition(start),
            interrupts=is_true(start, "isInterrupting", default=True),
        )
        inside = node.get("id", "")
        self.spec.connect(trigger, Flow(f"({trigger.name})", inside, is_drawn=False))
        if trigger.waits_as_token:
            begin = Flow(f"(listen {trigger.name})", trigger.name, is_drawn=False)
            self.spec.connect(self.spec.start, begin)
        if trigger.definition.codes:
            self.spec.event_handlers.append(trigger.name)


class DiagramParser(BpmnParser):
    """SpiffWorkflow's parser for one file, with our parsers and specifications in its table.

    It is given the processes alone: what else a file declares, our glossary reads.
    """

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
            "adHocSubProcess": (AdHocParser, AdHocSubProcess),
            "transaction": (SubProcessParser, SubProcess),
            "callActivity": (CallActivityParser, CallActivity),
            "exclusiveGateway": (NodeParser, ExclusiveGateway),
            "parallelGateway": (NodeParser, ParallelGateway),
            "inclusiveGateway": (NodeParser, InclusiveGateway),
            "complexGateway": (ComplexGatewayParser, ComplexGateway),
            "eventBasedGateway": (NodeParser, EventBasedGateway),
            "startEvent": (StartEventParser, Activity),
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


def _together_with(start: etree._Element, starts: list[etree._Element]) -> tuple[str, ...]:
    """The other events behind its gateway, all of which are wanted."""
    return tuple(other.get("id", "") for other in starts
                 if other is not start and other.get(TOGETHER) == start.get(TOGETHER))
