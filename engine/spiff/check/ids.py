"""Rules on ids, which tokens, history and flows go by."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Finding
from engine.spiff.check.findings import refusal
from engine.spiff.elements import is_made_up
from engine.spiff.source import Document, bpmn


def process_ids(documents: list[Document]) -> Iterator[Finding]:
    """Each process has one of its own in the package, and a diagram has a process."""
    seen: set[str] = set()
    for document in documents:
        if not document.processes:
            yield refusal("no-process", document.file, document.root,
                          remedy="Mark one of its processes as executable.")
        for process in document.processes:
            name = process.get("id", "")
            if not name:
                yield refusal("process-without-id", document.file, process, remedy="Give it an id.")
            elif name in seen:
                yield refusal("process-twice", document.file, process, found=name,
                              remedy="Give one of the processes another id.")
            seen.add(name)


def element_ids(document: Document) -> Iterator[Finding]:
    """Each is given once in a file, and is one that BPMN allows."""
    seen: set[str] = set()
    for node in document.root.iter(bpmn("*")):
        name = node.get("id")
        if name and name in seen:
            yield refusal("id-twice", document.file, node, found=name, remedy="Give one of them another id.")
        if name and is_made_up(name):
            yield refusal("id-not-allowed", document.file, node, found=name, remedy="Begin the id with a letter.")
        seen.add(name or "")
