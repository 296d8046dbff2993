"""A token: SpiffWorkflow's task, with an id that survives a restart and no memory of where it has been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.shelf import Frame

if TYPE_CHECKING:
    from engine.spiff.scopes import Case, Scope
    from engine.spiff.specs.flow_node import FlowNode


class Token(Task):
    """One token of one scope. `data` holds the variables that live and die with it.

    A token that has moved on is dropped at once, so the tree never grows deeper than a root, the
    live tokens and the members of a multi-instance: age costs nothing, and nothing needs pruning later.
    """

    case: Case
    token_id: str
    workflow: Scope
    task_spec: FlowNode
    data: Frame
    internal_data: dict[str, Any]

    def __init__(
        self, workflow: Scope, task_spec: FlowNode, parent: Token | None = None,
        state: int = TaskState.FUTURE, id: str | None = None,
    ) -> None:
        case = self.case = workflow.top_workflow
        token_id = self.token_id = id or case.next_token_id()
        super().__init__(workflow, task_spec, parent, state, token_id)
        self.came_by: str | None = None   # the flow it arrived by
        self.host: str | None = None      # the activity whose boundary event this is
        self.race: str | None = None      # the event-based gateway that armed it beside others
        self.straight_to: str | None = None   # the place it goes to when done, instead of along its flows
        case.tokens[token_id] = self

    @property
    def is_alive(self) -> bool:
        """Whether the token is still in its case: neither gone on nor canceled."""
        return self.case.tokens.get(self.token_id) is self

    @property
    def member_of(self) -> Token | None:
        """The token that this one is an instance of, or a part: of a repeated activity or of an event."""
        if self.came_by is not None:
            return None
        parent = self.parent
        return parent if isinstance(parent, Token) and parent.task_spec.has_members else None

    @property
    def label(self) -> str:
        """How its activity is called among those around a step: `contract`, or `review[2]` as one of several instances."""
        name = self.task_spec.element.id
        return name if self.member_of is None else f"{name}[{self.internal_data['index'] + 1}]"

    def complete(self) -> None:
        if not (self.task_spec.listeners and self.task_spec.holds_back(self)):
            super().complete()

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def _inherit_data(self) -> None:
        """Variables live in scopes; a token inherits nothing."""

    def _set_state(self, value: int) -> None:
        self._state = value
        if value == TaskState.READY and not self.task_spec.manual:
            self.case.agenda.add(self)


def under(wait: str) -> str:
    """The id of the token that something waits under: of `t5`, of a signer's task `t5+1`, of a listener `t5:start0`."""
    return wait.partition("+")[0].partition(":")[0]
