"""A finding of the lint, with its place and what to do about it."""

from __future__ import annotations

from typing import Any, Literal

from lxml import etree

from engine.errors import Finding
from engine.spiff.check.findings import element_id
from engine.spiff.source import line_of

REMEDIES = {
    "join-waits-for-ever": "Join with the kind of gateway that split, or let every branch reach the join.",
    "done-more-than-once": "Join the branches before this element, or say that it is meant.",
    "tokens-multiply": "Join the branches before the flow leads back.",
    "never-ends": "Draw a way from here to an end.",
    "never-reached": "Draw a way to it, or remove it.",
    "loop-without-wait": "Let somebody or something be waited for inside the loop, or be sure that it ends.",
    "too-many-states": "Move a part of the diagram into a sub-process.",
    "path-simply-ends": "Draw an end event, so that readers see that nothing is missing.",
    "name-missing": "Write what is done here: people read it in their inbox.",
    "split-without-default": "Mark one flow as the default, or cover the missing answers.",
    "nobody-may-do-it": "Name an assignee, candidate groups or candidate users.",
    "task-without-form": "Choose a form, so that an answer can be given.",
    "form-without-task": "Use the form in a diagram, or remove it.",
    "variable-never-set": "Set it by a form, script, decision or mapping, or correct the name.",
    "undoes-nothing": "Draw a compensation event with its handler at the activity, or remove this event.",
    "literal-impossible": "Write a date, time or duration that there is.",
    "timer-in-the-past": "Write a later date, or a duration.",
    "table-gap": "Add a rule or a default output for these values.",
    "table-overlap": "Let one rule hold for these values, or choose another hit policy.",
}

Severity = Literal["error", "warning"]


def doubt(rule: str, severity: Severity, file: str, node: etree._Element, **facts: Any) -> Finding:
    """Something doubtful at an element."""
    return Finding(rule, severity, file, line_of(node), element_id(node), {**facts, "remedy": REMEDIES[rule]})
