"""Diagrams ask strictly: what is missing or fails is named, never a silent null."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.expressions import compile_expression


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(ExpressionError) as error:
        compile_expression("amount > 5").require({})

    assert error.value.message_id == "expression-unknown-name"
    assert error.value.facts == {"text": "amount > 5", "name": "amount"}


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("1 / zero > 1", "number-out-of-range"),
        ('amount + "x" = 3', "no-such-operation"),
        ('amount > "x"', "not-comparable"),
        ('amount = "x"', "not-comparable"),
        ("risk.levle = 1", "no-such-entry"),
        ('substring(amount, 1) = "x"', "wrong-argument"),
        ("string length(nothing) = 1", "argument-is-null"),
        ('date("2026-02-30") = null', "unreadable"),
        ('if amount then true else false', "not-a-boolean"),
        ('amount and true', "not-a-boolean"),
        ("risk() = 1", "not-a-function"),
        ('matches("a", "(a)\\1")', "bad-pattern"),
    ],
)
def test_what_fails_is_named(expression: str, reason: str) -> None:
    context = {"amount": 6, "zero": 0, "risk": {"level": "high"}, "nothing": None}

    with pytest.raises(ExpressionError) as error:
        compile_expression(expression).require(context)

    assert error.value.message_id == "expression-failed"
    assert error.value.facts["reason"] == reason
    assert compile_expression(expression).evaluate(context) in (None, False, True)


def test_null_may_be_compared_and_asked_for() -> None:
    assert compile_expression("x = null").require({}) is True
    assert compile_expression("null != x").require({}) is False
    assert compile_expression("amount > 5 or urgent").require({"amount": None, "urgent": True})


def test_the_first_operand_that_settles_it_is_the_last_one_looked_at() -> None:
    assert compile_expression("x = null or x.y > 1").require({"x": None}) is True


def test_an_empty_list_may_be_filtered_by_what_its_members_would_have() -> None:
    assert compile_expression("count(rows[done = false]) = 0").require({"rows": []}) is True
