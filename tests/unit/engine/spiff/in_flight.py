"""Cases in flight: one diagram for every kind of wait, played to the middle, and how each is brought to its end.

`python -m tests.unit.engine.spiff.in_flight` writes the fixtures of the present state format. Fixtures of a format
that a released version wrote are never written again: they are what an upgrade meets.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.spiff import load
from engine.spiff.state import FORMAT
from tests.support.diagrams import (
    NOON,
    Played,
    at,
    condition,
    definitions,
    diagram,
    each,
    event,
    extended,
    job,
    mapping,
    process_xml,
    sub_process,
    timer,
    zeebe,
)

FIXTURES = Path(__file__).parent / "fixtures"
MESSAGE = '<bpmn:message id="m1" name="m"/>'
SIGNAL = '<bpmn:signal id="s1" name="s"/>'
Middle = Callable[[Played], Any]


def nothing(case: Played) -> None:
    """The case waits where it began."""


def after(*elements: str) -> Middle:
    def play(case: Played) -> None:
        for element in elements:
            case.complete(element)
    return play


def signers(case: Played) -> None:
    token = case.wait("a").token
    case.run.add_signer(token, "bob", "before")
    case.run.add_signer(f"{token}+1", "carl", "after")
    case._stored()


def sent_straight_back(case: Played) -> None:
    case.complete("a").complete("b")
    case.run.send_back(case.wait("c").token, "a", straight=True)
    case._stored()


IN_FLIGHT: dict[str, tuple[bytes, dict[str, Any], Middle]] = {
    "user task with people and times": (diagram("start > a > end", a=extended(
        zeebe("assignmentDefinition", assignee="anna", candidateGroups="x,y"),
        zeebe("taskSchedule", dueDate="2026-04-01T00:00:00Z"), mapping(inputs={"seen": "=n"}))), {"n": 1}, nothing),
    "user task with added signers": (diagram("start > a > b > end"), {}, signers),
    "user task that goes straight back": (diagram("start > a > b > c > end"), {}, sent_straight_back),
    "job": (diagram("start > w:service > end", w=job("work")), {}, nothing),
    "timer": (diagram("start > t:catch > end", t=timer("P3D")), {}, nothing),
    "message": (diagram("start > m:catch > end", roots=MESSAGE, m=event("message", "m1")), {}, nothing),
    "receive task": (diagram("start > r:receive > end", roots=MESSAGE, r="@messageRef=m1 "), {}, nothing),
    "signal": (diagram("start > s:catch > end", roots=SIGNAL, s=event("signal", "s1")), {}, nothing),
    "condition": (diagram("start > f:and; f > c:catch > j:and; f > a > j; j > end", c=condition("ok")),
                  {"ok": False}, nothing),
    "boundary timer, cycle": (diagram("start > a > end; b:boundary > r > end2:end",
                                      b=at("a", timer(cycle="R3/P1D"), interrupting=False)), {},
                              lambda case: case.later(days=1)),
    "boundary message, interrupting": (diagram("start > a > end; b:boundary > r > end2:end", roots=MESSAGE,
                                               b=at("a", event("message", "m1"))), {}, nothing),
    "parallel join": (diagram("start > f:and; f > a > j:and; f > b > j; j > z > end"), {}, after("a")),
    "inclusive join": (diagram("start > f:or; f -[true]> a > j:or; f -[true]> b > j; j > z > end"), {}, after("a")),
    "complex gateway that has started": (diagram(
        "start > f:and; f > a > j:complex; f > b > j; f > c > j; j > z > end",
        j="<bpmn:activationCondition>=activationCount &gt;= 2</bpmn:activationCondition>"), {}, after("a", "b")),
    "event-based gateway": (diagram("start > g:event; g > t:catch > end; g > m:catch > end", roots=MESSAGE,
                                    t=timer("P1D"), m=event("message", "m1")), {}, nothing),
    "parallel instances with results": (diagram("start > a > z > end", a=each(
        "people", "who", into="said", output="who")), {"people": ["x", "y", "z"]}, after("a")),
    "sequential instances": (diagram("start > a > z > end", a=each(cardinality="3", sequential=True)), {}, after("a")),
    "standard loop": (diagram("start > a > z > end", a=(
        '<bpmn:standardLoopCharacteristics loopMaximum="3"/>')), {}, after("a")),
    "sub-process": (diagram("start > s:sub > z > end", s=sub_process("start2 > a > b > end2")), {}, after("a")),
    "sub-process instances": (diagram("start > s:sub > z > end", s=each(cardinality="2")
                                      + sub_process("start2 > a > b > end2")), {}, after("a")),
    "event sub-process beside": (diagram("start > a > end; h:sub", roots=SIGNAL, h="@triggeredByEvent=true " + sub_process(
        "c:start > b > end2:end", c="@isInterrupting=false " + event("signal", "s1"))), {}, lambda case: case.hear("s")),
    "called process": (definitions(
        process_xml("start > c:call > z > end", c=extended(zeebe("calledElement", processId="q")))
        + process_xml("start3:start > a > b > end3:end", process="q")), {}, after("a")),
    "ad-hoc, sequential": (diagram("start > s:adhoc > z > end", s="@ordering=Sequential " + sub_process("a; b")),
                           {}, after("a")),
    "transaction with what can be undone": (diagram(
        "start > s:transaction > z > end", s=sub_process("start2 > a > b > end2; undo", undoing={"a": "undo"})), {}, after("a")),
    "compensation under way": (diagram("start > a > b > t:throw > z > end; undo", undoing={"a": "undo"},
                                       t=event("compensate")), {}, after("a", "b")),
}


def finish(case: Played) -> str | None:
    """Let everything happen that is awaited, until the case has ended."""
    for _ in range(60):
        if case.outcome is not None:
            break
        waits = [wait for wait in case.run.waits() if wait.task is None or not wait.task.held]
        if not waits:
            break
        wait = min(waits, key=lambda wait: wait.kind not in {"task", "job"})
        match wait.kind:
            case "task":
                case.run.complete(wait.token, {"ok": True})
            case "job":
                case.run.finish_job(wait.token, {})
            case "signal":
                case.run.signal(wait.signal or "")
            case _:
                case.run.deliver(wait.token, {})
        case._stored()
    return case.outcome


def written(name: str) -> dict[str, Any]:
    """A case in flight as a fixture holds it."""
    xml, variables, middle = IN_FLIGHT[name]
    case = Played(xml, variables)
    middle(case)
    return {"diagram": xml.decode(), "state": json.loads(case.state),
            "waits": [[wait.kind, wait.element_id, wait.token] for wait in case.run.waits()]}


def resumed(fixture: dict[str, Any]) -> Played:
    """The case of a fixture, in today's engine."""
    case = Played.__new__(Played)
    case.program = load({"diagram.bpmn": fixture["diagram"].encode()}, profile="lenient")
    case.now, case.moved, case.thrown = NOON, [], []
    case.run = case.program.restore(json.dumps(fixture["state"]).encode(), NOON)
    return case


if __name__ == "__main__":
    folder = FIXTURES / f"format_{FORMAT}"
    folder.mkdir(parents=True, exist_ok=True)
    for title in IN_FLIGHT:
        text = json.dumps(written(title), indent=1, ensure_ascii=False)
        (folder / f"{title.replace(' ', '_').replace(',', '')}.json").write_text(text + "\n")
