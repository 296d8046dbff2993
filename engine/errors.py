"""What can go wrong in the engine: a message id with facts; the floor that knows the reader words it.

Every error is named for what happened. Nothing here is a sentence: `str(error)` is for logs only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["refusal", "error", "warning"]
"""A refusal stops a deployment; errors and warnings are told before publishing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found in a package: which rule, where, and the facts to word it with."""

    rule: str
    severity: Severity
    file: str
    line: int | None = None
    element: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        element = f" [{self.element}]" if self.element else ""
        return f"{place}{element} {self.severity}: {_worded(self.rule, self.facts)}"


class EngineError(Exception):
    """Base of everything the engine raises on purpose: a message id and the facts of the case."""

    def __init__(self, message_id: str, **facts: Any) -> None:
        self.message_id = message_id
        self.facts = facts
        super().__init__(message_id)

    def __str__(self) -> str:
        return _worded(self.message_id, self.facts)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.message_id, self.facts)


class Refused(EngineError):
    """A package that must not be deployed; `findings` says every reason at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("package-refused", count=len(self.findings))

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.findings)])

    def __reduce__(self) -> tuple[Any, ...]:
        return Refused, (self.findings,)


class ExpressionError(EngineError):
    """A FEEL expression that cannot be read, or that failed or ran out of budget when evaluated."""


class NoSuchVersion(EngineError):
    """The named package version was never deployed."""


class NoSuchFile(EngineError):
    """The package version has no file of that path."""


class NoSuchProcess(EngineError):
    """The package version has no process of that id."""


class NoSuchDecision(EngineError):
    """The package version has no decision of that id."""


class NoSuchInstance(EngineError):
    """No instance has this id."""


class NoSuchTask(EngineError):
    """No task has this id."""


class NoSuchJob(EngineError):
    """No job has this id."""


class NoSuchIncident(EngineError):
    """No incident has this id."""


class TaskNotOpen(EngineError):
    """The task was closed meanwhile: somebody was faster, or the diagram moved on."""


class TaskStuck(TaskNotOpen):
    """The task was answered, but the step after it failed: its incident must be resolved first."""


class NotYourTask(EngineError):
    """The task is claimed by somebody else."""


class NotClaimed(EngineError):
    """The task cannot be given back because nobody has claimed it."""


class NotWaiting(EngineError):
    """The instance does not wait for this any more: it moved on, or was never there."""


class InstanceEnded(EngineError):
    """The instance has ended; nothing in it moves any more."""


class InstanceSuspended(EngineError):
    """The instance is suspended: nothing in it moves until it is resumed."""


class MigrationRefused(EngineError):
    """Cases cannot be migrated like this: the plan, the versions or the state of the migration is in the way."""


class NoSuchMigration(EngineError):
    """No migration has this id."""


class MoveRefused(EngineError):
    """The token cannot be moved like this; nothing was changed. docs/engine/moves.md lists every reason."""


class IncidentResolved(EngineError):
    """The incident was resolved meanwhile."""


class LeaseLost(EngineError):
    """The worker no longer holds the job: its lease ran out, or the job was never its own."""


class StaleInstance(EngineError):
    """The instance was moved by somebody else between restore and save; nothing was written."""


def _worded(message_id: str, facts: Mapping[str, Any]) -> str:
    told = ", ".join(f"{name}={value!r}" for name, value in facts.items())
    return f"{message_id} ({told})" if told else message_id


def _rebuilt(kind: type[EngineError], message_id: str, facts: dict[str, Any]) -> EngineError:
    return kind(message_id, **facts)
