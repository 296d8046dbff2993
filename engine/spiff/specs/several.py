"""Events about several things at once: any of them is enough (multiple), or all are wanted (parallel multiple).

The event is one token; each thing it waits for is a member of it, waiting for itself. What one of them brings
is handed in when it comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.spiff.specs.definitions import Definition, SeveralDefinition, TimerDefinition
from engine.spiff.specs.events import BoundaryEvent, CatchEvent, EventNode, EventSubProcessTrigger
from engine.spiff.specs.flow_node import Element
from engine.spiff.tokens import Token
from engine.spiff.words import Mappings

if TYPE_CHECKING:
    from engine.spiff.specs.process import ProcessSpec

PART = " [{}]"


class Several(CatchEvent):
    """An event that waits for several things."""

    has_members = True
    definition: SeveralDefinition

    def begin(self, token: Token) -> bool:
        self.listen(token)
        return self.wait(token)

    def listen(self, token: Token) -> None:
        """Begin to wait for each of them."""
        for number, _ in enumerate(self.definition.awaited, 1):
            part = token._add_child(self._wf_spec.node(self.name + PART.format(number)))
            part.task_spec._update(part)

    def one_happened(self, token: Token, part: Token, values: Mapping[str, Any]) -> None:
        """One of them has come: if that is enough the event happens, and listens on if it interrupts nothing."""
        definition, goes_on = self.definition, not getattr(self, "interrupts", True)
        if definition.wants_all:
            token.case.withdraw(part)
            if token.children:
                self.hand_in(token, values)
                return
            if goes_on and not any(isinstance(one, TimerDefinition) for one in definition.awaited):
                self.listen(token)
        elif not goes_on:
            for other in token.children:
                token.case.withdraw(other)
        elif not part.task_spec.definition.rearm(part):
            token.case.withdraw(part)
        self.happen(token, values)


class SeveralCaught(Several):
    """Waits in the flow."""


class SeveralAtBoundary(Several, BoundaryEvent):
    """Listens beside an activity."""


class SeveralTriggers(Several, EventSubProcessTrigger):
    """Starts an event sub-process."""


class Part(CatchEvent):
    """One of the things that an event waits for."""

    def happen(self, token: Token, values: Mapping[str, Any]) -> None:
        whole = token.member_of
        if whole is not None:
            whole.task_spec.one_happened(whole, token, values)


SEVERAL: dict[type[EventNode], type[Several]] = {
    CatchEvent: SeveralCaught, BoundaryEvent: SeveralAtBoundary, EventSubProcessTrigger: SeveralTriggers,
}


def event_node(
    kind: type[CatchEvent], scope: ProcessSpec, name: str, element: Element, mappings: Mappings, definition: Definition,
    **more: Any,
) -> CatchEvent:
    """The node of an event, with a part for each thing that it waits for if these are several."""
    if not isinstance(definition, SeveralDefinition):
        return kind(scope, name, element, mappings, definition, **more)
    whole = SEVERAL[kind](scope, name, element, mappings, definition, **more)
    for number, one in enumerate(definition.awaited, 1):
        part = Part(scope, name + PART.format(number), element, Mappings(), one)
        part.only_listens = whole.only_listens
    return whole
