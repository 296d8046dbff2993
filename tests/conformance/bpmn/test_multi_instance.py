"""Multi-instance: an instance for each item, at once or in turn, with or without collecting what they give."""

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import (
    Played,
    at,
    diagram,
    each,
    event,
    extended,
    mapping,
    script,
    sub_process,
    timer,
    zeebe,
)

VOTERS = {"voters": ["lead", "expert", "manager"]}
ASSIGNED = extended(zeebe("assignmentDefinition", assignee="=voter"))


def voting(**words):
    return diagram("start > vote > after", vote=ASSIGNED + each("voters", "voter", **words))


def assignees(case):
    return [wait.task.assignee for wait in case.run.waits() if wait.element_id == "vote"]


def test_in_parallel_all_are_asked_at_once_and_the_last_goes_on():
    case = Played(voting(), VOTERS)

    assert assignees(case) == ["lead", "expert", "manager"]
    assert [wait.scope for wait in case.run.waits()] == ["vote[1]", "vote[2]", "vote[3]"]
    case.complete("vote", 1).complete("vote", 1)
    assert assignees(case) == ["lead"]
    assert case.complete("vote").open == ["after"]


def test_in_turn_the_next_is_asked_when_the_former_has_answered():
    case = Played(voting(sequential=True), VOTERS)

    for voter in VOTERS["voters"]:
        assert assignees(case) == [voter]
        case.complete("vote")
    assert case.open == ["after"]


@pytest.mark.parametrize("sequential", [False, True])
def test_what_they_give_is_collected_in_the_order_of_the_items(sequential):
    case = Played(voting(output="{who: voter, yes: yes}", into="votes", sequential=sequential), VOTERS)

    for number in [0, 0, 0] if sequential else [2, 0, 0]:
        case.complete("vote", number, yes=number == 2)

    assert [vote["who"] for vote in case.variables["votes"]] == VOTERS["voters"]
    assert set(case.variables) == {"voters", "votes"}


@pytest.mark.parametrize("sequential", [False, True])
def test_without_collecting_what_they_answer_enters_the_process_and_the_item_does_not(sequential):
    case = Played(voting(sequential=sequential), VOTERS)

    for _ in range(3):
        case.complete("vote", yes=True)

    assert case.variables == {**VOTERS, "yes": True}


@pytest.mark.parametrize("prefix", ["numberOf", "nrOf"])
def test_a_completion_condition_takes_the_others_away(prefix):
    case = Played(voting(until=f"{prefix}CompletedInstances / {prefix}Instances >= 0.5"), VOTERS)

    assert case.complete("vote").open == ["vote", "vote"]
    assert case.complete("vote").open == ["after"]


def test_a_completion_condition_sees_the_answer_and_how_many_are_still_open():
    case = Played(voting(until="yes or numberOfActiveInstances = 1", output="yes", into="votes"), VOTERS)

    assert case.complete("vote", 1, yes=True).open == ["after"]
    assert case.variables["votes"] == [None, True, None]


def test_a_number_of_instances_may_be_given_instead_of_items():
    case = Played(diagram("start > vote > after", vote=each(cardinality="=n")), {"n": 2})

    assert case.open == ["vote", "vote"]


@pytest.mark.parametrize("sequential", [False, True])
def test_no_items_no_instances(sequential):
    case = Played(voting(output="yes", into="votes", sequential=sequential), {"voters": []})

    assert case.open == ["after"]
    assert case.variables["votes"] == []


def test_something_that_is_no_list_is_an_error_at_its_element():
    with pytest.raises(ExpressionError, match="loop-collection-mistyped") as raised:
        Played(voting(), {"voters": "lead"})

    assert raised.value.facts["element"] == "vote"


def test_each_instance_counts_from_one():
    case = Played(diagram("start > count:script > end", count=extended(
        zeebe("script", expression="=loopCounter", resultVariable="n")) + each(
            cardinality="3", output="n", into="numbers", sequential=True)))

    assert case.variables == {"numbers": [1, 2, 3]}


def test_sub_processes_for_each_item_keep_their_variables_apart():
    inside = sub_process("start2 > write > check > end2",
                         write=extended(zeebe("assignmentDefinition", assignee="=voter")))
    case = Played(diagram("start > round:sub > after", round=each(
        "voters", "voter", output="text", into="texts") + inside), {"voters": ["a", "b"]})

    case.complete("write", 1, text="by b").complete("write", 0, text="by a")
    assert [wait.scope for wait in case.run.waits()] == ["round[2]", "round[1]"]
    case.complete("check").complete("check")

    assert case.variables["texts"] == ["by a", "by b"]
    assert case.open == ["after"]


