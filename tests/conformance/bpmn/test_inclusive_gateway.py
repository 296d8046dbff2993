"""Inclusive gateway: takes every flow whose condition holds, and waits for those that can still come."""

import pytest

from engine.errors import EngineError
from tests.support.diagrams import Played, diagram

CHOICE = diagram(
    "start > split:or; split -[x]> a; split -[y]> b; split -default> c;"
    "a > join:or; b > join; c > join; join > after; after > end"
)


@pytest.mark.parametrize(("x", "y", "tasks"), [
    (True, True, ["a", "b"]), (True, False, ["a"]), (False, True, ["b"]), (False, False, ["c"]),
])
def test_takes_every_flow_whose_condition_holds_or_the_default_and_joins_exactly_these(x, y, tasks):
    case = Played(CHOICE, {"x": x, "y": y})

    assert case.open == tasks
    for task in tasks:
        assert "after" not in case.open
        case.complete(task)
    assert case.open == ["after"]
    assert case.complete("after").outcome == "completed"


def test_without_a_default_the_case_cannot_go_on_and_says_where():
    with pytest.raises(EngineError, match="no-flow-holds"):
        Played(diagram("start > split:or; split -[x]> a; split -[y]> b"), {"x": False, "y": False})


def test_joins_anew_in_every_round_of_a_loop():
    case = Played(diagram(
        "start > again:xor; again > split:or; split -[true]> a; split -[both]> b; a > join:or; b > join;"
        "join > check; check > more:xor; more -[done]> end; more -default> again"
    ), {"both": True})

    assert case.complete("a").open == ["b"]
    assert case.complete("b").open == ["check"]
    assert case.complete("check", done=False, both=False).open == ["a"]
    assert case.complete("a").open == ["check"]


def test_waits_for_a_token_that_is_still_far_upstream():
    case = Played(diagram(
        "start > split:and; split > a; split > first; first > second; second > join:or; a > join; join > after"
    ))

    assert case.complete("a").open == ["first"]
    assert case.complete("first").open == ["second"]
    assert case.complete("second").open == ["after"]


def test_does_not_wait_for_a_token_that_cannot_come():
    case = Played(diagram(
        "start > split:and; split > a; split > b; split > elsewhere; a > join:or; b > join; join > after"
    ))

    assert case.complete("a").complete("b").open == ["after", "elsewhere"]


def test_a_branch_that_ends_is_no_longer_waited_for():
    case = Played(diagram(
        "start > split:or; split -[true]> a; split -[true]> b; b > stop:xor; stop -[stopped]> end2;"
        "stop -default> join:or; a > join; join > after"
    ))

    case.complete("a")

    assert case.open == ["b"]
    assert case.complete("b", stopped=True).open == ["after"]
