"""What differs between two states of a package: elements, fields, rules and lines, each with its change from old to new.

The layout of a diagram is no difference; a file whose drawing alone changed is said to be so.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from lxml import etree

from webapp.domain.packages.kept import by_content
from webapp.domain.packages.words import WordsUnreadable, read_words

DRAWN = ("incoming", "outgoing", "BPMNDiagram", "DMNDI")
HOLDERS = frozenset({"process", "subProcess", "adHocSubProcess", "transaction", "definitions", "laneSet", "collaboration"})
USUAL = frozenset({"name", "isExecutable", "conditionExpression.type", "schemaVersion", "id"})
LAYOUT_ONLY = "layout"
LONGEST_VALUE = 240
MOST_LINES = 80
MOST_COMPARED = 40_000_000
MOST_KEPT = 256

Mark = Literal["added", "removed", "changed"]
Facts = dict[str, str]


@dataclass(frozen=True)
class Change:
    """One attribute: what it was and what it is."""

    attribute: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One thing that was added, removed or changed: an element, a field, a rule, a word, a text."""

    mark: Mark
    kind: str
    id: str
    name: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class FileDifference:
    """A file that differs, with what differs in it; `lines` for files that are read as lines."""

    path: str
    mark: Mark
    differences: tuple[Difference, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    layout_only: bool = False

    def marks(self, *wanted: Mark) -> dict[str, str]:
        """The ids of elements with their mark, to lay over a diagram."""
        return {each.id: each.mark for each in self.differences if each.mark in wanted}


@dataclass(frozen=True)
class Part:
    """One element, field or rule as it is compared."""

    kind: str
    name: str
    facts: Facts


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileDifference]:
    """Everything that differs, file by file; what was lately found is kept by content, for a draft is looked at again and again."""
    paths = sorted({path for path in {*old, *new} if old.get(path) != new.get(path)})
    return [_file(path, old.get(path), new.get(path)) for path in paths]


@by_content(MOST_KEPT)
def _file(path: str, old: bytes | None, new: bytes | None) -> FileDifference:
    mark: Mark = "changed" if old is not None and new is not None else "added" if old is None else "removed"
    read = READERS.get(path[path.rfind("."):])
    if read is not None:
        try:
            before, after = read(old) if old else {}, read(new) if new else {}
        except (etree.XMLSyntaxError, ValueError, RecursionError, WordsUnreadable):
            return FileDifference(path, mark, lines=_lines(old, new))
        found = tuple(_between(before, after))
        return FileDifference(path, mark, found, layout_only=not found and mark == "changed")
    return FileDifference(path, mark, lines=_lines(old, new))


def _between(old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[Difference]:
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key), new.get(key)
        if before is None and after is not None:
            yield Difference("added", after.kind, key, after.name, _facts(after))
        elif after is None and before is not None:
            yield Difference("removed", before.kind, key, before.name)
        elif before is not None and after is not None and before != after:
            yield Difference("changed", after.kind, key, after.name or before.name, _changes(before, after))


def _facts(part: Part) -> tuple[Change, ...]:
    """What a new part says, without what every part of its kind says."""
    return tuple(Change(name, "", value) for name, value in part.facts.items() if name not in USUAL and (part.kind, name) != ("form", "type"))


def _changes(old: Part, new: Part) -> tuple[Change, ...]:
    before, after = {"kind": old.kind, **old.facts}, {"kind": new.kind, **new.facts}
    names = [*before, *(name for name in after if name not in before)]
    return tuple(Change(name, before.get(name, ""), after.get(name, "")) for name in names
                 if before.get(name, "") != after.get(name, ""))


def _diagram(content: bytes) -> dict[str, Part]:
    root = etree.fromstring(content, _parser())
    return {key: Part(etree.QName(node).localname, node.get("name", ""), _said(node))
            for node in root.iter(etree.Element) if (key := node.get("id")) and _is_element(node)}


def _parser() -> etree.XMLParser:
    return etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)


def _is_element(node: etree._Element) -> bool:
    around = node.getparent()
    if around is None or any(etree.QName(each).localname in DRAWN for each in (node, *node.iterancestors())):
        return False
    return etree.QName(around).localname in HOLDERS


