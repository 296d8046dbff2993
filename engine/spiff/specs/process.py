"""The specification of one scope: a process or the inside of a sub-process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.specs.StartTask import StartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.errors import EngineError
from engine.spiff.libraries import Library
from engine.spiff.specs.definitions import ConditionDefinition, Definition
from engine.spiff.specs.flow_node import Element, Flow, FlowNode
from engine.spiff.specs.listeners import AT_START, Stage
from engine.spiff.tokens import Token

START, THRESHOLD = "(start)", "(threshold)"


class ScopeStart(FlowNode, StartTask):
    """Where a scope's first tokens come from, and where its event sub-processes begin to listen."""

    def __init__(self, scope: ProcessSpec, element: Element) -> None:
        FlowNode.__init__(self, scope, START, element)

    def send_all(self, root: Token) -> None:
        for child in [self.send(root, flow) for flow in self.flows]:
            child.task_spec._update(child)

    def send_at(self, root: Token, name: str, local: Mapping[str, Any]) -> None:
        """Begin at one start event, with what it brought; the event sub-processes listen as ever.

        Behind a parallel event-based gateway the other events are awaited from now on (clause 10.6.6).
        """
        self.listen(root)
        spec, others = self._wf_spec.node(name), self._wf_spec.together.get(name)
        for awaited in [name, *(others or ())]:
            child = root._add_child(self._wf_spec.node(awaited))
            child.data.update(local if awaited == name else {})
            child.task_spec._update(child)
            if awaited == name and others is not None:
                spec.happen(child, {})

    def listen(self, root: Token, but: Collection[str] = ()) -> None:
        """Let event sub-processes begin to listen, but not those that do already."""
        for flow in self.flows:
            if self._wf_spec.node(flow.target).only_listens and flow.target not in but:
                child = self.send(root, flow)
                child.task_spec._update(child)

    def send_to(self, root: Token, name: str) -> None:
        """Let the first token of one node go."""
        child = self.send(root, next(flow for flow in self.flows if flow.target == name))
        child.task_spec._update(child)

    def _connect_notify(self, task_spec: Any) -> None:
        StartTask._connect_notify(self, task_spec)


class Threshold(FlowNode):
    """Where a process is held while its listeners are asked: before its first token goes, and when nothing is left in it."""

    def heard_out(self, token: Token, stage: Stage) -> None:
        scope, at_start = token.workflow, token.internal_data.get(AT_START)
        token.case.drop(token)
        if stage == "start":
            scope.let_go(at_start)
        else:
            scope.asked_at_end = True


class ProcessSpec(BpmnProcessSpec):
    """A scope's nodes. SpiffWorkflow's own end join is left out: our scopes end when they are spent."""

    task_specs: dict[str, FlowNode]
    start: ScopeStart

    def __init__(self, element: Element, file: str) -> None:
        WorkflowSpec.__init__(self, name=element.id, filename=file)
        self.description = element.name   # these three SpiffWorkflow's own would have set
        self.data_objects: dict[str, Any] = {}
        self.bpmn_start_events: list[FlowNode] = []
        self.element = element
        self.event_handlers: list[str] = []
        self.triggers: dict[str, tuple[Definition, ...]] = {}   # what each start event waits for, if it waits
        self.gathers: dict[str, tuple[str, ...]] = {}   # what a start event wants all of, by name
        self.together: dict[str, tuple[str, ...]] = {}   # the events that are awaited once one of them has begun a case
        self.starts: list[str] = []          # the start events that wait for nothing
        self.initial: Mapping[str, Any] = {}   # variables that it begins with, unless they are given
        self.handlers: dict[str, str] = {}   # which activity undoes which
        self.handles_event = False           # whether this is the inside of an event sub-process
        self.start = ScopeStart(
            self, Element(START, "start", "", element.process_id, file, None, is_drawn=False)
        )
        self.threshold: Threshold | None = None   # where the listeners of a process are asked
        self.library: Library   # what its version holds; set when that is complete
        self._upstream: dict[str, dict[str, frozenset[str]]] = {}

    @cached_property
    def has_conditions(self) -> bool:
        """Whether an event here waits for a condition; asked when its diagram is complete."""
        return any(isinstance(node.definition, ConditionDefinition) for node in self.task_specs.values())

    def begins_at(self, named: str | None) -> str | None:
        """The start event of a case: the one that is named, else the only one there is.

        None if the process begins plainly. A case may be begun by hand at an event that nobody awaited.
        """
        if named is not None and named not in {*self.triggers, *self.starts}:
            raise EngineError("no-such-start", process=self.element.id, element=named)
        if named or len(self.starts) == 1 or not (self.starts or self.triggers):
            return named
        if self.starts or len(self.triggers) > 1:
            raise EngineError("start-not-named", process=self.element.id, file=self.element.file,
                              starts=[*self.starts, *self.triggers])
        return next(iter(self.triggers))

    def ask_at_threshold(self, listeners: Mapping[str, Any]) -> None:
        """Let these listeners be asked at the process's start and end."""
        here = self.element
        self.threshold = Threshold(self, THRESHOLD, replace(here, process_id=here.process_id or here.id, is_drawn=False))
        self.threshold.listeners = listeners

    def node(self, name: str) -> FlowNode:
        return self.task_specs[name]

    def upstream(self, join: FlowNode) -> dict[str, frozenset[str]]:
        """For each flow into a join, the nodes whose tokens could still come along it."""
        if join.name not in self._upstream:
            self._upstream[join.name] = {
                flow: self._leading_to(flow, join) for flow in join.incoming
            }
        return self._upstream[join.name]

    def _leading_to(self, flow_id: str, join: FlowNode) -> frozenset[str]:
        before: dict[str, set[str]] = {}
        sources: dict[str, str] = {}
        for node in self.task_specs.values():
            for flow in node.flows:
                before.setdefault(flow.target, set()).add(node.name)
                sources[flow.id] = node.name
            for event in node.boundary:
                before.setdefault(event, set()).add(node.name)
        found: set[str] = set()
        ahead = [sources[flow_id]]
        while ahead:
            name = ahead.pop()
            if name not in found and name != join.name:
                found.add(name)
                ahead.extend(before.get(name, ()))
        return frozenset(found)

    def connect(self, source: FlowNode, flow: Flow) -> None:
        """Draw a flow; SpiffWorkflow's own lists of inputs and outputs are kept beside ours."""
        target = self.task_specs[flow.target]
        source.flows.append(flow)
        target.incoming.append(flow.id)
        source.connect(target)