def test_an_interrupting_timer_takes_all_instances_away():
    case = Played(diagram(
        "start > vote > after; late:boundary > remind", vote=each("voters", "voter"),
        late=at("vote", timer("P1D")),
    ), VOTERS)

    assert case.complete("vote").later(days=2).open == ["remind"]


def test_the_timer_goes_when_all_have_answered():
    case = Played(diagram(
        "start > vote > after; late:boundary > remind", vote=each("voters", "voter"),
        late=at("vote", timer("P1D")),
    ), {"voters": ["lead"]})

    case.complete("vote")

    assert [wait.kind for wait in case.run.waits()] == ["task"]


def test_instances_that_need_nobody_run_by_themselves():
    case = Played(diagram("start > square:script > end", square=script("n * n", "square") + each(
        "[1, 2, 3]", "n", output="square", into="squares")))

    assert case.variables == {"squares": [1, 4, 9]}


def test_input_mappings_are_made_for_each_instance():
    case = Played(diagram("start > vote > after", vote=extended(mapping(
        inputs={"who": '="the " + voter'})) + each("voters", "voter")), VOTERS)

    assert [wait.task.input["who"] for wait in case.run.waits()] == ["the lead", "the expert", "the manager"]


def test_a_loop_of_rounds_begins_each_round_anew():
    case = Played(diagram(
        "start > vote > more:xor; more -[done]> end; more -default> vote",
        vote=each("voters", "voter", output="yes", into="votes"),
    ), {**VOTERS, "done": False})

    for _ in range(2):
        case.complete("vote", yes=1).complete("vote", yes=2).complete("vote", yes=3)
        assert case.variables["votes"] == [1, 2, 3]
        assert case.open == ["vote"] * 3


def telling(behavior, *, count=3, sequential=False):
    return (f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" behavior="{behavior}" '
            f'{behavior.lower()}BehaviorEventRef="told"><bpmn:loopCardinality>{count}</bpmn:loopCardinality>'
            "</bpmn:multiInstanceLoopCharacteristics>")


TOLD = ('<bpmn:signal id="s" name="one_is_done"/>'
        '<bpmn:signalEventDefinition id="told" signalRef="s"/>')


@pytest.mark.parametrize(("behavior", "told"), [("None", 3), ("One", 1)])
@pytest.mark.parametrize("sequential", [True, False])
def test_each_instance_or_the_first_may_throw_an_event_that_is_caught_beside_the_others(behavior, told, sequential):
    case = Played(diagram(
        "start > a > b; heard:boundary > note", roots=TOLD, heard=at("a", event("signal", "s")),
        a=telling(behavior, sequential=sequential)))

    for _ in range(3):
        case.complete("a")

    assert case.open == sorted(["b", *["note"] * told])


def test_an_event_of_an_instance_may_rise_as_an_escalation():
    roots = '<bpmn:escalation id="s" escalationCode="S"/><bpmn:escalationEventDefinition id="told" escalationRef="s"/>'
    case = Played(diagram("start > a > b; heard:boundary > note", roots=roots,
                          heard=at("a", event("escalation", "s")), a=telling("One")))

    assert case.complete("a").open == ["a", "a", "note"]


def test_the_collection_may_be_written_as_bpmn_itself_writes_it():
    case = Played(diagram("start > a > b", a=(
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>people</bpmn:loopDataInputRef>"
        "<bpmn:loopDataOutputRef>said</bpmn:loopDataOutputRef><bpmn:inputDataItem id=\"i\" name=\"person\"/>"
        "<bpmn:outputDataItem id=\"o\" name=\"answer\"/></bpmn:multiInstanceLoopCharacteristics>")),
        {"people": ["x", "y"]})

    assert [wait.task.input["person"] for wait in case.run.waits()] == ["x", "y"]
    case.complete("a", 1, answer=2).complete("a", answer=1)
    assert case.variables["said"] == [1, 2]


def test_what_follows_it_is_told_as_entered():
    case = Played(diagram("start > a > b", a=each(cardinality="1")))

    assert case.complete("a").entered == ["start", "a", "b"]
