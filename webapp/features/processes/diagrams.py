"""Diagrams as the browser draws them: the version's own XML with names in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
LABEL_WIDTH = 90
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def translated(xml: bytes, words: Mapping[str, str]) -> bytes:
    """The same diagram with every name said in these words; as it was drawn, if there are none."""
    if not words:
        return xml
    root = etree.fromstring(xml, PARSER)
    for element in root.iter(etree.Element):
        if name := element.get("name"):
            element.set("name", words.get(name, name))
    for label in root.iter(f"{{{DI}}}BPMNLabel"):
        _widen(label)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _widen(label: etree._Element) -> None:
    """A label drawn for four Chinese signs would break an English word: give it room on both sides."""
    for bounds in label:
        missing = LABEL_WIDTH - float(bounds.get("width", "0"))
        if missing > 0:
            bounds.set("x", str(float(bounds.get("x", "0")) - missing / 2))
            bounds.set("width", str(LABEL_WIDTH))
