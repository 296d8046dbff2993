"""Doubts about a package before it is published: what the engine's lint finds, and words without a translation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

import engine
from webapp.domain.packages.kept import kept
from webapp.domain.packages.words import WordsUnreadable, read_words

NAMED = "{http://www.omg.org/spec/BPMN/20100524/MODEL}*"
NOT_SHOWN = frozenset({"message", "signal", "error", "escalation", "property", "definitions", "linkEventDefinition"})
"""Their names are keys, which nobody reads on a screen."""


def lint(files: Mapping[str, bytes]) -> list[engine.Finding]:
    """Errors and warnings; none of them stops a deployment."""
    return kept(files, ("lint",), lambda: [*engine.lint(files), *_untranslated(files)])


def _untranslated(files: Mapping[str, bytes]) -> Iterator[engine.Finding]:
    for path, text in files.items():
        if path.endswith(".po"):
            try:
                words = read_words(text)
            except WordsUnreadable:
                continue  # the check has said so
            for found in _shown(files):
                if found.facts["text"] not in words and _is_chinese(found.facts["text"]):
                    yield found


def _is_chinese(text: str) -> bool:
    """Numbers, signs and foreign names are the same in every language."""
    return any(sign.isalpha() and not sign.isascii() for sign in text)


def _shown(files: Mapping[str, bytes]) -> Iterator[engine.Finding]:
    """Every name a person may read, as the finding that it would be without a translation."""
    for path, text in files.items():
        if path.endswith(".bpmn"):
            yield from _names(path, text)
        elif path.endswith(".form"):
            yield from _labels(path, text)


def _names(path: str, text: bytes) -> Iterator[engine.Finding]:
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return  # the check has said so
    for node in root.iter(NAMED):
        name, line = node.get("name", "").strip(), node.sourceline
        if name and etree.QName(node).localname not in NOT_SHOWN:
            yield _missing(path, name, node.get("id"), line if isinstance(line, int) else None)


def _labels(path: str, text: bytes) -> Iterator[engine.Finding]:
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return  # the form's check has said so
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("label"), str) and part["label"].strip():
                yield _missing(path, part["label"].strip(), part.get("id"), None)
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part


def _missing(path: str, text: str, element: str | None, line: int | None) -> engine.Finding:
    return engine.Finding("words-missing", "warning", path, line, element, {"text": text})
