"""Gateways: where tokens choose, part and meet.

Joins count tokens per incoming flow and are asked only when everything else is at rest, so that they
fire once per round in loops and never early. The inclusive join follows BPMN's rule on what is upstream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.spiff.journal import MovedKind
from engine.spiff.specs.flow_node import NOTHING, Flow, FlowNode
from engine.spiff.tokens import Token


class ExclusiveGateway(FlowNode):
    """Takes the first flow whose condition holds, else the default."""

    def ways_on(self, token: Token) -> list[Flow]:
        for flow in self.flows:
            if not flow.is_default and self.is_open(flow, token):
                return [flow]
        return defaults(self)


class Join(FlowNode):
    """A gateway where tokens wait for each other."""

    def begin(self, token: Token) -> bool:
        return True if len(self.incoming) < 2 else self.wait(token)

    def meeting(self, waiting: list[Token]) -> list[Token]:
        """The waiting tokens that go on as one now; none while one is still missing."""
        raise NotImplementedError

    def one_per_flow(self, waiting: Iterable[Token], flows: Iterable[str]) -> list[Token]:
        """The oldest token of each of these flows."""
        asked = frozenset(flows)
        found: dict[str, Token] = {}
        for token in waiting:
            if token.came_by is not None and token.came_by in asked:
                found.setdefault(token.came_by, token)
        return list(found.values())


class ParallelGateway(Join):
    """Waits for one token on every incoming flow; sends one on every outgoing flow."""

    def meeting(self, waiting: list[Token]) -> list[Token]:
        found = self.one_per_flow(waiting, self.incoming)
        return found if len(found) == len(self.incoming) else []

    def ways_on(self, token: Token) -> list[Flow]:  # noqa: ARG002
        return self.flows


class Gathering(Join):
    """Stands before an activity that begins with several tokens at once (`startQuantity`)."""

    needed = 1

    def begin(self, token: Token) -> bool:
        return self.wait(token)

    def meeting(self, waiting: list[Token]) -> list[Token]:
        return waiting[:self.needed] if len(waiting) >= self.needed else []

    def tell(self, token: Token, kind: MovedKind, **facts: Any) -> None:
        """The activity tells when it begins."""


class InclusiveGateway(Join):
    """Waits until no more tokens can come; sends one on every flow whose condition holds."""

    def meeting(self, waiting: list[Token]) -> list[Token]:
        filled = {token.came_by for token in waiting}
        empty = [flow for flow in self.incoming if flow not in filled]
        if empty and self.is_expected(waiting[0], empty, filled):
            return []
        return self.one_per_flow(waiting, self.incoming)

    def is_expected(self, waiting: Token, empty: list[str], filled: set[str | None]) -> bool:
        """Whether a token elsewhere can still reach an empty flow and none of those already filled."""
        upstream = self._wf_spec.upstream(self)
        awaited = {name for flow in empty for name in upstream[flow]}
        arrived = {name for flow in filled for name in upstream.get(flow or "", ())}
        return any(
            token.task_spec.name in awaited and token.task_spec.name not in arrived
            for token in waiting.workflow.live_tokens()
            if token.task_spec is not self and token.host is None and token.member_of is None
        )

    def ways_on(self, token: Token) -> list[Flow]:
        taken = [flow for flow in self.flows if not flow.is_default and self.is_open(flow, token)]
        return taken or defaults(self)


class EventBasedGateway(FlowNode):
    """Arms every event behind it; the first to happen takes the token, the others are forgotten."""

    def send(self, token: Token, flow: Flow, saw: Mapping[str, Any] = NOTHING) -> Token:
        child = super().send(token, flow, saw)
        child.race = token.token_id
        return child


def defaults(gateway: FlowNode) -> list[Flow]:
    """The default flow of a gateway at which no condition held; without one the case cannot go on."""
    found = [flow for flow in gateway.flows if flow.is_default]
    if gateway.flows and not found:
        raise EngineError(
            "no-flow-holds", element=gateway.element.id, file=gateway.element.file,
            process=gateway.element.process_id,
        )
    return found


def waiting_joins(tokens: Iterable[Token]) -> dict[tuple[str, str], list[Token]]:
    """Tokens waiting at joins, oldest first, by scope and join."""
    found: dict[tuple[str, str], list[Token]] = {}
    for token in tokens:
        if isinstance(token.task_spec, Join) and token.state == TaskState.WAITING:
            found.setdefault((token.workflow.scope_id, token.task_spec.name), []).append(token)
    return found
