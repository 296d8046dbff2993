"""Activities: tasks that people, workers or the engine do, and the sub-processes that hold others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.errors import ExpressionError
from engine.spiff import rising
from engine.spiff.compensation import UNDO, remember, remember_inside, undone
from engine.spiff.facts import asked_at, job_facts, task_facts
from engine.spiff.feel import Formula
from engine.spiff.libraries import library_for
from engine.spiff.scripts import Script, ScriptFailed
from engine.spiff.specs import listeners
from engine.spiff.specs.flow_node import Element, FlowNode
from engine.spiff.specs.listeners import Stage
from engine.spiff.tokens import Token
from engine.spiff.variables import View, map_in, map_out, write
from engine.spiff.words import CallWords, DecisionWords, JobWords, Mappings, TaskWords

if TYPE_CHECKING:
    from engine.spiff.scopes import Scope, SubScope
    from engine.spiff.specs.process import ProcessSpec


class Activity(FlowNode):
    """Anything that takes variables in, may be watched by boundary events, and gives variables back.

    A plain activity (undefined or manual task) is done as soon as it is reached: nobody reports to the
    engine that it was.
    """

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, **upstream: Any,
    ) -> None:
        super().__init__(scope, name, element, **upstream)
        self.mappings = mappings

    def _update_hook(self, token: Token) -> bool:
        if not self.listeners:
            self.arrive(token)
            return self.begin(token)
        self.enter(token)
        return False if listeners.hold(token, "start") else self.really_begin(token)

    def arrive(self, token: Token) -> None:
        """What happens before the activity itself begins."""
        self.enter(token)
        arm_boundary(token)

    def enter(self, token: Token) -> None:
        """The activity is reached, and has its own variables."""
        self.tell(token, "element.entered")
        map_in(token, self.mappings.inputs)

    def really_begin(self, token: Token) -> bool:
        """What its listeners were waited for."""
        arm_boundary(token)
        return self.begin(token)

    def holds_back(self, token: Token) -> bool:
        """Whether something is to be done before the activity is left."""
        if not self.listeners.get("end") or listeners.PASSED in token.internal_data:
            return False
        map_out(token, self.mappings.outputs)
        return listeners.hold(token, "end")

    def heard_out(self, token: Token, stage: Stage) -> None:
        if stage == "end":
            super().heard_out(token, stage)
        elif self.really_begin(token):
            token._set_state(TaskState.READY)

    def hand_in(self, token: Token, values: Mapping[str, Any]) -> None:
        """Take results. With output mappings they stay local, and the mappings say what leaves."""
        if self.mappings.outputs:
            token.data.update(values)
        else:
            write(token, values)

    def _on_complete_hook(self, token: Token) -> None:
        if listeners.PASSED not in token.internal_data:
            map_out(token, self.mappings.outputs)
        remember(token)
        for event in token.case.attached_to(token):
            token.case.withdraw(event)
        super()._on_complete_hook(token)


class UserTask(Activity):
    """A person's task: READY until its answers come."""

    def __init__(self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, words: TaskWords) -> None:
        super().__init__(scope, name, element, mappings)
        self.words, self.binding, self.asks = words, words.binding, asked_at(words)
        self.manual = True

    def begin(self, token: Token) -> bool:
        facts = token.internal_data["facts"] = task_facts(self.asks, token)
        library_for(token, "form", self.words.form_id or "")
        if "assignee" in facts:
            listeners.give(token, "assign", facts["assignee"])
        return True


class JobTask(Activity):
    """A worker's task: WAITING until the worker reports."""

    def __init__(self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, words: JobWords) -> None:
        super().__init__(scope, name, element, mappings)
        self.words = words

    def begin(self, token: Token) -> bool:
        token.internal_data["facts"] = job_facts(self.words, token)
        return self.wait(token)


class ScriptTask(Activity):
    """A FEEL expression whose value goes into a variable."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings,
        script: Formula, result: str,
    ) -> None:
        super().__init__(scope, name, element, mappings)
        self.script, self.result = script, result

    def _run_hook(self, token: Token) -> bool:
        value = self.script.value(View(token), token.case.now)
        if self.result:
            self.hand_in(token, {self.result: value})
        return True


class ForeignScriptTask(Activity):
    """A script in a language that the embedding program registered."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, script: Script,
    ) -> None:
        super().__init__(scope, name, element, mappings)
        self.script = script

    def _run_hook(self, token: Token) -> bool | None:
        try:
            self.hand_in(token, self.script.run(View(token), token.case.now))
        except ScriptFailed as failed:
            code = failed.code
            token.case.throws.append(lambda: rising.fail(token, code))
            return None
        return True


