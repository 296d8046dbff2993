"""Listeners at the assigning of a task: jobs of the same transaction in which it gets into other hands."""

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import diagram, extended, zeebe

LISTENS = zeebe("taskListeners", zeebe("taskListener", eventType="assigning", type="check"))
OFFERED = diagram("start > a > end", a=extended(zeebe("assignmentDefinition", candidateGroups="leads"), LISTENS))


def told(session: Session) -> list[tuple[str, str | None]]:
    """How and to whom the task was given, as the jobs that are open say."""
    return [(job.headers["io.camunda.zeebe:action"], job.headers.get("io.camunda.zeebe:assignee"))
            for job in engine.open_jobs(session, "check")]


def work(session: Session) -> None:
    for job in engine.lease_jobs(session, worker="w"):
        engine.complete_job(session, job.id, worker="w")


def test_who_claims_a_task_cannot_answer_it_before_its_listener_is_done(session: Session, started) -> None:
    instance = started(OFFERED)
    [task] = engine.open_tasks(session)

    claimed = engine.claim(session, task.id, actor="lead")

    assert (claimed.assignee, claimed.held, told(session)) == ("lead", True, [("claim", "lead")])
    with pytest.raises(engine.MoveRefused) as refused:
        engine.complete_task(session, task.id, actor="lead", answers={})
    assert refused.value.message_id == "task-held"
    work(session)
    engine.complete_task(session, task.id, actor="lead", answers={})
    assert engine.get_instance(session, instance.id).outcome == "completed"


def test_giving_back_handing_on_and_delegating_ask_the_listener_each_time(session: Session, started) -> None:
    started(OFFERED)
    [task] = engine.open_tasks(session)
    seen = []

    for verb, words in ((engine.claim, {}), (engine.release, {}), (engine.assign, {"to": "designer"}),
                        (engine.delegate, {"to": "buyer", "reason": ""})):
        verb(session, task.id, actor="lead", **words)
        seen += told(session)
        work(session)
    engine.complete_task(session, task.id, actor="buyer", answers={})

    assert seen == [("claim", "lead"), ("unassign", None), ("assign", "designer"), ("assign", "buyer")]
    assert told(session) == [("assign", "designer")]


def test_claiming_ones_own_task_asks_nobody(session: Session, started) -> None:
    started(OFFERED)
    [task] = engine.open_tasks(session)
    engine.claim(session, task.id, actor="lead")
    work(session)

    engine.claim(session, task.id, actor="lead")

    assert told(session) == []


def test_a_task_that_is_given_on_meanwhile_closes_the_job_of_the_hands_before(session: Session, started) -> None:
    started(OFFERED)
    [task] = engine.open_tasks(session)
    engine.claim(session, task.id, actor="lead")
    [early] = engine.lease_jobs(session, worker="w")

    engine.assign(session, task.id, to="designer", actor="lead")

    assert told(session) == [("assign", "designer")]
    with pytest.raises(engine.LeaseLost):
        engine.complete_job(session, early.id, worker="w")


def test_a_task_in_a_suspended_case_may_be_claimed_and_its_listener_waits(session: Session, started) -> None:
    instance = started(OFFERED)
    [task] = engine.open_tasks(session)
    engine.suspend_instance(session, instance.id, actor="lead", reason="")

    engine.claim(session, task.id, actor="lead")

    assert (told(session), engine.lease_jobs(session, worker="w")) == ([("claim", "lead")], [])
    engine.resume_instance(session, instance.id, actor="lead")
    work(session)
    assert not engine.get_task(session, task.id).held


def test_a_task_that_nobody_could_take_asks_nobody(session: Session, started) -> None:
    started(OFFERED)
    [task] = engine.open_tasks(session)
    engine.claim(session, task.id, actor="lead")
    work(session)

    with pytest.raises(engine.NotYourTask):
        engine.claim(session, task.id, actor="designer")

    assert told(session) == []


def test_a_task_that_begins_in_somebodys_hands_is_held_at_once(session: Session, started) -> None:
    started(diagram("start > a > end", a=extended(zeebe("assignmentDefinition", assignee="lead"), LISTENS)))

    [task] = engine.open_tasks(session)

    assert (task.held, told(session)) == (True, [("assign", "lead")])
