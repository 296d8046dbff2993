"""The names by which a diagram points at other files of its package: forms and decisions, whichever tool drew it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from engine.errors import Refused
from engine.spiff.foreign import translate
from engine.spiff.source import line_of, read, zeebe

POINTERS: dict[str, tuple[Literal["form", "decision"], str]] = {
    zeebe("formDefinition"): ("form", "formId"),
    zeebe("calledDecision"): ("decision", "decisionId"),
}


class Reference(NamedTuple):
    """An element names something that another file must define."""

    kind: Literal["form", "decision"]
    name: str
    file: str
    line: int | None
    element: str | None


def references(files: Mapping[str, bytes]) -> Iterator[Reference]:
    """Every pointer of every diagram; an unreadable diagram has none, and its own check tells why."""
    for path, content in files.items():
        if path.endswith(".bpmn"):
            yield from _read(path, content)


def _read(path: str, content: bytes) -> Iterator[Reference]:
    try:
        root = read(path, content).root
    except Refused:
        return
    translate(root)
    for pointer in root.iter(*POINTERS):
        kind, attribute = POINTERS[str(pointer.tag)]
        name = pointer.get(attribute, "")
        owner = next((one for one in pointer.iterancestors() if one.get("id")), root)
        if name and not name.startswith("="):
            yield Reference(kind, name, path, line_of(pointer) or line_of(owner), owner.get("id"))