def _said(node: etree._Element, before: str = "") -> Facts:
    """Everything an element says, flat; what is an element of its own inside it says so itself."""
    said: Facts = {f"{before}{name}": value[:LONGEST_VALUE]
                   for name, value in sorted(_attributes(node).items()) if name != "id"}
    text = " ".join((node.text or "").split())
    if text:
        said[before.rstrip(".") or "text"] = text[:LONGEST_VALUE]
    counted: dict[str, int] = {}
    for part in node:
        name = etree.QName(part).localname
        if name in DRAWN or _is_element(part):
            continue
        counted[name] = counted.get(name, 0) + 1
        label = name if name != "extensionElements" else ""
        more = f"[{counted[name]}]" if counted[name] > 1 else ""
        said.update(_said(part, f"{before}{label}{more}{'.' if label else ''}"))
    return said


def _attributes(node: etree._Element) -> Facts:
    return {etree.QName(name).localname: str(value) for name, value in node.attrib.items()}


def _form(content: bytes) -> dict[str, Part]:
    said = json.loads(content)
    found = {"": Part("form", str(said.get("id", "")), _flat({name: value for name, value in said.items() if name != "components"}))}
    waiting: list[Any] = list(said.get("components", []))
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, dict):
            key = str(part.get("id") or part.get("key") or f"#{len(found)}")
            rest = {name: value for name, value in part.items() if name not in ("components", "id", "type", "layout")}
            found[key] = Part(str(part.get("type", "field")), str(part.get("label") or part.get("key") or key), _flat(rest))
            waiting = [*part.get("components", []), *waiting]
    return found


def _flat(said: Any, before: str = "") -> Facts:
    if isinstance(said, dict):
        found: Facts = {}
        for name, value in said.items():
            found.update(_flat(value, f"{before}.{name}" if before else str(name)))
        return found
    if isinstance(said, list):
        return {before: json.dumps(said, ensure_ascii=False)[:LONGEST_VALUE]}
    return {before: str(said).lower() if isinstance(said, bool) else str(said)[:LONGEST_VALUE]}


def _decisions(content: bytes) -> dict[str, Part]:
    root = etree.fromstring(content, _parser())
    found: dict[str, Part] = {}
    for node in root.iter(etree.Element):
        kind = etree.QName(node).localname
        if kind in ("decision", "decisionTable", "input", "output", "rule", "inputData", "businessKnowledgeModel"):
            own = {name: value for name, value in _attributes(node).items() if name != "id"}
            texts = [" ".join((each.text or "").split()) for part in node for each in part.iter("{*}text")]
            facts = own | ({"cells": " | ".join(texts)[:LONGEST_VALUE]} if kind in ("rule", "input") else {})
            found[node.get("id") or f"{kind} {len(found)}"] = Part(kind, own.get("name") or own.get("label") or _place(node), facts)
    return found


def _place(node: etree._Element) -> str:
    around = node.getparent()
    if around is None:
        return ""
    alike = [each for each in around if each.tag == node.tag]
    return str(alike.index(node) + 1)


def _words(content: bytes) -> dict[str, Part]:
    return {text: Part("words", text, {"translation": said}) for text, said in read_words(content).items()}


def lines(old: str, new: str, *, around: int = 0) -> Iterator[tuple[str, str]]:
    """What differs line by line, each with its sign, and so many unchanged lines around it; "…" stands for those between.

    Of texts so long that searching would keep everybody waiting, all is told as changed.
    """
    before, after = old.splitlines(), new.splitlines()
    whole = [[("replace", 0, len(before), 0, len(after))]]
    can_search = len(before) * len(after) <= MOST_COMPARED
    groups = difflib.SequenceMatcher(None, before, after).get_grouped_opcodes(around) if can_search else whole
    for place, group in enumerate(groups):
        if place and around:
            yield "…", ""
        for mark, first, last, other_first, other_last in group:
            yield from ((" " if mark == "equal" else "-", line) for line in before[first:last])
            if mark != "equal":
                yield from (("+", line) for line in after[other_first:other_last])


def _lines(old: bytes | None, new: bytes | None) -> tuple[tuple[str, str], ...]:
    return tuple(islice(lines(_text(old), _text(new)), MOST_LINES))


def _text(content: bytes | None) -> str:
    return "" if content is None or b"\0" in content else content.decode(errors="replace")


READERS: Mapping[str, Callable[[bytes], dict[str, Part]]] = {
    ".bpmn": _diagram, ".form": _form, ".dmn": _decisions, ".po": _words}
