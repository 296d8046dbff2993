"""Incidents: a step that fails is undone, what people gave is kept, and it can be tried again."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, event, extended, job, timer, zeebe

ROUTE = ("start > f:and; f > ask > g:xor; g -[amount > limit]> big > end; g -default> small > end;"
         "f > set_limit > end2:end")


def stuck(session: Session, started) -> tuple[engine.Instance, engine.Incident]:
    """Nobody has said the limit yet, so the condition cannot be answered."""
    instance = started(diagram(ROUTE))
    [ask] = engine.open_tasks(session, element_ids=["ask"])
    done = engine.complete_task(session, ask.id, actor="lead", answers={"amount": 7, "why": "x"})
    assert done.incident is not None
    return instance, done.incident


def test_a_failing_condition_keeps_the_answers_and_says_what_and_where(session, started) -> None:
    instance, incident = stuck(session, started)

    assert (incident.kind, incident.message_id) == ("task", "expression-unknown-name")
    assert incident.element_id == "g_big"
    assert incident.facts["text"] == "amount > limit"
    assert engine.incidents(session) == [incident]
    assert engine.answers(session, instance.id)["ask"].data == {"amount": 7, "why": "x"}
    [ask] = engine.open_tasks(session, element_ids=["ask"])
    assert ask.incident_id == incident.id
    assert engine.get_instance(session, instance.id).variables == {}
    [told] = engine.history(session, instance.id, kinds=["incident.opened"])
    assert told.facts["message_id"] == "expression-unknown-name"


def test_a_stuck_task_takes_no_second_answer(session: Session, started) -> None:
    _, incident = stuck(session, started)

    with pytest.raises(engine.TaskStuck):
        engine.complete_task(session, incident.task_id, actor="lead", answers={})
    with pytest.raises(engine.TaskNotOpen):
        engine.claim(session, incident.task_id, actor="lead")


def test_other_branches_go_on_and_trying_again_resumes_with_the_kept_answers(session, started):
    instance, incident = stuck(session, started)
    [other] = engine.open_tasks(session, element_ids=["set_limit"])
    engine.complete_task(session, other.id, actor="director", answers={"limit": 5})

    done = engine.retry_incident(session, incident.id, actor="owner")

    assert [task.element_id for task in done.opened] == ["big"]
    assert (done.task.id, done.task.closed_by) == (incident.task_id, "lead")
    assert engine.incidents(session) == []
    [resolved] = engine.incidents(session, instance_ids=[instance.id], open_only=False)
    assert (resolved.resolved_by, resolved.resolved_at is not None) == ("owner", True)
    assert len(engine.answer_history(session, instance.id)) == 2
    with pytest.raises(engine.IncidentResolved):
        engine.retry_incident(session, incident.id, actor="owner")


def test_what_fails_again_stays_one_incident(session: Session, started) -> None:
    instance, incident = stuck(session, started)

    done = engine.retry_incident(session, incident.id, actor="owner")

    assert done.incident.id == incident.id
    assert len(engine.incidents(session, open_only=False)) == 1
    assert len(engine.history(session, instance.id, kinds=["incident.opened"])) == 2


def test_a_reopened_task_may_be_answered_differently(session: Session, started) -> None:
    instance = started(diagram("start > ask > g:xor; g -[amount > 5]> big > end; g -default> end"))
    [ask] = engine.open_tasks(session)
    incident = engine.complete_task(session, ask.id, actor="lead", answers={"amount": "?"}).incident

    engine.reopen_task(session, incident.id, actor="owner")
    done = engine.complete_task(session, ask.id, actor="lead", answers={"amount": 6})

    assert [task.element_id for task in done.opened] == ["big"]
    assert engine.incidents(session) == []
    assert engine.answers(session, instance.id)["ask"].revision == 2


def test_a_canceled_instance_leaves_no_open_incident(session: Session, started) -> None:
    instance, _ = stuck(session, started)

    engine.cancel_instance(session, instance.id, actor="owner", reason="wrong diagram")

    assert engine.incidents(session) == []


def test_a_job_whose_next_step_fails_is_not_done_again(session: Session, started) -> None:
    started(diagram("start > work:service > g:xor; g -[amount > limit]> end; g -default> end2:end",
                    work=job("compute")))
    [work] = engine.lease_jobs(session, worker="w")

    done = engine.complete_job(session, work.id, worker="w", variables={"amount": 7})

    assert done.incident.job_id == work.id
    assert engine.lease_jobs(session, worker="w") == []
    with pytest.raises(engine.LeaseLost):
        engine.complete_job(session, work.id, worker="w")
    assert engine.retry_incident(session, done.incident.id, actor="owner").incident is not None


def test_what_came_for_a_token_that_was_moved_since_has_nothing_left_to_do(session: Session, started) -> None:
    instance = started(diagram(
        "start > letter:catch > g:xor; g -[amount > limit]> end; g -default> late > end2:end",
        roots='<bpmn:message id="m" name="m"/>', letter=event("message", "m")))
    assert engine.publish_message(session, "m", correlation_key="", variables={"amount": 7}, actor="worker") == 1
    [incident] = engine.incidents(session)
    [token] = engine.tokens(session, instance.id)
    engine.move_token(session, instance.id, token.token, to="late", actor="owner", reason="by telephone")

    done = engine.retry_incident(session, incident.id, actor="owner")

    assert (done.incident, engine.incidents(session)) == (None, [])
    assert [task.element_id for task in engine.open_tasks(session)] == ["late"]


def test_an_error_nobody_catches_is_an_incident(session: Session, started) -> None:
    started(diagram("start > work:service > end", work=job("compute")))
    [work] = engine.lease_jobs(session, worker="w")

    done = engine.throw_job_error(session, work.id, worker="w", code="declined", message="No")

    assert (done.incident.message_id, done.incident.facts["code"]) == ("error-not-caught", "declined")


def test_a_timer_whose_step_fails_fires_no_more_until_tried_again(session, started) -> None:
    started(diagram(
        "start > ask > end; late:boundary > g:xor; g -[x > 1]> a > end2:end; g -default> end3:end",
        late=at("ask", timer("PT1H"))), {"x": "?"})
    engine.turn_clock(timedelta(hours=2))

    assert engine.fire_due_timers(session) == 1
    assert engine.fire_due_timers(session) == 0

    [incident] = engine.incidents(session)
    assert (incident.kind, incident.element_id) == ("timer", "g_a")
    [ask] = engine.open_tasks(session)
    engine.complete_task(session, ask.id, actor="lead", answers={})
    assert engine.incidents(session) == []


def test_a_first_step_that_fails_starts_nothing(session: Session, started) -> None:
    with pytest.raises(engine.ExpressionError):
        started(diagram("start > g:xor; g -[x > 1]> a > end; g -default> end"), {"x": "?"})

    assert engine.instances(session) == []


def test_a_value_no_column_can_keep_fails_the_step_not_the_database(session, started) -> None:
    started(diagram("start > ask > b > end",
                    b=extended(zeebe("assignmentDefinition", assignee="=who"))))
    [ask] = engine.open_tasks(session)

    done = engine.complete_task(session, ask.id, actor="lead", answers={"who": "x" * 5000})

    assert done.incident.message_id == "text-unusable"


def test_a_state_nobody_can_read_is_an_incident_and_can_still_be_canceled(session, started):
    instance = started(diagram("start > f:and; f > ask > end; f > pause:catch > end2:end",
                               pause=timer("PT1H")))
    rows = engine.metadata.tables["engine_instance"]
    session.execute(rows.update().where(rows.c.id == instance.id).values(state=b"garbage"))
    [ask] = engine.open_tasks(session)

    done = engine.complete_task(session, ask.id, actor="lead", answers={"kept": "yes"})

    assert done.incident is not None
    assert engine.answers(session, instance.id)["ask"].data == {"kept": "yes"}
    canceled = engine.cancel_instance(session, instance.id, actor="owner", reason="broken")
    assert canceled.outcome == "canceled"
    assert (engine.open_tasks(session), engine.timers(session, instance.id)) == ([], [])
    assert engine.incidents(session) == []
