"""The names by which a diagram points at other files of its package: forms and decisions, whichever tool drew it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from lxml import etree

from engine.spiff.foreign import translate

ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
POINTERS: dict[str, tuple[Literal["form", "decision"], str]] = {
    f"{ZEEBE}formDefinition": ("form", "formId"),
    f"{ZEEBE}calledDecision": ("decision", "decisionId"),
}


class Reference(NamedTuple):
    """An element names something that another file must define."""

    kind: Literal["form", "decision"]
    name: str
    file: str
    line: int | None
    element: str | None


def references(files: Mapping[str, bytes]) -> Iterator[Reference]:
    """Every pointer of every diagram; an unreadable diagram has none, the machine tells why."""
    for path, content in files.items():
        if path.endswith(".bpmn"):
            yield from _read(path, content)


def _read(path: str, content: bytes) -> Iterator[Reference]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    translate(root)
    for pointer in root.iter(*POINTERS):
        kind, attribute = POINTERS[str(pointer.tag)]
        name = pointer.get(attribute, "")
        owner = next((one for one in pointer.iterancestors() if one.get("id")), root)
        if name and not name.startswith("="):
            yield Reference(kind, name, path, _line(pointer) or _line(owner), owner.get("id"))


def _line(node: etree._Element) -> int | None:
    line = node.sourceline
    return line if isinstance(line, int) and line else None