class DecisionTask(Activity):
    """Asks a decision of the package; the answer goes into a variable."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, words: DecisionWords,
    ) -> None:
        super().__init__(scope, name, element, mappings)
        self.words, self.binding = words, words.binding

    def _run_hook(self, token: Token) -> bool:
        named = str(self.words.decision_id.value(View(token), token.case.now))
        library = library_for(token, "decision", named)
        answer = library.decide(named, View(token), token.case.now, self.element)
        self.tell(token, "decision.evaluated", decision=named, answer=answer)
        self.hand_in(token, {self.words.result: answer})
        return True


class SubProcess(Activity, SubWorkflowTask):
    """An embedded sub-process: a scope of its own that shares the variables around it."""

    opens_scope = True
    opens_own_process = False
    sees_caller = True

    def __init__(self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, inside: str) -> None:
        super().__init__(scope, name, element, mappings, subworkflow_spec=inside)

    def begin(self, token: Token) -> bool:
        token._set_state(TaskState.STARTED)
        inside = token.case.open_scope(token, self.inside_of(token))
        inside.begin()
        return False

    def inside_of(self, token: Token) -> ProcessSpec:
        """What runs inside this token."""
        return token.workflow.spec.library.spec(self.spec)

    def begin_beside_start(self, token: Token) -> SubScope:
        """Open it with nothing inside but its events: the first token is set down by hand."""
        self.arrive(token)
        token._set_state(TaskState.STARTED)
        inside = token.case.open_scope(token, self.inside_of(token))
        inside.listen()
        return inside

    def inner_done(self, token: Token, inside: Scope, done: Token) -> None:
        """A token inside has moved on."""

    def inside_ended(self, token: Token, inside: SubScope) -> None:
        """The last token inside is gone: the activity is done, or undone."""
        if UNDO in token.internal_data:
            self.all_undone(token)
            return
        self.update_data(token, inside)
        remember_inside(token, inside)
        token.case.close_scope(inside)
        token._set_state(TaskState.READY)

    def all_undone(self, token: Token) -> None:
        """Opened again to be undone, it goes nowhere from here, once what its handlers began is over."""
        inside = token.case.subprocesses[token.token_id]
        if token.internal_data[UNDO] or not inside.is_spent():
            return
        token.case.close_scope(inside)
        token.case.drop(token)
        undone(token)

    def update_data(self, token: Token, inside: SubScope) -> None:
        """The variables inside were those outside."""

    def _run_hook(self, token: Token) -> bool:  # noqa: ARG002
        return True


class CallActivity(SubProcess):
    """A called process: it sees its caller's variables, and what it sets comes back when it ends."""

    opens_own_process = True

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, call: CallWords,
    ) -> None:
        is_known = call.binding is None and not isinstance(call.process_id, Formula)
        super().__init__(scope, name, element, mappings, call.process_id.text if is_known else "")
        self.words, self.binding, self.sees_caller = call, call.binding, call.sees_caller

    def inside_of(self, token: Token) -> ProcessSpec:
        """The called process; one that is computed, or of another version, is found when the call begins, and kept."""
        if self.spec:
            return super().inside_of(token)
        named = token.internal_data.setdefault("calls", str(self.words.process_id.value(View(token), token.case.now)))
        library = library_for(token, "process", named)
        if named not in library.processes:
            raise ExpressionError("process-unknown", process=named, text=self.words.process_id.text,
                                  element=self.element.id, file=self.element.file)
        return library.spec(named)

    def update_data(self, token: Token, inside: SubScope) -> None:
        own = inside.own_variables or {}
        if self.mappings.outputs:
            token.data.update(own)
        elif self.words.gives_all_back:
            write(token, own)


def arm_boundary(token: Token) -> None:
    """Let the events at an activity's boundary begin to listen."""
    scope = token.workflow
    for name in token.task_spec.boundary:
        spec = scope.spec.node(name)
        if spec.waits_as_token:
            event = scope.task_tree._add_child(spec)
            event.host = token.token_id
            spec._update(event)
