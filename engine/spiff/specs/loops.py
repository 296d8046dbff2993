"""Repeated activities: several instances at once, one after the other, or again while a condition holds.

The loop is a token of its own that counts; its instances are its children. What it needs to remember
are numbers and the items still to come, never the ids of instances long gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.util.task import TaskState

from engine.errors import ExpressionError
from engine.spiff import rising
from engine.spiff.feel import Formula
from engine.spiff.specs.activities import arm_boundary
from engine.spiff.specs.definitions import Definition
from engine.spiff.specs.flow_node import Element, FlowNode
from engine.spiff.tokens import Token
from engine.spiff.variables import View, write
from engine.spiff.words import LoopWords

if TYPE_CHECKING:
    from engine.spiff.specs.process import ProcessSpec

EACH = " [each]"   # no XML id contains a blank
MOST_INSTANCES = 10_000


class Loop(FlowNode, LoopTask):
    """What all repeated activities share: the token that counts."""

    has_members = True

    def __init__(self, scope: ProcessSpec, name: str, element: Element) -> None:
        FlowNode.__init__(self, scope, name, element)
        self.task_spec = name + EACH

    def _on_complete_hook(self, token: Token) -> None:
        for event in token.case.attached_to(token):
            token.case.withdraw(event)
        super()._on_complete_hook(token)

    def make_member(self, token: Token, local: Mapping[str, Any], index: int) -> None:
        spec = self._wf_spec.node(self.task_spec)
        member = token._add_child(spec)
        member.data.update(local)
        member.internal_data["index"] = index
        spec._update(member)

    def member_left(self, token: Token, member: Token) -> None:
        """One instance is done."""
        raise NotImplementedError

    def stop(self, token: Token) -> None:
        """Nothing more is to be done here."""
        self.done(token)

    def done(self, token: Token) -> None:
        """No more instances: those still open are taken away, and the token goes on."""
        for member in token.children:
            token.case.withdraw(member)
        token._set_state(TaskState.READY)


class MultiInstance(Loop):
    """An instance for each item of a collection, or a number of them."""

    tells: Definition | None = None   # what an instance throws when it ends

    def __init__(self, scope: ProcessSpec, name: str, element: Element, words: LoopWords) -> None:
        super().__init__(scope, name, element)
        self.words = words

    def begin(self, token: Token) -> bool:
        arm_boundary(token)
        items = self._items(token)
        kept = token.internal_data
        kept.update(total=len(items), made=0, done=0)
        if self.words.output_collection:
            kept["results"] = [None] * len(items)
        if not items:
            self._hand_out(token)
            return True
        token._set_state(TaskState.STARTED)
        if self.words.sequential:
            kept["items"] = items
            self._next(token)
        else:
            for item in items:
                self._make(token, item)
        return False

    def member_left(self, token: Token, member: Token) -> None:
        kept, words = token.internal_data, self.words
        kept["done"] += 1
        counts = self.counts(token)
        if self.tells and (kept["done"] == 1 or not words.tells_once):
            rising.throw(token, self.tells, self.element, at=token)
        if words.output_collection and words.output:
            seen = View(member, {**counts, "loopCounter": member.internal_data["index"] + 1})
            kept["results"][member.internal_data["index"]] = words.output.value(seen, token.case.now)
        enough = words.completion and words.completion.holds(View(member, counts), token.case.now)
        if enough or kept["done"] == kept["total"]:
            self.stop(token)
        elif words.sequential:
            self._next(token)

    def add_member(self, token: Token, item: Any) -> None:
        """One instance more: at once, or in a sequence as the next."""
        kept = token.internal_data
        kept["total"] += 1
        if "results" in kept:
            kept["results"].append(None)
        if self.words.sequential:
            kept["items"].insert(0, item)
        else:
            self._make(token, item)

    def remove_member(self, token: Token, member: Token) -> None:
        """One instance less; if it was the last to be waited for, the others are all."""
        kept = token.internal_data
        token.case.withdraw(member)
        kept["total"] -= 1
        kept["removed"] = [*kept.get("removed", ()), member.internal_data["index"]]
        if kept["done"] == kept["total"]:
            self._hand_out(token)
            self.done(token)
        elif self.words.sequential:
            self._next(token)

    def stop(self, token: Token) -> None:
        """No more instances: what they have given is handed out."""
        self._hand_out(token)
        self.done(token)

    def counts(self, token: Token) -> dict[str, int]:
        """The numbers that a completion condition may ask for, under both of their names."""
        kept = token.internal_data
        numbers = {
            "OfInstances": kept["total"], "OfCompletedInstances": kept["done"],
            "OfActiveInstances": kept["made"] - kept["done"] - len(kept.get("removed", ())),
            "OfTerminatedInstances": 0,
        }
        return {prefix + name: count for name, count in numbers.items() for prefix in ("number", "nr")}

    def _items(self, token: Token) -> list[Any]:
        said = self.words.over.value(View(token), token.case.now)
        if not self.words.is_count and isinstance(said, list) and len(said) <= MOST_INSTANCES:
            return said
        if self.words.is_count and type(said) is int and 0 <= said <= MOST_INSTANCES:
            return [None] * said
        raise self._mistyped(self.words.over, said)

    def _next(self, token: Token) -> None:
        self._make(token, token.internal_data["items"].pop(0))

    def _make(self, token: Token, item: Any) -> None:
        kept = token.internal_data
        index = kept["made"]
        kept["made"] += 1
        local = {"loopCounter": index + 1}
        if self.words.item:
            local[self.words.item] = item
        self.make_member(token, local, index)

    def _hand_out(self, token: Token) -> None:
        if self.words.output_collection:
            kept = token.internal_data
            removed = kept.get("removed", ())
            results = [one for index, one in enumerate(kept.pop("results")) if index not in removed]
            write(token, {self.words.output_collection: results})

    def _mistyped(self, said: Formula, value: Any) -> ExpressionError:
        return ExpressionError(
            "loop-collection-mistyped", text=said.text, value=value, limit=MOST_INSTANCES,
            element=self.element.id, file=self.element.file,
        )


class StandardLoop(Loop):
    """The same activity again, while its condition holds and not more often than its maximum."""

    def __init__(
        self, scope: ProcessSpec, name: str, element: Element, *,
        condition: Formula | None, maximum: int | None, tests_before: bool,
    ) -> None:
        super().__init__(scope, name, element)
        self.condition, self.maximum, self.tests_before = condition, maximum, tests_before

    def begin(self, token: Token) -> bool:
        arm_boundary(token)
        token.internal_data["done"] = 0
        if self.tests_before and not self._again(token, token):
            return True
        token._set_state(TaskState.STARTED)
        self._make(token)
        return False

    def member_left(self, token: Token, member: Token) -> None:
        token.internal_data["done"] += 1
        if self._again(token, member):
            self._make(token)
        else:
            self.done(token)

    def _again(self, token: Token, seen_from: Token) -> bool:
        count = token.internal_data["done"]
        if self.maximum is not None and count >= self.maximum:
            return False
        seen = View(seen_from, {"loopCounter": count})
        return self.condition is None or self.condition.holds(seen, token.case.now)

    def _make(self, token: Token) -> None:
        count = token.internal_data["done"]
        self.make_member(token, {"loopCounter": count + 1}, count)
