"""Values that data objects begin with, as Flowable and Activiti write them."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.spiff.foreign.words import extensions_of
from engine.spiff.source import bare, bpmn, local_name, text_of

NUMBERS = frozenset({"int", "integer", "long", "double", "float", "decimal"})


def data_values(scope: etree._Element) -> dict[str, Any]:
    """What the data objects of a process or sub-process begin with, by name, where they are given a value."""
    found = {}
    for data in scope.findall(bpmn("dataObject")):
        for line in extensions_of(data):
            if local_name(line) == "value" and (name := data.get("name") or data.get("id")):
                found[name] = _typed(text_of(line), bare(data.get("itemSubjectRef")))
    return found


def _typed(text: str, kind: str) -> Any:
    """A value of one of the types that their modelers offer; what does not read as a number stays a text."""
    if kind == "boolean":
        return text.lower() == "true"
    if kind in NUMBERS:
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return text
    return text
