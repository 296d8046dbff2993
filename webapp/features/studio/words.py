"""Words of the studio's own: what the system's verbs do, and what kinds of files a package has."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

HANDLER_WORDS = {
    "confirmations.prepare": _("Freeze the document to be signed and invite both sides"),
    "confirmations.remind": _("Remind whoever has not signed yet"),
    "confirmations.verify": _("Check that both signatures are on this very version"),
    "confirmations.void": _("Void the signatures, because the document goes back"),
    "documents.freeze": _("Freeze a document from its template and the answers"),
    "documents.receive": _("File what was uploaded as a document of the project"),
    "gates.check": _("Check which documents the stage still owes"),
    "errands.remind": _("Remind the customer of an open question"),
    "notifications.tell": _("Tell roles or persons something"),
    "projects.join": _("Link this case to its project"),
    "projects.open": _("Let the named members take up their roles"),
    "requirements.compare": _("Compare the requirements with those in force and tell what changes"),
    "requirements.read": _("Read the requirements that are in force"),
    "schedule.plan": _("Read the schedule that is in force"),
    "webhooks.send": _("Tell another system and take its answer"),
}
KIND_WORDS = {
    "bpmn": _("Diagrams"), "forms": _("Forms"), "dmn": _("Decision tables"), "documents": _("Document templates"),
    "i18n": _("Translations"), "examples": _("Examples"), "": _("About the package"),
}
BEGUN_WORDS = {
    "version": _("from the live version"), "starter": _("from a starter"), "new": _("empty"),
    "import": _("from a file that was brought"),
}
MARK_WORDS = {"added": _("added"), "removed": _("removed"), "changed": _("changed")}
ELEMENT_WORDS = {
    "userTask": _("Task with a form"), "serviceTask": _("Done by the system"), "businessRuleTask": _("Decision table"),
    "callActivity": _("Diagram of its own"), "subProcess": _("Sub-process"), "sendTask": _("Message sent"),
    "receiveTask": _("Message awaited"), "scriptTask": _("Calculation"), "exclusiveGateway": _("Either or"),
    "parallelGateway": _("Side by side"), "inclusiveGateway": _("One or several"), "eventBasedGateway": _("Whichever comes first"),
    "sequenceFlow": _("Flow"), "startEvent": _("Start"), "endEvent": _("End"), "boundaryEvent": _("Event at the boundary"),
    "intermediateCatchEvent": _("Event awaited"), "intermediateThrowEvent": _("Event thrown"), "process": _("Process"),
    "lane": _("Lane"), "message": _("Message"), "error": _("Error"), "signal": _("Signal"), "rule": _("Rule"),
    "input": _("Input"), "output": _("Output"), "decision": _("Decision"), "decisionTable": _("Decision table"),
    "form": _("Form"), "words": _("Translation"), "textfield": _("Text"), "textarea": _("Text of several lines"),
    "number": _("Number"), "datetime": _("Date or time"), "checkbox": _("Tick box"), "radio": _("Single choice"),
    "select": _("Single choice"), "checklist": _("Several choices"), "filepicker": _("File"), "photo": _("Photo"),
    "person": _("Person"), "money": _("Amount of money"), "signature": _("Signature"), "group": _("Group"),
    "dynamiclist": _("Table"),
}
ATTRIBUTE_WORDS = {
    "name": _("Called"), "kind": _("Kind"), "formId": _("Form"), "assignee": _("Assignee"), "candidateGroups": _("Roles"),
    "candidateUsers": _("Persons"), "dueDate": _("Due"), "conditionExpression": _("Condition"), "sourceRef": _("Comes from"),
    "targetRef": _("Leads to"), "default": _("Default flow"), "processId": _("Process"), "decisionId": _("Decision"),
    "resultVariable": _("Result in"), "expression": _("Expression"), "timeDuration": _("After"), "timeDate": _("At"),
    "timeCycle": _("Every"), "attachedToRef": _("At the boundary of"), "inputCollection": _("For each of"),
    "propagateAllChildVariables": _("Hands everything back"), "text": _("Text"), "label": _("Label"), "key": _("Key"), "description": _("Description"), "required": _("Required"), "values": _("Choices"),
    "hide": _("Hidden when"), "cells": _("Cells"), "translation": _("Translation"),
    "multiple": _("Several"), "maxCount": _("At most"), "documentation": _("Documentation"),
}
OUTCOME_WORDS = {
    "completed": _("it went to its end"), "terminated": _("an end event stopped everything"), "canceled": _("it was cancelled"),
    "error": _("an error that nobody caught"),
}
BEAT_WORDS = {
    "task.opened": _("Task opened"), "flow.taken": _("Way taken"), "decision.evaluated": _("Decision made"),
    "timer.fired": _("Time was up"), "message.received": _("Message received"), "signal.received": _("Signal received"),
    "instance.ended": _("Ended"), "incident.opened": _("Stuck"), "job.created": _("Left to the system"),
    "complete": _("Completed"), "turn": _("Clock turned"), "message": _("Message sent"), "start": _("Begun"),
}
