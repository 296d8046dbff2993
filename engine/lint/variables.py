"""Variables: what the diagrams read must be set by something."""

from __future__ import annotations

import json
from collections.abc import Iterator

from lxml import etree

from engine.errors import ExpressionError, Finding
from engine.expressions import names_wanted
from engine.lint.findings import doubt
from engine.lint.package import Package
from engine.spiff.elements import is_about
from engine.spiff.fields import EXPRESSIONS, FEEL_ATTRIBUTES, FIELD_ATTRIBUTES, TIMES
from engine.spiff.foreign import KEEPING, said
from engine.spiff.source import extension, local_name, text_of, zeebe

WRITING = {"script": "resultVariable", "calledDecision": "resultVariable", "input": "target",
           "output": "target", "loopCharacteristics": "inputElement"}
OWN = frozenset({
    "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
    "numberOfTerminatedInstances", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances",
    "activationCount", "now", "today", "partial",
})
WORK = frozenset({"serviceTask", "sendTask", "receiveTask", "businessRuleTask"})
"""What a worker or another party does."""


def variables(package: Package) -> Iterator[Finding]:
    """Names that are read and never set. Where a worker may set names that nobody told, nothing is sure and nothing told."""
    if package.brought is None and any(
            _is_opaque(node) for document in package.documents for node in document.root.iter(etree.Element)):
        return
    known = package.known | (package.brought or frozenset()) | OWN | set(_written(package))
    for document in package.documents:
        told: set[str] = set()
        for node, text in _read(document.root):
            for name in sorted(_names(text) - known - told):
                told.add(name)
                yield doubt("variable-never-set", "warning", document.file, node, name=name)


def _is_opaque(node: etree._Element) -> bool:
    """Whether results enter the process here under names that no diagram tells."""
    mapping = extension(node, "ioMapping")
    says_which = mapping is not None and mapping.find(zeebe("output")) is not None
    return _is_given(node) and not says_which and extension(node, "calledDecision") is None


def _is_given(node: etree._Element) -> bool:
    """Whether somebody outside gives the results of this element: a worker, or who sends a message."""
    return local_name(node) in WORK or is_about(node, "message")


def _written(package: Package) -> Iterator[str]:
    for document in package.documents:
        for node in document.root.iter(*(zeebe(name) for name in WRITING)):
            yield node.get(WRITING[local_name(node)], "").split(".")[0]
        for node in document.root.iter(zeebe("loopCharacteristics")):
            yield node.get("outputCollection", "")
        for node in document.root.iter("{*}startEvent", "{*}errorEventDefinition", "{*}escalationEventDefinition"):
            yield from (said(node, name) for name in KEEPING)
    for path, content in package.files.items():
        if path.endswith(".form"):
            yield from _keys(content)


def _keys(content: bytes) -> Iterator[str]:
    try:
        waiting = [json.loads(content)]
    except (ValueError, RecursionError):
        return  # the form's own check tells
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            for name in ("key", "path"):
                if isinstance(part.get(name), str):
                    yield part[name].split(".")[0]
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _read(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for node in root.iter(etree.Element):
        name, text = local_name(node), text_of(node)
        if name in EXPRESSIONS or (name in TIMES and text.startswith("=")):
            yield node, text
        for attribute in FEEL_ATTRIBUTES.get(name, ()):
            yield node, node.get(attribute, "")
        for attribute in FIELD_ATTRIBUTES.get(name, ()):
            field = node.get(attribute, "")
            if field.startswith("=") and not _reads_a_result(node):
                yield node, field


def _reads_a_result(node: etree._Element) -> bool:
    """Whether this is an output mapping that reads what a worker answered, or a message brought."""
    return local_name(node) == "output" and any(_is_given(one) for one in node.iterancestors())


def _names(text: str) -> set[str]:
    try:
        return {name.split(".")[0] for name in names_wanted(text.lstrip("= "))}
    except ExpressionError:
        return set()  # the check tells
