"""The diagrams that the engine is measured on: a loop alone, with a fork inside, beside a branch that waits; a timer."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

PACKAGE, AGAIN = "bench_engine", {"hours": 6}
LOOP, FORKED, BESIDE = "loop", "forked", "beside"
TASK = '<bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition assignee="reporter"/></bpmn:extensionElements>'
NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'targetNamespace="http://tandem.example/bench"'
)

Nodes = dict[str, str]
Flows = Iterable[tuple[str, str]]


def _process(name: str, nodes: Nodes, flows: Flows, *, enough: str = "=hours > 1000") -> str:
    """A process; the gateway `more` goes to `ended` when it is enough and else on by its other flow."""
    drawn, default = [], ""
    for source, target in flows:
        flow = f"{source}_{target}"
        condition = ""
        if source == "more" and target == "ended":
            condition = f"<bpmn:conditionExpression>{escape(enough)}</bpmn:conditionExpression>"
        elif source == "more":
            default = flow
        drawn.append(f'<bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}">{condition}'
                     "</bpmn:sequenceFlow>")
    for node, kind in nodes.items():
        inside = TASK if kind == "userTask" else ""
        chosen = f' default="{default}"' if node == "more" else ""
        drawn.append(f'<bpmn:{kind} id="{node}" name="{node}"{chosen}>{inside}</bpmn:{kind}>')
    return f'<bpmn:process id="{name}" isExecutable="true">{"".join(drawn)}</bpmn:process>'


def _diagram(process: str) -> bytes:
    return f'<bpmn:definitions id="bench" {NAMESPACES}>{process}</bpmn:definitions>'.encode()


_ROUND: Nodes = {"began": "startEvent", "report": "userTask", "more": "exclusiveGateway", "ended": "endEvent"}
_FORK: Nodes = {"began": "startEvent", "again": "exclusiveGateway", "split": "parallelGateway", "report": "userTask", "check": "userTask",
                "join": "parallelGateway", "more": "exclusiveGateway", "ended": "endEvent"}
_BESIDE: Nodes = {**_ROUND, "both": "parallelGateway", "build": "userTask", "built": "endEvent"}

_round_flows = [("began", "report"), ("report", "more"), ("more", "ended"), ("more", "report")]

FILES = {
    f"bpmn/{LOOP}.bpmn": _diagram(_process(LOOP, _ROUND, _round_flows)),
    f"bpmn/{FORKED}.bpmn": _diagram(_process(FORKED, _FORK, [
        ("began", "again"), ("again", "split"), ("split", "report"), ("split", "check"), ("report", "join"), ("check", "join"),
        ("join", "more"), ("more", "ended"), ("more", "again")])),
    f"bpmn/{BESIDE}.bpmn": _diagram(_process(BESIDE, _BESIDE, [
        ("began", "both"), ("both", "build"), ("build", "built"), ("both", "report"), *_round_flows[1:]])),
}

TIMED = "timed"
TIMED_FILES = {f"bpmn/{TIMED}.bpmn": _diagram(
    f'<bpmn:process id="{TIMED}" isExecutable="true"><bpmn:startEvent id="began"/>'
    '<bpmn:sequenceFlow id="on" sourceRef="began" targetRef="wait"/><bpmn:intermediateCatchEvent id="wait">'
    '<bpmn:timerEventDefinition><bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    '</bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="off" sourceRef="wait" targetRef="ended"/>'
    '<bpmn:endEvent id="ended"/></bpmn:process>'
)}

# The same loop as stock SpiffWorkflow reads it, whose conditions are Python.
STOCK = _diagram(_process(LOOP, _ROUND, _round_flows, enough="hours > 1000").replace(TASK, ""))
