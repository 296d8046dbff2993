"""BPMN in one line: diagrams for tests, and a case played on them that is stored and restored after every step.

    diagram("start > write > check:xor; check -[ok]> end; check -default> write")

Nodes are written `id:kind`; the kind is said once. Without one, `start...` and `end...` are events and
everything else is a user task. Flows are `>`, `-[FEEL]>` and `-default>`. What stands inside an element
(an event definition, a mapping, a whole sub-process) is handed in by id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from engine.spiff import Moved, Program, Run, Surroundings, Thrown, Wait, load

KINDS = {
    "start": "startEvent", "end": "endEvent", "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent", "boundary": "boundaryEvent",
    "user": "userTask", "task": "task", "manual": "manualTask", "service": "serviceTask",
    "script": "scriptTask", "rule": "businessRuleTask", "send": "sendTask", "receive": "receiveTask",
    "call": "callActivity", "sub": "subProcess", "xor": "exclusiveGateway", "and": "parallelGateway",
    "or": "inclusiveGateway", "event": "eventBasedGateway", "complex": "complexGateway",
    "transaction": "transaction", "adhoc": "adHocSubProcess",
}
NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_ARROW = re.compile(r"\s+(?:-\[(?P<condition>.*?)\])?(?P<default>-default)?>\s+")


# -- drawing

def diagram(flows: str, *, process: str = "p", roots: str = "", **inside: Any) -> bytes:
    """A file with one process."""
    return definitions(process_xml(flows, process=process, **inside), roots)


def definitions(body: str, roots: str = "") -> bytes:
    return (f'<bpmn:definitions {NAMESPACES} id="definitions_1" targetNamespace="urn:test">'
            f"{roots}{body}</bpmn:definitions>").encode()


def process_xml(flows: str, *, process: str = "p", **inside: Any) -> str:
    return f'<bpmn:process id="{process}" isExecutable="true">{scope(flows, **inside)}</bpmn:process>'


def scope(flows: str, undoing: Mapping[str, str] | None = None, **inside: str) -> str:
    """The nodes and flows of one process or sub-process.

    A value of `inside` is the element's content; attributes may stand before it: `@attachedToRef=a ...`.
    `undoing` names the activities that have a handler, and these.
    """
    kinds: dict[str, str] = {}
    defaults: dict[str, str] = {}
    drawn: list[str] = []
    for chain in (part.strip() for part in flows.split(";")):
        names = _ARROW.split(chain)
        nodes = [_node(name, kinds) for name in names[::3]]
        for number, (source, target) in enumerate(pairwise(nodes)):
            condition, default = names[number * 3 + 1], names[number * 3 + 2]
            flow = f"{source}_{target}"
            if default:
                defaults[source] = flow
            said = (f"<bpmn:conditionExpression>={escape(condition)}</bpmn:conditionExpression>"
                    if condition else "")
            drawn.append(f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" '
                         f'targetRef="{target}">{said}</bpmn:sequenceFlow>')
    undo_events = []
    for activity, handler in (undoing or {}).items():
        undo = f"undo_{activity}"
        inside[handler] = f"@isForCompensation=true {inside.get(handler, '')}"
        undo_events += [_element(undo, "boundaryEvent", None, at(activity, event("compensate"))),
                        undoes(undo, handler)]
    elements = [_element(name, kind, defaults.get(name), inside.get(name, ""))
                for name, kind in kinds.items()]
    return "".join([*elements, *undo_events, *drawn])


def sub_process(flows: str, *, attributes: str = "", **inside: Any) -> str:
    """The content of a sub-process."""
    return f"{attributes} {scope(flows, **inside)}"


def timer(duration: str = "", *, date: str = "", cycle: str = "") -> str:
    name, text = (("timeDate", date) if date else ("timeCycle", cycle) if cycle
                  else ("timeDuration", duration))
    return (f"<bpmn:timerEventDefinition><bpmn:{name}>{escape(text)}</bpmn:{name}>"
            "</bpmn:timerEventDefinition>")


def event(kind: str, reference: str = "") -> str:
    """An event definition that refers to a root element."""
    said = f' {kind}Ref="{reference}"' if reference else ""
    return f"<bpmn:{kind}EventDefinition{said}/>"


def undoes(event: str, handler: str) -> str:
    """The association from a compensation event to its handler."""
    return f'<bpmn:association id="{event}_{handler}" sourceRef="{event}" targetRef="{handler}"/>'


def link(name: str) -> str:
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def condition(text: str) -> str:
    return ("<bpmn:conditionalEventDefinition><bpmn:condition>"
            f"={escape(text)}</bpmn:condition></bpmn:conditionalEventDefinition>")


def at(activity: str, content: str, *, interrupting: bool = True) -> str:
    """The content of a boundary event."""
    return f"@attachedToRef={activity} @cancelActivity={str(interrupting).lower()} {content}"


def extended(*extensions: str) -> str:
    """Extension elements of the modeler's dialect."""
    return f"<bpmn:extensionElements>{''.join(extensions)}</bpmn:extensionElements>"


def zeebe(name: str, content: str = "", /, **attributes: str) -> str:
    """One element of the dialect."""
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<zeebe:{name}{said}>{content}</zeebe:{name}>"


