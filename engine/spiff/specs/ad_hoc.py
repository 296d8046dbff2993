"""Ad-hoc sub-process: its activities in no drawn order, until enough is done.

Every activity to which no flow leads begins once: all at once, or, if sequential, one path after the other
as they stand in the file. After each activity the completion condition is asked. When it holds nothing new
begins, and what is still open is taken away unless its owner said to let it finish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.errors import ExpressionError
from engine.spiff.elements import ACTIVITIES
from engine.spiff.specs.activities import SubProcess
from engine.spiff.specs.flow_node import Element
from engine.spiff.tokens import Token
from engine.spiff.variables import View, write
from engine.spiff.words import AdHocWords, Mappings

if TYPE_CHECKING:
    from engine.spiff.scopes import Scope, SubScope
    from engine.spiff.specs.process import ProcessSpec


class AdHocSubProcess(SubProcess):
    """A sub-process that ends when its completion condition says so, or when all is done."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, mappings: Mappings, inside: str, words: AdHocWords,
    ) -> None:
        super().__init__(scope, name, element, mappings, inside)
        self.words = words

    def begin(self, token: Token) -> bool:
        token._set_state(TaskState.STARTED)
        inside = token.case.open_scope(token, self.inside_of(token))
        chosen = self._chosen(token, inside)
        if self.words.output_collection:
            write(token, {self.words.output_collection: []})
        if self.words.sequential:
            token.internal_data["left"] = chosen
            self._begin_next(token, inside)
        else:
            for name in chosen:
                inside.spec.start.send_to(inside.task_tree, name)
        inside.spec.start.listen(inside.task_tree)
        return False

    def _chosen(self, token: Token, inside: SubScope) -> list[str]:
        """The activities that begin: those to which no flow leads, or those of them that are named."""
        first = [flow.target for flow in inside.spec.start.flows
                 if not inside.spec.node(flow.target).only_listens]
        if self.words.active is None:
            return first
        named = self.words.active.value(View(token), token.case.now)
        if not isinstance(named, list) or any(name not in first for name in named):
            raise ExpressionError("ad-hoc-activities-unknown", text=self.words.active.text, value=named,
                                  known=first, element=self.element.id, file=self.element.file)
        return named

    def inner_done(self, token: Token, inside: Scope, done: Token) -> None:
        condition = self.words.completion
        if done.task_spec.element.kind not in ACTIVITIES:
            return
        if self.words.output_collection and self.words.output:
            value = self.words.output.value(View(done), token.case.now)
            write(token, {self.words.output_collection: [*View(token)[self.words.output_collection], value]})
        if condition is None or not condition.holds(View(token), token.case.now):
            return
        token.internal_data["enough"] = True
        if self.words.cancels_rest:
            for other in inside.live_tokens():
                token.case.withdraw(other)

    def inside_ended(self, token: Token, inside: SubScope) -> None:
        kept = token.internal_data
        if kept.get("left") and not kept.get("enough"):
            self._begin_next(token, inside)
        else:
            super().inside_ended(token, inside)

    @staticmethod
    def _begin_next(token: Token, inside: SubScope) -> None:
        if token.internal_data["left"]:
            inside.spec.start.send_to(inside.task_tree, token.internal_data["left"].pop(0))
