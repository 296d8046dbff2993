"""Parallel gateway: sends one token on every flow, and waits for one on every flow."""

from tests.support.diagrams import Played, diagram

FORK = diagram("start > split:and; split > a; split > b; a > join:and; b > join; join > after; after > end")


def test_waits_until_a_token_has_come_on_every_flow():
    case = Played(FORK)

    assert case.open == ["a", "b"]
    assert case.complete("b").open == ["a"]
    assert case.complete("a").open == ["after"]
    assert case.complete("after").outcome == "completed"


def test_waits_for_every_branch_in_every_round_of_a_loop():
    case = Played(diagram(
        "start > again:xor; again > split:and; split > a; split > b; a > join:and; b > join;"
        "join > check; check > more:xor; more -[done]> end; more -default> again"
    ))

    for _ in range(3):
        case.complete("a")
        assert case.open == ["b"]
        case.complete("b")
        assert case.open == ["check"]
        case.complete("check", done=False)
        assert case.open == ["a", "b"]


def test_two_tokens_on_one_flow_do_not_stand_for_a_missing_branch():
    case = Played(diagram(
        "start > split:and; split > a; split > b; split > c; a > merge:xor; b > merge;"
        "merge > join:and; c > join; join > after"
    ))

    case.complete("a").complete("b")

    assert case.open == ["c"]
    assert case.complete("c").open == ["after"]


def test_a_join_whose_branch_was_never_taken_waits_for_ever_as_bpmn_says():
    case = Played(diagram(
        "start > choice:xor; choice -[left]> a; choice -default> b; a > join:and; b > join; join > end"
    ), {"left": True})

    case.complete("a")

    assert case.open == []
    assert case.outcome is None


def test_joins_and_splits_in_one_gateway():
    case = Played(diagram(
        "start > split:and; split > a; split > b; a > both:and; b > both; both > c; both > d"
    ))

    assert case.complete("a").complete("b").open == ["c", "d"]


def test_every_branch_sees_what_the_others_set():
    case = Played(FORK)

    case.complete("a", told="by a")
    case.complete("b", also="by b")

    assert case.variables == {"told": "by a", "also": "by b"}
