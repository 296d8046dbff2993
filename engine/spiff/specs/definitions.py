"""What an event is about: a time, a message, a signal, a code, a condition, or the end of everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition as SpiffEventDefinition

from engine.errors import ExpressionError
from engine.spiff.facts import word
from engine.spiff.feel import Field, Formula
from engine.spiff.times import ENDLESS, Cycle, cycle, moment, turn_after
from engine.spiff.tokens import Token
from engine.spiff.variables import View

if TYPE_CHECKING:
    from engine.spiff.specs.flow_node import Element

StartKind = Literal["message", "signal", "timer", "condition"]
WaitKind = Literal["timer", "message", "signal", "condition"]


class Definition(SpiffEventDefinition):
    """Base of all: `waits_as` says how a token that listens for it shows outside, if it does."""

    waits_as: WaitKind | None = None
    starts_by: StartKind | None = None   # how it begins a process, if it may

    @property
    def text(self) -> str:
        """What is written about it: a name, a time or a condition."""
        return ""

    @property
    def parts(self) -> tuple[Definition, ...]:
        """The single definitions that this one is made of."""
        return (self,)

    @property
    def codes(self) -> tuple[CodeDefinition, ...]:
        """Those that are looked up when they rise."""
        return tuple(part for part in self.parts if isinstance(part, CodeDefinition))

    @property
    def is_listened_for(self) -> bool:
        """Whether a token waits for it; errors and escalations are looked up when they rise."""
        return any(not isinstance(part, CodeDefinition) for part in self.parts)

    def arm(self, token: Token) -> None:
        """Begin to listen: what is awaited is evaluated now and kept with the token."""

    def rearm(self, token: Token) -> bool:  # noqa: ARG002
        """Whether a non-interrupting event goes on listening after it has happened."""
        return True


class NoneDefinition(Definition):
    """Nothing: the event happens as soon as it is reached."""


class TerminateDefinition(Definition):
    """Everything in the scope ends; in other engines' diagrams also the case, or all instances of the scope."""

    def __init__(self, reach: Literal["scope", "case", "instances"] = "scope") -> None:
        super().__init__()
        self.reach = reach


class TimerDefinition(Definition):
    """A date, a duration from now, or a cycle."""

    waits_as: WaitKind | None = "timer"
    starts_by: StartKind | None = "timer"

    def __init__(self, kind: Literal["date", "duration", "cycle"], said: Field) -> None:
        super().__init__()
        self.kind, self.said = kind, said

    @property
    def text(self) -> str:
        return self.said.text

    def arm(self, token: Token) -> None:
        times = self.times(View(token), token.case.now, token.task_spec.element)
        token.internal_data["due"] = times.first.isoformat()
        if self.kind == "cycle":
            token.internal_data.update(left=times.repetitions, every=times.every)

    def times(self, variables: Mapping[str, Any], now: datetime, element: Element) -> Cycle:
        """When it happens first; what is no cycle happens once."""
        value = self.said.value(variables, now)
        try:
            return cycle(value, now) if self.kind == "cycle" else Cycle(1, moment(value, now), "")
        except ValueError:
            raise ExpressionError(
                "timer-unreadable", text=self.said.text, value=value, wanted=self.kind,
                element=element.id, file=element.file,
            ) from None

    def rearm(self, token: Token) -> bool:
        """A cycle counts down and is set again from when it was due, so that it never drifts."""
        kept = token.internal_data
        if self.kind != "cycle" or kept["left"] in (0, 1):
            return False
        kept["left"] -= 1 if kept["left"] != ENDLESS else 0
        kept["due"] = turn_after(kept["every"], moment(kept["due"], token.case.now)).isoformat()
        return True


class NamedDefinition(Definition):
    """A message or a signal: known by a name, which may be computed."""

    def __init__(self, said: Field) -> None:
        super().__init__()
        self.said = said

    @property
    def text(self) -> str:
        return self.said.text

    def arm(self, token: Token) -> None:
        token.internal_data["name"] = self.name_for(token)

    def name_for(self, token: Token) -> str:
        return word(self.said, self.said.value(View(token), token.case.now))


class SignalDefinition(NamedDefinition):
    """Heard by everybody who listens."""

    waits_as: WaitKind | None = "signal"
    starts_by: StartKind | None = "signal"
    stays_inside = False   # whether other cases are not told


