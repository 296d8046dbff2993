"""What is done at a task, with which variables and how often, as other engines write it."""

from __future__ import annotations

import json

from lxml import etree

from engine.spiff.foreign.bindings import bind, bind_to_deployment
from engine.spiff.foreign.words import (
    extensions_of,
    hold,
    map_to,
    remove,
    said,
    take,
)
from engine.spiff.juel import as_feel, as_field
from engine.spiff.source import bpmn, extension, local_name, text_of

WORK = ("topic", "delegateExpression", "class", "expression", "type")
ANSWER = "decisionResult"
"""The variable that Camunda 7 keeps an answer in where none is named."""

AS_WE_ANSWER = frozenset({"singleEntry", "collectEntries"})
"""How a decision's answer may be kept that is how ours is kept: its value, or the list of its values."""


def call(node: etree._Element) -> None:
    """Which process is called, in which version, and which variables pass which way."""
    lines = [line for line in extensions_of(node) if _passes(line)]
    if said(node, "calledElementType") == "key":
        take(node, "calledElementType")
    inherits, called = take(node, "inheritVariables"), node.get("calledElement", "")
    is_bound = any(said(node, word) for word in ("calledElementBinding", "sameDeployment"))
    if not (lines or inherits or is_bound or "{" in called):
        return
    ways = {way: [line for line in lines if local_name(line) == way] for way in ("in", "out")}
    every = {way: not held or any(line.get("variables") == "all" for line in held) for way, held in ways.items()}
    if every["out"] and any(line.get("target") for line in ways["out"]):
        return   # all come back under their names, and some under others: that has no words here, and is refused
    every["in"] = inherits == "true" or (every["in"] and inherits != "false")
    hold(node, "calledElement", processId=as_field(called),
         propagateAllParentVariables=str(every["in"]).lower(), propagateAllChildVariables=str(every["out"]).lower())
    bind(node, "calledElement", "calledElement")
    bind_to_deployment(node, "calledElement")
    for way, element in (("in", "input"), ("out", "output")):
        for line in ways[way]:
            if target := line.get("target"):
                map_to(node, element, f"={_source(line)}", target)
            remove(line)


def _passes(line: etree._Element) -> bool:
    """Whether a line passes variables in a way that has words here; those of a scope alone have none."""
    return local_name(line) in {"in", "out"} and not line.get("businessKey") and line.get("local") != "true"


def work(node: etree._Element) -> None:
    """A decision of the package; or a class or topic names the work, and whoever embeds the engine does it."""
    if decision := take(node, "decisionRef"):
        hold(node, "calledDecision", decisionId=as_field(decision), resultVariable=take(node, "resultVariable") or ANSWER)
        bind(node, "decisionRef", "calledDecision")
        if said(node, "mapDecisionResult") in AS_WE_ANSWER:
            take(node, "mapDecisionResult")
        return
    _give_work(node, node)


def script(node: etree._Element) -> None:
    """A script in FEEL, or one that is one expression of theirs, is one of ours."""
    body, language = node.find(bpmn("script")), node.get("scriptFormat", "").lower()
    if body is None or language not in {"juel", "feel"}:
        return
    text = text_of(body)
    if (feel := as_feel(text)) != text or language == "feel":
        hold(node, "script", expression=f"={feel}", resultVariable=take(node, "resultVariable"))
        node.attrib.pop("scriptFormat")
        node.remove(body)


def thrown_message(node: etree._Element) -> None:
    """A message may be sent by a worker: what its definition says of the work is the event's."""
    event = node.getparent()
    if event is not None:
        _give_work(node, event)


def _give_work(said_at: etree._Element, done_at: etree._Element) -> None:
    """Let a worker do what is named at the one element for the other."""
    found = [(name, take(said_at, name)) for name in WORK]
    named = next((value for name, value in found if value and (name, value) != ("type", "external")), "")
    if named and extension(done_at, "taskDefinition") is None:
        hold(done_at, "taskDefinition", type=named)


def loop(node: etree._Element) -> None:
    """For which items an activity is repeated; their engines count the instances from nought."""
    collection, item = take(node, "collection"), take(node, "elementVariable")
    if collection:
        hold(node, "loopCharacteristics", inputCollection="=" + as_feel(collection), **(
            {"inputElement": item} if item else {}))
    activity, index = node.getparent(), take(node, "elementIndexVariable")
    if index and activity is not None:
        map_to(activity, "input", "=loopCounter - 1", index)


def condition(node: etree._Element) -> None:
    """Which variables a conditional event heeds, and what becomes of them."""
    names, events = take(node, "variableName"), take(node, "variableEvents")
    if names or events:
        hold(node, "conditionalFilter", variableNames=names, variableEvents=events)


def parameters(node: etree._Element) -> None:
    """Input and output parameters are mappings; scripts are left, and so refused."""
    for holder in [one for one in extensions_of(node) if local_name(one) == "inputOutput"]:
        values = [_in_feel(line) for line in holder]
        if None not in values:
            for line, value in zip(holder, values, strict=True):
                way = "input" if local_name(line) == "inputParameter" else "output"
                map_to(node, way, f"={value}", line.get("name", ""))
            remove(holder)


def payload(node: etree._Element) -> None:
    """What a signal takes along: the inputs of the event that throws it."""
    event = node.getparent()
    for line in [line for line in extensions_of(node) if local_name(line) == "in" and line.get("target")]:
        if event is not None:
            map_to(event, "input", f"={_source(line)}", line.get("target", ""))
            remove(line)


def _source(line: etree._Element) -> str:
    return line.get("source") or as_feel(line.get("sourceExpression", ""))


def _in_feel(said: etree._Element) -> str | None:
    """A text, an expression, a list or a map; None for what a script computes."""
    kind, parts = local_name(said), [_in_feel(one) for one in said]
    if kind == "script" or None in parts:
        return None
    if kind == "list":
        return f"[{', '.join(filter(None, parts))}]"
    if kind == "map":
        return "{" + ", ".join(f"{_text(one.get('key', ''))}: {part}" for one, part in zip(said, parts, strict=True)) + "}"
    if parts:
        return parts[0]
    value = as_field((said.text or "").strip())
    return value[1:] if value.startswith("=") else _text(value)


def _text(text: str) -> str:
    """A text as FEEL writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)
