"""Who does a user task, until when and with which form, as other engines write it."""

from __future__ import annotations

from lxml import etree

from engine.spiff.foreign.bindings import bind
from engine.spiff.foreign.words import hold, take
from engine.spiff.juel import as_field
from engine.spiff.source import bare, bpmn, text_of

PEOPLE = {
    "assignee": ("assignmentDefinition", "assignee"),
    "candidateUsers": ("assignmentDefinition", "candidateUsers"),
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "dueDate": ("taskSchedule", "dueDate"),
    "followUpDate": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
}


def user_task(node: etree._Element) -> None:
    """Its people and times, by attributes or by BPMN's own roles, and its form."""
    for name, (element, attribute) in PEOPLE.items():
        if value := take(node, name):
            hold(node, element, **{attribute: as_field(value)})
    for kind in ("humanPerformer", "potentialOwner", "performer"):
        for role in node.findall(bpmn(kind)):
            if text := text_of(role.find(f"{bpmn('resourceAssignmentExpression')}/{bpmn('formalExpression')}")):
                _role(node, kind, text)
                node.remove(role)
            elif group := _resource(role):
                _role(node, "potentialOwner", f"group({group})")
                node.remove(role)
    form(node)


def form(node: etree._Element) -> None:
    """The form of a task or of a start, by its id."""
    if form_id := take(node, "formRef"):
        hold(node, "formDefinition", formId=form_id)
        bind(node, "formRef", "formDefinition")


def _role(node: etree._Element, kind: str, text: str) -> None:
    """A resource role names one person, or several as `user(x), group(y)`, where a bare word is a group."""
    if kind == "humanPerformer":
        hold(node, "assignmentDefinition", assignee=as_field(text))
        return
    words = [word.strip() for word in text.split(",") if word.strip()]
    users = [word[5:-1] for word in words if word.startswith("user(")]
    groups = [word.removeprefix("group(").removesuffix(")") for word in words if not word.startswith("user(")]
    held = hold(node, "assignmentDefinition")
    for key, names in (("candidateUsers", users), ("candidateGroups", groups)):
        if names:
            held.set(key, as_field(",".join(filter(None, [held.get(key), *names]))))


def _resource(role: etree._Element) -> str:
    """The name of the resource that a role refers to, of which anybody may do the work; empty if it asks for more."""
    named = bare(text_of(role.find(bpmn("resourceRef"))))
    declared = [one for one in role.getroottree().getroot().findall(bpmn("resource")) if named and one.get("id") == named]
    asks = role.find(bpmn("resourceParameterBinding")) is not None
    return next((" ".join(one.get("name", named).split()) for one in declared if not asks), "")
