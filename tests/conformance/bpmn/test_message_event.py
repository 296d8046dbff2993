"""Message events: thrown to one receiver, found by name and correlation key."""

import json

import pytest

from engine.errors import ExpressionError
from tests.support.diagrams import Played, at, diagram, event, extended, mapping, zeebe

EDITED = ('<bpmn:message id="m" name="edited">'
          + extended(zeebe("subscription", correlationKey="=project_id")) + "</bpmn:message>")


def test_waits_under_its_name_and_key():
    case = Played(diagram("start > news:catch > a", news=event("message", "m"), roots=EDITED),
                  {"project_id": 7})

    wait = case.wait("news")
    assert (wait.kind, wait.message, wait.correlation_key) == ("message", "edited", "7")


def test_goes_on_with_what_the_message_brings():
    case = Played(diagram("start > news:catch > a", news=event("message", "m"), roots=EDITED),
                  {"project_id": 7})

    case.receive("edited", "7", editor="designer")

    assert case.open == ["a"]
    assert case.variables["editor"] == "designer"


def test_its_output_mappings_say_what_enters():
    words = event("message", "m")
    case = Played(diagram("start > news:catch > a", roots=EDITED,
                          news=extended(mapping(outputs={"who": "=editor"})) + words), {"project_id": 7})

    assert case.receive("edited", "7", editor="designer").variables == {"project_id": 7, "who": "designer"}


def test_an_interrupting_boundary_message_takes_the_activity_away():
    case = Played(diagram(
        "start > a > b; news:boundary > redo", news=at("a", event("message", "m")), roots=EDITED,
    ), {"project_id": 7})

    assert case.receive("edited", "7").open == ["redo"]


def test_a_non_interrupting_boundary_message_may_come_again_and_again():
    case = Played(diagram(
        "start > a > b; news:boundary > note", roots=EDITED,
        news=at("a", event("message", "m"), interrupting=False),
    ), {"project_id": 7})

    case.receive("edited", "7").receive("edited", "7")

    assert case.open == ["a", "note", "note"]


def test_a_receive_task_waits_for_its_message():
    case = Played(diagram("start > goods:receive > a", goods="@messageRef=m ", roots=EDITED),
                  {"project_id": 7})

    assert case.receive("edited", "7").open == ["a"]


def test_a_receive_task_may_be_interrupted():
    case = Played(diagram(
        "start > goods:receive > a; stop:boundary > b", goods="@messageRef=m ",
        stop=at("goods", event("signal", "s")), roots=EDITED + '<bpmn:signal id="s" name="stop"/>',
    ), {"project_id": 7})

    assert case.hear("stop").open == ["b"]


def test_thrown_in_the_case_it_reaches_the_one_who_waits_there():
    case = Played(diagram(
        "start > split:and; split > news:catch > a; split > write > tell:throw > end",
        news=event("message", "m"), tell=event("message", "m"), roots=EDITED,
    ), {"project_id": 7})

    assert case.complete("write").open == ["a"]
    assert case.thrown == []


def test_thrown_with_nobody_waiting_in_the_case_it_leaves_it():
    case = Played(diagram(
        "start > tell:throw > a", tell=extended(mapping(inputs={"text": '="hello"'})) + event("message", "m"),
        roots=EDITED,
    ), {"project_id": 7})

    thrown = case.thrown[0]
    assert (thrown.kind, thrown.name, thrown.correlation_key) == ("message", "edited", "7")
    assert thrown.variables == {"text": "hello"}
    assert case.open == ["a"]


def test_a_message_may_be_thrown_by_a_send_task_and_by_an_end_event():
    case = Played(diagram("start > tell:send > told:end", tell="@messageRef=m ",
                          told=event("message", "m"), roots=EDITED), {"project_id": 7})

    assert [thrown.element_id for thrown in case.thrown] == ["tell", "told"]
    assert case.outcome == "completed"


@pytest.mark.parametrize("value", ["null", "[]", "true", '""', "2.5"])
@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_computed_name_that_is_neither_a_text_nor_a_whole_number_is_an_error_where_it_is_written(kind, value):
    xml = diagram("start > wait:catch > a", wait=event(kind, "r"), roots=f'<bpmn:{kind} id="r" name="=said"/>')

    with pytest.raises(ExpressionError, match="value-mistyped") as raised:
        Played(xml, {"said": json.loads(value)})

    assert raised.value.facts["element"] == "r"   # where it is written
