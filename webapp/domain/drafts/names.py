"""What the files of a draft are called inside: processes, decisions, forms, documents; for pickers and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from webapp.domain.packages.words import WordsUnreadable, read_words
from webapp.processes import MANIFEST, Manifest, NotAPackage, read_manifest


@dataclass(frozen=True)
class Named:
    """Something that others name: its id, what it is called, the file it stands in."""

    id: str
    name: str
    path: str


def processes(files: Mapping[str, bytes]) -> list[Named]:
    """The processes of all diagrams."""
    return list(_inside(files, ".bpmn", "process"))


def decisions(files: Mapping[str, bytes]) -> list[Named]:
    """The decisions of all tables."""
    return list(_inside(files, ".dmn", "decision"))


def forms(files: Mapping[str, bytes]) -> list[Named]:
    """The forms; a form is named by its file."""
    return [Named(path[6:-5], path[6:-5], path) for path in sorted(files) if path.startswith("forms/")]


def manifest(files: Mapping[str, bytes]) -> Manifest | None:
    """What package.toml says, where it can be read."""
    try:
        return read_manifest(files.get(MANIFEST, b""))
    except NotAPackage:
        return None


def words(files: Mapping[str, bytes], locale: str) -> Mapping[str, str]:
    """The draft's own words in this language; nothing for the language it is written in."""
    if locale.startswith("zh"):
        return {}
    try:
        return read_words(files.get(f"i18n/{locale}.po", b""))
    except WordsUnreadable:
        return {}


def start_form(files: Mapping[str, bytes], process_id: str) -> str:
    """The form that a process is begun with; empty if it has none."""
    for path in sorted(files):
        if path.endswith(".bpmn"):
            for process in _children(files[path], "process"):
                if process.get("id") == process_id:
                    form = process.find("{*}startEvent/{*}extensionElements/{*}formDefinition")
                    return str(form.get("formId", "")) if form is not None else ""
    return ""


def messages(files: Mapping[str, bytes]) -> list[str]:
    """The names of all messages that the diagrams speak of."""
    found = {str(message.get("name")) for path in files if path.endswith(".bpmn")
             for message in _children(files[path], "message") if message.get("name")}
    return sorted(found)


def _children(content: bytes, tag: str) -> list[Any]:
    try:
        root: Any = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return []  # the findings say so
    return [node for node in root if isinstance(node.tag, str) and etree.QName(node).localname == tag and node.get("id")]


def _inside(files: Mapping[str, bytes], suffix: str, tag: str) -> Iterator[Named]:
    for path in sorted(files):
        if path.endswith(suffix):
            for node in _children(files[path], tag):
                yield Named(node.get("id"), node.get("name") or node.get("id"), path)
