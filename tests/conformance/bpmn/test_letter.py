"""BPMN's letter: models that the standard forbids, each refused with its rule, clause, element and line.

The clauses are those of BPMN 2.0.2 (ISO/IEC 19510). Every fault is drawn in a process, in a sub-process, in
a drawn pool beside the executable one, and under another prefix: a rule that looks at one place only is none.
In the lenient profile the same findings are warnings.
"""

import re
from itertools import product
from pathlib import Path

import pytest

from engine.spiff import check
from engine.spiff.check.letter.clauses import CLAUSES
from tests.support.diagrams import (
    at,
    condition,
    definitions,
    event,
    link,
    scope,
    sub_process,
    timer,
)
from webapp import processes

ROOTS = (
    '<bpmn:message id="m" name="ordered"/><bpmn:signal id="s" name="heard"/>'
    '<bpmn:error id="e" errorCode="broken"/><bpmn:error id="wordless"/>'
    '<bpmn:escalation id="up" escalationCode="late"/><bpmn:escalation id="quiet"/>'
    '<bpmn:itemDefinition id="text" structureRef="String"/><bpmn:itemDefinition id="number" structureRef="Number"/>'
    '<bpmn:itemDefinition id="many" structureRef="String" isCollection="true"/>'
    '<bpmn:message id="typed" name="typed" itemRef="text"/>'
    '<bpmn:interface id="port" name="port"><bpmn:operation id="op" name="order">'
    "<bpmn:inMessageRef>m</bpmn:inMessageRef></bpmn:operation></bpmn:interface>"
)
TIMED = timer("P1D")
EVENT_SUB = "@triggeredByEvent=true " + scope("start9 > b > end9", start9=event("error", "e"))


def listed(node: str, incoming: str = "", outgoing: str = "") -> str:
    return "".join([f"<bpmn:incoming>{incoming}</bpmn:incoming>" if incoming else "",
                    f"<bpmn:outgoing>{outgoing}</bpmn:outgoing>" if outgoing else ""])


def reads(source: str, target: str, more: str = "") -> str:
    return (f'<bpmn:dataInputAssociation id="reads"><bpmn:sourceRef>{source}</bpmn:sourceRef>'
            f"<bpmn:targetRef>{target}</bpmn:targetRef>{more}</bpmn:dataInputAssociation>")


def writes(source: str, target: str) -> str:
    return (f'<bpmn:dataOutputAssociation id="writes"><bpmn:sourceRef>{source}</bpmn:sourceRef>'
            f"<bpmn:targetRef>{target}</bpmn:targetRef></bpmn:dataOutputAssociation>")


def data(inputs: str = '<bpmn:dataInput id="in"/>', outputs: str = "", *, into: str = "in",
         out: str = "") -> str:
    refs = [f"<bpmn:{name}>{ref}</bpmn:{name}>" if ref else ""
            for name, ref in (("dataInputRefs", into), ("dataOutputRefs", out))]
    return (f"<bpmn:ioSpecification>{inputs}{outputs}<bpmn:inputSet>{refs[0]}</bpmn:inputSet>"
            f"<bpmn:outputSet>{refs[1]}</bpmn:outputSet></bpmn:ioSpecification>")


OBJECTS = '<bpmn:dataObject id="o" itemSubjectRef="text"/><bpmn:dataObjectReference id="ref" dataObjectRef="o"/>'

