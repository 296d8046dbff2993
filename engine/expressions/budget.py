"""How much an expression may use: nothing that an owner types can hang or swell the process.

An expression's own text is short, so only what repeats or grows is counted: turns of a loop, calls,
and the sizes of what is read and built. Running out is an error even where FEEL would say null.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from engine.errors import ExpressionError


@dataclass(frozen=True, slots=True)
class Limits:
    """The ceilings; the defaults allow far more than a form or a diagram ever needs."""

    steps: int = 250_000  # about a second
    text: int = 1_000_000  # characters in one string
    items: int = 100_000  # members of one list, context or range that is walked
    depth: int = 60  # calls within calls
    nesting: int = 100  # brackets within brackets in the source
    source: int = 64_000  # characters of source


LIMITS = Limits()


class Failure(Exception):
    """An operation had no answer. FEEL says null; a strict run says which and why."""

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason
        self.facts = facts
        super().__init__(reason)


class Run:
    """One evaluation: what it has left, what time it is, and what a failure means in it.

    `hits`, if somebody wants to know, takes which rules of which table matched.
    """

    __slots__ = ("depth", "hits", "limits", "moment", "steps", "strict", "text")

    def __init__(
        self,
        text: str = "",
        *,
        moment: datetime | None = None,
        strict: bool = False,
        limits: Limits = LIMITS,
    ) -> None:
        self.text = text
        self.moment = moment
        self.strict = strict
        self.limits = limits
        self.steps = limits.steps
        self.depth = 0
        self.hits: dict[str, list[int]] | None = None

    def spend(self, steps: int) -> None:
        """Take so many steps from what is left."""
        self.steps -= steps
        if self.steps < 0:
            self.exhausted("steps", self.limits.steps)

    def fit_text(self, length: int) -> None:
        """Make sure that a string of this length may be built, and pay for it."""
        if length > self.limits.text:
            self.exhausted("text", self.limits.text)
        self.spend(length >> 4)

    def fit_items(self, count: int) -> None:
        """Make sure that a list of this length may be built, and pay for it."""
        if count > self.limits.items:
            self.exhausted("items", self.limits.items)
        self.spend(count)

    def enter(self, items: int = 0) -> None:
        """Begin a call, or go into a value of so many members; neither is nested without end."""
        self.depth += 1
        self.steps -= items + 1
        limits = self.limits
        if self.depth > limits.depth or self.steps < 0 or items > limits.items:
            self._refuse(items)

    def _refuse(self, items: int) -> NoReturn:
        if items > self.limits.items:
            self.exhausted("items", self.limits.items)
        if self.steps < 0:
            self.exhausted("steps", self.limits.steps)
        self.exhausted("depth", self.limits.depth)

    def leave(self) -> None:
        """End a call."""
        self.depth -= 1

    def exhausted(self, resource: str, limit: int) -> NoReturn:
        """Stop the run: a budget is no FEEL error that could become null."""
        raise ExpressionError(
            "expression-budget", text=self.text, resource=resource, limit=limit
        )

    def failed(self, failure: Failure) -> Any:
        """An operation failed: null, or in a strict run the error itself."""
        if self.strict:
            raise ExpressionError(
                "expression-failed", text=self.text, reason=failure.reason, **failure.facts
            ) from failure
        return None
