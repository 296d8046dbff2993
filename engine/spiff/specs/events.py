"""Event nodes: what is waited for, what is thrown, and what a boundary event does to its activity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff import rising
from engine.spiff.compensation import take_records, undo_next, undone
from engine.spiff.specs.activities import Activity
from engine.spiff.specs.definitions import (
    CancelDefinition,
    CompensateDefinition,
    Definition,
)
from engine.spiff.specs.flow_node import Element
from engine.spiff.tokens import Token
from engine.spiff.words import Mappings

if TYPE_CHECKING:
    from engine.spiff.specs.process import ProcessSpec


class EventNode(Activity):
    """A node with an event definition."""

    definition: Definition

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings,
        definition: Definition,
    ) -> None:
        super().__init__(scope, name, element, mappings)
        self.definition = definition


class CatchEvent(EventNode):
    """Waits in the flow: an intermediate catch event or a receive task."""

    def begin(self, token: Token) -> bool:
        self.definition.arm(token)
        return self.wait(token)

    def happen(self, token: Token, values: Mapping[str, Any]) -> None:
        """What was awaited has come, with these variables."""
        if token.race:
            for other in token.workflow.live_tokens():
                if other.race == token.race and other is not token:
                    token.case.withdraw(other)
            token.race = None
        self.hand_in(token, values)
        token._set_state(TaskState.READY)


class BoundaryEvent(CatchEvent):
    """Listens beside an activity; takes it away when it interrupts, else sends a token of its own."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings,
        definition: Definition, *, interrupts: bool,
    ) -> None:
        super().__init__(scope, name, element, mappings, definition)
        self.interrupts = interrupts

    @property
    def waits_as_token(self) -> bool:
        """Errors and escalations are looked up when they rise; nothing needs to wait for them."""
        return self.definition.is_listened_for

    def _update_hook(self, token: Token) -> bool:
        return self.begin(token)

    def withdrawn(self, token: Token) -> None:
        """An event that only listened was never entered."""
        if token.state != TaskState.WAITING:
            super().withdrawn(token)

    def happen(self, token: Token, values: Mapping[str, Any]) -> None:
        if self.interrupts:
            self.interrupt(token)
        elif self.waits_as_token and self.definition.rearm(token):
            token = token.workflow.task_tree._add_child(self)
        token.host = None
        self.tell(token, "element.entered")
        self.hand_in(token, values)
        token._set_state(TaskState.READY)

    def interrupt(self, token: Token) -> None:
        """Take away the activity that the event is attached to."""
        host, token.host = token.case.tokens.get(token.host or ""), None
        if host is not None:
            token.case.withdraw(host)
            undone(host)


class EventSubProcessTrigger(BoundaryEvent):
    """The start event of an event sub-process, listening in the scope around it."""

    only_listens = True

    def interrupt(self, token: Token) -> None:
        """Take away everything else in the scope."""
        for other in token.workflow.live_tokens():
            if other is not token:
                token.case.withdraw(other)


class ThrowEvent(EventNode):
    """Throws and goes on, or ends: the throw takes effect after the step, never in the middle of it."""

    def _run_hook(self, token: Token) -> bool | None:
        for part in self.definition.parts:
            rising.throw(token, part, self.element)
        return True


class CompensatingEvent(ThrowEvent):
    """A thrown compensation or the cancel end of a transaction: waits until all is undone, unless it says otherwise."""

    @property
    def _cancels(self) -> CancelDefinition | None:
        return next((part for part in self.definition.parts if isinstance(part, CancelDefinition)), None)

    @property
    def _compensates(self) -> CompensateDefinition:
        """What is to be undone; a cancel event undoes all of its transaction."""
        return next((part for part in self.definition.parts if isinstance(part, CompensateDefinition)), CompensateDefinition())

    def _run_hook(self, token: Token) -> bool | None:
        if token.internal_data.pop("undone", False):
            return True
        for part in self.definition.parts:
            if not isinstance(part, CancelDefinition):
                rising.throw(token, part, self.element)
        if self._cancels:
            for other in token.workflow.live_tokens():
                if other is not token:
                    token.case.withdraw(other)
        return self._undo(token)

    def _undo(self, token: Token) -> bool | None:
        """Clause 10.5.5: the event waits for the handlers, or a token of its own sees to them beside it."""
        waits = self._compensates.waits
        seeing = token if waits else token.workflow.task_tree._add_child(self, TaskState.STARTED)
        take_records(seeing, self._compensates.activity)
        if undo_next(seeing):
            return None if waits else True
        if not waits:
            token.case.drop(seeing)
        return True

    def all_undone(self, token: Token) -> None:
        if not self._compensates.waits:
            token.case.drop(token)
            return
        token.internal_data["undone"] = True
        token._set_state(TaskState.READY)

    def _on_complete_hook(self, token: Token) -> None:
        definition, scope = self._cancels, token.workflow
        super()._on_complete_hook(token)
        if definition:
            token.case.throws.append(lambda: rising.rise(scope, None, definition, self.element))
