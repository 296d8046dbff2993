"""A story: which process is played, when it begins, and the steps in their order. Plain JSON, so that it is kept and repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from webapp.domain import wording

MOST_STEPS = 200
LONGEST_STORY = 500_000
FURTHEST = timedelta(days=366 * 20)
ACTS = ("complete", "turn", "message")


class BadStep(wording.FieldRefused):
    """A step that cannot be played as it was asked for."""


@dataclass(frozen=True)
class Step:
    """One thing that is done: a task completed as a role, the clock turned on, or a message sent."""

    do: str
    element: str = ""
    by: str = ""
    name: str = ""
    key: str = ""
    seconds: float = 0
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """What is kept: only what the step says."""
        return {name: value for name, value in vars(self).items() if value or name == "do"}


@dataclass(frozen=True)
class Story:
    """A process from its start, step by step."""

    process_id: str
    begins_at: datetime
    variables: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def then(self, step: Step) -> Story:
        """The story with one more step."""
        if len(self.steps) >= MOST_STEPS:
            raise BadStep("trial-too-long", field="step", limit=MOST_STEPS)
        return replace(self, steps=(*self.steps, step))

    def without_last(self) -> Story:
        """The story before its last step."""
        return replace(self, steps=self.steps[:-1])

    def as_json(self) -> dict[str, Any]:
        """The story as it is kept."""
        told = {"process": self.process_id, "begins_at": self.begins_at.isoformat(), "variables": dict(self.variables),
                "steps": [step.as_json() for step in self.steps]}
        text = json.dumps(told, ensure_ascii=False, default=str)
        if len(text) > LONGEST_STORY:
            raise BadStep("trial-too-long", field="step", limit=MOST_STEPS)
        kept: dict[str, Any] = json.loads(text)
        return kept


def read_story(told: Mapping[str, Any]) -> Story:
    """A kept story; whatever it lacks or has too much of is refused."""
    try:
        steps = tuple(Step(**step) for step in told["steps"])
        story = Story(str(told["process"]), datetime.fromisoformat(told["begins_at"]), dict(told.get("variables", {})), steps)
    except (KeyError, TypeError, ValueError) as error:
        raise BadStep("trial-unreadable", field="story") from error
    if story.begins_at.tzinfo is None or len(steps) > MOST_STEPS or any(step.do not in ACTS for step in steps):
        raise BadStep("trial-unreadable", field="story")
    return story


def values(text: str, field_name: str) -> dict[str, Any]:
    """Variables as somebody typed them: a JSON object, or nothing."""
    if not text.strip():
        return {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadStep("trial-no-json", field=field_name) from error
    if not isinstance(said, dict):
        raise BadStep("trial-no-json", field=field_name)
    return said
