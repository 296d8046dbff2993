"""What a decision table answers when none, one or several of its rules hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.errors import ExpressionError
from tests.conformance.dmn.models import decision, decisions, table

OVERLAPPING = (("> 10", '"low"'), ("> 100", '"high"'), ("> 100", '"medium"'))
AGREEING = (("> 10", '"yes"'), ("> 100", '"yes"'))
NUMBERS = (("> 10", "1"), ("> 100", "5"), ("> 100", "5"))
RANKED = '"high", "medium", "low"'


def decide(amount: Any, *rules: tuple[str, ...], **kept: Any) -> Any:
    return decisions(decision("d", table(*rules, **kept))).evaluate("d", {"amount": amount})


def test_unique_gives_the_one_rule_that_holds() -> None:
    assert decide(50, *OVERLAPPING) == "low"
    assert decide(5, *OVERLAPPING) is None


def test_unique_is_checked() -> None:
    model = decisions(decision("d", table(*OVERLAPPING)))

    assert model.evaluate("d", {"amount": 200}) is None
    with pytest.raises(ExpressionError) as error:
        model.require("d", {"amount": 200})
    assert error.value.facts["reason"] == "several-rules-hold"
    assert error.value.facts["rules"] == [1, 2, 3]


def test_any_wants_the_rules_to_agree() -> None:
    assert decide(200, *AGREEING, policy="ANY") == "yes"
    assert decide(5, *AGREEING, policy="ANY") is None

    model = decisions(decision("d", table(*OVERLAPPING, policy="ANY")))
    with pytest.raises(ExpressionError, match="rules-disagree"):
        model.require("d", {"amount": 200})


def test_first_gives_the_topmost() -> None:
    assert decide(200, *OVERLAPPING, policy="FIRST") == "low"


def test_priority_gives_the_best_listed_output() -> None:
    assert decide(200, *OVERLAPPING, policy="PRIORITY", values=RANKED) == "high"
    assert decide(5, *OVERLAPPING, policy="PRIORITY", values=RANKED) is None


def test_output_order_gives_all_best_first() -> None:
    ordered = decide(200, *OVERLAPPING, policy="OUTPUT ORDER", values=RANKED)

    assert ordered == ["high", "medium", "low"]


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_give_all(policy: str) -> None:
    assert decide(200, *OVERLAPPING, policy=policy) == ["low", "high", "medium"]
    assert decide(5, *OVERLAPPING, policy=policy) == []


@pytest.mark.parametrize(
    ("aggregation", "expected", "of_none"),
    [("SUM", 11, None), ("MIN", 1, None), ("MAX", 5, None), ("COUNT", 3, Decimal(0))],
)
def test_collect_aggregates(aggregation: str, expected: int, of_none: Any) -> None:
    assert decide(200, *NUMBERS, policy="COLLECT", aggregation=aggregation) == expected
    assert decide(5, *NUMBERS, policy="COLLECT", aggregation=aggregation) == of_none


def test_a_default_answers_when_no_rule_holds() -> None:
    assert decide(5, *OVERLAPPING, default='"none"') == "none"
    assert decide(50, *OVERLAPPING, default='"none"') == "low"


def test_several_outputs_make_a_context() -> None:
    model = decisions(
        decision(
            "d", table(("> 10", '"legal"', "3"), outputs=("reviewer", "days"), policy="FIRST")
        )
    )

    assert model.evaluate("d", {"amount": 11}) == {"reviewer": "legal", "days": 3}


def test_priority_ranks_by_the_first_output_first() -> None:
    rules = (("-", '"b"', '"a"'), ("-", '"a"', '"b"'), ("-", '"a"', '"a"'))
    body = table(*rules, outputs=("one", "two"), policy="OUTPUT ORDER", values='"a", "b"')

    ordered = decisions(decision("d", body)).evaluate("d", {"amount": 1})

    assert [each["one"] + each["two"] for each in ordered] == ["aa", "ab", "ba"]


def test_a_cell_may_speak_of_other_variables_and_of_the_value_itself() -> None:
    body = table(("> limit", '"over"'), ("? <= limit", '"within"'))
    model = decisions(decision("d", body))

    assert model.evaluate("d", {"amount": 11, "limit": 10}) == "over"
    assert model.evaluate("d", {"amount": 10, "limit": 10}) == "within"
    assert model.names("d") == {"amount", "limit"}


def test_an_output_that_is_not_listed_is_no_answer() -> None:
    model = decisions(decision("d", table(("-", '"other"'), values='"a", "b"')))

    assert model.evaluate("d", {"amount": 1}) is None
    with pytest.raises(ExpressionError, match="output-not-allowed"):
        model.require("d", {"amount": 1})


def test_a_missing_input_is_named() -> None:
    with pytest.raises(ExpressionError) as error:
        decisions(decision("d", table(*OVERLAPPING))).require("d", {})

    assert error.value.facts["name"] == "amount"
