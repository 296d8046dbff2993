"""How a conformance page is written: an expression beside the expression it must equal."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.expressions import Run, as_text, compile_expression, compile_unary_tests, kind

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "amount": 150_000,
    "risk": {"level": "high", "score": 7},
    "items": [{"n": "a", "p": 10}, {"n": "b", "p": 20}, {"n": "c", "p": 30}],
    "numbers": [1, 2, 3, 4],
    "nothing": None,
    "Applicant age": 42,
}


def examples(*pairs: tuple[str, str]) -> pytest.MarkDecorator:
    """A test for every pair, named by the expression."""
    return pytest.mark.parametrize(("expression", "expected"), pairs, ids=[a for a, _ in pairs])


def value_of(expression: str) -> Any:
    """An expression's value over the common context."""
    return compile_expression(expression).evaluate(CONTEXT, now=NOW)


def assert_equals(expression: str, expected: str) -> None:
    """Both give the same value of the same kind, down to how it is written."""
    found, wanted = value_of(expression), value_of(expected)
    assert kind(found) == kind(wanted), (found, wanted)
    assert as_text(found, Run()) == as_text(wanted, Run())


def passes(tests: str, value: Any) -> bool | None:
    """Whether a value passes a cell's tests."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    return compile_unary_tests(tests).matches(value, CONTEXT, now=NOW)
