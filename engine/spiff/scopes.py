"""Scopes: a case and the sub-processes and called processes open in it, as SpiffWorkflow's workflows.

A scope is a root and its live tokens. It ends when no token is left in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.spiff.agenda import Agenda
from engine.spiff.compensation import UNDO, undone
from engine.spiff.journal import Moved, Thrown
from engine.spiff.shelf import Frame, Shelf
from engine.spiff.specs.listeners import AT_START, Stage, hold
from engine.spiff.surroundings import Surroundings
from engine.spiff.tokens import Token

if TYPE_CHECKING:
    from engine.spiff.specs.activities import SubProcess
    from engine.spiff.specs.process import ProcessSpec

DEEPEST_SCOPE = 60


class _NoPython(BasePythonScriptEngineEnvironment):
    """SpiffWorkflow would evaluate Python here; our specs ask FEEL, so nobody may come this way."""

    def evaluate(self, *_: Any, **__: Any) -> Any:
        raise EngineError("python-is-not-executed")

    execute = call_service = evaluate


NO_PYTHON = PythonScriptEngine(_NoPython())   # remembers nothing, so all cases share it


class Scope:
    """What a case and an open sub-process have in common."""

    spec: ProcessSpec
    tasks: dict[str, Token]
    task_tree: Token
    depth: int
    top_workflow: Case
    parent_task_id: str | None
    own_variables: Frame | None
    records: list[dict[str, Any]]   # what is done here and can be undone, in order
    sees_caller = True
    asked_at_end = False   # whether those have been asked who listen to the end of the process

    @property
    def scope_id(self) -> str:
        """The id of the token that holds this scope open; empty for the case itself."""
        return self.parent_task_id or ""

    @property
    def host(self) -> Token | None:
        """The sub-process or call activity token that this scope runs inside."""
        return self.top_workflow.tokens.get(self.parent_task_id) if self.parent_task_id else None

    @property
    def hosts(self) -> Iterable[Token]:
        """The tokens that hold this scope open and those around it, the innermost first."""
        host = self.host
        while host is not None:
            yield host
            host = host.workflow.host

    def plant(self) -> None:
        """Put the root in place, from which every token of the scope hangs."""
        self.records = []
        self.task_tree = None  # type: ignore[assignment]
        self.task_tree = Token(self, self.spec.start, state=TaskState.COMPLETED, id=f"{self.scope_id}.")
        del self.top_workflow.tokens[self.task_tree.token_id]

    def begin(self) -> None:
        """Let the first tokens go. A process that only begins by events cannot be begun or called plainly."""
        if self.spec.triggers and all(self.spec.node(flow.target).only_listens for flow in self.spec.start.flows):
            raise EngineError("no-plain-start", process=self.spec.element.id, file=self.spec.element.file)
        if not self.ask("start"):
            self.let_go()

    def let_go(self, at_start: tuple[str, Mapping[str, Any]] | None = None) -> None:
        """Send the first tokens, or the one of a start event with what that brought."""
        if at_start is None:
            self.spec.start.send_all(self.task_tree)
        else:
            self.spec.start.send_at(self.task_tree, *at_start)

    def ask(self, stage: Stage, **kept: Any) -> bool:
        """Let those be asked who listen to the process itself; False if there are none."""
        node = self.spec.threshold
        if node is None or not node.listeners.get(stage):
            return False
        token = self.task_tree._add_child(node)
        token.internal_data.update(kept)
        return hold(token, stage)

    def is_held_at_end(self) -> bool:
        """Whether somebody must be asked before the process ends; not if it is only open to be undone."""
        host = self.host
        is_undone = host is not None and UNDO in host.internal_data
        return not self.asked_at_end and not is_undone and self.ask("end")

    def listen(self) -> None:
        """Let the event sub-processes listen that do not already."""
        heard = {token.task_spec.name for token in self.live_tokens()}
        self.spec.start.listen(self.task_tree, but=heard)

    def live_tokens(self) -> list[Token]:
        """Every token of this scope, members of multi-instances and armed events included."""
        return [token for token in self.tasks.values() if token is not self.task_tree]

    def is_spent(self) -> bool:
        """Whether nothing is left here that could still move by itself or by a person."""
        return all(token.task_spec.only_listens for token in self.tasks.values() if token is not self.task_tree)

    def _task_completed_notify(self, token: Token) -> None:
        """Drop a token that has moved on; those it sent ahead hang from the root now."""
        case, root = self.top_workflow, self.task_tree
        member_of = token.member_of
        for child in token._children:
            self.tasks[child]._parent = root.id
        root._children += token._children
        token._children = []
        case.drop(token)
        if member_of is not None:
            member_of.task_spec.member_left(member_of, token)
        elif (host := self.host) is not None:
            host.task_spec.inner_done(host, self, token)
        undone(token)


class SubScope(Scope, BpmnSubWorkflow):
    """The inside of a sub-process or call activity that is open."""

    def __init__(self, spec: ProcessSpec, host: Token) -> None:
        super().__init__(spec, host.token_id, host.case, deserializing=True)
        step: SubProcess = host.task_spec
        self.own_variables = {} if step.opens_own_process else None
        self.sees_caller = step.sees_caller
        self.plant()

    def _calculate_depth(self) -> int:
        host = self.host
        depth = host.workflow.depth + 1 if host is not None else 0
        if depth > DEEPEST_SCOPE:
            raise EngineError("scope-too-deep", process=self.parent_task_id, limit=DEEPEST_SCOPE)
        return depth


class Case(Scope, BpmnWorkflow):
    """One running instance: its scopes, its tokens by id, and what happened since last asked."""

    depth = 0
    parent_task_id = None
    host = None
    hosts = ()

    def __init__(self, spec: ProcessSpec, now: datetime, around: Surroundings) -> None:
        self.shelf = Shelf(around.fetch)
        self.tokens: dict[str, Token] = {}
        self.agenda = Agenda()
        self.throws: list[Callable[[], object]] = []
        self.straight: list[tuple[Scope, str, str]] = []   # left from where in which scope, to which place
        self.moved: list[Moved] = []
        self.thrown: list[Thrown] = []
        self.made = 0
        self.now = now
        self.elsewhere = around.elsewhere
        self.own_variables = {}
        self.outcome: str | None = None
        super().__init__(spec, {}, NO_PYTHON, deserializing=True)
        self.subprocesses: dict[str, SubScope]
        self.plant()

    @property
    def top_workflow(self) -> Case:  # type: ignore[override]
        return self

    def next_token_id(self) -> str:
        self.made += 1
        return f"t{self.made}"

    def scopes(self) -> Iterator[Scope]:
        """The case and every scope open in it, outer before inner."""
        yield self
        yield from list(self.subprocesses.values())

    def begin_at(self, name: str, values: Mapping[str, Any]) -> None:
        """Begin at a start event. With output mappings only what they name becomes a variable."""
        maps = bool(self.spec.node(name).mappings.outputs)
        self.own_variables = {**self.spec.initial, **({} if maps else values)}
        at_start = (name, values if maps else {})
        if not self.ask("start", **{AT_START: at_start}):
            self.let_go(at_start)

    def open_scope(self, host: Token, spec: ProcessSpec) -> SubScope:
        scope = SubScope(spec, host)
        own = host.data if scope.own_variables is None else scope.own_variables
        own.update({name: value for name, value in spec.initial.items() if name not in host.data})
        self.subprocesses[host.token_id] = scope
        return scope

    def close_scope(self, scope: SubScope) -> None:
        """Forget a scope that is spent, and the events that still listened in it."""
        for token in scope.live_tokens():
            self.withdraw(token)
        self.subprocesses.pop(scope.scope_id, None)

    def drop(self, token: Token) -> None:
        """Take a token out of the tree, and its empty scope with it."""
        scope = token.workflow
        parent = token.parent
        if parent is not None and token.id in parent._children:
            parent._children.remove(token.id)
        scope.tasks.pop(token.token_id, None)
        self.tokens.pop(token.token_id, None)
        self.subprocesses.pop(token.token_id, None)

    def withdraw(self, token: Token) -> None:
        """Cancel a token and all that depends on it: its events, its members, what runs inside it."""
        if not token.is_alive:
            return
        token.task_spec.withdrawn(token)
        inner = self.subprocesses.get(token.token_id)
        for depending in [
            *(token.children), *(inner.live_tokens() if inner else ()), *self.attached_to(token),
        ]:
            self.withdraw(depending)
        token._state = TaskState.CANCELLED
        self.drop(token)

    def attached_to(self, token: Token) -> list[Token]:
        """The events waiting at the boundary of this token's activity."""
        if not token.task_spec.boundary:
            return []
        return [other for other in token.workflow.live_tokens() if other.host == token.token_id]
