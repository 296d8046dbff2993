"""Reading a diagram's XML safely: no DTD, no entities, no network, a size limit, and words for what is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.errors import Finding, Refused

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

LARGEST_FILE_BYTES = 5_000_000
MOST_ELEMENTS = 10_000
"""Of BPMN; pictures are not counted. The largest diagrams that people can still read have a few hundred."""
ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "utf-16", "gbk", "gb2312", "gb18030"}

_DECLARATION = re.compile(r"""^\s*<\?xml[^>]*?\?>""")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DOCUMENT_TYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """One diagram file of a package, read but not yet judged."""

    file: str
    root: etree._Element

    @property
    def processes(self) -> list[etree._Element]:
        """The processes meant to run; the others of a collaboration are drawn, not executed."""
        return [node for node in self.root.iter(bpmn("process")) if is_executable(node)]


def read(file: str, data: bytes) -> Document:
    """The XML of a file, or `Refused` with the rule it broke."""
    if len(data) > LARGEST_FILE_BYTES:
        raise _refused("xml-too-large", file, bytes=len(data), limit=LARGEST_FILE_BYTES)
    text = _decoded(file, data)
    if _DOCUMENT_TYPE.search(text):
        raise _refused("xml-document-type", file)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )
    try:
        root = etree.fromstring(_blank_declaration(text).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _refused("xml-not-well-formed", file, line=error.lineno, reason=error.msg) from None
    if root.tag != bpmn("definitions"):
        raise _refused("not-bpmn", file, line=1, found=local_name(root))
    count = sum(1 for _ in root.iter(bpmn("*")))
    if count > MOST_ELEMENTS:
        raise _refused("too-many-elements", file, count=count, limit=MOST_ELEMENTS)
    return Document(file, root)


def bpmn(name: str) -> str:
    """The full tag of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """The full tag of an element of the modeler's dialect."""
    return f"{{{ZEEBE}}}{name}"


def namespace(node: etree._Element) -> str:
    """The namespace of an element, empty if it has none."""
    return str(node.tag)[1:].split("}")[0] if str(node.tag).startswith("{") else ""


def local_name(node: etree._Element) -> str:
    """The tag of an element without its namespace."""
    return str(node.tag).rsplit("}", 1)[-1]


def line_of(node: etree._Element) -> int | None:
    """Where the element stands in the file its owner wrote."""
    line: Any = node.sourceline
    return int(line) if line else None


def text_of(node: etree._Element | None) -> str:
    """The element's text on one line; empty if there is no such element."""
    return " ".join((node.text or "").split()) if node is not None else ""


def is_true(node: etree._Element, attribute: str, *, default: bool = False) -> bool:
    """Whether a boolean attribute says yes."""
    return node.get(attribute, str(default)).strip().lower() in {"true", "1"}


def is_executable(process: etree._Element) -> bool:
    """A process runs unless its diagram says that it is only drawn."""
    return is_true(process, "isExecutable", default=True)


def bare(reference: str | None) -> str:
    """A reference without the prefix that some tools write before an id."""
    return (reference or "").strip().split(":")[-1]


def extensions(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The dialect's elements of this name in the element's own extension elements."""
    for holder in node.findall(bpmn("extensionElements")):
        yield from holder.findall(zeebe(name))


def extension(node: etree._Element, name: str) -> etree._Element | None:
    """The first such extension, if there is one."""
    return next(extensions(node, name), None)


def _decoded(file: str, data: bytes) -> str:
    declared = _ENCODING.match(data)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    if encoding not in ENCODINGS:
        raise _refused("xml-encoding", file, encoding=encoding)
    try:
        return data.decode("utf-8-sig" if encoding in {"utf-8", "utf8"} else encoding)
    except UnicodeDecodeError:
        raise _refused("xml-encoding", file, encoding=encoding) from None


def _blank_declaration(text: str) -> str:
    """Drop the encoding, which no longer holds, and keep the line numbers."""
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)


def _refused(rule: str, file: str, *, line: int | None = None, **facts: object) -> Refused:
    return Refused([Finding(rule, "refusal", file, line, None, facts)])
