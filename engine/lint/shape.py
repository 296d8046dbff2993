"""The shape of a diagram: paths that simply end, loops that never wait, missing names, old dates, undoing for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from lxml import etree

from engine.clock import now
from engine.errors import Finding
from engine.lint.findings import doubt
from engine.lint.package import Package, Scope
from engine.lint.ways import reached
from engine.spiff.elements import (
    ACTIVITIES,
    around_what_happens,
    handlers,
    is_about,
    nodes,
)
from engine.spiff.source import bare, bpmn, local_name, text_of
from engine.spiff.times import date_and_time

WAITING = frozenset({
    "userTask", "receiveTask", "serviceTask", "sendTask", "intermediateCatchEvent", "eventBasedGateway",
    "callActivity", "subProcess", "transaction", "adHocSubProcess", "businessRuleTask",
})
"""What a token does not simply pass: a person, a message, a worker, or a scope with an inside of its own."""


def shape(package: Package) -> Iterator[Finding]:
    """What can be seen without playing."""
    for scope in package.scopes():
        yield from _ends(scope)
        yield from _names(scope)
        yield from _loops(scope)
        for node in scope.nodes.values():
            yield from _dates(scope, node)
            yield from _undoing(scope, node)


def _ends(scope: Scope) -> Iterator[Finding]:
    """A path may end without an end event; where others have one, a missing one looks forgotten."""
    has_ends = any(local_name(node) == "endEvent" for node in scope.nodes.values())
    for name, node in scope.nodes.items():
        ends = local_name(node) == "endEvent" or scope.out[name] or is_about(node, "link")
        if has_ends and not ends and not scope.is_beside(node):
            yield doubt("path-simply-ends", "warning", scope.file, node, kind=local_name(node))


def _names(scope: Scope) -> Iterator[Finding]:
    for node in scope.nodes.values():
        if local_name(node) in ACTIVITIES and not node.get("name", "").strip():
            yield doubt("name-missing", "warning", scope.file, node, kind=local_name(node))


def _loops(scope: Scope) -> Iterator[Finding]:
    """A circle in which nothing is waited for: it runs until its condition says stop, or for ever."""
    on = {name: [scope.target(flow) for flow in scope.out[name]] for name in scope.nodes
          if local_name(scope.nodes[name]) not in WAITING}
    told: set[str] = set()
    for name in sorted(on):
        circle = _circle(name, on)
        if circle and not circle & told:
            told |= circle
            leaves = any(target not in circle for one in circle for target in on[one])
            yield doubt("loop-without-wait", "warning" if leaves else "error", scope.file, scope.nodes[name],
                        circle=", ".join(sorted(circle)))


def _circle(name: str, on: dict[str, list[str]]) -> set[str]:
    """The nodes that can be reached from this one and from which it can be reached, if it can at all."""
    def following(one: str) -> list[str]:
        return [target for target in on[one] if target in on]

    ahead = reached([name], following)
    return {one for one in ahead if name in reached([one], following)} if name in ahead else set()


def _dates(scope: Scope, node: etree._Element) -> Iterator[Finding]:
    for said in node.findall(f"{bpmn('timerEventDefinition')}/{bpmn('timeDate')}"):
        text = text_of(said)
        try:
            due = date_and_time(text)
        except ValueError:
            continue  # computed
        if due.astimezone(UTC) < now():
            yield doubt("timer-in-the-past", "warning", scope.file, node, date=text)


def _undoing(scope: Scope, node: etree._Element) -> Iterator[Finding]:
    """Clause 10.7: what has no handler is not undone, and nobody is told."""
    said = node.find(bpmn("compensateEventDefinition"))
    if said is None or local_name(node) not in {"intermediateThrowEvent", "endEvent"}:
        return
    home, wanted = around_what_happens(scope.root), bare(said.get("activityRef"))
    if not any(_can_be_undone(other, home) for other in nodes(home) if wanted in {"", other.get("id")}):
        yield doubt("undoes-nothing", "warning", scope.file, node, found=wanted)


def _can_be_undone(node: etree._Element, scope: etree._Element) -> bool:
    """By its own handler, by those inside it, or perhaps by those of the process that it calls."""
    undoing = (said.getparent() for said in node.iter(bpmn("compensateEventDefinition")))
    return (
        node.get("id") in handlers(scope)
        or any(event is not None and local_name(event) in {"boundaryEvent", "startEvent"} for event in undoing)
        or next(node.iter(bpmn("callActivity")), None) is not None
    )
