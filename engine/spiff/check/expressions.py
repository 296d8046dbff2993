"""Every expression of a diagram is compiled before it is deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from engine.clock import now
from engine.errors import ExpressionError, Finding
from engine.expressions import impossible, unknown_functions
from engine.spiff.check.findings import refusal
from engine.spiff.dialect import TIME_TO_LIVE
from engine.spiff.facts import LARGEST
from engine.spiff.feel import Formula, Place, formula
from engine.spiff.fields import EXPRESSIONS, FEEL_ATTRIBUTES, FIELD_ATTRIBUTES, TIMES
from engine.spiff.source import BPMN, ZEEBE, Document, local_name, namespace, text_of
from engine.spiff.times import cycle, date_and_time, duration, moment

CONDITION = ("condition-not-boolean", lambda value: isinstance(value, bool), "Write what is true or false.")
WANTED: dict[str, tuple[str, Callable[[Any], bool], str]] = {
    **dict.fromkeys(("conditionExpression", "completionCondition", "loopCondition", "condition"), CONDITION),
    "loopCardinality": ("loop-number-negative", lambda value: type(value) is int and value >= 0,
                        "Write a whole number that is not negative."),
}
"""The rule of what must have a value of one kind, how that is known, and the remedy."""


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError(text)
    return number


def _tries(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise ValueError(text)
    return number


READ_AS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("dueDate", "followUpDate"), lambda text: moment(text, now())),
    "priority": _whole, "retries": _tries,
}
"""How the attributes of the dialect are read that hold no words but a time or a number."""


def unreadable(document: Document) -> Iterator[Finding]:
    """The expressions and times that cannot be read."""
    for process in document.processes:
        for node in process.iter(etree.Element):
            yield from _said_at(node, document.file)
    for node in document.root:
        if local_name(node) in {"message", "signal"}:
            yield from _said_at(node, document.file)
            for inner in node.iter(etree.Element):
                yield from _said_at(inner, document.file)


def _said_at(node: etree._Element, file: str) -> Iterator[Finding]:
    name = local_name(node)
    if namespace(node) == BPMN and name in EXPRESSIONS:
        yield from _feel(node, text_of(node), file)
    elif namespace(node) == BPMN and name in TIMES:
        yield from _time(node, name, text_of(node), file)
    elif namespace(node) == BPMN and name in {"message", "signal"}:
        yield from _field(node, node.get("name", ""), file)
    elif namespace(node) == ZEEBE and node.get("name") == TIME_TO_LIVE:
        yield from _time(node, "timeDuration", node.get("value", ""), file)
    elif namespace(node) == ZEEBE:
        yield from _dialect(node, name, file)


def _dialect(node: etree._Element, name: str, file: str) -> Iterator[Finding]:
    for attribute in FEEL_ATTRIBUTES.get(name, ()):
        if attribute in node.attrib:
            yield from _feel(node, node.get(attribute, ""), file)
    for attribute in FIELD_ATTRIBUTES.get(name, ()):
        yield from _field(node, node.get(attribute, ""), file)
        yield from _plain(node, attribute, node.get(attribute, "").strip(), file)
    if name in {"input", "output"} and not (node.get("source", "").strip() and node.get("target", "").strip()):
        yield refusal("mapping-incomplete", file, node, found=name, remedy="Write where the value comes from and what it will be called.")


def _plain(node: etree._Element, attribute: str, text: str, file: str) -> Iterator[Finding]:
    """What is written in plain words has its value already: a time must be one, and so must a number."""
    read = READ_AS.get(attribute)
    if read is None or not text or text.startswith("="):
        return
    try:
        read(text)
    except ValueError:
        yield refusal("value-unreadable", file, node, found=attribute, value=text,
                      remedy="Write a number or ISO 8601 as its panel asks, or =FEEL.")


def _feel(node: etree._Element, text: str, file: str) -> Iterator[Finding]:
    if not text.strip("= "):
        yield refusal("expression-empty", file, node, found=local_name(node),
                      remedy="Write the expression, or remove the element.")
        return
    try:
        written = formula(text, Place(file, None))
    except ExpressionError as error:
        yield _cannot_read(error, node, text, file)
        return
    for found in impossible(written.text):
        yield refusal("literal-impossible", file, node, found=found, text=text,
                      remedy="Write a date, time or duration that there is.")
    for found in unknown_functions(written.text):
        yield refusal("function-unknown", file, node, found=found, text=text,
                      remedy="Call a function of docs/engine/feel.md.")
    yield from _constant(node, written, file)


def _constant(node: etree._Element, written: Formula, file: str) -> Iterator[Finding]:
    """What reads no variable has its value before it runs: a condition or a number that is none is wrong for ever."""
    wanted = WANTED.get(local_name(node))
    if wanted is None or written.names or unknown_functions(written.text):
        return
    try:
        value = written.value({}, now())
    except ExpressionError:
        value = None
    if not wanted[1](value):
        yield refusal(wanted[0], file, node, found=value, text=written.text, remedy=wanted[2])


def _field(node: etree._Element, text: str, file: str) -> Iterator[Finding]:
    """A field is FEEL behind a `=`; any other words can be read."""
    if text.strip().startswith("="):
        yield from _feel(node, text, file)


def _time(node: etree._Element, name: str, text: str, file: str) -> Iterator[Finding]:
    if text.startswith("="):
        yield from _field(node, text, file)
        return
    try:
        if name == "timeDate":
            date_and_time(text)
        elif name == "timeDuration":
            duration(text)
        else:
            cycle(text, date_and_time("2026-01-01"))
    except ValueError:
        yield refusal("timer-unreadable", file, node, found=name, text=text,
                      remedy="Write ISO 8601, such as P2D, 2026-05-01T08:00:00Z or R3/P1D, a cron expression or =FEEL.")


def _cannot_read(error: ExpressionError, node: etree._Element, text: str, file: str) -> Finding:
    facts = {name: value for name, value in error.facts.items() if name not in {"file", "element"}}
    return refusal(error.message_id, file, node, **{
        "text": text, "remedy": "Correct the expression.", **facts,
    })
