"""One parser for each kind of node: from what stands in the XML to the specification that runs it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine.spiff.dialect import Reader
from engine.spiff.elements import event_definitions, is_about, is_event_sub_process, is_made_up
from engine.spiff.feel import Words
from engine.spiff.normalise import TOGETHER
from engine.spiff.source import bpmn, is_true, line_of, local_name
from engine.spiff.specs.activities import ForeignScriptTask, JobTask
from engine.spiff.specs.events import BoundaryEvent, CatchEvent, CompensatingEvent, ThrowEvent
from engine.spiff.specs.flow_node import Element, FlowNode
from engine.spiff.specs.loops import EACH, Loop, MultiInstance, StandardLoop
from engine.spiff.specs.process import ProcessSpec
from engine.spiff.specs.several import event_node
from engine.spiff.words import DEFAULT_RETRIES, JobWords, Mappings

if TYPE_CHECKING:
    from engine.spiff.parser import ScopeParser


class NodeParser(TaskParser):
    """Reads one node into the specification that will run it."""

    process_parser: ScopeParser
    spec: ProcessSpec
    node: etree._Element

    def parse_node(self) -> FlowNode:
        self.reader = Reader(self.node, self.process_parser.filename)
        self.element = element_of(self.node, self.process_parser.filename)
        loop = self._loop()
        sends = int(self.node.get("completionQuantity", "1"))
        node = self.create_task(self.element.id + EACH if loop else self.element.id)
        node.listeners = self.reader.listeners()
        if isinstance(loop, MultiInstance):
            node.keeps_variables = loop.words.output_collection is not None
        outermost = loop or node
        outermost.sends = sends
        return outermost

    def create_task(self, name: str) -> FlowNode:
        made: FlowNode = self.spec_class(self.spec, name, self.element, *self.words())
        return made

    def words(self) -> tuple[Any, ...]:
        """What the specification needs beside its name and element."""
        return ()

    def _loop(self) -> Loop | None:
        words = self.reader.loop()
        if words is not None:
            loop = MultiInstance(self.spec, self.element.id, self.element, words)
            characteristics = self.node.find(bpmn("multiInstanceLoopCharacteristics"))
            told = event_definitions(characteristics) if characteristics is not None else []
            loop.tells = self.process_parser.glossary.read(told[0]) if told else None
            return loop
        said = self.node.find(bpmn("standardLoopCharacteristics"))
        if said is None:
            return None
        return StandardLoop(
            self.spec, self.element.id, self.element,
            condition=self.reader.formula_in(said, "loopCondition"),
            maximum=int(limit) if (limit := said.get("loopMaximum")) else None,
            tests_before=is_true(said, "testBefore"),
        )


class ComplexGatewayParser(NodeParser):
    def words(self) -> tuple[Any, ...]:
        return (self.reader.formula_in(self.node, "activationCondition"),)


class ActivityParser(NodeParser):
    """A task that is done as soon as it is reached."""

    def words(self) -> tuple[Any, ...]:
        return (self.reader.mappings(),)


class StartEventParser(ActivityParser):
    """What starts an event sub-process is mapped where it is listened for, not again inside."""

    def create_task(self, name: str) -> FlowNode:
        if TOGETHER not in self.node.attrib:
            return super().create_task(name)
        [mappings] = self.words()
        return event_node(
            CatchEvent, self.spec, name, self.element, mappings, self.process_parser.glossary.definition(self.node))

    def words(self) -> tuple[Any, ...]:
        parent = self.node.getparent()
        inside = parent is not None and is_event_sub_process(parent)
        return (Mappings(),) if inside else super().words()


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
        language = self.node.get("scriptFormat", "")
        script = self.process_parser.parser.languages[language].read(body.text or "")
        if script is None:
            words = JobWords(Words(f"script:{language}"), DEFAULT_RETRIES, {"script": body.text or ""})
            return JobTask(self.spec, name, self.element, self.reader.mappings(), words)
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
        return (*super().words(), self.reader.decision())


class EventParser(ActivityParser):
    """An event that is waited for in the flow, or a receive task."""

    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.process_parser.glossary.definition(self.node))


class CatchEventParser(EventParser):
    """The catching half of a link is passed through."""

    def create_task(self, name: str) -> FlowNode:
        if is_about(self.node, "link"):
            return ThrowEvent(self.spec, name, self.element, *self.words())
        return event_node(CatchEvent, self.spec, name, self.element, *self.words())


class ThrowEventParser(EventParser):
    """An event that is thrown, or a send task; by a worker if a job type is written."""

    def create_task(self, name: str) -> FlowNode:
        if (job := self.reader.job()) is not None:
            return JobTask(self.spec, name, self.element, self.reader.mappings(), job)
        if is_about(self.node, "compensate") or is_about(self.node, "cancel"):
            return CompensatingEvent(self.spec, name, self.element, *self.words())
        return super().create_task(name)


class BoundaryEventParser(EventParser):
    def create_task(self, name: str) -> FlowNode:
        return event_node(
            BoundaryEvent, self.spec, name, self.element, *self.words(),
            interrupts=is_true(self.node, "cancelActivity", default=True),
        )


class SubProcessParser(ActivityParser):
    """An embedded sub-process, whose inside is parsed as a scope of its own."""

    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.process_parser.parse_inside(self.node))


class AdHocParser(SubProcessParser):
    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.reader.ad_hoc())


class CallActivityParser(ActivityParser):
    def words(self) -> tuple[Any, ...]:
        return (*super().words(), self.reader.call())


def element_of(node: etree._Element, file: str) -> Element:
    """What the owner drew here. The start of an event sub-process is told by its trigger, not again inside."""
    parent = node.getparent()
    told_elsewhere = (
        local_name(node) == "startEvent" and parent is not None and is_event_sub_process(parent)
        and not is_about(node, "compensate")
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
