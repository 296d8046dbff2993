"""What a diagram says in FEEL or in plain words, and how a condition is answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import ExpressionError
from engine.spiff.feel import Formula, Place, Words, field, formula

AT = Place("offer.bpmn", "write")
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_condition_answers_with_a_boolean() -> None:
    condition = formula('decision = "sign" and amount > 5', AT)

    assert condition.holds({"decision": "sign", "amount": 6}, NOW) is True
    assert condition.holds({"decision": "decline", "amount": 6}, NOW) is False


@pytest.mark.parametrize("answer", [None, "yes", 1])
def test_a_condition_that_is_no_boolean_is_an_error_at_its_place(answer: Any) -> None:
    with pytest.raises(ExpressionError) as error:
        formula("x", AT).holds({"x": answer}, NOW)

    assert error.value.message_id == "condition-not-boolean"
    assert error.value.facts == {"text": "x", "value": answer, "file": "offer.bpmn", "element": "write"}


def test_a_field_is_feel_only_behind_an_equals_sign() -> None:
    computed, doubled, written = field("= amount + 1", AT), field("== amount", AT), field(" lead ", AT)

    assert computed.value({"amount": 1}, NOW) == 2
    assert isinstance(doubled, Formula)
    assert doubled.names == {"amount"}
    assert written == Words("lead")
    assert written.value({}, NOW) == "lead"
