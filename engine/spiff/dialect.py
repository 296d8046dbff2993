"""The modeler's dialect (`zeebe:`): what a panel wrote into an element's extensions, read into plain values."""

from __future__ import annotations

from lxml import etree

from engine.spiff.feel import Field, Formula, Place, Words, field, formula
from engine.spiff.fields import FIELD_ATTRIBUTES
from engine.spiff.libraries import Binding
from engine.spiff.source import bare, bpmn, extension, extensions, is_true, line_of, text_of, zeebe
from engine.spiff.words import (
    DEFAULT_RETRIES,
    AdHocWords,
    Assignment,
    CallWords,
    DecisionWords,
    JobWords,
    LoopWords,
    Mappings,
    TaskWords,
)

TIME_TO_LIVE = "timeToLive"
"""The property of a throwing event or task that says how long its message is kept."""

LISTENER_STAGES = {"start": "start", "end": "end", "creating": "start", "completing": "end", "assigning": "assigning"}
HEARS_ASSIGNING = "listeners.assigning"
"""With the headers of a user task: workers are asked whenever it gets into other hands."""


class Reader:
    """Reads one element; knows the file and the line, for the errors of its expressions."""

    def __init__(self, node: etree._Element, file: str) -> None:
        self.node = node
        self.place = Place(file, node.get("id"), line_of(node))

    def mappings(self) -> Mappings:
        held = extension(self.node, "ioMapping")
        if held is None:
            return Mappings()
        return Mappings(
            tuple(self._assignment(line) for line in held.findall(zeebe("input"))),
            tuple(self._assignment(line) for line in held.findall(zeebe("output"))),
        )

    def headers(self) -> dict[str, str]:
        held = extension(self.node, "taskHeaders")
        lines = held.findall(zeebe("header")) if held is not None else []
        return {line.get("key", ""): line.get("value", "") for line in lines}

    def task(self) -> TaskWords:
        return TaskWords(
            form_id=self.form_id(),
            binding=self._binding("formDefinition"),
            assignee=self._said("assignmentDefinition", "assignee"),
            candidate_groups=self._said("assignmentDefinition", "candidateGroups"),
            candidate_users=self._said("assignmentDefinition", "candidateUsers"),
            due=self._said("taskSchedule", "dueDate"),
            follow_up=self._said("taskSchedule", "followUpDate"),
            priority=self._said("priorityDefinition", "priority"),
            headers={**self.headers(), **({HEARS_ASSIGNING: "asked"} if "assigning" in self.listeners() else {})},
        )

    def form_id(self) -> str | None:
        """The form of a user task or of a process's start."""
        held = extension(self.node, "formDefinition")
        return held.get("formId") if held is not None else None

    def people(self) -> tuple[str, ...]:
        """Who gets a user task, as it was written."""
        held = extension(self.node, "assignmentDefinition")
        said = [] if held is None else [held.get(name, "").strip() for name in FIELD_ATTRIBUTES["assignmentDefinition"]]
        return tuple(filter(None, said))

    def job(self) -> JobWords | None:
        kind = self._said("taskDefinition", "type")
        if kind is None:
            return None
        return JobWords(kind, self._said("taskDefinition", "retries") or DEFAULT_RETRIES, self.headers())

    def listeners(self) -> dict[str, tuple[JobWords, ...]]:
        """What workers do before the element begins, before it is left and when it is given to somebody, in this order."""
        found: dict[str, list[JobWords]] = {"start": [], "end": [], "assigning": []}
        for holder, line in (("executionListeners", "executionListener"), ("taskListeners", "taskListener")):
            held = extension(self.node, holder)
            for said in held.findall(zeebe(line)) if held is not None else ():
                stage = LISTENER_STAGES.get(said.get("eventType", ""), "end")
                found[stage].append(JobWords(
                    field(said.get("type", ""), self.place), field(said.get("retries") or DEFAULT_RETRIES.text, self.place),
                    self.headers()))
        return {stage: tuple(lines) for stage, lines in found.items() if lines}

    def script(self) -> tuple[Formula, str] | None:
        """The FEEL of a script task and the variable that takes its value."""
        held = extension(self.node, "script")
        if held is None:
            return None
        return formula(held.get("expression", ""), self.place), held.get("resultVariable", "")

    def decision(self) -> DecisionWords | None:
        held = extension(self.node, "calledDecision")
        if held is None:
            return None
        return DecisionWords(
            self._id(held.get("decisionId")), held.get("resultVariable", ""), self._binding("calledDecision"))

    def _id(self, said: str | None) -> Field:
        """The id of something in the package, which may be computed."""
        text = str(said or "").strip()
        return field(text if text.startswith("=") else bare(text), self.place)

    def call(self) -> CallWords:
        """All variables pass both ways unless the diagram says no."""
        held = extension(self.node, "calledElement")
        if held is None:
            return CallWords(Words(bare(self.node.get("calledElement"))), sees_caller=True, gives_all_back=True)
        return CallWords(
            self._id(held.get("processId") or self.node.get("calledElement")),
            sees_caller=is_true(held, "propagateAllParentVariables", default=True),
            gives_all_back=is_true(held, "propagateAllChildVariables", default=True),
            binding=self._binding("calledElement"),
        )

    def ad_hoc(self) -> AdHocWords:
        return AdHocWords(
            sequential=self.node.get("ordering") == "Sequential",
            completion=self.formula_in(self.node, "completionCondition"),
            cancels_rest=is_true(self.node, "cancelRemainingInstances", default=True),
            active=self._formula(self._attribute("adHoc", "activeElementsCollection")),
            output_collection=self._attribute("adHoc", "outputCollection"),
            output=self._formula(self._attribute("adHoc", "outputElement")),
        )

    def loop(self) -> LoopWords | None:
        loop = self.node.find(bpmn("multiInstanceLoopCharacteristics"))
        if loop is None:
            return None
        said = extension(loop, "loopCharacteristics")
        words: dict[str, str] = {} if said is None else {str(key): str(said.get(key)) for key in said.attrib}
        count = text_of(loop.find(bpmn("loopCardinality")))
        items = words.get("inputCollection") or text_of(loop.find(bpmn("loopDataInputRef")))
        return LoopWords(
            sequential=is_true(loop, "isSequential"),
            over=formula(items or count, self.place),
            is_count=not items,
            item=words.get("inputElement") or _item(loop, "inputDataItem"),
            output_collection=words.get("outputCollection") or text_of(loop.find(bpmn("loopDataOutputRef"))) or None,
            output=self._formula(words.get("outputElement") or _item(loop, "outputDataItem")),
            completion=self.formula_in(loop, "completionCondition"),
            tells_once=loop.get("behavior") == "One",
        )

    def condition_filter(self) -> tuple[frozenset[str], frozenset[str]]:
        """The variables that a conditional event looks at, and whether it heeds their creation or their change."""
        held = extension(self.node, "conditionalFilter")
        if held is None:
            return frozenset(), frozenset()
        return _words(held.get("variableNames")), _words(held.get("variableEvents"))

    def correlation_key(self) -> Formula | None:
        """The key by which a message finds the one instance that waits for it."""
        held = extension(self.node, "subscription")
        return self._formula(held.get("correlationKey") if held is not None else None)

    def time_to_live(self) -> Field | None:
        """How long a message that is thrown here is kept if nobody waits for it."""
        held = extension(self.node, "properties")
        for line in held.findall(zeebe("property")) if held is not None else ():
            if line.get("name") == TIME_TO_LIVE and line.get("value"):
                return field(line.get("value", ""), self.place)
        return None

    def name(self) -> Field:
        """The name of a message or signal, which may be computed."""
        return field(str(self.node.get("name") or self.node.get("id") or ""), self.place)

    def formula_in(self, holder: etree._Element, child: str) -> Formula | None:
        return self._formula(text_of(holder.find(bpmn(child))))

    def field_in(self, holder: etree._Element, child: str) -> Field | None:
        text = text_of(holder.find(bpmn(child)))
        return field(text, self.place) if text else None

    def _binding(self, name: str) -> Binding | None:
        """The version that is meant, if not the diagram's own."""
        kind = self._attribute(name, "bindingType")
        if kind == "versionTag":
            return Binding(self._attribute(name, "versionTag"))
        return Binding() if kind == "latest" else None

    def _attribute(self, name: str, attribute: str) -> str | None:
        held = extension(self.node, name)
        return held.get(attribute) if held is not None else None

    def _assignment(self, line: etree._Element) -> Assignment:
        return Assignment(field(line.get("source", ""), self.place), line.get("target", ""))

    def _said(self, name: str, attribute: str) -> Field | None:
        for held in extensions(self.node, name):
            text = str(held.get(attribute) or "").strip()
            if text:
                return field(text, self.place)
        return None

    def _formula(self, text: str | None) -> Formula | None:
        return formula(text, self.place) if text and text.strip() else None


def _item(loop: etree._Element, kind: str) -> str | None:
    """The name of one item of a loop's collection, as BPMN itself writes it."""
    held = loop.find(bpmn(kind))
    return (held.get("name") or held.get("id")) if held is not None else None


def _words(text: str | None) -> frozenset[str]:
    return frozenset(word.strip() for word in (text or "").split(",") if word.strip())
