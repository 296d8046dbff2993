"""The XML of a decision model, read without trusting it, and what was found wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.errors import Finding, Refused

Element = Any
_LARGEST = 8 << 20
_MODEL_SPACES = ("/spec/DMN/", "/spec/FEEL/")


class DecisionRefused(Refused):
    """A decision model that cannot be executed faithfully, with every reason."""


class Source:
    """One file being read, and the reasons to refuse it found so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []

    def refuse(self, rule: str, element: Element = None, **facts: object) -> None:
        """Note a reason, with the place."""
        line = None if element is None else element.sourceline
        self.findings.append(
            Finding(rule, "refusal", self.file, line, _nearest_id(element), facts)
        )

    def take_over(self, imported: Source) -> None:
        """What is wrong in a file that this one imports stands in its way too."""
        self.findings += [finding for finding in imported.findings if finding not in self.findings]

    def settle(self) -> None:
        """Refuse the file if there is any reason to."""
        if self.findings:
            raise DecisionRefused(self.findings)

    def parse(self, xml: bytes) -> Element:
        """The root of the file: no entities are resolved, nothing is fetched."""
        if len(xml) > _LARGEST:
            self.refuse("decision-too-large", limit=_LARGEST)
            self.settle()
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(xml, parser)
        except etree.XMLSyntaxError as error:
            self.findings.append(
                Finding(
                    "decision-not-xml", "refusal", self.file, error.lineno, None,
                    {"problem": error.msg},
                )
            )
            raise DecisionRefused(self.findings) from error
        if root.getroottree().docinfo.internalDTD is not None:
            self.refuse("decision-has-doctype", root)
        if name(root) != "definitions" or not is_model(root):
            self.refuse("decision-not-dmn", root, found=str(root.tag))
        self.settle()
        return root


def is_model(element: Element) -> bool:
    """Whether an element belongs to DMN itself and not to somebody's extension."""
    space = etree.QName(element).namespace or ""
    return any(part in space for part in _MODEL_SPACES) and "DMNDI" not in space


def name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def children(element: Element, *wanted: str) -> Iterator[Element]:
    """DMN's own elements directly below, of the names wanted (or all)."""
    for child in element:
        if not isinstance(child.tag, str) or not is_model(child):
            continue
        if not wanted or name(child) in wanted:
            yield child


def child(element: Element, wanted: str) -> Element:
    """The first such element below, or None."""
    return next(children(element, wanted), None)


def text_of(element: Element) -> str:
    """What an element's <text> says."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else "".join(inner.itertext()).strip()


def spaced(value: str | None) -> str:
    """A name with its blanks evened out."""
    return " ".join((value or "").split())


def _nearest_id(element: Element) -> str | None:
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent()
    return None
