"""Diagrams drawn for Camunda 7, Flowable and Activiti: their words put into the modeler's dialect before anything else.

What is understood is executed: people of user tasks, collections, mappings of calls, conditions and times in
`${...}`, work for a worker named by a class or topic. What is not is left where it stands: told as a warning if
it is harmless (listeners, job settings), refused if the diagram would do something else without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from engine.spiff.juel import as_feel, as_field
from engine.spiff.source import BPMN, bare, bpmn, extension, local_name, namespace, text_of, zeebe

NAMESPACES = frozenset({
    "http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn", "http://activiti.org/bpmn",
})
NOT_HARMLESS = frozenset({"skipExpression", "inputOutput", "mapExceptionToError"})
"""What would make another process of a diagram if it were left out."""

KEEPING = frozenset({"initiator", "errorCodeVariable", "errorVariableName", "errorMessageVariable", "escalationCodeVariable"})
"""Each names the variable that keeps who began or what was caught."""

READ_IN_PLACE = KEEPING | {"terminateAll", "terminateMultiInstance", "scope", "errorMessage"}
"""What is executed as it stands."""

EXPRESSIONS = frozenset({
    "conditionExpression", "completionCondition", "loopCardinality", "loopCondition", "condition",
    "activationCondition", "loopDataInputRef",
})
TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})
PEOPLE = {
    "assignee": ("assignmentDefinition", "assignee"),
    "candidateUsers": ("assignmentDefinition", "candidateUsers"),
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "dueDate": ("taskSchedule", "dueDate"),
    "followUpDate": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
}
NUMBERS = frozenset({"int", "integer", "long", "double", "float", "decimal"})
WORK = ("topic", "delegateExpression", "class", "expression", "type")
WORKERS = frozenset({"serviceTask", "sendTask", "businessRuleTask", "messageEventDefinition"})


def adopt(root: etree._Element) -> None:
    """Translate what is understood, in place."""
    for node in list(root.iter(etree.Element)):
        if namespace(node) != BPMN:
            continue
        name = local_name(node)
        if name in EXPRESSIONS and "{" in (node.text or ""):
            node.text = as_feel(text_of(node))
        elif name in TIMES and "{" in (node.text or ""):
            node.text = as_field(text_of(node))
        elif adopting := BY_KIND.get(name):
            adopting(node)


def said(node: etree._Element, name: str) -> str:
    """What an attribute of another engine says; empty if nothing."""
    return next((str(node.get(key)) for key in _keys(node, name)), "").strip()


def data_values(scope: etree._Element) -> dict[str, Any]:
    """What the data objects of a process or sub-process begin with, by name, where Flowable or Activiti give them a value."""
    found = {}
    for data in scope.findall(bpmn("dataObject")):
        for line in _foreign_extensions(data):
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


def is_foreign(space: str) -> bool:
    """Whether a namespace is one of the engines whose words are understood here."""
    return space in NAMESPACES


def _keys(node: etree._Element, name: str) -> list[str]:
    return [key for space in NAMESPACES if (key := f"{{{space}}}{name}") in node.attrib]


def _take(node: etree._Element, name: str) -> str:
    """What an attribute says, which is taken off the node."""
    return next((str(node.attrib.pop(key, "")) for key in _keys(node, name)), "").strip()


def _hold(node: etree._Element, name: str, **attributes: str) -> etree._Element:
    """An extension element of the node's dialect, made if it is not there, with these attributes."""
    found = extension(node, name)
    if found is None:
        holder = node.find(bpmn("extensionElements"))
        if holder is None:
            holder = etree.Element(bpmn("extensionElements"))
            node.insert(0, holder)
        found = etree.SubElement(holder, zeebe(name))
    for key, value in attributes.items():
        found.set(key, value)
    return found


def _user_task(node: etree._Element) -> None:
    for name, (element, attribute) in PEOPLE.items():
        if value := _take(node, name):
            _hold(node, element, **{attribute: as_field(value)})
    for kind in ("humanPerformer", "potentialOwner", "performer"):
        for role in node.findall(bpmn(kind)):
            if text := text_of(role.find(f".//{bpmn('formalExpression')}")):
                _role(node, kind, text)
                node.remove(role)
            elif group := _resource(role):
                _role(node, "potentialOwner", f"group({group})")
                node.remove(role)


def _resource(role: etree._Element) -> str:
    """The name of the resource that a role refers to, of which anybody may do the work; empty if it asks for more."""
    named = bare(text_of(role.find(bpmn("resourceRef"))))
    declared = [one for one in role.getroottree().getroot().findall(bpmn("resource")) if named and one.get("id") == named]
    asks = role.find(bpmn("resourceParameterBinding")) is not None
    return next((" ".join(one.get("name", named).split()) for one in declared if not asks), "")