IN_A_SCOPE = [
    # rule, element, flows, what stands inside, what stands beside
    ("flow-not-mirrored", "a", "start > a > end", {"a": listed("a", incoming="a_end")}, ""),
    ("flow-not-mirrored", "a", "start > a > end", {"a": listed("a", outgoing="a_end")}, ""),
    ("flow-not-mirrored", "start", "start > a > end", {"a": listed("a", "start_a", "a_end")}, ""),
    ("flow-not-mirrored", "end", "start > a > end", {"end": listed("end", "start_a")}, ""),
    ("flow-not-mirrored", "g", "start > g:and; g > a; g > b",
     {"g": listed("g", "start_g", "g_a")}, ""),
    ("reference-dangling", "a", "start > a > end", {"a": listed("a", incoming="ghost")}, ""),
    ("reference-mistyped", "a", "start > a > end", {"a": listed("a", incoming="end")}, ""),
    ("reference-mistyped", "a", "start > a > b", {"a": "@default=b "}, ""),
    ("reference-dangling", "a", "start > a > b", {"a": "@default=ghost "}, ""),
    ("flow-at-artifact", "wrong", "start > a > end", {},
     '<bpmn:sequenceFlow id="wrong" sourceRef="a" targetRef="note"/><bpmn:textAnnotation id="note"/>'),
    ("flow-at-artifact", "wrong", "start > a > end", {},
     '<bpmn:sequenceFlow id="wrong" sourceRef="note" targetRef="a"/><bpmn:textAnnotation id="note"/>'),
    ("flow-at-artifact", "wrong", "start > a > end", {},
     '<bpmn:sequenceFlow id="wrong" sourceRef="a" targetRef="note"/><bpmn:group id="note"/>'),
    ("condition-alone", "a_end", "start > a -[x]> end", {}, ""),
    ("condition-alone", "a_end", "start > a:sub -[x]> end", {"a": sub_process("b")}, ""),
    ("condition-after-event", "start_a", "start -[x]> a > end", {}, ""),
    ("condition-after-event", "c_a", "start > c:catch -[x]> a > end", {"c": TIMED}, ""),
    ("condition-after-event", "late_b", "start > a > end; late:boundary -[x]> b", {"late": at("a", TIMED)}, ""),
    *[("gateway-direction", "g", f"start > g:{kind}; g > a; g > b", {"g": "@gatewayDirection=Converging "}, "")
      for kind in ("and", "complex")],
    *[("gateway-direction", "g", "start > g:xor; g -[x]> a; g -default> b",
       {"g": f"@gatewayDirection={said} "}, "") for said in ("Converging", "Mixed")],
    *[("gateway-direction", "j", f"start > s:and; s > a; s > b; a > j:{kind}; b > j; j > end",
       {"j": f"@gatewayDirection={said} "}, "")
      for kind in ("and", "xor", "or") for said in ("Diverging", "Mixed")],
    *[("gateway-alone", "g", f"start > g:{kind} > a > end", {}, "") for kind in ("xor", "and", "or")],
    ("gateway-alone", "g", "start > a > g:xor", {}, ""),
    ("start-missing", "end", "a > end", {}, ""),
    ("start-twice", "s2", "start > w:sub > end", {"w": sub_process("s1:start > a > e1:end; s2:start > b > e2:end")}, ""),
    ("interrupts-nothing", "start", "start > a > end", {"start": "@isInterrupting=false "}, ""),
    ("start-leads-nowhere", "start2", "start > a > end; start2", {}, ""),
    ("event-leads-nowhere", "c", "start > c:catch", {"c": TIMED}, ""),
    ("event-leads-nowhere", "t", "start > t:throw", {"t": event("signal", "s")}, ""),
    ("event-leads-nowhere", "late", "start > a > end; late:boundary", {"late": at("a", TIMED)}, ""),
    ("event-leads-nowhere", "e1", "start > a > end; e1:boundary", {"e1": at("a", event("error", "e"))}, ""),
    ("event-reached-by-nothing", "c", "start > a; c:catch > b", {"c": TIMED}, ""),
    ("event-reached-by-nothing", "t", "start > a; t:throw > b", {"t": event("signal", "s")}, ""),
    ("event-reached-by-nothing", "c", "c:catch > b", {"c": condition("x")}, ""),
    ("link-never-thrown", "l", "start > a; l:catch > b", {"l": link("L")}, ""),
    ("link-with-flow", "l", "start > l:throw > a; k:catch > b", {"l": link("L"), "k": link("L")}, ""),
    ("link-with-flow", "k", "start > l:throw; a > k:catch > b", {"l": link("L"), "k": link("L")}, ""),
    ("boundary-at-event-sub-process", "late", "start > a; w:sub; late:boundary > b",
     {"w": EVENT_SUB, "late": at("w", TIMED)}, ""),
    ("code-missing", "end", "start > a > end", {"end": event("error", "wordless")}, ""),
    ("code-missing", "end", "start > a > end", {"end": event("error")}, ""),
    ("code-missing", "end", "start > a > end", {"end": event("escalation", "quiet")}, ""),
    ("code-missing", "t", "start > t:throw > a", {"t": event("escalation", "quiet")}, ""),
    ("code-missing", "t", "start > t:throw > a", {"t": event("escalation")}, ""),
    *[("reference-mistyped", "c", "start > c:catch > a", {"c": event("message", wrong)}, "")
      for wrong in ("s", "e", "text", "a")],
    ("reference-mistyped", "c", "start > c:catch > a", {"c": event("signal", "m")}, ""),
    ("reference-mistyped", "end", "start > end", {"end": event("error", "m")}, ""),
    ("reference-mistyped", "r", "start > r:receive > a", {"r": "@messageRef=s "}, ""),
    ("reference-mistyped", "late", "start > g:xor; g -[x]> a; g -default> b; late:boundary > c",
     {"late": at("g", TIMED)}, ""),
    ("reference-dangling", "late", "start > a; late:boundary > c", {"late": at("ghost", TIMED)}, ""),
    ("reference-dangling", "a", "start > a:service", {"a": "@operationRef=ghost "}, ""),
    ("reference-dangling", "o", "start > a", {}, '<bpmn:dataObject id="o" itemSubjectRef="ghost"/>'),
    ("reference-mistyped", "o", "start > a", {}, '<bpmn:dataObject id="o" itemSubjectRef="m"/>'),
    ("reference-dangling", "ref", "start > a", {}, '<bpmn:dataObjectReference id="ref" dataObjectRef="ghost"/>'),
    ("reference-mistyped", "ref", "start > a", {}, '<bpmn:dataObjectReference id="ref" dataObjectRef="a"/>'),
    ("reference-dangling", "ref", "start > a", {}, '<bpmn:dataStoreReference id="ref" dataStoreRef="ghost"/>'),
    ("reference-dangling", "as", "start > a", {}, '<bpmn:association id="as" sourceRef="a" targetRef="ghost"/>'),
    ("reference-dangling", "as", "start > a", {}, '<bpmn:association id="as" sourceRef="ghost" targetRef="a"/>'),
    ("reference-dangling", "grp", "start > a", {}, '<bpmn:group id="grp" categoryValueRef="ghost"/>'),
    ("reference-mistyped", "grp", "start > a", {}, '<bpmn:group id="grp" categoryValueRef="a"/>'),
    ("reference-dangling", "c", "start > c:catch > a",
     {"c": "<bpmn:eventDefinitionRef>ghost</bpmn:eventDefinitionRef>"}, ""),
    ("reference-mistyped", "c", "start > c:catch > a",
     {"c": "<bpmn:eventDefinitionRef>m</bpmn:eventDefinitionRef>"}, ""),
    ("media-type-unreadable", "note", "start > a", {}, '<bpmn:textAnnotation id="note" textFormat="plain"/>'),
    ("id-missing", None, "start > a > end", {}, "<bpmn:endEvent/>"),
    ("race-too-short", "g", "start > g:event > c:catch > a", {"c": TIMED}, ""),
    ("race-mixed", "g", "start > g:event; g > c:catch; g > r:receive; c > a; r > b",
     {"c": event("message", "m"), "r": "@messageRef=m "}, ""),
    ("race-target-watched", "r", "start > g:event; g > c:catch; g > r:receive; c > a; r > b; late:boundary > d",
     {"c": TIMED, "r": "@messageRef=m ", "late": at("r", TIMED)}, ""),
    ("instance-born-midway", "r", "start > r:receive > a > r", {"r": "@messageRef=m @instantiate=true "}, ""),
    ("instance-born-midway", "r", "start > w:sub > end", {
        "w": sub_process("r:receive > a", r="@messageRef=m @instantiate=true ")}, ""),
    ("instance-born-midway", "g", "start > t > g:event; g > c:catch; g > d:catch; c > a; d > b",
     {"g": "@instantiate=true ", "c": event("message", "m"), "d": event("message", "typed")}, ""),
    ("ad-hoc-empty", "w", "start > w:adhoc > end", {"w": sub_process("g:and")}, ""),
    ("ad-hoc-with-ends", "first", "start > w:adhoc > end", {"w": (
        '<bpmn:startEvent id="first"/><bpmn:task id="b"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="first" targetRef="b"/>')}, ""),
    ("ad-hoc-with-ends", "stop", "start > w:adhoc > end", {"w": (
        '<bpmn:task id="b"/><bpmn:endEvent id="stop"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="b" targetRef="stop"/>')}, ""),
    ("data-association-foreign", "a", "start > a", {"a": reads("ref", "ref")}, OBJECTS),
    ("data-association-foreign", "a", "start > a", {"a": data() + reads("b", "in")}, '<bpmn:task id="b"/>'),
    ("data-association-foreign", "a", "start > a", {"a": data() + writes("in", "ref")}, OBJECTS),
    ("reference-dangling", "a", "start > a", {"a": data() + reads("ghost", "in")}, ""),
    ("data-sources-untransformed", "a", "start > a", {"a": data() + reads(
        "ref</bpmn:sourceRef><bpmn:sourceRef>ref", "in")}, OBJECTS),
    ("data-types-differ", "a", "start > a",
     {"a": data('<bpmn:dataInput id="in" itemSubjectRef="number"/>') + reads("ref", "in")}, OBJECTS),
    ("data-in-no-set", "a", "start > a", {"a": data(into="")}, ""),
    ("data-in-no-set", "a", "start > a", {"a": data(outputs='<bpmn:dataOutput id="out"/>')}, ""),
    ("data-set-foreign", "b", "start > a > b", {
        "a": data(), "b": data('<bpmn:dataInput id="other"/>', into="in</bpmn:dataInputRefs>"
                               "<bpmn:dataInputRefs>other")}, ""),
    ("data-collection-differs", "o", "start > a", {}, '<bpmn:dataObject id="o" itemSubjectRef="many"/>'),
    ("data-collection-differs", "o", "start > a", {},
     '<bpmn:dataObject id="o" isCollection="true" itemSubjectRef="text"/>'),
    ("data-object-said-twice", "ref", "start > a", {},
     '<bpmn:dataObject id="o"/><bpmn:dataObjectReference id="ref" dataObjectRef="o" itemSubjectRef="text"/>'),
    ("data-object-said-twice", "o", "start > a", {},
     '<bpmn:dataObject id="o"><bpmn:dataState name="new"/></bpmn:dataObject>'),
    ("data-set-option-unlisted", "a", "start > a", {"a": (
        '<bpmn:ioSpecification><bpmn:dataInput id="in"/><bpmn:dataInput id="in2"/><bpmn:inputSet>'
        "<bpmn:dataInputRefs>in</bpmn:dataInputRefs><bpmn:optionalInputRefs>in2</bpmn:optionalInputRefs>"
        "</bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>")}, ""),
    ("data-sets-not-mirrored", "a", "start > a", {"a": (
        '<bpmn:ioSpecification><bpmn:inputSet id="ins"><bpmn:outputSetRefs>outs</bpmn:outputSetRefs>'
        '</bpmn:inputSet><bpmn:outputSet id="outs"/></bpmn:ioSpecification>')}, ""),
    ("operation-message-differs", "a", "start > a:send", {"a": "@messageRef=typed @operationRef=op "}, ""),
    ("operation-message-differs", "c", "start > c:catch > a", {"c": (
        '<bpmn:messageEventDefinition messageRef="typed"><bpmn:operationRef>op</bpmn:operationRef>'
        "</bpmn:messageEventDefinition>")}, ""),
    ("task-data-too-many", "a", "start > a:send", {"a": data(
        '<bpmn:dataInput id="in"/><bpmn:dataInput id="in2"/>',
        into="in</bpmn:dataInputRefs><bpmn:dataInputRefs>in2")}, ""),
    ("task-data-too-many", "a", "start > a:receive", {"a": "@messageRef=m " + data()}, ""),
    ("event-data-mistyped", "c", "start > c:catch > a", {"c": (
        '<bpmn:dataOutput id="out" itemSubjectRef="number"/>' + event("message", "typed"))}, ""),
    ("event-data-too-many", "t", "start > t:throw > a", {"t": (
        '<bpmn:dataInput id="in"/><bpmn:dataInput id="in2"/><bpmn:inputSet/>' + event("message", "m"))}, ""),
    ("data-at-sub-process", "w", "start > w:sub > a", {"w": data() + scope("start9 > b > end9")}, ""),
    ("task-data-too-many", "a", "start > a:service", {"a": (
        "<bpmn:ioSpecification><bpmn:inputSet/><bpmn:inputSet/><bpmn:outputSet/></bpmn:ioSpecification>")}, ""),
    *[("reference-dangling", half, "start > l:throw; k:catch > a",
       {"l": link("L"), "k": link("L"),
        half: f'<bpmn:linkEventDefinition name="L"><bpmn:{end}>ghost</bpmn:{end}></bpmn:linkEventDefinition>'}, "")
      for half, end in (("l", "target"), ("k", "source"))],
    ("resource-said-twice", "who", "start > a", {"a": (
        '<bpmn:potentialOwner id="who"><bpmn:resourceRef>r</bpmn:resourceRef><bpmn:resourceAssignmentExpression>'
        '<bpmn:formalExpression>x</bpmn:formalExpression></bpmn:resourceAssignmentExpression>'
        "</bpmn:potentialOwner>")}, ""),
    ("must-interrupt-to-undo", "undo", "start > a; w:sub", {"w": "@triggeredByEvent=true " + scope(
        "undo:start > b > end9", undo="@isInterrupting=false " + event("compensate"))}, ""),
    ("schema-violated", "a", "start > a", {"a": "<bpmn:surprise/>"}, ""),
    ("schema-violated", "a", "start > a", {"a": "<bpmn:completionCondition/>"}, ""),
    ("schema-violated", "l", "start > l:throw", {"l": "<bpmn:linkEventDefinition/>"}, ""),
    ("schema-violated", "c", "start > c:catch > a", {"c": "<bpmn:conditionalEventDefinition/>"}, ""),
    ("schema-violated", "a", "start > a", {"a": "@startQuantity=some "}, ""),
    ("schema-violated", "g", "start > g:and; g > a; g > b", {"g": "@gatewayDirection=Sideways "}, ""),
    ("schema-violated", "f", "start > a", {}, '<bpmn:sequenceFlow id="f" sourceRef="a"/>'),
    ("schema-violated", "f", "start > a", {}, '<bpmn:sequenceFlow id="f" targetRef="a"/>'),
    ("schema-violated", "late", "start > a; late:boundary > b", {"late": TIMED}, ""),
    ("schema-violated", "a", "start > a", {
        "a": "<bpmn:standardLoopCharacteristics/><bpmn:standardLoopCharacteristics/>"}, ""),
    ("schema-violated", "a", "start > a", {"a": (
        '<bpmn:ioSpecification><bpmn:dataInput id="in"/></bpmn:ioSpecification>')}, ""),
    ("expression-not-formal", "c", "start > c:catch > d:catch > a", {"c": TIMED, "d": TIMED.replace(
        "<bpmn:timeDuration", '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression"')}, ""),
]

