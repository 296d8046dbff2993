"""Rules on events: what they are about, where they may stand, whom they refer to."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.allowed import EXECUTED
from engine.spiff.check.findings import refusal
from engine.spiff.check.flows import ScopeFlows
from engine.spiff.elements import (
    ACTIVITIES,
    CATCH_EVENTS,
    EVENTS,
    event_definitions,
    is_event_sub_process,
    is_repeated,
    may_race,
    waits_for_all,
)
from engine.spiff.fields import TIMES
from engine.spiff.normalise import TOGETHER
from engine.spiff.source import bare, bpmn, extension, is_true, local_name

REFERRING = {"message": "messageRef", "signal": "signalRef", "error": "errorRef",
             "escalation": "escalationRef"}
MAY_START = frozenset({"message", "signal", "timer", "conditional"})
MUST_REFER = frozenset({"message", "signal"})
GATHERED: tuple[set[str], ...] = ({"messageEventDefinition"}, {"signalEventDefinition"}, set())
"""What a start event may want all of: what belongs together is told by a message's key, and of signals by their order."""
MUST_BE_ABOUT = frozenset({"intermediateCatchEvent", "boundaryEvent"})
MUST_INTERRUPT = frozenset({"error", "cancel"})


class ScopeEvents:
    """The events of a scope."""

    def __init__(self, around: ScopeFlows, declared: set[tuple[str, str]]) -> None:
        self.around, self.declared, self.file = around, declared, around.file

    def findings(self) -> Iterator[Finding]:
        yield from self._starts()
        for node in self.around.nodes.values():
            kind = local_name(node)
            if kind in EVENTS:
                yield from self._event(node, kind)
            if kind in {"receiveTask", "sendTask"} and node.get("messageRef"):
                yield from self._reference("message", node, node)
            if kind == "boundaryEvent":
                yield from self._host(node)
            if kind == "eventBasedGateway":
                yield from self._race(node)
            if is_event_sub_process(node):
                yield from self._event_sub_process(node)

    def _event(self, node: etree._Element, kind: str) -> Iterator[Finding]:
        about = event_definitions(node)
        if len(about) > 1:
            yield from self._several(node, {local_name(one).removesuffix("EventDefinition") for one in about})
        if not about and kind in MUST_BE_ABOUT:
            yield refusal("event-about-nothing", self.file, node, found=kind,
                          remedy="Choose what the event waits for.")
        for one in about:
            yield from self._definition(node, one)

    def _definition(self, node: etree._Element, one: etree._Element) -> Iterator[Finding]:
        name, kind = local_name(one).removesuffix("EventDefinition"), local_name(node)
        if local_name(one) not in EXECUTED[kind].children:
            yield refusal("element-not-executed-here", self.file, node, found=local_name(one), inside=kind)
        if name != "message" and extension(node, "taskDefinition") is not None:
            yield refusal("extension-not-executed-here", self.file, node, found="taskDefinition", inside=local_name(one))
        if name in REFERRING:
            yield from self._reference(name, one, node)
        if name == "timer" and len([part for part in one if local_name(part) in TIMES]) != 1:
            yield refusal("timer-incomplete", self.file, node,
                          remedy="Write exactly one of date, duration and cycle.")
        if name == "conditional" and one.find(bpmn("condition")) is None:
            yield refusal("condition-missing", self.file, node, remedy="Write the condition.")
        interrupts = is_true(node, "cancelActivity", default=True) and is_true(
            node, "isInterrupting", default=True)
        if name in MUST_INTERRUPT and not interrupts:
            yield refusal("must-interrupt", self.file, node, found=name,
                          remedy="An error always interrupts: make the event interrupting.")

    def _several(self, node: etree._Element, about: set[str]) -> Iterator[Finding]:
        """Some things are never one of several; and none rises and is waited for at the same time."""
        alone = about & {"link", "cancel", "compensate"} if local_name(node) in CATCH_EVENTS else about & {"link"}
        if alone:
            yield refusal("several-event-definitions", self.file, node, found=", ".join(sorted(alone)),
                          remedy="Draw an event of its own for it.")
        if is_true(node, "parallelMultiple") and about & {"error", "escalation"}:
            yield refusal("several-event-definitions", self.file, node, found="parallelMultiple",
                          remedy="An error or escalation is not waited for: draw an event of its own for it.")

    def _reference(self, kind: str, holder: etree._Element, node: etree._Element) -> Iterator[Finding]:
        reference = bare(holder.get(REFERRING[kind]))
        if not reference and kind in MUST_REFER:
            yield refusal("message-not-chosen", self.file, node, found=kind,
                          remedy=f"Choose the {kind} in the panel.")
        elif reference and (kind, reference) not in self.declared:
            yield refusal("reference-undeclared", self.file, node, found=kind, reference=reference,
                          remedy=f"Declare the {kind}, or choose one that is declared.")

    def _host(self, node: etree._Element) -> Iterator[Finding]:
        host = self.around.nodes.get(bare(node.get("attachedToRef")))
        if host is None or local_name(host) not in ACTIVITIES:
            yield refusal("boundary-without-activity", self.file, node, found=node.get("attachedToRef"),
                          remedy="Attach the event to an activity of the same scope.")

    def _starts(self) -> Iterator[Finding]:
        scope = self.around.scope
        starts = [node for node in self.around.nodes.values() if local_name(node) == "startEvent"]
        if is_event_sub_process(scope):
            return
        of_process = local_name(scope) == "process"
        for node in starts:
            about = [local_name(one) for one in event_definitions(node)]
            for one in about:
                yield from self._trigger(node, one, of_process=of_process)
            if node.get(TOGETHER) and about != ["messageEventDefinition"]:
                yield self._all_wanted(node)
            if of_process and is_true(node, "parallelMultiple") and set(about) not in GATHERED:
                yield refusal("parallel-start", self.file, node, found="parallelMultiple")

    def _trigger(self, node: etree._Element, about: str, *, of_process: bool) -> Iterator[Finding]:
        if about == "compensateEventDefinition":
            return
        if not of_process or about.removesuffix("EventDefinition") not in MAY_START:
            yield refusal("start-by-event-not-executed", self.file, node, found=about,
                          remedy="Begin with a plain start event; wait for the event behind it.")
        elif any(text.strip().startswith("=") for text in self._names(node)):
            yield refusal("start-name-computed", self.file, node, found=about,
                          remedy="Write the name itself: nothing is known before the start.")

    def _names(self, node: etree._Element) -> Iterator[str]:
        root = node.getroottree().getroot()
        wanted = {bare(one.get(attribute)) for one in event_definitions(node)
                  for attribute in ("messageRef", "signalRef") if one.get(attribute)}
        yield from (str(one.get("name", "")) for one in root if one.get("id") in wanted)

    def _event_sub_process(self, node: etree._Element) -> Iterator[Finding]:
        starts = node.findall(bpmn("startEvent"))
        if len(starts) != 1 or not event_definitions(starts[0]):
            yield refusal("event-sub-process-start", self.file, node,
                          remedy="Give it exactly one start event that waits for something.")

    def _all_wanted(self, node: etree._Element) -> Finding:
        """Clause 10.6.6: only messages find the case that one of them has begun, by their correlation key."""
        return refusal("parallel-race", self.file, node, found=local_name(node),
                       remedy="Let the gateway begin the process, with messages behind it; elsewhere use a parallel gateway.")

    def _race(self, node: etree._Element) -> Iterator[Finding]:
        if waits_for_all(node):
            yield self._all_wanted(node)
        for flow in self.around.out_of(node):
            target = self.around.nodes.get(bare(flow.get("targetRef")))
            if target is None:
                continue
            begins_again = is_true(node, "instantiate") and is_repeated(target)
            if not may_race(target) or begins_again or len(self.around.into(target)) > 1:
                yield refusal("race-without-event", self.file, target, found=local_name(target),
                              remedy="Behind an event-based gateway stand catching events of its own.")
