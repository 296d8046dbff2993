"""Start events: where a case begins: plainly, or because a message or signal came."""

import pytest

from engine.errors import EngineError
from engine.spiff import StartTrigger, load
from tests.support.diagrams import Played, diagram, event, extended, mapping, sub_process

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


@pytest.mark.parametrize("element", ["start", "a", "ghost"])
def test_only_one_that_waits_can_be_named(element):
    with pytest.raises(EngineError, match="no-such-start"):
        Played(THREE, element=element)


def test_a_process_without_a_plain_one_is_begun_by_events_alone():
    only = diagram("start > a", start=event("message", "m"), roots=ROOTS)

    with pytest.raises(EngineError, match="no-plain-start"):
        Played(only)
    assert Played(only, element="start").open == ["a"]


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
