"""Moves by hand, rule by rule: docs/engine/moves.md says them, these hold them."""

import pytest

from engine.errors import MoveRefused
from engine.spiff.moves.blocks import Blocks
from tests.support.diagrams import (
    Played,
    at,
    definitions,
    diagram,
    each,
    event,
    extended,
    mapping,
    process_xml,
    scope,
    sub_process,
    timer,
    zeebe,
)

FORK = diagram("start > w > s:and; s > a > a2 > j:and; s > b > j; j > z > end")
REMINDED = diagram("start > w > x > y > end; c:boundary > rem > end2:end",
                   c=at("x", timer("P7D"), interrupting=False))


def back(case, element, place, **how):
    case.run.send_back(case.wait(element).token, place, **how)
    return case._stored()


def refused(case, verb, *what, **how):
    state = case.state
    with pytest.raises(MoveRefused) as error:
        getattr(case.run, verb)(*what, **how)
    case.run = case.program.restore(state, case.now)
    return error.value.message_id


def places(case, element, *, back=True):
    return [place.place for place in case.run.targets(case.wait(element).token, back=back)]


def test_a_return_in_a_branch_leaves_the_other_branch_alone():
    case = Played(FORK).complete("w").complete("a").complete("b")

    back(case, "a2", "a")

    assert case.open == ["a"]
    assert case.complete("a").complete("a2").open == ["z"]


@pytest.mark.parametrize("begun", ["begin", "other"])
def test_a_case_that_an_event_has_begun_can_be_sent_back_and_moved(begun):
    beside = "@triggeredByEvent=true " + sub_process("heard:start > h > end2:end", heard="@isInterrupting=false " + event("signal", "s"))
    drawn = diagram("begin:start > a > b > c > end; other:start > a; help:sub", begin=event("message", "m"), other=event("signal", "s"),
                    help=beside, roots='<bpmn:message id="m" name="m"/><bpmn:signal id="s" name="s"/>')
    case = Played(drawn, element=begun).complete("a")

    assert (places(case, "b"), places(case, "b", back=False)) == (["a"], ["a", "c"])
    back(case, "b", "a")
    assert case.open == ["a"]


def test_a_return_towards_another_branch_is_refused():
    case = Played(FORK).complete("w").complete("a")

    assert refused(case, "send_back", case.wait("a2").token, "b") == "move-not-earlier"
    assert refused(case, "move", case.wait("a2").token, "b") == "move-other-branch"
    assert places(case, "a2") == ["w", "a"]


def test_a_return_before_the_block_takes_all_its_branches_back():
    case = back(Played(FORK).complete("w").complete("a"), "a2", "w")

    assert case.open == ["w"]
    assert case.complete("w").open == ["a", "b"]


def test_a_return_into_a_finished_block_finds_the_other_branches_done():
    case = Played(FORK).complete("w").complete("a").complete("b").complete("a2")

    back(case, "z", "a2")

    assert case.open == ["a2"]
    assert case.complete("a2").open == ["z"]


def test_straight_back_leaves_out_the_steps_between():
    case = Played(diagram("start > a > b > c > end")).complete("a").complete("b")

    back(case, "c", "a", straight=True)

    assert case.complete("a").open == ["c"]
    assert case.complete("c").outcome == "completed"


def test_straight_back_is_refused_where_it_would_cancel_the_work_of_others():
    case = Played(FORK).complete("w").complete("a")

    assert refused(case, "send_back", case.wait("a2").token, "w", straight=True) == "move-straight-cancels"
    case.complete("b")
    back(case, "a2", "w", straight=True)
    assert case.complete("w").open == ["a2"]
    assert case.complete("a2").open == ["z"]


def test_what_follows_the_target_on_the_side_is_taken_away():
    case = Played(REMINDED).complete("w").later(days=8).complete("x")
    assert case.open == ["rem", "y"]

    back(case, "y", "x")

    assert case.open == ["x"]
    assert [wait.due_at for wait in case.run.waits() if wait.kind == "timer"]


