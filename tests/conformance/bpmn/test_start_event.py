"""Start events: where a case begins: plainly, or because of a message, a signal, a time or a condition."""

import pytest

from engine.errors import EngineError
from engine.spiff import StartTrigger, check, load
from tests.support.diagrams import (
    Played,
    condition,
    diagram,
    each,
    event,
    extended,
    mapping,
    sub_process,
    timer,
)

ROOTS = '<bpmn:message id="m" name="asked"/><bpmn:signal id="s" name="spring"/>'
THREE = diagram("start > a; start_m > b; start_s > c; a > end; b > end; c > end", roots=ROOTS,
                start_m=event("message", "m"), start_s=event("signal", "s"))


def test_those_that_wait_are_listed_with_their_names():
    assert load({"d.bpmn": THREE}).starts == (
        StartTrigger("p", "start_m", "message", "asked"), StartTrigger("p", "start_s", "signal", "spring"))


@pytest.mark.parametrize(("element", "task"), [(None, "a"), ("start_m", "b"), ("start_s", "c")])
def test_a_case_begins_at_the_one_that_happened(element, task):
    case = Played(THREE, {"n": 1}, element=element)

    assert (case.open, case.variables) == ([task], {"n": 1})
    assert case.entered == [element or "start", task]
    assert case.complete(task).outcome == "completed"


@pytest.mark.parametrize("element", ["a", "ghost"])
def test_only_a_start_event_can_be_named(element):
    with pytest.raises(EngineError, match="no-such-start"):
        Played(THREE, element=element)


@pytest.mark.parametrize("about", [
    event("message", "m"), event("signal", "s"), timer("P1D"), timer(cycle="R/P1D"), condition("n > 1"),
])
def test_a_process_that_has_only_one_may_be_begun_there_by_hand(about):
    only = diagram("start > a", start=about, roots=ROOTS)

    assert (Played(only).open, Played(only, element="start").open) == (["a"], ["a"])


def test_where_several_are_plain_or_none_is_it_must_be_named():
    plain = diagram("start1 > a; start2 > b")
    waiting = diagram("start1 > a; start2 > b", roots=ROOTS, start1=event("message", "m"), start2=event("signal", "s"))

    for xml in (plain, waiting):
        with pytest.raises(EngineError, match="start-not-named"):
            Played(xml)
        assert Played(xml, element="start2").open == ["b"]


def test_it_may_wait_for_several_things():
    either = diagram("start > a", start=event("message", "m") + event("signal", "s"), roots=ROOTS)

    assert [(one.kind, one.name) for one in load({"d.bpmn": either}).starts] == [
        ("message", "asked"), ("signal", "spring")]


def test_times_and_conditions_are_listed_too():
    both = diagram("start1 > a; start2 > b", start1=timer(cycle="R/PT1H"), start2=condition("n > 1"))

    assert [(one.kind, one.name) for one in load({"d.bpmn": both}).starts] == [
        ("timer", "R/PT1H"), ("condition", "n > 1")]


def test_a_receive_task_may_begin_a_process():
    xml = diagram("r:receive > a", r="@instantiate=true @messageRef=m ", roots=ROOTS)

    assert load({"d.bpmn": xml}).starts == (StartTrigger("p", "r", "message", "asked"),)
    assert Played(xml).open == ["a"]


def test_an_event_based_gateway_may_begin_a_process_at_the_event_that_happens():
    xml = diagram("g:event > c:catch > a; g > d:catch > b", g="@instantiate=true ", roots=ROOTS,
                  c=event("message", "m"), d=event("signal", "s"))

    assert [one.element_id for one in load({"d.bpmn": xml}).starts] == ["c", "d"]
    assert Played(xml, element="d").open == ["b"]


BOTH = "g:event > c:catch > a; g > r:receive > b"
ALL = {"g": "@instantiate=true @eventGatewayType=Parallel ", "c": event("message", "m"), "r": "@messageRef=other "}
OTHER = ROOTS + '<bpmn:message id="other" name="paid"/>'


@pytest.mark.parametrize(("first", "then", "steps"), [("c", "paid", "ab"), ("r", "asked", "ba")])
def test_a_parallel_event_based_gateway_waits_in_the_case_for_the_other_messages(first, then, steps):
    case = Played(diagram(BOTH, roots=OTHER, **ALL), {"who": "x"}, element=first)

    assert (case.open, case.variables) == ([steps[0]], {"who": "x"})
    assert case.complete(steps[0]).outcome is None
    assert case.receive(then).complete(steps[1]).outcome == "completed"