def _role(node: etree._Element, kind: str, text: str) -> None:
    """A resource role names one person, or several as `user(x), group(y)`, where a bare word is a group."""
    if kind == "humanPerformer":
        _hold(node, "assignmentDefinition", assignee=as_field(text))
    else:
        words = [word.strip() for word in text.split(",") if word.strip()]
        users = [word[5:-1] for word in words if word.startswith("user(")]
        groups = [word.removeprefix("group(").removesuffix(")") for word in words if not word.startswith("user(")]
        held = _hold(node, "assignmentDefinition")
        for key, names in (("candidateUsers", users), ("candidateGroups", groups)):
            if names:
                held.set(key, as_field(",".join(filter(None, [held.get(key), *names]))))


def _loop(node: etree._Element) -> None:
    collection, item = _take(node, "collection"), _take(node, "elementVariable")
    if collection:
        _hold(node, "loopCharacteristics", inputCollection="=" + as_feel(collection), **(
            {"inputElement": item} if item else {}))


def _call(node: etree._Element) -> None:
    lines = [line for line in _foreign_extensions(node) if local_name(line) in {"in", "out"}]
    called = node.get("calledElement", "")
    if not lines and "{" not in called:
        return
    ways = {way: [line for line in lines if local_name(line) == way] for way in ("in", "out")}
    every = {way: not held or any(line.get("variables") == "all" for line in held) for way, held in ways.items()}
    _hold(node, "calledElement", processId=as_field(called),
          propagateAllParentVariables=str(every["in"]).lower(), propagateAllChildVariables=str(every["out"]).lower())
    for way, element in (("in", "input"), ("out", "output")):
        for line in ways[way]:
            if target := line.get("target"):
                source = line.get("source") or as_feel(line.get("sourceExpression", ""))
                _map(node, element, f"={source}", target)
            _remove(line)


def _work(node: etree._Element) -> None:
    """A class or topic names the work; whoever embeds the engine does it."""
    if decision := _take(node, "decisionRef"):
        _hold(node, "calledDecision", decisionId=as_field(decision), resultVariable=_take(node, "resultVariable"))
        return
    found = [(name, _take(node, name)) for name in WORK]
    work = next((value for name, value in found if value and (name, value) != ("type", "external")), "")
    if work and extension(node, "taskDefinition") is None:
        _hold(node, "taskDefinition", type=work)


def _script(node: etree._Element) -> None:
    """A script in FEEL, or one that is one expression of theirs, is one of ours."""
    body, language = node.find(bpmn("script")), node.get("scriptFormat", "").lower()
    if body is None or language not in {"juel", "feel"}:
        return
    text = text_of(body)
    if (feel := as_feel(text)) != text or language == "feel":
        _hold(node, "script", expression=f"={feel}", resultVariable=_take(node, "resultVariable"))
        node.attrib.pop("scriptFormat")
        node.remove(body)


def _thrown_message(node: etree._Element) -> None:
    event = node.getparent()
    if event is not None and any(said(node, name) for name in WORK):
        for name in WORK:
            if value := _take(node, name):
                event.set(f"{{{next(iter(NAMESPACES))}}}{name}", value)
        _work(event)


def _condition(node: etree._Element) -> None:
    names, events = _take(node, "variableName"), _take(node, "variableEvents")
    if names or events:
        _hold(node, "conditionalFilter", variableNames=names, variableEvents=events)


def _parameters(node: etree._Element) -> None:
    """Plain input and output parameters are mappings; scripts, lists and maps are left, and so refused."""
    for holder in [one for one in _foreign_extensions(node) if local_name(one) == "inputOutput"]:
        if all(len(line) == 0 for line in holder):
            for line in holder:
                kind = "input" if local_name(line) == "inputParameter" else "output"
                value = as_field((line.text or "").strip())
                _map(node, kind, value if value.startswith("=") else f'="{value}"', line.get("name", ""))
            _remove(holder)


def _map(node: etree._Element, kind: str, source: str, target: str) -> None:
    etree.SubElement(_hold(node, "ioMapping"), zeebe(kind), {"source": source, "target": target})


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _foreign_extensions(node: etree._Element) -> list[etree._Element]:
    return [one for holder in node.findall(bpmn("extensionElements")) for one in holder
            if namespace(one) in NAMESPACES]


def _all(*steps: Callable[[etree._Element], None]) -> Callable[[etree._Element], None]:
    def every(node: etree._Element) -> None:
        for step in steps:
            step(node)
    return every


def _kinds(names: Iterable[str], *steps: Callable[[etree._Element], None]) -> dict[str, Callable[[etree._Element], None]]:
    return dict.fromkeys(names, _all(*steps, _parameters))


BY_KIND: dict[str, Callable[[etree._Element], None]] = {
    "userTask": _all(_user_task, _parameters),
    "multiInstanceLoopCharacteristics": _loop,
    "callActivity": _all(_call, _parameters),
    **_kinds(("serviceTask", "sendTask", "businessRuleTask"), _work),
    **_kinds(("scriptTask",), _script),
    **_kinds(("receiveTask", "subProcess", "intermediateThrowEvent", "endEvent")),
    "messageEventDefinition": _thrown_message,
    "conditionalEventDefinition": _condition,
}
