"""The messages, signals, errors and escalations that a diagram declares, and what its events mean by them."""

from __future__ import annotations

from typing import Literal

from lxml import etree

from engine.spiff.dialect import Reader
from engine.spiff.elements import event_definitions
from engine.spiff.feel import Field, Words, formula
from engine.spiff.fields import TIMES
from engine.spiff.foreign import said
from engine.spiff.source import bare, bpmn, is_true, local_name, text_of
from engine.spiff.specs.definitions import (
    CancelDefinition,
    CodeDefinition,
    CompensateDefinition,
    ConditionDefinition,
    Definition,
    ErrorDefinition,
    EscalationDefinition,
    MessageDefinition,
    NoneDefinition,
    SeveralDefinition,
    SignalDefinition,
    TerminateDefinition,
    TimerDefinition,
)

CODES: dict[str, type[CodeDefinition]] = {"error": ErrorDefinition, "escalation": EscalationDefinition}
WORDLESS: dict[str, type[Definition]] = {"cancel": CancelDefinition}
REACHES: dict[str, Literal["case", "instances"]] = {"terminateAll": "case", "terminateMultiInstance": "instances"}


class Glossary:
    """Looks references up in one file."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.file = file
        self._declared = {
            (local_name(node), node.get("id", "")): node
            for node in root
            if local_name(node) in {"message", "signal", "error", "escalation"}
        }

    def definition(self, node: etree._Element) -> Definition:
        """What the event of this node is about."""
        if local_name(node) == "receiveTask" or (local_name(node) == "sendTask" and node.get("messageRef")):
            return self._read("message", node)
        about = [self.read(one) for one in event_definitions(node)]
        if len(about) > 1:
            return SeveralDefinition(about, wants_all=is_true(node, "parallelMultiple"))
        return about[0] if about else NoneDefinition()

    def read(self, definition: etree._Element) -> Definition:
        """What one event definition says."""
        return self._read(local_name(definition).removesuffix("EventDefinition"), definition)

    def _read(self, kind: str, node: etree._Element) -> Definition:
        match kind:
            case "timer":
                return self._timer(node)
            case "message":
                message = self._declaration("message", node)
                key = message.correlation_key() if message else None
                return MessageDefinition(self._name("message", node), key, self._owner(node).time_to_live())
            case "signal":
                return self._signal(node)
            case "terminate":
                return TerminateDefinition(next((reach for name, reach in REACHES.items() if said(node, name) == "true"), "scope"))
            case "error" | "escalation":
                return self._coded(kind, node)
            case "conditional":
                condition = formula(text_of(node.find(bpmn("condition"))), self._owner(node).place)
                return ConditionDefinition(condition, *Reader(node, self.file).condition_filter())
            case "compensate":
                return CompensateDefinition(
                    bare(node.get("activityRef")) or None, waits=is_true(node, "waitForCompletion", default=True))
            case _:
                return WORDLESS.get(kind, NoneDefinition)()

    def _coded(self, kind: str, node: etree._Element) -> CodeDefinition:
        declared = self._declaration(kind, node)
        code = CODES[kind](self._code(kind, node), said(declared.node, f"{kind}Message") if declared else "")
        code.told_as = said(node, f"{kind}CodeVariable") or said(node, f"{kind}VariableName")
        code.message_told_as = said(node, f"{kind}MessageVariable")
        return code

    def _signal(self, node: etree._Element) -> SignalDefinition:
        signal, declared = SignalDefinition(self._name("signal", node)), self._declaration("signal", node)
        signal.stays_inside = declared is not None and said(declared.node, "scope") == "processInstance"
        return signal

    def _timer(self, node: etree._Element) -> TimerDefinition:
        owner = self._owner(node)
        for name, kind in TIMES.items():
            if written := owner.field_in(node, name):
                return TimerDefinition(kind, written)
        return TimerDefinition("duration", Words(""))

    def _owner(self, node: etree._Element) -> Reader:
        """Reads a definition as its event's, so that an error names what was drawn."""
        return Reader(self._event(node), self.file)

    @staticmethod
    def _event(node: etree._Element) -> etree._Element:
        event = node.getparent()
        return event if event is not None and local_name(node).endswith("EventDefinition") else node

    def _declaration(self, kind: str, node: etree._Element) -> Reader | None:
        declared = self._declared.get((kind, bare(node.get(f"{kind}Ref"))))
        return Reader(declared, self.file) if declared is not None else None

    def _name(self, kind: str, node: etree._Element) -> Field:
        """What a message or signal is called; one never declared is called as it is referred to, or as its event."""
        declaration = self._declaration(kind, node)
        if declaration:
            return declaration.name()
        return Words(bare(node.get(f"{kind}Ref")) or str(self._event(node).get("id", "")))

    def _code(self, kind: str, node: etree._Element) -> str | None:
        """The code by which it is caught; one declared without a code, or never declared, is its own code."""
        reference = bare(node.get(f"{kind}Ref"))
        declared = self._declared.get((kind, reference))
        code = declared.get(f"{kind}Code") if declared is not None else None
        return code or reference or None
