"""Rules on activities: each says who or what does it, and loops say how often."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import refusal
from engine.spiff.elements import TELLS, event_definitions, is_repeated
from engine.spiff.scripts import Languages
from engine.spiff.source import bare, bpmn, extension, is_true, local_name, text_of


class Activities:
    """What a task must say; `callable_ids` are the processes and global tasks of the package, which may be called."""

    def __init__(self, file: str, callable_ids: frozenset[str], languages: Languages) -> None:
        self.file, self.callable_ids, self.languages = file, callable_ids, languages

    def findings(self, node: etree._Element) -> Iterator[Finding]:
        rule = {
            "serviceTask": self._service, "scriptTask": self._script, "businessRuleTask": self._decision,
            "callActivity": self._call, "receiveTask": self._receive, "sendTask": self._send,
        }.get(local_name(node))
        if rule is not None:
            yield from rule(node)
        yield from self._bindings(node)
        yield from self._loop(node)
        yield from self._quantities(node)

    def _bindings(self, node: etree._Element) -> Iterator[Finding]:
        for name in ("calledElement", "calledDecision", "formDefinition"):
            if self._says(node, name, "bindingType") == "versionTag" and not self._says(node, name, "versionTag"):
                yield refusal("version-tag-missing", self.file, node, found=name,
                              remedy="Write the version tag, or bind to the deployment.")

    def _quantities(self, node: etree._Element) -> Iterator[Finding]:
        for name in ("startQuantity", "completionQuantity"):
            if not re.fullmatch(r"[1-9][0-9]{0,2}", node.get(name, "1").strip()):
                yield refusal("quantity-not-positive", self.file, node, found=name, value=node.get(name),
                              remedy="Write a number from 1 to 999.")

    def _service(self, node: etree._Element) -> Iterator[Finding]:
        if not self._says(node, "taskDefinition", "type"):
            yield refusal("job-type-missing", self.file, node, found="serviceTask",
                          remedy="Name the job type in the task definition.")

    def _send(self, node: etree._Element) -> Iterator[Finding]:
        if not self._says(node, "taskDefinition", "type") and not node.get("messageRef"):
            yield refusal("job-type-missing", self.file, node, found="sendTask",
                          remedy="Name the job type, or choose the message to send.")

    def _receive(self, node: etree._Element) -> Iterator[Finding]:
        if not node.get("messageRef"):
            yield refusal("message-not-chosen", self.file, node, found="message",
                          remedy="Choose the message to wait for.")
        if is_true(node, "instantiate") and is_repeated(node):
            yield refusal("attribute-not-executed", self.file, node, found="instantiate", value="true",
                          remedy="What begins a process waits once: take its loop away.")

    def _script(self, node: etree._Element) -> Iterator[Finding]:
        body = node.find(bpmn("script"))
        language = node.get("scriptFormat", "")
        if body is not None and language not in self.languages:
            yield refusal("script-language", self.file, node, found=language or "script",
                          remedy="Write a FEEL expression in the script panel.")
        elif body is None and language.strip().lower() not in {"", "feel"}:
            yield refusal("script-language", self.file, node, found=language,
                          remedy="What the script panel holds is FEEL: remove the other language.")
        elif body is None and not (self._says(node, "script", "expression") and self._names(node, "script")):
            yield refusal("script-missing", self.file, node,
                          remedy="Write a FEEL expression and the variable that takes its value.")

    def _decision(self, node: etree._Element) -> Iterator[Finding]:
        asks = self._says(node, "calledDecision", "decisionId")
        names_answer = asks and self._names(node, "calledDecision")
        if asks and self._says(node, "taskDefinition", "type"):
            yield self._one_of_two(node, "calledDecision", "taskDefinition")
        elif not names_answer and not self._says(node, "taskDefinition", "type"):
            yield refusal("decision-not-named", self.file, node,
                          remedy="Choose the decision, and the variable that takes its answer.")

    def _call(self, node: etree._Element) -> Iterator[Finding]:
        said, drawn = self._says(node, "calledElement", "processId"), node.get("calledElement", "").strip()
        called = said or drawn
        if said and drawn and bare(said) != bare(drawn):
            yield self._one_of_two(node, said, drawn)
        if not called:
            yield refusal("process-not-named", self.file, node, found=called,
                          remedy="Choose the process to call, or write an expression that names it.")
        elif not called.startswith("=") and called.split(":")[-1] not in self.callable_ids:
            yield refusal("process-missing", self.file, node, found=called,
                          remedy="Add the called process to the package.")

    def _loop(self, node: etree._Element) -> Iterator[Finding]:
        many = node.find(bpmn("multiInstanceLoopCharacteristics"))
        again = node.find(bpmn("standardLoopCharacteristics"))
        if many is not None:
            yield from self._instances(node, many)
        if again is not None:
            yield from self._again(node, again)
        if many is not None and again is not None:
            yield self._one_of_two(node, local_name(many), local_name(again))

    def _instances(self, node: etree._Element, many: etree._Element) -> Iterator[Finding]:
        count = text_of(many.find(bpmn("loopCardinality")))
        said = extension(many, "loopCharacteristics")
        items = text_of(many.find(bpmn("loopDataInputRef"))) or (
            said.get("inputCollection") if said is not None else None)
        if bool(count) == bool(items):
            yield refusal("loop-without-number", self.file, node,
                          remedy="Name the input collection, or else a number of instances.")
        tells = TELLS.get(many.get("behavior", "All"))
        if tells and not event_definitions(many):
            yield refusal("loop-event-missing", self.file, node, found=tells,
                          remedy="Name the event that an instance throws when it ends.")
        if said is not None and bool(said.get("outputCollection")) != bool(said.get("outputElement")):
            yield refusal("loop-output-incomplete", self.file, node,
                          remedy="Write both the output collection and the output element, or neither.")

    def _again(self, node: etree._Element, again: etree._Element) -> Iterator[Finding]:
        limit, condition = again.get("loopMaximum"), text_of(again.find(bpmn("loopCondition")))
        if limit is None and not condition:
            yield refusal("loop-without-end", self.file, node,
                          remedy="Write a loop condition or a maximum.")
        if limit is not None and not limit.isdigit():
            yield refusal("loop-number-negative", self.file, node, found=limit,
                          remedy="Write a number that is not negative.")

    def _one_of_two(self, node: etree._Element, found: str, other: str) -> Finding:
        """They exclude each other: whichever ran, the other would be ignored."""
        return refusal("one-of-two", self.file, node, found=found, other=other, remedy="Keep the one that is meant.")

    @staticmethod
    def _names(node: etree._Element, name: str) -> bool:
        """Whether a variable is named that takes the value; a script of another engine may do without."""
        held = extension(node, name)
        return held is not None and "resultVariable" in held.attrib

    @staticmethod
    def _says(node: etree._Element, name: str, attribute: str) -> str:
        held = extension(node, name)
        return held.get(attribute, "").strip() if held is not None else ""
