"""End events: a token ends; with terminate, everything in its scope does."""

from tests.support.diagrams import Played, diagram, event, sub_process


def test_the_case_ends_with_its_last_token():
    case = Played(diagram("start > a > end; start > b > end2"))

    assert case.complete("a").outcome is None
    assert case.complete("b").outcome == "completed"


def test_terminate_ends_everything():
    case = Played(diagram("start > a > all:end; start > b", all=event("terminate")))

    assert case.complete("a").outcome == "terminated"
    assert case.run.waits() == []


def test_terminate_in_a_sub_process_ends_that_scope_alone():
    case = Played(diagram(
        "start > work:sub > after; start > c",
        work=sub_process("start2 > a > all:end; start2 > b", all=event("terminate")),
    ))

    assert case.complete("a").open == ["after", "c"]


def test_what_was_taken_away_is_told_as_canceled():
    case = Played(diagram("start > a > all:end; start > b", all=event("terminate"))).complete("a")

    left = {move.element_id: dict(move.facts) for move in case.moved if move.kind == "element.left"}
    assert left["b"] == {"canceled": True}
    assert left["a"] == {}
