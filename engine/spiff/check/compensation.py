"""Rules on undoing: every handler undoes one activity, and only a transaction can be canceled."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import refusal
from engine.spiff.check.flows import ScopeFlows
from engine.spiff.elements import (
    ACTIVITIES,
    around_what_happens,
    associated,
    is_about,
    is_event_sub_process,
    is_handler,
    nodes,
    undo_events,
)
from engine.spiff.source import bare, bpmn, local_name


class ScopeCompensation:
    """The compensation and cancel events of a scope, and its handlers."""

    def __init__(self, around: ScopeFlows) -> None:
        self.around, self.file = around, around.file
        self.events = undo_events(around.scope)

    def findings(self) -> Iterator[Finding]:
        for event in self.events:
            yield from self._event(event)
        for node in self.around.nodes.values():
            if is_handler(node):
                yield from self._handler(node)
            if is_about(node, "compensate") and local_name(node) == "startEvent":
                yield from self._start(node)
            elif is_about(node, "compensate") and node not in self.events:
                yield from self._throw(node)
            if is_about(node, "cancel"):
                yield from self._cancel(node)

    def _event(self, event: etree._Element) -> Iterator[Finding]:
        led_to = [self.around.nodes.get(name) for name in associated(self.around.scope, event)]
        if len(led_to) != 1 or led_to[0] is None or not is_handler(led_to[0]):
            yield refusal("compensation-without-handler", self.file, event,
                          remedy="Draw one association to the activity that undoes this one.")
        if self.around.out_of(event):
            yield refusal("flow-not-allowed", self.file, event, found="compensation",
                          remedy="Draw an association to the handler instead of a flow.")
        host = event.get("attachedToRef")
        if [other.get("attachedToRef") for other in self.events].count(host) > 1:
            yield refusal("compensation-twice", self.file, event, found=host,
                          remedy="An activity is undone in one way: remove the other event.")

    def _handler(self, node: etree._Element) -> Iterator[Finding]:
        if self.around.into(node) or self.around.out_of(node):
            yield refusal("flow-not-allowed", self.file, node, found="isForCompensation",
                          remedy="A handler stands outside the flow: remove its flows.")
        led_to = {name for event in self.events for name in associated(self.around.scope, event)}
        if node.get("id") not in led_to:
            yield refusal("node-never-reached", self.file, node, found="isForCompensation",
                          remedy="Draw an association to it from a compensation event, or remove it.")

    def _start(self, node: etree._Element) -> Iterator[Finding]:
        """Undoing what is around it: an event sub-process may, if it stands in what can be undone."""
        outer = self.around.scope.getparent()
        if not is_event_sub_process(self.around.scope):
            yield refusal("start-by-event-not-executed", self.file, node, found="compensateEventDefinition",
                          remedy="Draw it in an event sub-process of what it undoes.")
        elif outer is not None and sum(is_about(start, "compensate") for other in nodes(outer)
                                       if is_event_sub_process(other) for start in other.findall(bpmn("startEvent"))) > 1:
            yield refusal("compensation-twice", self.file, node, found=outer.get("id"),
                          remedy="It is undone in one way: remove the other event sub-process.")

    def _throw(self, node: etree._Element) -> Iterator[Finding]:
        said = node.find(bpmn("compensateEventDefinition"))
        wanted = bare(said.get("activityRef") if said is not None else None)
        found = [other for other in nodes(around_what_happens(self.around.scope)) if other.get("id") == wanted]
        if wanted and not any(local_name(other) in ACTIVITIES for other in found):
            yield refusal("compensation-leads-nowhere", self.file, node, found=wanted,
                          remedy="Name an activity of the same scope, or none to undo all of it.")

    def _cancel(self, node: etree._Element) -> Iterator[Finding]:
        at_boundary = local_name(node) == "boundaryEvent"
        held = self.around.nodes.get(bare(node.get("attachedToRef"))) if at_boundary else self.around.scope
        if held is None or local_name(held) != "transaction":
            yield refusal("cancel-outside-transaction", self.file, node, found=local_name(node),
                          remedy="Cancel events belong to a transaction: use an error instead.")
        elif not at_boundary and not self._is_caught(held):
            yield refusal("cancel-not-caught", self.file, node,
                          remedy="Draw a cancel event at the boundary of the transaction.")

    @staticmethod
    def _is_caught(transaction: etree._Element) -> bool:
        around = transaction.getparent()
        return around is not None and any(
            is_about(other, "cancel") and bare(other.get("attachedToRef")) == transaction.get("id")
            for other in nodes(around)
        )
