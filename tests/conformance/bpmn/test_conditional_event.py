"""Conditional events: happen when a condition over the variables becomes true."""

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import (
    Played,
    at,
    condition,
    diagram,
    extended,
    script,
    sub_process,
    zeebe,
)


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


def filtered(text, **words):
    return condition(text).replace("<bpmn:condition>", extended(zeebe("conditionalFilter", **words)) + "<bpmn:condition>")


def test_a_filter_names_the_variables_that_are_heeded():
    case = Played(diagram("start > a > a2 > a3; b:boundary > z; start > c > c2 > c3", b=at(
        "a", filtered("x + y > 10", variableNames="x"), interrupting=False)), {"x": 1, "y": 1})

    case.complete("c", y=50)
    assert "z" not in case.open

    assert case.complete("c2", x=2).open == ["a", "c3", "z"]


def test_a_filter_may_heed_creation_or_change_alone():
    case = Played(diagram("start > a; b:boundary > z; start > c > c2 > c3", b=at(
        "a", filtered("x > 10", variableNames="x", variableEvents="update"), interrupting=False)))

    assert "z" not in case.complete("c", x=20).open
    assert "z" in case.complete("c2", x=30).open


@pytest.mark.parametrize(("interrupting", "opened"), [(True, ["k"]), (False, ["k", "z"])])
def test_what_the_last_step_of_a_sub_process_sets_is_noticed_before_it_ends(interrupting, opened):
    case = Played(diagram("start > w:sub > z; met:boundary > k", w=sub_process("start2 > a > end2"),
                          met=at("w", condition("n > 5"), interrupting=interrupting)), {"n": 0})

    assert case.complete("a", n=6).open == opened


def test_what_the_last_step_of_a_process_sets_may_start_an_event_sub_process():
    case = Played(diagram("start > a > end; x:sub", x=sub_process(
        "big:start > b", attributes="@triggeredByEvent=true", big=condition("n > 5"))), {"n": 0})

    assert (case.complete("a", n=6).open, case.outcome) == (["b"], None)


def test_what_is_true_for_a_moment_alone_is_noticed():
    case = Played(diagram("start > a > up:script > down:script > z; start > c:catch > k", up=script("6", "n"), down=script("0", "n"),
                          c=condition("n > 5")), {"n": 0})

    assert (case.complete("a").open, case.variables) == (["k", "z"], {"n": 0})


def test_an_interruption_comes_before_the_step_after_the_one_that_brought_it():
    case = Played(diagram("start > w:sub > z; met:boundary > k", met=at("w", condition("n > 5")), w=sub_process(
        "start2 > a > up:script > on:script > b", up=script("6", "n"), on=script("1", "done"))), {"n": 0})

    assert (case.complete("a").open, case.variables) == (["k"], {"n": 6})