def mapping(*, inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """Input and output mappings, written target: source."""
    lines = [zeebe("input", source=source, target=target) for target, source in (inputs or {}).items()]
    lines += [zeebe("output", source=source, target=target)
              for target, source in (outputs or {}).items()]
    return zeebe("ioMapping", "".join(lines))


def script(expression: str, result: str) -> str:
    return extended(zeebe("script", expression=f"={expression}", resultVariable=result))


def job(kind: str, *more: str) -> str:
    return extended(zeebe("taskDefinition", type=kind), *more)


def each(
    collection: str = "", item: str = "", *, cardinality: str = "", output: str = "",
    into: str = "", until: str = "", sequential: bool = False,
) -> str:
    """Multi-instance: for each item of a collection, or a number of times."""
    words = {"inputCollection": f"={collection}" if collection else "", "inputElement": item,
             "outputCollection": into, "outputElement": f"={output}" if output else ""}
    said = zeebe("loopCharacteristics", **{name: word for name, word in words.items() if word})
    parts = [extended(said) if any(words.values()) else ""]
    if cardinality:
        parts.append(f"<bpmn:loopCardinality>{escape(cardinality)}</bpmn:loopCardinality>")
    if until:
        parts.append(f"<bpmn:completionCondition>={escape(until)}</bpmn:completionCondition>")
    return (f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
            f"{''.join(parts)}</bpmn:multiInstanceLoopCharacteristics>")


def _node(written: str, kinds: dict[str, str]) -> str:
    name, _, kind = written.strip().partition(":")
    if kind or name not in kinds:
        guessed = "start" if name.startswith("start") else "end" if name.startswith("end") else "user"
        kinds[name] = KINDS[kind or guessed]
    return name


def _element(name: str, tag: str, default: str | None, content: str) -> str:
    attributes = f' default="{default}"' if default else ""
    while content.startswith("@"):
        said, _, content = content.partition(" ")
        key, _, value = said[1:].partition("=")
        attributes += f' {key}="{value}"'
    return f'<bpmn:{tag} id="{name}"{attributes}>{content}</bpmn:{tag}>'


# -- playing

class Played:
    """A case that forgets everything but its stored state after every step, as a server would."""

    def __init__(
        self, files: bytes | Mapping[str, bytes], variables: Mapping[str, Any] | None = None, *,
        process: str = "p", now: datetime = NOON, program: Program | None = None, element: str | None = None,
    ) -> None:
        given = {"diagram.bpmn": files} if isinstance(files, bytes) else files
        self.program = program or load(given, profile="lenient")
        self.now = now
        self.moved: list[Moved] = []
        self.thrown: list[Thrown] = []
        self.run: Run = self.program.start(process, variables or {}, now, element)
        self._stored()

    # what one sees

    @property
    def open(self) -> list[str]:
        """The element ids of the open user tasks."""
        return sorted(wait.element_id for wait in self.run.waits() if wait.kind == "task")

    @property
    def jobs(self) -> list[str]:
        return sorted(wait.element_id for wait in self.run.waits() if wait.kind == "job")

    @property
    def entered(self) -> list[str]:
        """The elements entered so far, in order."""
        return [move.element_id for move in self.moved if move.kind == "element.entered"]

    @property
    def variables(self) -> dict[str, Any]:
        return self.run.variables

    @property
    def outcome(self) -> str | None:
        return self.run.outcome

    @property
    def state(self) -> bytes:
        return self.run.dump()

    def wait(self, element: str, number: int = 0, kind: str | None = None) -> Wait:
        """What is awaited at an element; `number` counts the instances."""
        found = [wait for wait in self.run.waits()
                 if wait.element_id == element and kind in (None, wait.kind)]
        assert found, f"nothing waits at {element}: {[w.element_id for w in self.run.waits()]}"
        return found[number]

    # what one does

    def complete(self, element: str, number: int = 0, /, **answers: Any) -> Played:
        self.run.complete(self.wait(element, number, "task").token, answers)
        return self._stored()

    def work(self, element: str, number: int = 0, /, **results: Any) -> Played:
        self.run.finish_job(self.wait(element, number, "job").token, results)
        return self._stored()

    def give(self, element: str, action: str, assignee: str | None) -> Played:
        """Let a user task get into somebody's hands, or out of them."""
        self.run.give(self.wait(element, kind="task").token, action, assignee)
        return self._stored()

    def fail(self, element: str, code: str, number: int = 0, *, message: str = "") -> Played:
        self.run.throw_error(self.wait(element, number).token, code, message)
        return self._stored()

    def later(self, **passed: float) -> Played:
        """Let time pass and fire what is due, one after the other."""
        self.now += timedelta(**passed)
        self._restored()
        while due := [wait for wait in self.run.waits() if wait.due_at and wait.kind == "timer"
                      and wait.due_at <= self.now]:
            self.run.fire(min(due, key=lambda wait: wait.due_at or self.now).token)
            self._stored()
        return self

    def receive(self, message: str, key: str | None = None, **variables: Any) -> Played:
        found = next(wait for wait in self.run.waits()
                     if wait.message == message and wait.correlation_key == key)
        self.run.deliver(found.token, variables)
        return self._stored()

    def hear(self, signal: str, **variables: Any) -> Played:
        self.run.signal(signal, variables)
        return self._stored()

    def _stored(self) -> Played:
        self.moved += self.run.events()
        self.thrown += self.run.thrown()
        waits, tokens, state = self.run.waits(), self.run.tokens(), self.run.dump()
        self._put_away()
        assert self.run.dump() == state
        self._restored()
        assert self.run.waits() == waits
        assert self.run.tokens() == tokens
        assert self.run.dump() == state
        return self

    def _put_away(self) -> None:
        """Store the case as the engine does, its heavy variables apart, and bring it back."""
        stored = self.run.store()
        self.run = self.program.restore(stored.state, self.now, Surroundings(lambda _: stored.values))

    def _restored(self) -> None:
        self.run = self.program.restore(self.run.dump(), self.now)