def test_a_second_token_that_follows_the_target_is_taken_away_one_before_it_stays():
    case = Played(diagram("start > a > b > c > d > end")).complete("a").complete("b")
    for place in ("a", "d"):
        case.run.add(place)

    assert back(case._stored(), "c", "b").open == ["a", "b"]


def test_a_machine_that_forgets_what_follows_is_caught(monkeypatch):
    monkeypatch.setattr(Blocks, "downstream", lambda *_: frozenset())

    with pytest.raises(AssertionError):
        test_a_second_token_that_follows_the_target_is_taken_away_one_before_it_stays()


def test_from_a_reminder_back_to_what_it_reminds_of():
    case = back(Played(REMINDED).complete("w").later(days=8), "rem", "x")

    assert case.open == ["x"]
    assert places(case, "x") == ["w"]


def test_out_of_several_instances_and_out_of_the_sub_process_around_them():
    case = Played(diagram(
        "start > w > s:sub > z > end",
        s=sub_process("start2 > first > many > end2", many=each(cardinality="3")),
    )).complete("w").complete("first").complete("many", 1)

    assert places(case, "many") == ["s/first", "w", "s"]
    assert back(case, "many", "s/first").open == ["first"]
    assert back(case, "first", "w").open == ["w"]


def test_back_into_one_instance_of_several_sub_processes():
    case = Played(diagram(
        "start > w > s:sub > end", s=each(cardinality="2") + sub_process("start2 > one > two > end2"),
    )).complete("w").complete("one", 0).complete("one", 0)

    assert refused(case, "send_back", case.wait("two").token, "s/one") == "move-into-several"
    back(case, "two", "s[1]/one")

    assert case.open == ["one", "two"]
    assert refused(case, "send_back", case.wait("two").token, "s[1]/one") == "move-other-branch"


CALLS = definitions(
    process_xml("start > stage1:call > stage2:call > end",
                stage1=extended(zeebe("calledElement", processId="one")),
                stage2=extended(zeebe("calledElement", processId="two")))
    + process_xml("start1:start > a1 > a2 > end1:end", process="one")
    + process_xml("start3:start > b1 > b2 > end3:end", process="two"))


def test_back_from_one_called_process_into_another_that_has_ended():
    case = Played(CALLS).complete("a1", n=1).complete("a2").complete("b1")

    assert places(case, "b2") == ["stage2/b1", "stage1", "stage1/a1", "stage1/a2", "stage2"]
    back(case, "b2", "stage1/a2")

    assert [(wait.element_id, wait.scope) for wait in case.run.waits()] == [("a2", "stage1")]
    assert case.complete("a2").open == ["b1"]


def test_straight_back_between_called_processes():
    case = Played(CALLS).complete("a1").complete("a2").complete("b1")

    back(case, "b2", "a1", straight=True)

    assert case.open == ["a1"]
    assert case.complete("a1").open == ["b2"]
    assert case.complete("b2").outcome == "completed"


def test_out_of_an_event_sub_process_that_interrupted_the_scope_listens_again():
    case = Played(diagram(
        "start > a > b > end; help:sub", roots='<bpmn:signal id="s" name="s"/>',
        help="@triggeredByEvent=true " + sub_process("call:start > h > end2:end", call=event("signal", "s")),
    )).complete("a").hear("s")
    assert case.open == ["h"]

    case.run.move(case.wait("h").token, "b")

    assert case._stored().open == ["b"]
    assert case.hear("s").open == ["h"]


def test_a_canceled_branch_counts_as_done_and_the_last_token_stays():
    case = Played(FORK).complete("w")
    case.run.cancel_token(case.wait("b").token)
    case._stored().complete("a").complete("a2")

    assert case.open == ["z"]
    assert refused(case, "cancel_token", case.wait("z").token) == "move-last-token"


def test_one_more_token_goes_its_own_way():
    case = Played(diagram("start > a > b > end"))
    case.run.add("b")

    assert case._stored().open == ["a", "b"]
    assert case.complete("b").open == ["a"]


