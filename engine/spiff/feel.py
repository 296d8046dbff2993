"""What a diagram says in FEEL or in plain words: read once at deployment, asked for its value while it runs.

Values outside this module are JSON; inside an expression they are FEEL's own. A failing expression
names the element and the file it stands in, so that an incident can point at the spot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.errors import EngineError, ExpressionError
from engine.expressions import Expression, compile_expression, unwrap


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a package an expression stands."""

    file: str
    element: str | None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A field that is not an expression: its value is what is written."""

    text: str

    @property
    def names(self) -> frozenset[str]:
        return frozenset()

    def value(self, variables: Mapping[str, Any], now: datetime) -> Any:  # noqa: ARG002
        return self.text


@dataclass(frozen=True, slots=True)
class Formula:
    """A FEEL expression at its place in the diagram."""

    expression: Expression
    place: Place

    @property
    def text(self) -> str:
        return self.expression.text

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.expression.names)

    def value(self, variables: Mapping[str, Any], now: datetime) -> Any:
        """The value as JSON; a variable that is missing or an operation that fails is an error.

        Only the variables that the expression reads are looked up. Whether one is null may be asked of
        one that is missing: `x = null` is how a diagram says that it knows.
        """
        try:
            return unwrap(self.expression.require(variables, now=now))
        except ExpressionError as error:
            raise located(error, self.place) from error

    def holds(self, variables: Mapping[str, Any], now: datetime) -> bool:
        """The value of a condition, which must be true or false: null is a mistake, not a no."""
        value = self.value(variables, now)
        if isinstance(value, bool):
            return value
        raise ExpressionError(
            "condition-not-boolean", text=self.text, value=value,
            file=self.place.file, element=self.place.element,
        )

    def is_answerable(self, variables: Mapping[str, Any]) -> bool:
        """Whether every variable that the expression reads has a value."""
        return all(variables.get(name) is not None for name in self.names)


Field = Words | Formula


def formula(text: str, place: Place) -> Formula:
    """The FEEL of a field that is always FEEL; every leading `=` is stripped, as panels double it."""
    try:
        return Formula(compile_expression(text.strip().lstrip("=").strip()), place)
    except ExpressionError as error:
        raise located(error, place) from error


def field(text: str, place: Place) -> Field:
    """A field that is FEEL if it begins with `=` and plain words otherwise."""
    return formula(text, place) if text.strip().startswith("=") else Words(text.strip())


def located(error: EngineError, place: Place) -> ExpressionError:
    """The same error, knowing where in the package it happened."""
    return ExpressionError(
        error.message_id, **{"file": place.file, "element": place.element, **error.facts}
    )
