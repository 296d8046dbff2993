"""Token quantities: how many tokens an activity begins with, and how many it sends on."""

from tests.support.diagrams import Played, at, diagram, each, timer


def test_it_begins_when_as_many_tokens_are_there_as_it_wants():
    case = Played(diagram("start > split:and; split > a; split > b; a > c; b > c; c > end",
                          c="@startQuantity=2 "))

    assert case.complete("a").open == ["b"]
    assert [token.element_id for token in case.run.tokens()] == ["b", "c"]
    assert case.complete("b").open == ["c"]
    assert case.complete("c").outcome == "completed"
    assert case.entered.count("c") == 1


def test_tokens_of_one_flow_count_too_and_what_is_left_over_waits():
    case = Played(diagram("start > a > b", a="@completionQuantity=3 ", b="@startQuantity=2 "))

    assert case.complete("a").open == ["b"]
    assert case.complete("b").outcome is None
    assert [(token.element_id, token.state) for token in case.run.tokens()] == [("b", "waiting")]


def test_it_sends_as_many_tokens_on_each_flow_as_it_says():
    case = Played(diagram("start > a; a > b; a > c; b > end; c > end", a="@completionQuantity=2 "))

    assert case.complete("a").open == ["b", "b", "c", "c"]
    case.complete("b").complete("b").complete("c")
    assert case.complete("c").outcome == "completed"


def test_instances_count_as_one_activity_and_boundary_events_send_one_token():
    case = Played(diagram(
        "start > a > b; late:boundary > c", late=at("a", timer("P1D"), interrupting=False),
        a=f"@completionQuantity=2 {each(cardinality='2')}"))

    assert case.later(days=2).open == ["a", "a", "c"]
    assert case.complete("a").complete("a").open == ["b", "b", "c"]