def test_each_event_behind_it_is_told_once():
    case = Played(diagram(BOTH, roots=OTHER, **ALL), element="c").receive("paid")

    assert sorted(case.entered) == ["a", "b", "c", "r"]


@pytest.mark.parametrize("wrong", [{"g": "@eventGatewayType=Parallel "}, {"c": event("signal", "s")}])
def test_what_is_no_message_or_begins_nothing_cannot_be_wanted_together(wrong):
    flows = BOTH if "c" in wrong else f"start > {BOTH}"
    found = check({"d.bpmn": diagram(flows, roots=OTHER, **{**ALL, **wrong})}, profile="lenient")

    assert {one.rule for one in found if one.severity == "refusal"} == {"parallel-race"}


SET = diagram("start > a > end", roots=OTHER, start="@parallelMultiple=true " + event("message", "m") + event("message", "other"))


def test_one_that_wants_all_of_its_messages_or_signals_begins_when_the_last_of_a_set_has_come():
    wants = ("asked", "paid")

    assert load({"d.bpmn": SET}).starts == tuple(StartTrigger("p", "start", "message", name, wants) for name in wants)
    assert Played(SET, {"n": 1}, element="start").open == ["a"]


@pytest.mark.parametrize("also", [timer("PT1H"), condition("n > 1"), event("signal", "s")])
def test_what_belongs_together_must_be_told_by_a_key_or_an_order(also):
    mixed = diagram("start > a > end", roots=OTHER, start="@parallelMultiple=true " + event("message", "m") + also)

    assert {one.rule for one in check({"d.bpmn": mixed}) if one.severity == "refusal"} == {"parallel-start"}


def test_its_output_mappings_say_what_enters():
    case = Played(diagram("start > a", roots=ROOTS, start=extended(mapping(outputs={"who": "=sender.name"}))
                          + event("message", "m")), {"sender": {"name": "x"}, "more": 1}, element="start")

    assert case.variables == {"who": "x"}


def test_event_sub_processes_listen_from_the_start_however_it_was():
    case = Played(diagram(
        "start > a; onspring:sub", roots=ROOTS, start=event("message", "m"),
        onspring=sub_process("begin:start > handle", attributes="@triggeredByEvent=true",
                             begin=event("signal", "s"))), element="start")

    assert case.hear("spring").open == ["handle"]


def test_what_begins_a_process_by_itself_may_stand_behind_a_plain_start_event():
    drawn = diagram("start > r:receive > after", r="@messageRef=m @instantiate=true ", roots=ROOTS)

    assert [found for found in check({"d.bpmn": drawn}) if found.severity == "refusal"] == []
    [trigger] = load({"d.bpmn": drawn}).starts
    assert (trigger.element_id, trigger.kind, trigger.name) == ("r", "message", "asked")
    assert Played(drawn, element="r").open == ["after"]


MESSAGE = '<bpmn:message id="m" name="asked"/>'
BEGINS_NOTHING = {
    "a task behind a gateway": ("race-without-event", diagram(
        "g:event; g > c:catch > a; g > b", g="@instantiate=true ", c=event("message", "m"), roots=MESSAGE)),
    "a condition behind a gateway": ("condition-not-allowed", diagram(
        "g:event; g -[x]> c:catch > a; g > d:catch > b", g="@instantiate=true ", c=event("message", "m"), d=timer("P1D"), roots=MESSAGE)),
    "a receive task of several instances": ("attribute-not-executed", diagram(
        "a:receive > b", a="@instantiate=true @messageRef=m " + each(cardinality="2"), roots=MESSAGE)),
    "a receive task of several instances behind a gateway": ("race-without-event", diagram(
        "g:event; g > a:receive > b; g > d:catch > c", g="@instantiate=true ", d=timer("P1D"),
        a="@messageRef=m " + each(cardinality="2"), roots=MESSAGE)),
}


@pytest.mark.parametrize(("rule", "xml"), BEGINS_NOTHING.values(), ids=BEGINS_NOTHING)
def test_what_cannot_begin_a_process_is_refused_and_not_left_out(rule, xml):
    assert rule in {found.rule for found in check({"a.bpmn": xml}, profile="lenient") if found.severity == "refusal"}
