"""Where a diagram holds expressions and times, element by element: the check compiles them, the lint asks what they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

EXPRESSIONS = (
    "conditionExpression", "completionCondition", "loopCardinality", "loopCondition", "condition",
    "activationCondition", "loopDataInputRef",
)
"""BPMN's elements whose text is FEEL."""

TIMES: Mapping[str, Literal["date", "duration", "cycle"]] = {
    "timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle",
}
"""BPMN's elements whose text is FEEL behind a `=`, and ISO 8601 without; and what each says."""

FEEL_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "script": ("expression",),
    "loopCharacteristics": ("inputCollection", "outputElement"),
    "subscription": ("correlationKey",),
    "adHoc": ("activeElementsCollection", "outputElement"),
}
"""What the modeler's dialect holds that is always FEEL."""

FIELD_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "input": ("source",), "output": ("source",),
    "assignmentDefinition": ("assignee", "candidateGroups", "candidateUsers"),
    "taskSchedule": ("dueDate", "followUpDate"),
    "priorityDefinition": ("priority",),
    "taskDefinition": ("type", "retries"),
    "calledElement": ("processId",), "calledDecision": ("decisionId",),
    "executionListener": ("type", "retries"), "taskListener": ("type", "retries"),
}
"""What it holds that is FEEL behind a `=`, and plain words without."""
