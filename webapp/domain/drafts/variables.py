"""Which variables are there at an element: what everything before it has written, and who wrote it.

Before means by flow: back along the flows of its scope, out of the scope to what surrounds it, and out of a called
process to whoever calls it. The completion of the expression editors is made from this.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from webapp.domain import packages

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
SCOPES = (f"{BPMN}process", f"{BPMN}subProcess", f"{BPMN}adHocSubProcess", f"{BPMN}transaction")
WRITES = {"script": "resultVariable", "calledDecision": "resultVariable", "output": "target",
          "loopCharacteristics": "outputCollection"}
INSIDE = {"input": "target", "loopCharacteristics": "inputElement"}


@dataclass(frozen=True)
class Variable:
    """A name that may be read, and what wrote it in the words of the diagram or form."""

    name: str
    origin: str
    kind: str
    label: str = ""


class _Diagrams:
    """The readable diagrams of a package with their nodes by id."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.roots: dict[str, etree._Element] = {}
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        for path, content in files.items():
            if path.endswith(".bpmn"):
                try:
                    self.roots[path] = etree.fromstring(content, parser)
                except (etree.XMLSyntaxError, ValueError):
                    continue  # the findings say so
        self.processes = {process.get("id", ""): process for root in self.roots.values()
                          for process in root.iter(f"{BPMN}process")}

    def callers(self, process_id: str) -> Iterator[etree._Element]:
        for root in self.roots.values():
            for called in root.iter(f"{ZEEBE}calledElement"):
                if called.get("processId") == process_id:
                    yield from called.iterancestors(f"{BPMN}callActivity")

    def fields(self, form_id: str) -> Iterator[tuple[str, str]]:
        """The keys of a form's fields with their labels."""
        try:
            said = json.loads(self.files.get(f"forms/{form_id}.form", b"{}"))
        except (ValueError, RecursionError):
            return
        waiting = [said]
        while waiting:
            part = waiting.pop(0)
            if not isinstance(part, dict):
                continue
            name = part.get("key") or part.get("path")
            if isinstance(name, str) and name:
                yield name.split(".")[0], str(part.get("label") or "")
            if not part.get("path"):
                waiting += [each for each in part.get("components", []) if isinstance(each, dict)]


def available(files: Mapping[str, bytes], file: str, element: str = "") -> list[Variable]:
    """The variables at an element, or all that a file's diagrams may ever hold."""
    diagrams = _Diagrams(files)
    root = diagrams.roots.get(file)
    found = {name: Variable(name, "", "project") for name in packages.GIVEN}
    if root is not None:
        node = next((each for each in root.iter(etree.Element) if each.get("id") == element), None) if element else None
        written = _before(diagrams, node, set()) if node is not None else _everything(diagrams, root)
        for variable in written:
            found.setdefault(variable.name, variable)
    return sorted(found.values(), key=lambda each: each.name)


def handed(files: Mapping[str, bytes], process_id: str) -> list[tuple[str, str]]:
    """What the calls that lead to a process hand over, the outermost first: names with the FEEL they come from.

    Of several callers the first counts; a call that is repeated hands over its first item.
    """
    diagrams, found = _Diagrams(files), list[tuple[str, str]]()
    seen = set[str]()
    while process_id not in seen:
        seen.add(process_id)
        caller = next(diagrams.callers(process_id), None)
        if caller is None:
            break
        found[:0] = [*_repeated(caller), *((part.get("target", ""), part.get("source", "")) for part in _own(caller, "input"))]
        process = next(caller.iterancestors(f"{BPMN}process"), None)
        process_id = process.get("id", "") if process is not None else process_id
    return [(name, source.removeprefix("=")) for name, source in found if name]


def _repeated(node: etree._Element) -> Iterator[tuple[str, str]]:
    for loop in _own(node, "loopCharacteristics"):
        yield "loopCounter", "1"
        yield loop.get("inputElement", ""), f"({loop.get('inputCollection', '').removeprefix('=')})[1]"


def _everything(diagrams: _Diagrams, root: etree._Element) -> Iterator[Variable]:
    for process in root.iter(f"{BPMN}process"):
        yield from _before(diagrams, process, set())
        for node in process.iter(etree.Element):
            yield from _written(diagrams, node, set())
            yield from _given(node)


