"""Ad-hoc sub-process: its activities in no drawn order, until enough is done.

Every activity to which no flow leads begins once: all at once, or, if sequential, one path after the other
as they stand in the file. After each activity the completion condition is asked. When it holds nothing new
begins, and what is still open is taken away unless its owner said to let it finish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.dialect import AdHocWords
from engine.spiff.normalise import ACTIVITIES
from engine.spiff.specs.activities import SubProcess
from engine.spiff.tokens import Token
from engine.spiff.variables import View

if TYPE_CHECKING:
    from engine.spiff.scopes import Scope, SubScope


class AdHocSubProcess(SubProcess):
    """A sub-process that ends when its completion condition says so, or when all is done."""

    def __init__(self, *said: Any) -> None:
        *before, words = said
        super().__init__(*before)
        self.words: AdHocWords = words

    def begin(self, token: Token) -> bool:
        if not self.words.sequential:
            return super().begin(token)
        token._set_state(TaskState.STARTED)
        self._begin_next(token, token.case.open_scope(token, token.case.library.spec(self.spec)))
        return False

    def inner_done(self, token: Token, inside: Scope, done: Token) -> None:
        condition = self.words.completion
        if done.task_spec.element.kind not in ACTIVITIES or condition is None:
            return
        if not condition.holds(View(token), token.case.now):
            return
        token.internal_data["enough"] = True
        if self.words.cancels_rest:
            for other in inside.live_tokens():
                token.case.withdraw(other)

    def inside_ended(self, token: Token, inside: SubScope) -> None:
        kept = token.internal_data
        left = kept.get("begun", 0) < len(inside.spec.start.flows)
        if self.words.sequential and left and not kept.get("enough"):
            self._begin_next(token, inside)
        else:
            super().inside_ended(token, inside)

    @staticmethod
    def _begin_next(token: Token, inside: SubScope) -> None:
        begun = token.internal_data.get("begun", 0)
        token.internal_data["begun"] = begun + 1
        inside.spec.start.send_one(inside.task_tree, begun)