def test_an_instance_more_and_an_instance_less():
    case = Played(diagram("start > vote > z > end", vote=each("people", "person", into="votes", output="said")),
                  {"people": ["a", "b"]})
    case.run.add_member(case.wait("vote").token, "c")
    case._stored()
    case.run.cancel_token(case.wait("vote", 0).token)
    case._stored()

    case.complete("vote", 0, said="yes").complete("vote", 0, said="no")

    assert case.open == ["z"]
    assert case.variables["votes"] == ["yes", "no"]


def test_an_instance_more_in_a_sequence_is_the_next():
    case = Played(diagram("start > sign > z > end", sign=each("people", "who", sequential=True)),
                  {"people": ["a", "b"]})
    case.run.add_member(case.wait("sign").token, "x")
    case._stored()

    seen = []
    for _ in range(3):
        seen.append(case.wait("sign").task.input["who"])
        case.complete("sign")
    assert (seen, case.open) == (["a", "x", "b"], ["z"])


def test_a_skipped_step_goes_on_without_answers():
    case = Played(diagram("start > a > b > end"))
    case.run.skip(case.wait("a").token)

    assert case._stored().open == ["b"]


def test_local_variables_begin_anew_where_a_step_is_opened_again():
    case = Played(diagram("start > a > b > end", a=extended(mapping(inputs={"seen": "=n"}))), {"n": 1})
    case.complete("a", n=2)

    back(case, "b", "a")

    assert case.wait("a").task.input == {"seen": 2}


def test_variables_are_set_where_the_token_stands():
    case = Played(diagram("start > a > b > end"), {"n": 1})
    case.run.set_variables({"n": 5, "m": 6}, case.wait("a").token)

    assert case._stored().variables == {"n": 5, "m": 6}
    assert any(move.kind == "variables.set" for move in case.moved)


@pytest.mark.parametrize(("place", "why"), [
    ("nowhere", "move-no-such-place"), ("a/x", "move-no-such-place"), ("j", "move-onto-join"),
    ("c", "move-no-place"),
])
def test_what_is_no_place_is_said(place, why):
    case = Played(diagram("start > s:and; s > a > j:and; s > b > j; j > z > end; c:boundary > y > end2:end",
                          c=at("a", timer("P1D"))))

    assert refused(case, "move", case.wait("a").token, place) == why


def test_a_join_that_a_return_has_filled_waits_for_its_round_alone():
    """A loop around the block: the next round needs both branches again."""
    case = Played(diagram(
        "start > m:xor > s:and; s > a > j:and; s > b > j; j > z > g:xor; g -[again]> m; g -default> end",
    )).complete("a").complete("b")

    back(case, "z", "a").complete("a").complete("z", again=True)

    assert case.open == ["a", "b"]
    assert case.complete("a").open == ["b"]
    assert case.complete("b").open == ["z"]


@pytest.mark.parametrize(("around", "inside", "to"), [
    (each(cardinality="2"), ["a", "b"], "write"),                       # of two instances the second is under way
    (each(cardinality="2", sequential=True), [], "write"),
    ('<bpmn:standardLoopCharacteristics loopMaximum="3"/>', [], "write"),
    ("", [], "w"),
])
def test_straight_back_is_refused_out_of_what_begins_anew_as_a_whole(around, inside, to):
    case = Played(diagram("start > write > w:sub > end", w=around + scope("start2:start > a > b")))
    for step in ("write", *inside, "a"):
        case.complete(step)

    assert refused(case, "send_back", case.wait("b").token, to, straight=True) == "move-straight-inside"
    back(case, "b", "a", straight=True)
    assert case.complete("a").open == ["b"]


def test_straight_back_is_refused_out_of_a_call_that_is_computed_when_it_begins():
    case = Played(definitions(
        process_xml("start > write > call:call > end", call=extended(zeebe("calledElement", processId="=chosen")))
        + process_xml("start2:start > a > b", process="q")), {"chosen": "q"}).complete("write").complete("a")

    assert refused(case, "send_back", case.wait("b").token, "write", straight=True) == "move-straight-inside"
