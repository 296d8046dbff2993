"""A node of a diagram: how a token arrives, and by which flows it leaves.

SpiffWorkflow predicts the tasks to come and keeps them in its tree. Here nothing is predicted: the next
tokens are made when one leaves, each knowing the flow it came by, which is all that joins need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.spiff.feel import Formula
from engine.spiff.journal import Moved, MovedKind, brief
from engine.spiff.libraries import Binding
from engine.spiff.specs.listeners import PASSED, Stage, hold
from engine.spiff.tokens import Token
from engine.spiff.variables import View, write

if TYPE_CHECKING:
    from engine.spiff.specs.process import ProcessSpec


NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Element:
    """What the owner drew: the id, kind and words that every door speaks of."""

    id: str
    kind: str
    name: str
    process_id: str
    file: str
    line: int | None
    is_drawn: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow out of a node."""

    id: str
    target: str
    condition: Formula | None = None
    is_default: bool = False
    is_drawn: bool = True


class FlowNode(BpmnSpecMixin):
    """Any node. A plain one passes its token on."""

    _wf_spec: ProcessSpec
    name: str
    definition: Any = None    # what its event is about, if it is one
    binding: Binding | None = None   # the version in which what it names is meant, if not its own
    keeps_variables = False   # whether what is written inside stays inside
    only_listens = False      # whether its waiting token does not hold its scope open
    sends = 1                 # how many tokens go out on each flow
    opens_scope = False       # whether its started token has a scope inside
    listeners: Mapping[str, Sequence[Any]] = NOTHING   # what workers do before it begins and before it is left
    has_members = False       # whether what hangs from its token are instances or parts of it

    def __init__(self, scope: ProcessSpec, name: str, element: Element, **upstream: Any) -> None:
        super().__init__(scope, name, **upstream)
        self.element = element
        self.flows: list[Flow] = []
        self.incoming: list[str] = []
        self.boundary: list[str] = []

    # -- arriving

    def _update(self, token: Token) -> None:
        """A token is there. Nothing is predicted from it, and the checks at deployment have seen to all else."""
        if self._update_hook(token) and not token.has_state(TaskState.FINISHED_MASK):
            token._set_state(TaskState.READY)

    def _update_hook(self, token: Token) -> bool:
        """A token arrives. True lets it run in its turn; False lets it wait."""
        self.tell(token, "element.entered")
        return self.begin(token)

    def begin(self, token: Token) -> bool:  # noqa: ARG002
        return True

    def _run_hook(self, token: Token) -> bool | None:  # noqa: ARG002
        return True

    def wait(self, token: Token) -> bool:
        """Let the token rest until something from outside happens."""
        token._set_state(TaskState.WAITING)
        return False

    # -- what workers are asked before it goes on

    def holds_back(self, token: Token) -> bool:
        """Whether something is to be done before the token goes on. Where nothing else happens, all is asked then."""
        return PASSED not in token.internal_data and hold(token, "start")

    def heard_out(self, token: Token, stage: Stage) -> None:  # noqa: ARG002
        """All that was asked is done."""
        token.internal_data[PASSED] = True
        token.complete()

    def hand_in(self, token: Token, values: Mapping[str, Any]) -> None:
        """Take results."""
        write(token, values)

    # -- leaving

    def _on_complete_hook(self, token: Token) -> None:
        self.tell(token, "element.left")
        if token.straight_to:
            token.case.straight.append((token.workflow, self.name, token.straight_to))
            return
        ways, saw = self.ways_on(token), self.saw(token)
        for flow in ways:
            for _ in range(self.sends):
                self.send(token, flow, saw)

    def ways_on(self, token: Token) -> list[Flow]:
        """Every flow without condition and every one whose condition holds; the default if none of these held."""
        if not self.chooses:
            return self.flows
        taken = [flow for flow in self.flows if not flow.is_default and self.is_open(flow, token)]
        if any(flow.condition for flow in taken):
            return taken
        return [*taken, *(flow for flow in self.flows if flow.is_default)]

    def is_open(self, flow: Flow, token: Token) -> bool:
        return flow.condition is None or flow.condition.holds(View(token), token.case.now)

    @cached_property
    def chooses(self) -> bool:
        """Whether not every flow is always taken; asked when its diagram is complete."""
        return any(flow.condition or flow.is_default for flow in self.flows)

    @cached_property
    def weighs(self) -> Sequence[str]:
        """The variables that its conditions read, by name; asked as late."""
        return sorted({name for flow in self.flows if flow.condition for name in flow.condition.names})

    def saw(self, token: Token) -> Mapping[str, Any]:
        """What the conditions here read, so that history can tell why a token went this way."""
        if not self.weighs:
            return NOTHING
        view = View(token)
        return {name: brief(view[name]) for name in self.weighs if name in view}

    def send(self, token: Token, flow: Flow, saw: Mapping[str, Any] = NOTHING) -> Token:
        """Make the token that goes on along this flow."""
        child = token._add_child(self._wf_spec.task_specs[flow.target])
        child.came_by = flow.id
        if flow.is_drawn:
            facts = {"saw": saw} if saw else {}
            token.case.moved.append(Moved("flow.taken", flow.id, self.element.process_id, facts))
        return child

    # -- being taken away

    def withdrawn(self, token: Token) -> None:
        """The token is canceled: something interrupted it."""
        self.tell(token, "element.left", canceled=True)

    # -- telling

    def tell(self, token: Token, kind: MovedKind, **facts: Any) -> None:
        """Record a move, unless the engine made this node up or it is one of several instances."""
        if self.element.is_drawn and token.member_of is None:
            token.case.moved.append(Moved(kind, self.element.id, self.element.process_id, facts))
