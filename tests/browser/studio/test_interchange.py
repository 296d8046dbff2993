"""Diagrams of other tools, opened and written again by the editor: no element, reference or word is lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.browser.studio.conftest import Opened

ROUND = "async text => { await window.studio.open(text); return window.studio.read(); }"
DRAWN = ("http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DI",
         "http://www.omg.org/spec/DD/20100524/DC")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
WRITER = {"exporter", "exporterVersion"}
DEFAULTS = {
    "cancelActivity": "true", "completionQuantity": "1", "expressionLanguage": "http://www.w3.org/1999/XPath",
    "gatewayDirection": "Unspecified", "implementation": "##unspecified", "instantiate": "false", "isClosed": "false",
    "isCollection": "false", "isExecutable": "false", "isForCompensation": "false", "isInterrupting": "true",
    "isSequential": "false", "isUnlimited": "true", "itemKind": "Information", "parallelMultiple": "false",
    "processType": "None", "startQuantity": "1", "structureRef": "", "triggeredByEvent": "false",
    "typeLanguage": "http://www.w3.org/2001/XMLSchema", "waitForCompletion": "true", "testBefore": "false", "textFormat": "text/plain",
    "associationDirection": "None", "behavior": "All", "eventGatewayType": "Exclusive",
}
"""What BPMN says when nothing is written: leaving it out loses nothing."""

pytestmark = pytest.mark.browser


def meaning(xml: str) -> Counter[tuple[str, ...]]:
    """Every element of the model with its attributes and words; how it is drawn and laid out in the file aside.

    A reference to what is not in the file means nothing, and nothing is lost with it.
    """
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    ids = {node.get("id") for node in root.iter(etree.Element)}
    return Counter(said for node in root.iter(etree.Element) if node.tag.startswith(BPMN) and not _dangles(node, ids)
                   for said in _said(node))


def _dangles(node: etree._Element, ids: set[str | None]) -> bool:
    return node.tag.endswith("MessageRef") and (node.text or "").strip().rsplit(":", 1)[-1] not in ids


def _said(node: etree._Element) -> Iterator[tuple[str, ...]]:
    name = etree.QName(node).localname
    if name == "expression" and node.get(TYPE, "").endswith("tFormalExpression"):
        name = "formalExpression"  # the schema has one stand for the other
    above = node.getparent()
    if above is not None and above.tag == f"{BPMN}extensionElements":
        return
    given = {key: " ".join(value.rsplit(":", 1)[-1].split()) for key, value in node.attrib.items()
             if not key.startswith("{") and key not in WRITER and DEFAULTS.get(key) != value}
    yield (name, *(f"{key}={value}" for key, value in sorted(given.items())), (node.text or "").strip().rsplit(":", 1)[-1])


def test_the_reference_diagrams_lose_nothing(
        opened: Opened, conformance_suites: Path, tell: Callable[[str], None]) -> None:
    page, kept, lost = opened("bpmn/stage_design.bpmn"), 0, {}
    files = sorted((conformance_suites / "miwg-reference").rglob("*.bpmn"))

    for file in files:
        text = file.read_text(encoding="utf-8-sig")
        gone = meaning(text) - meaning(page.evaluate(ROUND, text))
        lost |= {file.name: list(gone)[:3]} if gone else {}
        kept += not gone

    tell(f"interchange: {kept} of {len(files)} reference diagrams opened and written without loss")
    assert lost == {}
