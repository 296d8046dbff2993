"""Complex gateway: goes on as soon as its activation condition holds, and resets when the rest has come.

Between the two a token of its own remembers the flows that were taken; nobody drew it and nobody is told.
At the reset conditional flows are asked once more, with `waitingForStart` false, as BPMN says; flows
without a condition belong to the start alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.spiff.feel import Formula
from engine.spiff.specs.flow_node import Element, Flow
from engine.spiff.specs.gateways import InclusiveGateway
from engine.spiff.tokens import Token
from engine.spiff.variables import View

if TYPE_CHECKING:
    from engine.spiff.specs.process import ProcessSpec

TAKEN = "taken"


class ComplexGateway(InclusiveGateway):
    """Joins when its condition holds; splits like an inclusive gateway."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, activation: Formula | None,
    ) -> None:
        super().__init__(scope, name, element)
        self.activation = activation

    def _update_hook(self, token: Token) -> bool:
        return self.wait(token) if remembers(token) else super()._update_hook(token)

    def begin(self, token: Token) -> bool:
        return True if self.activation is None else self.wait(token)

    def meeting(self, waiting: list[Token]) -> list[Token]:
        memory = next((token for token in waiting if remembers(token)), None)
        return self._starting(waiting) if memory is None else self._resetting(memory, waiting)

    def _starting(self, waiting: list[Token]) -> list[Token]:
        count = {"activationCount": len(waiting), "waitingForStart": True}
        if self.activation is None or not self.activation.holds(View(waiting[0], count), waiting[0].case.now):
            return []
        found = self.one_per_flow(waiting, self.incoming)
        found[0].data.update(count)
        found[0].internal_data["starts"] = [token.came_by for token in found]
        return found

    def _resetting(self, memory: Token, waiting: list[Token]) -> list[Token]:
        taken = set(memory.internal_data[TAKEN])
        late = self.one_per_flow(waiting, (flow for flow in self.incoming if flow not in taken))
        filled = taken | {token.came_by for token in late}
        missing = [flow for flow in self.incoming if flow not in filled]
        if missing and self.is_expected(memory, missing, filled):
            return []
        memory.data["waitingForStart"] = False
        return [memory, *late]

    def ways_on(self, token: Token) -> list[Flow]:
        if not remembers(token):
            return super().ways_on(token)
        return [flow for flow in self.flows if flow.condition and self.is_open(flow, token)]

    def _on_complete_hook(self, token: Token) -> None:
        super()._on_complete_hook(token)
        if taken := token.internal_data.get("starts"):
            token._add_child(self).internal_data[TAKEN] = taken

    def tell(self, token: Token, kind: Any, **facts: Any) -> None:
        if not remembers(token):
            super().tell(token, kind, **facts)


def remembers(token: Token) -> bool:
    """Whether this token only remembers what a complex gateway has taken."""
    return TAKEN in token.internal_data