WHOLE_FILES = [
    ("import-missing", "definitions_1", scope("start > a"), "", (
        '<bpmn:import namespace="urn:other" location="ghost.bpmn" '
        'importType="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')),
    ("public-and-executable", "p", scope("start > a"), '@processType="Public"', ""),
    *[("multiplicity-impossible", "us", scope("start > a"), "", (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p">'
        f'<bpmn:participantMultiplicity minimum="{least}" maximum="{most}"/></bpmn:participant>'
        "</bpmn:collaboration>")) for least, most in ((3, 2), (-1, 1), (0, 0))],
    ("participant-twice", "again", scope("start > a"), "", (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p"/>'
        '<bpmn:participant id="again" processRef="p"/></bpmn:collaboration>')),
    ("reference-dangling", "us", scope("start > a"), "", (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="ghost"/></bpmn:collaboration>')),
    ("reference-mistyped", "us", scope("start > a"), "", (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="m"/></bpmn:collaboration>')),
    *[(rule, "flow", scope("start > a > b > c:xor; c -[x]> end; c -default> stop:end; note:catch > d",
                           note=event("signal", "s")), "", (
        '<bpmn:collaboration id="c1"><bpmn:participant id="us" processRef="p"/><bpmn:participant id="them"/>'
        f'<bpmn:messageFlow id="flow" sourceRef="{source}" targetRef="{target}"/></bpmn:collaboration>'))
      for rule, source, target in (
        ("message-flow-inside-pool", "a", "b"), ("message-flow-inside-pool", "us", "a"),
        ("message-flow-end", "start", "them"), ("message-flow-end", "them", "end"),
        ("message-flow-end", "c", "them"), ("message-flow-end", "them", "c"),
        ("message-flow-end", "note", "them"), ("message-flow-end", "them", "note"),
        ("message-flow-end", "a_b", "them"), ("reference-dangling", "ghost", "them"),
        ("reference-dangling", "a", "ghost"))],
    *[(rule, element, scope("start > a"), "", (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p"/><bpmn:participant id="them"/>'
        f"{said}</bpmn:collaboration>")) for rule, element, said in (
        ("conversation-alone", "talk",
         '<bpmn:conversation id="talk"><bpmn:participantRef>us</bpmn:participantRef></bpmn:conversation>'),
        ("conversation-link-end", "line", '<bpmn:conversationLink id="line" sourceRef="us" targetRef="them"/>'),
        ("message-flow-end", "flow", '<bpmn:messageFlow id="flow" sourceRef="them" targetRef="start"/>'))],
    ("id-missing", "c", scope("start > a"), "", (
        '<bpmn:collaboration id="c"><bpmn:participant id="us" processRef="p"/><bpmn:participant id="them"/>'
        '<bpmn:messageFlow sourceRef="a" targetRef="them"/></bpmn:collaboration>')),
    ("lane-shared", "two", (
        '<bpmn:laneSet id="l"><bpmn:lane id="one"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane>'
        '<bpmn:lane id="two"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
        + scope("start > a")), "", ""),
    ("reference-dangling", "one", (
        '<bpmn:laneSet id="l"><bpmn:lane id="one"><bpmn:flowNodeRef>ghost</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>" + scope("start > a")), "", ""),
    ("reference-mistyped", "one", (
        '<bpmn:laneSet id="l"><bpmn:lane id="one"><bpmn:flowNodeRef>start_a</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>" + scope("start > a")), "", ""),
    ("lane-foreign", "one", (
        '<bpmn:laneSet id="l"><bpmn:lane id="one"><bpmn:flowNodeRef>z</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>" + scope("start > a")), "", '<bpmn:process id="q"><bpmn:task id="z"/></bpmn:process>'),
    ("reference-dangling", "bad", scope("start > a"), "", '<bpmn:message id="bad" name="x" itemRef="ghost"/>'),
    ("reference-mistyped", "bad", scope("start > a"), "", '<bpmn:message id="bad" name="x" itemRef="m"/>'),
    ("reference-dangling", "bad", scope("start > a"), "", '<bpmn:signal id="bad" structureRef="ghost"/>'),
    ("reference-dangling", "bad", scope("start > a"), "", '<bpmn:error id="bad" structureRef="ghost"/>'),
    ("reference-dangling", "op2", scope("start > a"), "", (
        '<bpmn:interface id="i" name="i"><bpmn:operation id="op2" name="o"><bpmn:inMessageRef>ghost'
        "</bpmn:inMessageRef></bpmn:operation></bpmn:interface>")),
    ("reference-mistyped", "op2", scope("start > a"), "", (
        '<bpmn:interface id="i" name="i"><bpmn:operation id="op2" name="o"><bpmn:inMessageRef>s'
        "</bpmn:inMessageRef></bpmn:operation></bpmn:interface>")),
    ("data-direction", "a", (
        '<bpmn:ioSpecification><bpmn:dataInput id="given"/><bpmn:inputSet><bpmn:dataInputRefs>given'
        "</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet/></bpmn:ioSpecification>"
        + scope("start > a", a=data('<bpmn:dataOutput id="out"/>', into="", out="out")
                + writes("out", "given"))), "", ""),
]


def as_process(body: str, attributes: str = "") -> str:
    return f'<bpmn:process id="p" isExecutable="true"{attributes}>{body}</bpmn:process>'


def in_a_process(body: str) -> str:
    return as_process(body)


def in_a_sub_process(body: str) -> str:
    return as_process(scope("begin:start > around:sub > done:end", around=body))


def in_a_drawn_pool(body: str) -> str:
    return ('<bpmn:process id="ours" isExecutable="true">' + scope("begin:start > work > done:end")
            + f'</bpmn:process><bpmn:process id="theirs" isExecutable="false">{body}</bpmn:process>')


def as_written(xml: bytes, prefix: str) -> bytes:
    """Each element on a line of its own, under this prefix."""
    text = re.sub(r"(<bpmn:)", r"\n\1", xml.decode())
    return text.replace("xmlns:bpmn=", f"xmlns:{prefix}=").replace("bpmn:", f"{prefix}:").encode()


PLACES = [in_a_process, in_a_sub_process, in_a_drawn_pool]
PREFIXES = ["bpmn", "semantic"]
SCOPED = [(*fault, place, prefix) for fault, place, prefix in product(IN_A_SCOPE, PLACES, PREFIXES)]


@pytest.mark.parametrize(
    ("rule", "element", "flows", "inside", "beside", "place", "prefix"), SCOPED,
    ids=[f"{fault[0]}-{fault[5].__name__}-{fault[6]}" for fault in SCOPED])
def test_what_the_letter_forbids_in_any_scope(rule, element, flows, inside, beside, place, prefix):
    xml = as_written(definitions(place(scope(flows, **inside) + beside), ROOTS), prefix)

    expect(xml, rule, element)


@pytest.mark.parametrize(("rule", "element", "body", "attributes", "roots"), WHOLE_FILES,
                         ids=[f"{fault[0]}-{number}" for number, fault in enumerate(WHOLE_FILES)])
def test_what_the_letter_forbids_of_a_file(rule, element, body, attributes, roots):
    process = as_process(body, attributes.replace("@", " "))
    imports = roots if "import" in roots else ""
    xml = as_written(definitions(process, imports + ROOTS + (roots if not imports else "")), "bpmn")

    expect(xml, rule, element)


def expect(xml: bytes, rule: str, element: str | None) -> None:
    if rule == "schema-violated" and is_said_plainer(xml, element):
        return
    found = [one for one in check({"a.bpmn": xml}) if one.rule == rule]
    assert found, {str(one) for one in check({"a.bpmn": xml})}
    assert {one.severity for one in found} == {"refusal"}
    assert found[0].facts["clause"] == CLAUSES[rule][0]
    assert found[0].facts["remedy"]
    if element:
        [line] = [number for number, text in enumerate(xml.decode().split("\n"), 1) if f' id="{element}"' in text]
        assert element in {one.element for one in found}
        near = [one for one in found if one.element == element]
        assert all(one.line is not None and one.line >= line for one in near)
    lenient = [one for one in check({"a.bpmn": xml}, profile="lenient") if one.rule == rule]
    assert {one.severity for one in lenient} == {"warning"}


def is_said_plainer(xml: bytes, element: str | None) -> bool:
    """Where something is executed, a rule of its own often says better what the schema would say again."""
    told = [one for one in check({"a.bpmn": xml}) if one.element == element and one.severity == "refusal"]
    return bool(told) and "schema-violated" not in {one.rule for one in told}


def test_every_rule_of_the_letter_is_shown_by_a_model_that_breaks_it():
    shown = {fault[0] for fault in [*IN_A_SCOPE, *WHOLE_FILES]} | {"reference-undeclared"}

    assert shown == set(CLAUSES)


VALID = [
    "start > a > end",
    "start > g:xor; g -[x]> a; g -default> b; a > j:xor; b > j; j > end",
    "start > g:and; g > a; g > b; a > j:and; b > j; j > end",
    "start > g:or; g -[x]> a; g -[y]> b; a > j:or; b > j; j > end",
    "start > a; a -[x]> b; a -default> c; b > end; c > end",
    "a > b",
    "start > a",
    "start > a > again:xor; again -[x]> a; again -default> end",
]
VALID_INSIDE = [
    ("start > c:catch > end", {"c": TIMED}),
    ("start > t:throw > end", {"t": event("signal", "s")}),
    ("start > l:throw; k:catch > end", {"l": link("L"), "k": link("L")}),
    ("start > g:event; g > c:catch; g > d:catch; c > end; d > end", {"c": TIMED, "d": event("message", "m")}),
    ("start > g:event; g > c:catch; g > r:receive; c > end; r > end", {"c": TIMED, "r": "@messageRef=m "}),
    ("start > a > end; late:boundary > b > end", {"late": at("a", TIMED, interrupting=False)}),
    ("start > a > bad:end", {"bad": event("error", "e")}),
    ("start > t:throw > end", {"t": event("escalation", "up")}),
    ("start > a > end; w:sub", {"w": EVENT_SUB}),
    ("start > w:adhoc > end", {"w": sub_process("b; c")}),
    ("start > w:transaction > end; off:boundary > b > end", {
        "w": sub_process("start9 > c > stop:end", stop=event("cancel")), "off": at("w", event("cancel"))}),
    ("start > a > end", {"a": listed("a", "start_a", "a_end"), "start": listed("s", outgoing="start_a"),
                         "end": listed("e", "a_end")}),
    ("start > a > end", {"a": data() + reads("ref", "in")}),
    ("start > a > end", {"a": "<bpmn:auditing/><bpmn:monitoring/>"}),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("flows", "inside"), [*[(flows, {}) for flows in VALID], *VALID_INSIDE])
def test_what_the_letter_allows_is_let_in(flows, inside, place):
    xml = definitions(place(scope(flows, **inside) + OBJECTS), ROOTS)

    assert [str(one) for one in check({"a.bpmn": xml}) if one.severity == "refusal"] == []


def test_what_an_imported_file_defines_is_not_looked_for_here():
    other = definitions(as_process(scope("start > a > end")).replace('id="p"', 'id="other"'))
    xml = definitions(as_process(scope("start > c:catch > end", c=event("message", "o:far"))), (
        '<bpmn:import namespace="urn:other" location="other.bpmn" '
        'importType="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')).replace(
        b"<bpmn:definitions ", b'<bpmn:definitions xmlns:o="urn:other" ')

    assert not {one.rule for one in check({"a.bpmn": xml, "other.bpmn": other})} & {
        "import-missing", "reference-dangling"}


def test_the_shipped_packages_keep_the_letter():
    for package in processes.find(Path(__file__).parents[3] / "processes"):
        assert [str(one) for one in check(package.files) if one.severity == "refusal"] == []
