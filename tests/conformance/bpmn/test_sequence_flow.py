"""Sequence flows: out of activities several, conditional or default; without ids; and paths that simply end."""

import pytest

from tests.support.diagrams import Played, definitions, diagram


def test_several_flows_out_of_a_task_are_all_taken():
    case = Played(diagram("start > a; a > b; a > c"))

    assert case.complete("a").open == ["b", "c"]


def test_several_flows_out_of_a_start_event_are_all_taken():
    assert Played(diagram("start > a; start > b")).open == ["a", "b"]


def test_a_conditional_flow_out_of_a_task_is_taken_when_its_condition_holds():
    conditional = diagram("start > a; a > b; a -[yes]> c")

    assert Played(conditional).complete("a", yes=True).open == ["b", "c"]
    assert Played(conditional).complete("a", yes=False).open == ["b"]


def test_a_default_flow_out_of_a_task_is_taken_only_if_no_condition_held():
    with_default = diagram("start > a; a -[yes]> b; a -default> c")

    assert Played(with_default).complete("a", yes=True).open == ["b"]
    assert Played(with_default).complete("a", yes=False).open == ["c"]


def test_beside_an_unconditional_flow_the_default_still_depends_on_the_conditions_alone():
    mixed = diagram("start > a; a > b; a -[yes]> c; a -default> d")

    assert Played(mixed).complete("a", yes=True).open == ["b", "c"]
    assert Played(mixed).complete("a", yes=False).open == ["b", "d"]


def test_a_task_with_several_incoming_flows_is_done_once_for_each_token():
    case = Played(diagram("start > a; start > b; a > c; b > c"))

    case.complete("a").complete("b")

    assert case.open == ["c", "c"]


def test_flows_without_ids_are_followed_and_told_to_nobody():
    case = Played(definitions(
        '<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:userTask id="a"/>'
        '<bpmn:userTask id="b"/><bpmn:sequenceFlow sourceRef="s" targetRef="a"/>'
        '<bpmn:sequenceFlow sourceRef="a" targetRef="b"/></bpmn:process>'
    ))

    assert case.complete("a").open == ["b"]
    assert [move for move in case.moved if move.kind == "flow.taken"] == []


def test_two_flows_between_the_same_two_nodes_are_two_flows():
    case = Played(definitions(
        '<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:userTask id="a"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="a"/>'
        '<bpmn:sequenceFlow id="g" sourceRef="s" targetRef="a"/></bpmn:process>'
    ))

    assert case.open == ["a", "a"]


def test_a_path_may_simply_end():
    case = Played(diagram("start > a; start > b"))

    assert case.complete("a").outcome is None
    assert case.complete("b").outcome == "completed"


def test_a_process_may_begin_without_a_start_event():
    assert Played(diagram("a > b; c > b")).open == ["a", "c"]


def test_every_flow_taken_is_told_with_its_own_id():
    case = Played(diagram("start > a; a > end")).complete("a")

    assert [move.element_id for move in case.moved if move.kind == "flow.taken"] == ["start_a", "a_end"]
    assert case.entered == ["start", "a", "end"]


def test_a_flow_that_was_chosen_tells_what_the_conditions_saw():
    case = Played(diagram("start > which:xor; which -[amount > 5]> a; which -default> b"), {"amount": 3, "other": 1})

    assert {move.element_id: move.facts for move in case.moved if move.kind == "flow.taken"} == {
        "start_which": {}, "which_b": {"saw": {"amount": 3}}}


@pytest.mark.parametrize(("value", "kept"), [
    (True, True), (None, None), ("short", "short"), ([1, 2], [1, 2]),
    ("x" * 300, "x" * 200 + "…"), (list(range(300)), {"parts": 300}), ({"a": "x" * 300}, {"parts": 1}),
])
def test_a_value_that_a_condition_saw_is_kept_short(value, kept):
    case = Played(diagram("start > which:xor; which -[seen = null]> a; which -default> b"), {"seen": value})

    assert [move.facts["saw"] for move in case.moved if move.facts.get("saw")] == [{"seen": kept}]


def test_a_long_process_needs_no_depth():
    chain = " > ".join(["start", *(f"step{number}:task" for number in range(1500)), "end"])

    assert Played(diagram(chain)).outcome == "completed"
