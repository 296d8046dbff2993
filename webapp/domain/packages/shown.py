"""Every text of a package that somebody may read, and where: what a translation has to hold, and the editor lists."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from webapp.processes import MANIFEST

PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
NAMED = ("name", "label")
PROSE = frozenset({"documentation", "description"})
KEYS = frozenset({"message", "signal", "error", "escalation", "property", "definitions", "linkEventDefinition"})
"""Their names are keys, which nobody reads on a screen."""
SAID = ("label", "dateLabel", "timeLabel", "description", "text", "patternErrorMessage", "say", "prefixAdorner", "suffixAdorner")
IN_EXPRESSION = re.compile(r'"((?:[^"\\]|\\.)*)"')
IN_TEMPLATE = re.compile(r'\bw\("((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Shown:
    """A text at one place: the file, and the element or field if it has an id."""

    text: str
    path: str
    element: str | None = None
    line: int | None = None


def shown(files: Mapping[str, bytes]) -> Iterator[Shown]:
    """All of them, file by file; a file that cannot be read has none, and the check says why."""
    for path, content in files.items():
        read = READERS.get(MANIFEST if path == MANIFEST else path[path.rfind("."):])
        if read is not None:
            yield from (each for each in read(path, content) if each.text.strip())


def is_chinese(text: str) -> bool:
    """Numbers, signs and foreign names are the same in every language; so is what an expression says."""
    return not text.startswith("=") and any(sign.isalpha() and not sign.isascii() for sign in text)


def _in_xml(path: str, content: bytes) -> Iterator[Shown]:
    try:
        root = etree.fromstring(content, PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return
    for node in root.iter("{*}*"):
        tag, line = etree.QName(node).localname, node.sourceline
        texts = [] if tag in KEYS else [node.get(name, "") for name in NAMED]
        texts += [node.text or ""] if tag in PROSE else []
        texts += [(node.findtext("{*}text") or "").strip('"')] if tag == "outputEntry" else []
        place = next((each.get("id") for each in (node, *node.iterancestors()) if each.get("id")), None)
        yield from (Shown(text, path, place, line if isinstance(line, int) else None) for text in texts)


def _in_form(path: str, content: bytes) -> Iterator[Shown]:
    try:
        waiting: list[Any] = [(json.loads(content), None)]
    except (ValueError, RecursionError):
        return
    while waiting:
        part, place = waiting.pop()
        if isinstance(part, dict):
            place = part["id"] if isinstance(part.get("id"), str) else place
            yield from (Shown(part[name], path, place) for name in SAID if isinstance(part.get(name), str))
            yield from (Shown(text, path, place) for text in IN_EXPRESSION.findall(str(part.get("initial", ""))) if is_chinese(text))
        inside = list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else []
        waiting += [(each, place) for each in reversed(inside)]


def _in_manifest(path: str, content: bytes) -> Iterator[Shown]:
    try:
        roles = tomllib.loads(content.decode()).get("roles")
    except ValueError:
        return
    for role in roles.values() if isinstance(roles, dict) else ():
        if isinstance(role, str):
            yield Shown(role, path)


def _in_template(path: str, content: bytes) -> Iterator[Shown]:
    for text in IN_TEMPLATE.findall(content.decode(errors="replace")):
        yield Shown(text.replace('\\"', '"'), path)


READERS: Mapping[str, Callable[[str, bytes], Iterator[Shown]]] = {
    MANIFEST: _in_manifest, ".bpmn": _in_xml, ".dmn": _in_xml, ".form": _in_form, ".typ": _in_template}
