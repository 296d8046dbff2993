"""Nothing is ignored: walks every element and attribute of a file and asks the allow-list."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.allowed import (
    COMPUTES,
    DIALECT,
    DIALECT_AT,
    DRAWN,
    EXECUTED,
    FORM_ELSEWHERE,
    TOOL_ATTRIBUTES,
    Allowed,
)
from engine.spiff.check.findings import refusal, warning
from engine.spiff.foreign import NOT_HARMLESS, READ_IN_PLACE, SWITCHED_OFF, is_foreign
from engine.spiff.source import (
    BPMN,
    XSI,
    ZEEBE,
    Document,
    bpmn,
    is_executable,
    is_true,
    local_name,
    namespace,
)

XML = "http://www.w3.org/XML/1998/namespace"
SILENT = ("/DI", "/DD/", "bpmn.io", "/modeler", "/color", "/GRAPH", "xml/diagram")
"""Namespaces of pictures and tools, which never mean execution."""


def unlisted(document: Document) -> Iterator[Finding]:
    """Everything in a file that is neither executed nor only drawn."""
    yield from _element(document.root, EXECUTED["definitions"], document.file)


def _element(node: etree._Element, allowed: Allowed, file: str) -> Iterator[Finding]:
    yield from _attributes(node, allowed, file)
    for child in node:
        space, name = namespace(child), local_name(child)
        if space != BPMN:
            yield from _foreign(child, file)
        elif name == "extensionElements":
            yield from _extensions(child, node, file)
        elif name not in allowed.children and name not in EXECUTED and name not in DRAWN:
            yield refusal("element-not-executed", file, child, found=name)
        elif name not in allowed.children:
            yield refusal("element-not-executed-here", file, child, found=name, inside=local_name(node))
        elif name in DRAWN:
            yield from _drawn(child, file)
        elif name != "process" or is_executable(child):
            yield from _element(child, EXECUTED[name], file)


def _attributes(node: etree._Element, allowed: Allowed, file: str) -> Iterator[Finding]:
    for key, value in node.attrib.items():
        name = etree.QName(key)
        if name.namespace == ZEEBE and name.localname in TOOL_ATTRIBUTES:
            continue
        if name.namespace not in (None, BPMN):
            if name.namespace not in (XSI, XML):
                yield from _foreign_attribute(node, name, file)
        elif name.localname not in allowed.attributes:
            rule = "form-elsewhere" if name.localname in FORM_ELSEWHERE else "attribute-not-executed"
            yield refusal(rule, file, node, found=name.localname, value=value)
        elif value.strip() not in allowed.only.get(name.localname, {value.strip()}):
            yield refusal("value-not-executed", file, node, found=name.localname, value=value)


def _extensions(holder: etree._Element, owner: etree._Element, file: str) -> Iterator[Finding]:
    said: dict[str, set[str]] = {}
    for child in holder:
        name = local_name(child)
        if namespace(child) != ZEEBE:
            yield from _foreign(child, file)
        elif name in said and (len(child) or said[name] & set(map(str, child.attrib))):
            yield refusal("extension-twice", file, child, found=name, remedy="Say it once: the second would not be read.")
        elif name not in DIALECT:
            yield refusal("extension-not-executed", file, child, found=name)
        else:
            yield from _dialect(child, DIALECT[name], local_name(owner), file)
        said.setdefault(name, set()).update(map(str, child.attrib))


def _dialect(node: etree._Element, allowed: Allowed, owner: str, file: str) -> Iterator[Finding]:
    if owner not in DIALECT_AT.get(local_name(node), {owner}):
        yield refusal("extension-not-executed-here", file, node, found=local_name(node), inside=owner)
        return
    yield from _attributes(node, allowed, file)
    for child in node:
        name = local_name(child)
        if name in allowed.children and name in DIALECT:
            yield from _dialect(child, DIALECT[name], owner, file)
        else:
            yield refusal("extension-not-executed", file, child, found=name)


def _drawn(node: etree._Element, file: str) -> Iterator[Finding]:
    """What is only drawn may hold anything but a computation, and an extension that need not be understood."""
    if is_true(node, "mustUnderstand"):
        yield refusal("extension-must-be-understood", file, node, found=node.get("definition", ""))
    for child in node.iter(*(bpmn(name) for name in COMPUTES)):
        yield refusal("element-not-executed", file, child, found=local_name(child))


def _foreign(node: etree._Element, file: str) -> Iterator[Finding]:
    """BPMN lets an engine leave out what other tools add; their owner is told, unless it is a picture."""
    if namespace(node) == ZEEBE:
        yield refusal("extension-not-executed", file, node, found=local_name(node))
    elif is_true(node, "mustUnderstand"):
        yield refusal("extension-must-be-understood", file, node, found=local_name(node))
    elif is_foreign(namespace(node)) and local_name(node) in NOT_HARMLESS and not node.get("businessKey"):
        yield refusal("extension-not-executed", file, node, found=local_name(node))
    elif not any(part in namespace(node) for part in SILENT):
        yield warning("foreign-extension", file, node, found=local_name(node), namespace=namespace(node))


def _foreign_attribute(node: etree._Element, name: etree.QName, file: str) -> Iterator[Finding]:
    if name.namespace == ZEEBE:
        yield refusal("attribute-not-executed", file, node, found=name.localname)
    elif is_foreign(str(name.namespace)) and name.localname in READ_IN_PLACE:
        return
    elif is_foreign(str(name.namespace)) and name.localname in NOT_HARMLESS and node.get(name) != SWITCHED_OFF:
        yield refusal("attribute-not-executed", file, node, found=name.localname)
    elif not any(part in str(name.namespace) for part in SILENT):
        yield warning("foreign-extension", file, node, found=name.localname, namespace=name.namespace)