def _before(diagrams: _Diagrams, node: etree._Element, seen: set[str]) -> Iterator[Variable]:
    """What was written before this node, in its scope and around it; a flow sees what its source leaves behind."""
    source = _source(node)
    if source is not None:
        node = source
        yield from _written(diagrams, source, set())
    yield from _given(node)
    scope = next((each for each in node.iterancestors() if each.tag in SCOPES), None)
    if scope is not None:
        for before in _upstream(scope, node):
            yield from _written(diagrams, before, set())
        yield from (_outside if scope.tag == SCOPES[0] else _before)(diagrams, scope, seen)
    elif node.tag == SCOPES[0]:
        yield from _outside(diagrams, node, seen)


def _outside(diagrams: _Diagrams, process: etree._Element, seen: set[str]) -> Iterator[Variable]:
    key = process.get("id", "")
    if key in seen:
        return
    seen.add(key)
    for caller in diagrams.callers(key):
        yield from _before(diagrams, caller, seen)


def _source(node: etree._Element) -> etree._Element | None:
    """Where a sequence flow begins; of anything else there is none."""
    around = node.getparent()
    if node.tag != f"{BPMN}sequenceFlow" or around is None:
        return None
    return next((each for each in around if each.get("id") == node.get("sourceRef")), None)


def _upstream(scope: etree._Element, node: etree._Element) -> Iterator[etree._Element]:
    """Everything in the scope that a way leads from to the node; boundary events come by what they sit on."""
    by_id = {each.get("id", ""): each for each in scope}
    into: dict[str, list[str]] = {}
    for flow in scope.iter(f"{BPMN}sequenceFlow"):
        into.setdefault(flow.get("targetRef", ""), []).append(flow.get("sourceRef", ""))
    waiting, seen = [node.get("id", "")], set[str]()
    while waiting:
        here = waiting.pop()
        at = by_id.get(here)
        sources = [*into.get(here, []), *([at.get("attachedToRef", "")] if at is not None and at.get("attachedToRef") else [])]
        for source in sources:
            if source not in seen and source in by_id:
                seen.add(source)
                waiting.append(source)
                yield by_id[source]


def _written(diagrams: _Diagrams, node: etree._Element, seen: set[str]) -> Iterator[Variable]:
    """What a node writes: its form, script, decision, mappings; of a call or sub-process all that is inside."""
    origin = _called(node)
    for form in _own(node, "formDefinition"):
        for name, label in diagrams.fields(form.get("formId", "")):
            yield Variable(name, origin, "form", label)
    yield from _named(node, WRITES)
    for scope in _inner(diagrams, node, seen):
        for part in scope:
            yield from _written(diagrams, part, seen)


def _inner(diagrams: _Diagrams, node: etree._Element, seen: set[str]) -> Iterator[etree._Element]:
    """The scopes inside a node: its own, and the process it calls; each once."""
    if node.tag in SCOPES:
        yield node
    for called in _own(node, "calledElement"):
        key = called.get("processId", "")
        if key in diagrams.processes and key not in seen:
            seen.add(key)
            yield diagrams.processes[key]


def _given(node: etree._Element) -> Iterator[Variable]:
    """What a node itself is handed: its input mappings, the item of its repetition."""
    yield from _named(node, INSIDE)
    if node.find(f"{BPMN}multiInstanceLoopCharacteristics") is not None:
        yield Variable("loopCounter", _called(node), "loopCharacteristics")


def _named(node: etree._Element, tags: Mapping[str, str]) -> Iterator[Variable]:
    for tag, attribute in tags.items():
        for part in _own(node, tag):
            if name := part.get(attribute, "").split(".")[0]:
                yield Variable(name, _called(node), tag)


def _called(node: etree._Element) -> str:
    return str(node.get("name") or node.get("id") or "")


def _own(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The dialect's elements that belong to this very node, not to one inside it."""
    for holder in node.findall(f"{BPMN}extensionElements"):
        yield from holder.iter(f"{ZEEBE}{tag}")
    repeats = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if repeats is not None:
        yield from repeats.iter(f"{ZEEBE}{tag}")
