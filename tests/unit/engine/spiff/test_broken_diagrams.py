"""However a diagram is broken, the check says so in words: it never raises, and what it lets pass can be loaded."""

import contextlib
import random

import pytest
from lxml import etree

from engine.errors import EngineError
from engine.spiff import check, load
from tests.support.diagrams import (
    NOON,
    at,
    diagram,
    each,
    event,
    extended,
    job,
    mapping,
    script,
    sub_process,
    timer,
    zeebe,
)

RICH = diagram(
    "start > a > choice:xor; choice -[n > 1]> work:sub; choice -default> split:and; split > do:service;"
    "split > vote; do > join:and; vote > join; join > sum:script > more:or; more -[true]> race:event; more -default> end3;"
    "race > pause:catch; race > letter:catch; pause > end; letter > over:end; work > end2;"
    "late:boundary > remind; no:boundary > mend",
    roots='<bpmn:message id="m" name="m"/><bpmn:error id="e" errorCode="x"/>',
    a=extended(zeebe("assignmentDefinition", assignee="=who"), mapping(inputs={"x": "=n"})),
    do=job("do"), vote=each("voters", "voter", output="yes", into="votes"), sum=script("1 + 1", "two"),
    pause=timer("P1D"), letter=event("message", "m"), over=event("terminate"),
    late=at("a", timer("P2D"), interrupting=False), no=at("work", event("error", "e")),
    work=sub_process("start3 > b > bad:end; b > inner:sub", bad=event("error", "e"), inner=sub_process("c")),
)


def broken(chance):
    """The diagram with a few things removed, doubled, renamed or emptied."""
    root = etree.fromstring(RICH)
    for _ in range(chance.randint(1, 3)):
        nodes = [node for node in root.iter(etree.Element) if node.getparent() is not None]
        chance.choice(BREAKING)(chance, chance.choice(nodes), chance.choice(nodes))
    return etree.tostring(root)


def remove(chance, node, other):
    node.getparent().remove(node)


def double(chance, node, other):
    node.getparent().append(etree.fromstring(etree.tostring(node)))


def miswrite(chance, node, other):
    for name in list(node.attrib)[:1]:
        node.set(name, chance.choice(["", "=", "ghost", "-1", "true", "a", "work", "=1 +"]))


def empty(chance, node, other):
    node.text = chance.choice(["", "=", "P1D", "x", "=null"])


def rename(chance, node, other):
    node.tag = other.tag


def move(chance, node, other):
    if node not in other.iterancestors() and other is not node:
        other.append(node)


BREAKING = [remove, double, miswrite, empty, rename, move]


@pytest.mark.parametrize("seed", range(12))
def test_a_broken_diagram_is_judged_and_what_passes_runs_or_fails_in_words(seed):
    chance = random.Random(seed)
    for _ in range(40):
        xml = broken(chance)
        files = {"a.bpmn": xml}
        if any(found.severity == "refusal" for found in check(files, profile="lenient")):
            continue
        program = load(files, profile="lenient")
        for process in program.processes:
            with contextlib.suppress(EngineError):
                run = program.start(process, {"n": 2, "who": "lead", "voters": ["x"], "yes": True}, NOON)
                program.restore(run.dump(), NOON)


def test_the_diagram_that_is_broken_here_is_whole():
    assert check({"a.bpmn": RICH}) == []


def test_a_listener_outside_the_extensions_is_refused_in_words():
    stray = diagram("start > a").replace(b"</bpmn:process>", f"{zeebe('executionListener', eventType='start', type='x')}</bpmn:process>".encode())

    assert [found.rule for found in check({"a.bpmn": stray}, profile="lenient") if found.severity == "refusal"] == ["extension-not-executed"]


def test_a_flow_to_nowhere_behind_a_gateway_that_begins_the_process_is_refused():
    torn = diagram("g:event > c:catch > a; g > d:catch > b", g="@instantiate=true ", c=event("message", "m"), d=event("message", "m"),
                   roots='<bpmn:message id="m" name="m"/>').replace(b' targetRef="d"', b"")

    assert "flow-leads-nowhere" in {found.rule for found in check({"a.bpmn": torn}, profile="lenient") if found.severity == "refusal"}
