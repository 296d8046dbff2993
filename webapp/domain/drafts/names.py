"""What the files of a draft are called inside: processes, decisions, forms, documents; for pickers and pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from lxml import etree

import engine
from webapp.domain import packages, wording
from webapp.domain.packages.words import WordsUnreadable, read_words
from webapp.processes import MANIFEST, Manifest, NotAPackage, read_manifest

LONGEST_KEY = 46
NAMING = {"formDefinition": "formId", "calledElement": "processId", "calledDecision": "decisionId"}


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
    """The forms, each called as the first step that asks for it; one that nobody asks for is called by its file."""
    steps: dict[str, str] = {}
    for path in sorted(files):
        for form in _diagram(files[path]).iter("{*}formDefinition") if path.endswith(".bpmn") else ():
            step = next(form.iterancestors("{*}userTask", "{*}startEvent"), None)
            if step is not None and step.get("name"):
                steps.setdefault(form.get("formId", ""), step.get("name"))
    return [Named(path[6:-5], steps.get(path[6:-5], path[6:-5]), path) for path in sorted(files) if path.startswith("forms/")]


def users(files: Mapping[str, bytes], path: str) -> list[Named]:
    """The steps that open this form, call one of its processes or ask one of its decisions."""
    own = {each.id for each in (*forms(files), *processes(files), *decisions(files)) if each.path == path}
    found: dict[str, Named] = {}
    for diagram in (each for each in in_order(files) if each.endswith(".bpmn")):
        for tag, attribute in NAMING.items():
            for node in _diagram(files[diagram]).iter(f"{{*}}{tag}"):
                step = next((each for each in node.iterancestors() if each.get("id")), None)
                if node.get(attribute) in own and step is not None:
                    found[step.get("id")] = Named(step.get("id"), step.get("name") or step.get("id"), diagram)
    return list(found.values())


def titles(files: Mapping[str, bytes], locale: str) -> dict[str, str]:
    """What diagrams, forms and decision files are called in this language, by path, where that is not their id."""
    said = words(files, locale)
    found: dict[str, str] = {}
    for each in (*reversed(processes(files)), *decisions(files), *forms(files)):
        if each.name != each.id:  # the first process of a diagram is its own, of decisions the last is what they come to
            found[each.path] = said.get(each.name, each.name)
    return found


def elements(files: Mapping[str, bytes], locale: str) -> dict[str, str]:
    """What the elements of all diagrams and the fields of all forms are called, by id; a flow is told by what it joins."""
    said, say = words(files, locale), wording.gettext(locale)
    found: dict[str, str] = {}
    flows: list[Any] = []
    for path in files:
        for node in _diagram(files[path]).iter("{*}*") if path.endswith(".bpmn") else ():
            if node.get("sourceRef") and node.get("targetRef"):
                flows.append(node)
            elif node.get("id") and node.get("name"):
                found[node.get("id")] = said.get(node.get("name"), node.get("name"))
            elif kind := wording.UNNAMED.get(etree.QName(node).localname):
                found[node.get("id", "")] = say(kind)
    for field in _fields(files):
        found.setdefault(field["id"], said.get(field["label"], field["label"]))
    for flow in flows:
        ends = (found.get(flow.get(end), flow.get(end)) for end in ("sourceRef", "targetRef"))
        found[flow.get("id", "")] = " → ".join(ends)
    return found


def in_order(files: Mapping[str, bytes]) -> list[str]:
    """The paths, diagrams in the order in which the root calls them, the others by name."""
    where = {each.id: each.path for each in processes(files)}
    told = manifest(files)
    waiting, walked = [where.get(told.root if told else "", "")], dict[str, None]()
    while waiting:
        path = waiting.pop(0)
        if path and path not in walked:
            walked[path] = None
            waiting[:0] = [where.get(each, "") for each in _called(files[path])]
    return [*walked, *(path for path in sorted(files) if path not in walked)]


def _called(diagram: bytes) -> list[str]:
    """The processes that a diagram calls, in the order in which one would tell it."""
    try:
        return [call.process_id for call in packages.calls_in(diagram).values()]
    except engine.Refused:
        return []  # the findings say so


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


def free_key(files: Mapping[str, bytes], label: str, elsewhere: Mapping[str, str]) -> str:
    """A key for something new, out of its English name here or elsewhere, that no file has yet; empty where it has none."""
    english = {**elsewhere, **words(files, "en")}.get(label, label)
    key = re.sub(r"[^a-z0-9]+", "_", english.lower()).strip("_")[:LONGEST_KEY]
    if not key[:1].isalpha():
        return ""
    taken = {path.rpartition("/")[2].rpartition(".")[0] for path in files}
    return next(each for each in chain([key], (f"{key}_{number}" for number in count(2))) if each not in taken)


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


def _fields(files: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """Every field of every form that has an id and a label."""
    for path in files:
        if path.startswith("forms/"):
            waiting = [_json(files[path])]
            while waiting:
                part = waiting.pop()
                if isinstance(part, dict):
                    waiting += part["components"] if isinstance(part.get("components"), list) else []
                    if isinstance(part.get("id"), str) and isinstance(part.get("label"), str):
                        yield part


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None  # the findings say so


def _children(content: bytes, tag: str) -> list[Any]:
    return [node for node in _diagram(content) if isinstance(node.tag, str)
            and etree.QName(node).localname == tag and node.get("id")]


def _diagram(content: bytes) -> Any:
    """The file's root; an empty one where it cannot be read, because the findings say so."""
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return etree.Element("unreadable")


def _inside(files: Mapping[str, bytes], suffix: str, tag: str) -> Iterator[Named]:
    for path in sorted(files):
        if path.endswith(suffix):
            for node in _children(files[path], tag):
                yield Named(node.get("id"), node.get("name") or node.get("id"), path)
