"""What happened on the diagram while a run advanced: the raw material of history and of the live picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from engine.immutable import immutable

LONGEST_SAID = 200

MovedKind = Literal[
    "element.entered", "element.left", "flow.taken", "decision.evaluated", "variables.set",
]


def brief(value: Any) -> Any:
    """A value as it is kept beside a choice: whole while it is short, else its beginning or how many parts it has."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_SAID else f"{value[:LONGEST_SAID]}…"
    if isinstance(value, list | dict) and len(str(value)) > LONGEST_SAID:
        return {"parts": len(value)}
    return value


@immutable
class Moved:
    """One move, at the element that its owner drew; what the engine added itself is never told."""

    kind: MovedKind
    element_id: str
    process_id: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@immutable
class Thrown:
    """A message or signal that left the case; whoever runs other cases hands it on."""

    kind: Literal["message", "signal"]
    name: str
    element_id: str
    correlation_key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    kept_until: datetime | None = None   # how long a message that nobody waits for may wait itself
