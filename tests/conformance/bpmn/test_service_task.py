"""Service task: a job that a worker does, with its verb, headers and input; it may end in an error."""

import json

import pytest

from engine.errors import EngineError, ExpressionError
from tests.support.diagrams import Played, at, diagram, event, extended, job, mapping, zeebe

CALL = diagram(
    "start > open:service > after",
    open=job(
        "projects.open", zeebe("taskHeaders", zeebe("header", key="method", value="POST")),
        mapping(inputs={"body": "={id: order.id}"}, outputs={"number": "=response.number"}),
    ),
)


def test_tells_the_worker_its_verb_headers_and_input():
    told = Played(CALL, {"order": {"id": 7}}).wait("open").job

    assert (told.type, told.retries) == ("projects.open", 3)
    assert told.headers == {"method": "POST"}
    assert told.input == {"body": {"id": 7}}


def test_with_output_mappings_only_what_they_name_leaves_it():
    case = Played(CALL, {"order": {"id": 7}})

    case.work("open", response={"number": "P-1", "noise": True})

    assert case.variables == {"order": {"id": 7}, "number": "P-1"}
    assert case.open == ["after"]


def test_without_output_mappings_all_results_enter_the_process():
    case = Played(diagram("start > open:service > after", open=job("projects.open")))

    assert case.work("open", number="P-1").variables == {"number": "P-1"}


def test_the_verb_and_the_retries_may_be_computed():
    words = extended(zeebe("taskDefinition", type='="mail." + language', retries="=tries"))

    told = Played(diagram("start > mail:service", mail=words), {"language": "zh", "tries": 5}).wait("mail")

    assert (told.job.type, told.job.retries) == ("mail.zh", 5)


def test_an_error_of_the_worker_is_caught_at_the_boundary():
    case = Played(diagram(
        "start > open:service > after; failed:boundary > mend", open=job("projects.open"),
        failed=at("open", event("error", "e")), roots='<bpmn:error id="e" errorCode="closed"/>',
    ))

    assert case.fail("open", "closed").open == ["mend"]
    assert case.jobs == []


def test_an_error_that_nobody_catches_is_told_to_the_caller():
    case = Played(diagram("start > open:service", open=job("projects.open")))

    with pytest.raises(EngineError, match="error-not-caught") as raised:
        case.fail("open", "closed")

    assert raised.value.facts["element"] == "open"


def test_a_send_task_and_a_throwing_message_with_a_verb_are_jobs_too():
    case = Played(diagram(
        "start > tell:send > told:throw > end", tell=job("mail"),
        told=job("mail") + event("message", "m"), roots='<bpmn:message id="m" name="told"/>',
    ))

    assert case.jobs == ["tell"]
    assert case.work("tell").jobs == ["told"]
    assert case.work("told").outcome == "completed"


@pytest.mark.parametrize(("field", "value"), [
    ("type", "null"), ("type", '""'), ("type", "true"), ("retries", "null"), ("retries", "2.5"), ("retries", "true"), ("retries", "-1"),
])
def test_a_computed_verb_or_number_of_tries_that_is_none_is_an_error_at_its_task(field, value):
    words = {"type": "mail.send", "retries": "3", field: "=said[1]"}

    with pytest.raises(ExpressionError, match="value-mistyped") as raised:
        Played(diagram("start > tell:service", tell=extended(zeebe("taskDefinition", **words))), {"said": json.loads(f"[{value}]")})

    assert raised.value.facts["element"] == "tell"
