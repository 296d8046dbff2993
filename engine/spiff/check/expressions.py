"""Every expression of a diagram is compiled before it is deployed."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import ExpressionError, Finding
from engine.expressions import impossible, unknown_functions
from engine.spiff.check.constants import constant, plain_words
from engine.spiff.check.findings import refusal, warning
from engine.spiff.dialect import TIME_TO_LIVE
from engine.spiff.feel import Place, formula
from engine.spiff.fields import EXPRESSIONS, FEEL_ATTRIBUTES, FIELD_ATTRIBUTES, TIMES
from engine.spiff.source import BPMN, ZEEBE, Document, local_name, namespace, text_of
from engine.spiff.times import cycle, date_and_time, duration

XPATH = "http://www.w3.org/1999/XPath"
"""What BPMN's schema supposes of every expression, so that many tools write it at all of theirs."""


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
        yield from _language(node, file)
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
        yield from plain_words(node, attribute, node.get(attribute, "").strip(), file)
    if name in {"input", "output"} and not (node.get("source", "").strip() and node.get("target", "").strip()):
        yield refusal("mapping-incomplete", file, node, found=name, remedy="Write where the value comes from and what it will be called.")


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
    yield from constant(node, written, file)


def _language(node: etree._Element, file: str) -> Iterator[Finding]:
    """Every expression is read as FEEL, or as JUEL put into FEEL: one that calls itself something else is not."""
    language = node.get("language", "").strip()
    if language == XPATH and text_of(node):
        yield warning("expression-language", file, node, found=language)
    elif language != XPATH and not any(name in language.lower() for name in ("feel", "juel")) and language:
        yield refusal("expression-language", file, node, found=language, remedy="Write the expression in FEEL.")


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
