"""Complex gateway: goes on as soon as its activation condition holds, and resets when the rest has come."""

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import Played, diagram

TWO_OF_THREE = "<bpmn:activationCondition>=activationCount >= 2</bpmn:activationCondition>"
REVIEW = diagram(
    "start > split:and; split > a; split > b; split > c; a > meet:complex; b > meet; c > meet;"
    "meet > after; after > end", meet=TWO_OF_THREE,
)


@pytest.mark.parametrize(("x", "y", "tasks"), [
    (True, True, ["a", "b"]), (True, False, ["a"]), (False, False, ["c"]),
])
def test_splits_like_an_inclusive_gateway(x, y, tasks):
    case = Played(diagram("start > g:complex; g -[x]> a; g -[y]> b; g -default> c"), {"x": x, "y": y})

    assert case.open == tasks


@pytest.mark.parametrize(("first", "second", "late"), [("a", "b", "c"), ("c", "a", "b")])
def test_goes_on_when_its_condition_holds_and_swallows_who_comes_later(first, second, late):
    case = Played(REVIEW)

    assert "after" not in case.complete(first).open
    assert case.complete(second).open == sorted(["after", late])
    assert case.complete(late).open == ["after"]
    assert case.complete("after").outcome == "completed"


def test_the_case_ends_only_when_the_late_ones_have_come():
    case = Played(REVIEW).complete("a").complete("b").complete("after")

    assert case.outcome is None
    assert case.complete("c").outcome == "completed"


def test_after_its_reset_it_joins_anew():
    case = Played(diagram(
        "start > again:xor; again > split:and; split > a; split > b; a > meet:complex; b > meet;"
        "meet > check; check > more:xor; more -[done]> end; more -default> again",
        meet="<bpmn:activationCondition>=activationCount >= 1</bpmn:activationCondition>",
    ))

    assert case.complete("a").complete("b").open == ["check"]
    assert case.complete("check", done=False).open == ["a", "b"]
    assert case.complete("b").open == ["a", "check"]


def test_whoever_overtakes_the_reset_counts_for_the_next_round():
    case = Played(diagram(
        "start > split:and; split > slow; split > again:xor; again > quick; quick > meet:complex;"
        "slow > meet; meet > check; check > again",
        meet="<bpmn:activationCondition>=activationCount >= 1</bpmn:activationCondition>",
    ))

    case.complete("quick").complete("check")
    assert case.complete("quick").open == ["slow"]
    assert case.complete("slow").open == ["check"]


def test_it_does_not_wait_with_its_reset_for_a_token_that_cannot_come():
    case = Played(diagram(
        "start > choice:or; choice -[true]> a; choice -[true]> b; choice -[false]> c; a > meet:complex;"
        "b > meet; c > meet; meet > after", meet=TWO_OF_THREE,
    ))

    assert case.complete("a").complete("b").open == ["after"]
    assert case.complete("after").outcome == "completed"


def test_at_its_reset_conditional_flows_are_asked_once_more():
    case = Played(diagram(
        "start > split:and; split > a; split > b; a > meet:complex; b > meet;"
        "meet -[waitingForStart]> first; meet -[not(waitingForStart)]> rest",
        meet="<bpmn:activationCondition>=activationCount >= 1</bpmn:activationCondition>",
    ))

    assert case.complete("a").open == ["b", "first"]
    assert case.complete("b").open == ["first", "rest"]


def test_the_condition_may_read_variables():
    case = Played(diagram(
        "start > split:and; split > a; split > b; a > meet:complex; b > meet; meet > after",
        meet="<bpmn:activationCondition>=activationCount >= needed</bpmn:activationCondition>",
    ), {"needed": 1})

    assert case.complete("b").open == ["a", "after"]


def test_a_condition_that_is_neither_true_nor_false_is_an_error_at_the_gateway():
    case = Played(diagram(
        "start > meet:complex > after", meet="<bpmn:activationCondition>=true</bpmn:activationCondition>"))
    assert case.open == ["after"]

    with pytest.raises(ExpressionError) as raised:
        Played(diagram("start > meet:complex > after",
                       meet="<bpmn:activationCondition>=activationCount</bpmn:activationCondition>"))

    assert raised.value.facts["element"] == "meet"


def test_it_is_entered_by_each_token_and_told_once_as_left_for_each_start():
    case = Played(REVIEW).complete("a").complete("b").complete("c")

    assert case.entered.count("meet") == 3
    assert [move.kind for move in case.moved if move.element_id == "meet"].count("element.left") == 1
    assert [token.element_id for token in case.run.tokens()] == ["after"]
