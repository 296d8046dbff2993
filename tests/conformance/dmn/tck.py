"""Reads the test cases of the DMN technology compatibility kit and compares what they expect."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.decisions import Decisions
from engine.expressions import kind
from engine.expressions.temporal import (
    read_date,
    read_duration,
    read_moment,
    read_time,
    write_moment,
    write_time,
)

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NUMBERS = ("decimal", "double", "integer", "int", "long", "float")


@dataclass(frozen=True)
class Case:
    """One expected result of one test case."""

    group: str
    id: str
    result: str
    decision: str
    context: Mapping[str, Any]
    expected: Any


def cases(folder: Path) -> Iterator[tuple[Path, list[Case]]]:
    """The test files of a group, each with its model."""
    for file in sorted(folder.glob("*test*.xml")):
        root = etree.parse(file).getroot()
        model = folder / (_text(root, "modelName") or "")
        found = [
            _case(folder.name, case, result)
            for case in _all(root, "testCase")
            for result in _all(case, "resultNode")
        ]
        yield model, found


def others(model: Path) -> dict[str, bytes]:
    """The models beside a model, which it may import."""
    return {
        each.name: each.read_bytes() for each in sorted(model.parent.glob("*.dmn")) if each != model
    }


def decision_id(decisions: Decisions, case: Case) -> str | None:
    """The id of the decision that a case speaks of by name."""
    for key, node in decisions.nodes.items():
        if key[0] == decisions.namespace and case.decision in (node.name, node.id):
            return node.id
    return None


def outcome(decisions: Decisions, case: Case) -> Any:
    """What the decision of a case gives; of a service with several outputs, the one asked for."""
    value = decisions.evaluate(decision_id(decisions, case) or "", case.context)
    if case.result != case.decision and isinstance(value, dict) and case.result in value:
        return value[case.result]
    return value


def agrees(expected: Any, found: Any) -> bool:
    """Whether a value is what a case expects, numbers to eight digits."""
    if isinstance(expected, Decimal) and isinstance(found, Decimal):
        return math.isclose(expected, found, rel_tol=1e-8, abs_tol=1e-12)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(agrees, expected, found))
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            agrees(expected[name], found[name]) for name in expected
        )
    if kind(expected) != kind(found) and not isinstance(expected, Unread):
        return False
    return bool(_comparable(expected) == _comparable(found))


@dataclass(frozen=True)
class Unread:
    """An expected value that our types cannot hold."""

    text: str


def _comparable(value: Any) -> Any:
    match kind(value):
        case "date and time":
            return write_moment(value)
        case "time":
            return write_time(value)
    return value


def _case(group: str, case: Any, result: Any) -> Case:
    context = {_input_name(node): _value(node) for node in _all(case, "inputNode")}
    expected = next(_all(result, "expected"), None)
    name = result.get("name")
    if case.get("type") in ("decisionService", "bkm"):
        name = case.get("invocableName")
    return Case(
        group,
        case.get("id", ""),
        result.get("name"),
        " ".join(name.split()),
        context,
        None if expected is None else _value(expected),
    )


def _input_name(node: Any) -> str:
    return " ".join(node.get("name").split())


def _value(node: Any) -> Any:
    inner = next(_all(node, "list"), None)
    if inner is not None:
        return None if inner.get(NIL) == "true" else [_value(each) for each in _all(inner, "item")]
    parts = list(_all(node, "component"))
    if parts:
        return {part.get("name"): _value(part) for part in parts}
    value = next(_all(node, "value"), None)
    if value is None or value.get(NIL) == "true":
        return None
    return _typed((value.get(TYPE) or "string").rpartition(":")[2], value.text or "")


def _typed(type_: str, text: str) -> Any:
    if type_ == "string":
        return text
    text = text.strip()
    if type_ == "boolean":
        return text == "true"
    if type_ in NUMBERS:
        return Decimal(text)
    read = {"date": read_date, "time": read_time, "dateTime": read_moment}.get(type_)
    value = (read or read_duration)(text)
    return Unread(text) if value is None else value


def _all(element: Any, name: str) -> Iterator[Any]:
    return (
        child
        for child in element
        if isinstance(child.tag, str) and etree.QName(child).localname == name
    )


def _text(element: Any, name: str) -> str | None:
    found = next(_all(element, name), None)
    return None if found is None or found.text is None else found.text.strip()


