"""Conditional events: happen when a condition over the variables becomes true."""

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import Played, at, condition, diagram


def test_waits_in_the_flow_until_the_condition_is_true():
    case = Played(diagram("start > stocked:catch > a; start > count", stocked=condition("stock > 10")))

    assert case.open == ["count"]
    assert case.complete("count", stock=11).open == ["a"]


def test_goes_on_at_once_if_it_is_true_already():
    assert Played(diagram("start > stocked:catch > a", stocked=condition("stock > 10")),
                  {"stock": 11}).open == ["a"]


def test_an_interrupting_boundary_takes_the_activity_away():
    case = Played(diagram("start > a > b; start > count; stop:boundary > c",
                          stop=at("a", condition("risk = true"))))

    assert case.complete("count", risk=True).open == ["c"]


def test_a_non_interrupting_boundary_happens_each_time_it_becomes_true():
    case = Played(diagram(
        "start > a > b; start > count > count; stop:boundary > c",
        stop=at("a", condition("risk = true"), interrupting=False),
    ))

    case.complete("count", risk=True).complete("count", risk=True)
    assert case.open == ["a", "c", "count"]
    case.complete("count", risk=False).complete("count", risk=True)
    assert case.open == ["a", "c", "c", "count"]


def test_a_condition_that_fails_over_values_that_are_there_is_an_error_at_its_event():
    with pytest.raises(ExpressionError, match="not-comparable") as raised:
        Played(diagram("start > stocked:catch > a", stocked=condition("stock > 10")), {"stock": "many"})

    assert raised.value.facts["element"] == "stocked"