class MessageDefinition(NamedDefinition):
    """Received by the one who waits under that name and key."""

    waits_as: WaitKind | None = "message"
    starts_by: StartKind | None = "message"

    def __init__(self, said: Field, key: Formula | None, time_to_live: Field | None = None) -> None:
        super().__init__(said)
        self.key, self.time_to_live = key, time_to_live

    def arm(self, token: Token) -> None:
        super().arm(token)
        token.internal_data["key"] = self.key_for(token)

    def key_for(self, token: Token) -> str | None:
        if self.key is None:
            return None
        value = self.key.value(View(token), token.case.now)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value)
        raise ExpressionError(
            "correlation-key-mistyped", text=self.key.text, value=value,
            element=token.task_spec.element.id, file=token.task_spec.element.file,
        )

    def kept_until(self, token: Token) -> datetime | None:
        """How long it is kept where nobody waits for it; None if it is not."""
        if self.time_to_live is None:
            return None
        value = self.time_to_live.value(View(token), token.case.now)
        try:
            return moment(value, token.case.now)
        except ValueError:
            raise ExpressionError(
                "timer-unreadable", text=self.time_to_live.text, value=value, wanted="duration",
                element=token.task_spec.element.id, file=token.task_spec.element.file,
            ) from None


class CodeDefinition(Definition):
    """An error or an escalation: rises through the scopes until somebody catches its code."""

    told_as = message_told_as = ""   # the variables that whoever catches it keeps the code and the message in

    def __init__(self, code: str | None, message: str = "") -> None:
        super().__init__()
        self.code, self.message = code, message

    def brings(self, thrown: CodeDefinition) -> Mapping[str, Any]:
        """What catching this one gives; a message that was not given is null."""
        told = {self.told_as: thrown.code, self.message_told_as: thrown.message or None}
        return {name: value for name, value in told.items() if name}


class ErrorDefinition(CodeDefinition):
    """Ends the scope that throws it."""


class EscalationDefinition(CodeDefinition):
    """Tells an outer scope, which may go on."""


class CancelDefinition(CodeDefinition):
    """A transaction undoes what it has done and is left by its cancel event."""

    def __init__(self) -> None:
        super().__init__(None)


class CompensateDefinition(Definition):
    """What one activity, or all the scope, has done is undone; whoever throws it may go on meanwhile."""

    def __init__(self, activity: str | None = None, *, waits: bool = True) -> None:
        super().__init__()
        self.activity, self.waits = activity, waits


class ConditionDefinition(Definition):
    """Happens when a condition becomes true; looked at when something changes, or one of the variables named."""

    waits_as: WaitKind | None = "condition"
    starts_by: StartKind | None = "condition"

    def __init__(
        self, condition: Formula, watched: frozenset[str] = frozenset(), heeded: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self.condition, self.watched, self.heeded = condition, watched, heeded

    @property
    def text(self) -> str:
        return self.condition.text

    def became_true(self, token: Token) -> bool:
        """Compared with the last look; a condition over variables not yet set is not yet true."""
        was, seen = token.internal_data.get("was", False), View(token)
        if self.watched and not self._heeds(token, {name: seen[name] for name in self.watched if name in seen}):
            return False
        holds = self.condition.is_answerable(seen) and self.condition.holds(seen, token.case.now)
        token.internal_data["was"] = holds
        return holds and not was

    def _heeds(self, token: Token, values: dict[str, Any]) -> bool:
        """Whether one of the watched variables was created or changed since the last look; the first look counts."""
        before = token.internal_data.get("watched")
        token.internal_data["watched"] = values
        if before is None:
            return True
        created = any(name not in before for name in values)
        changed = any(values[name] != before[name] for name in values.keys() & before.keys())
        return (created and "create" in (self.heeded or {"create"})) or (
            changed and "update" in (self.heeded or {"update"}))


class SeveralDefinition(Definition):
    """Several things: any of them is enough, or (parallel) all of them are wanted."""

    def __init__(self, parts: Sequence[Definition], *, wants_all: bool) -> None:
        super().__init__()
        self._parts, self.wants_all = tuple(parts), wants_all

    @property
    def parts(self) -> tuple[Definition, ...]:
        return self._parts

    @property
    def awaited(self) -> list[Definition]:
        """Those that a token of their own waits for."""
        return [part for part in self._parts if part.is_listened_for]

    def rearm(self, token: Token) -> bool:
        """It goes on listening as long as one of its parts does."""
        return bool(token.children)
