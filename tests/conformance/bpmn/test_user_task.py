"""User task: waits for a person; its form, people and times are read from the modeler's panel."""

from datetime import UTC, datetime

import pytest

from engine.errors import ExpressionError, TaskNotOpen
from tests.support.diagrams import NOON, Played, diagram, extended, mapping, zeebe

FULL = diagram("start > sign > end", sign=extended(
    zeebe("userTask"),
    zeebe("formDefinition", formId="sign_form"),
    zeebe("assignmentDefinition", assignee="=owner.name", candidateGroups="legal, finance",
          candidateUsers='=["lead", "buyer"]'),
    zeebe("taskSchedule", dueDate='=now() + duration("P2D")', followUpDate="2026-12-01T09:00:00Z"),
    zeebe("priorityDefinition", priority="80"),
    zeebe("taskHeaders", zeebe("header", key="side", value="customer")),
    mapping(inputs={"amount": "=order.total"}),
))


def test_tells_its_form_people_times_priority_headers_and_input():
    case = Played(FULL, {"owner": {"name": "lead"}, "order": {"total": 7}})

    told = case.wait("sign").task
    assert told.form_id == "sign_form"
    assert told.assignee == "lead"
    assert told.candidate_groups == ("legal", "finance")
    assert told.candidate_users == ("lead", "buyer")
    assert told.due_at == datetime(2026, 3, 4, 12, tzinfo=UTC)
    assert told.follow_up_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert told.priority == 80
    assert told.headers == {"side": "customer"}
    assert told.input == {"amount": 7}


def test_the_due_date_is_set_once_and_does_not_move_with_the_clock():
    case = Played(FULL, {"owner": {"name": "lead"}, "order": {"total": 7}})

    case.later(days=1)

    assert case.wait("sign").task.due_at == datetime(2026, 3, 4, 12, tzinfo=UTC)


def test_says_little_when_little_is_written():
    told = Played(diagram("start > sign")).wait("sign").task

    assert (told.form_id, told.assignee, told.candidate_groups, told.due_at) == (None, None, (), None)
    assert told.priority == 50


def test_an_answer_enters_the_process():
    assert Played(diagram("start > a > b")).complete("a", yes=True).variables == {"yes": True}


def test_it_can_be_completed_once():
    case = Played(diagram("start > a > b"))
    token = case.wait("a").token
    case.complete("a")

    with pytest.raises(TaskNotOpen):
        case.run.complete(token, {})


def test_a_failing_field_names_its_element_and_file():
    broken = diagram("start > sign", sign=extended(zeebe("assignmentDefinition", assignee="=[1, 2]")))

    with pytest.raises(ExpressionError, match="value-mistyped") as raised:
        Played(broken)

    assert raised.value.facts["element"] == "sign"
    assert raised.value.facts["file"] == "diagram.bpmn"


@pytest.mark.parametrize("priority", ["=10 ** 20", '="high"'])
def test_a_priority_that_is_no_number_or_too_great_a_one_is_an_error_at_its_task(priority):
    broken = diagram("start > sign", sign=extended(zeebe("priorityDefinition", priority=priority)))

    with pytest.raises(ExpressionError, match="value-mistyped"):
        Played(broken)


def test_tokens_stay_the_same_over_a_restart():
    case = Played(FULL, {"owner": {"name": "lead"}, "order": {"total": 7}})
    token = case.wait("sign").token

    restored = case.program.restore(case.state, NOON)

    assert [wait.token for wait in restored.waits()] == [token]
