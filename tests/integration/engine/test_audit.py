"""The audit finds nothing where all is well, and each kind of loss or doubling once it is planted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

import engine
from engine.store import (
    engine_answers,
    engine_event,
    engine_incident,
    engine_instance,
    engine_job,
    engine_subscription,
    engine_task,
    engine_timer,
)
from tests.support.diagrams import at, diagram, each, extended, job, timer, zeebe

PAID = ('<bpmn:message id="m" name="paid"><bpmn:extensionElements>'
        '<zeebe:subscription correlationKey="=order"/></bpmn:extensionElements></bpmn:message>')
BUSY = diagram(
    "start > f:and; f > ask > then > j:and; f > work:service > j; f > wait:catch > j; f > many > j; j > end;"
    "late:boundary > remind > end2:end",
    roots=PAID, work=job("compute"), wait='<bpmn:messageEventDefinition messageRef="m"/>',
    many=each("[1, 2]"), late=at("ask", timer("PT1H"), interrupting=False),
    ask=extended(zeebe("userTask"), zeebe("assignmentDefinition", candidateGroups="designer")))


@pytest.fixture
def busy(session: Session, started) -> engine.Instance:
    """A task, a job, a timer, a message and two instances awaited; one task answered, one come again."""
    instance: engine.Instance = started(BUSY, {"order": "A-7"})
    engine.complete_task(session, the(session, "ask").id, actor="lead", answers={"a": 1})
    engine.return_task(session, the(session, "then").id, to="ask", actor="lead", reason="again")
    return instance


def the(session: Session, element: str) -> engine.Task:
    return engine.open_tasks(session, element_ids=[element])[0]


def rules(session: Session) -> set[str]:
    return {found.rule for found in engine.audit(session)}


def test_all_is_well_in_the_middle_of_everything(session: Session, busy: engine.Instance, started) -> None:
    stuck = started(diagram("start > ask > g:xor; g -[missing > 1]> b > end; g -default> c > end"))
    task = engine.open_tasks(session, instance_ids=[stuck.id])[0]
    assert engine.complete_task(session, task.id, actor="lead", answers={}).incident
    engine.suspend_instance(session, busy.id, actor="admin", reason="x")
    started(diagram("start > split:and; split > ask > end; split > tell > end", split=extended(zeebe(
        "executionListeners", zeebe("executionListener", eventType="start", type="check")))))   # which a worker is asked
    done = started(diagram("start > ask > end"))
    engine.complete_task(session, engine.open_tasks(session, instance_ids=[done.id])[0].id, actor="lead", answers={})
    canceled = started(BUSY, {"order": "A-8"})
    engine.cancel_instance(session, canceled.id, actor="admin", reason="x")

    assert engine.audit(session) == []


def test_an_answer_given_anew_and_a_job_tried_again_are_in_order(session: Session, started) -> None:
    stuck = started(diagram("start > ask > g:xor; g -[n > 1]> b > end; g -default> c > end"))
    ask = engine.open_tasks(session, instance_ids=[stuck.id])[0]
    done = engine.complete_task(session, ask.id, actor="lead", answers={"n": "many"})
    assert done.incident is not None
    engine.reopen_task(session, done.incident.id, actor="lead")
    assert engine.audit(session) == []
    engine.complete_task(session, ask.id, actor="lead", answers={"n": 2})
    working = started(diagram("start > work:service > end", work=job("compute")))
    for _ in range(3):
        engine.turn_clock(engine.clock_offset() + timedelta(hours=3))
        [leased] = engine.lease_jobs(session, worker="w")
        engine.fail_job(session, leased.id, worker="w", error="x")
    [incident] = engine.incidents(session, instance_ids=[working.id])
    assert engine.audit(session) == []
    engine.retry_incident(session, incident.id, actor="lead")

    assert engine.audit(session) == []


def close_a_task(session: Session) -> None:
    session.execute(update(engine_task).where(engine_task.c.element_id == "ask", engine_task.c.closed_at.is_(None))
                    .values(closed_at=engine.now(), closed_as="canceled", closed_by="x"))


def tell_again(kind: str) -> Callable[[Session], None]:
    def plant(session: Session) -> None:
        if kind == "job.completed":
            [leased] = engine.lease_jobs(session, worker="w")
            engine.complete_job(session, leased.id, worker="w")
        session.execute(text(
            "INSERT INTO engine_event (instance_id, kind, element_id, actor, facts, at) SELECT instance_id, kind,"
            f" element_id, actor, facts, at FROM engine_event WHERE kind = '{kind}'"))

    return plant


def forget(table: Any, *where: Any) -> Callable[[Session], None]:
    return lambda session: session.execute(delete(table).where(*where))  # type: ignore[return-value]


def change(table: Any, *where: Any, **values: Any) -> Callable[[Session], None]:
    return lambda session: session.execute(  # type: ignore[return-value]
        update(table).where(*where).values(**values))


def end_it(session: Session) -> None:
    session.execute(update(engine_instance).values(ended_at=engine.now(), outcome="completed"))


def answer_an_open_task(session: Session) -> None:
    task = the(session, "ask")
    session.execute(insert(engine_answers).values(
        instance_id=task.instance_id, task_id=task.id, element_id="ask", revision=2, data={}, by="x", at=engine.now()))


def number_a_round_too_high(session: Session) -> None:
    session.execute(update(engine_answers).values(revision=2))


def leave_stuck(session: Session) -> None:
    session.execute(update(engine_task).where(engine_task.c.closed_at.is_(None)).values(incident_id=4711))


def resolve_behind_the_back(session: Session) -> None:
    [leased] = engine.lease_jobs(session, worker="w")
    while engine.fail_job(session, leased.id, worker="w", error="x") is None:
        engine.turn_clock(engine.clock_offset() + timedelta(hours=3))
        [leased] = engine.lease_jobs(session, worker="w")
    session.execute(update(engine_incident).values(resolved_at=engine.now()))


def double_a_row(session: Session) -> None:
    session.execute(text(
        "INSERT INTO engine_timer (instance_id, token, process_id, element_id, due_at, set_at) SELECT instance_id,"
        " token || 'x', process_id, element_id, due_at, set_at FROM engine_timer"))


PLANTED = {
    "a task told as completed twice": (tell_again("task.completed"), {"audit-done-twice"}),
    "a job told as completed twice": (tell_again("job.completed"), {"audit-done-twice"}),
    "a completion the history lost": (
        forget(engine_event, engine_event.c.kind == "task.completed"), {"audit-untold"}),
    "a task opened again": (
        change(engine_task, engine_task.c.closed_as == "completed", engine_task.c.element_id == "ask",
               closed_at=None, closed_as=None, token="t999"),
        {"audit-told-but-open", "audit-row-astray", "audit-answers-astray"}),
    "answers lost": (forget(engine_answers), {"audit-answers-lost"}),
    "a round lost": (number_a_round_too_high, {"audit-round-lost"}),
    "answers without their step": (answer_an_open_task, {"audit-answers-astray"}),
    "an end that leaves things open": (end_it, {"audit-left-over"}),
    "a stuck task that nobody can try again": (leave_stuck, {"audit-stuck-for-nobody"}),
    "an incident resolved behind the back": (resolve_behind_the_back, {"audit-stuck-for-nobody"}),
    "a task that nobody sees": (close_a_task, {"audit-wait-unseen"}),
    "a job that nobody does": (
        change(engine_job, closed_at=engine.now(), closed_as="canceled"), {"audit-wait-unseen"}),
    "a timer lost": (forget(engine_timer), {"audit-wait-unseen"}),
    "a subscription lost": (forget(engine_subscription), {"audit-wait-unseen"}),
    "a row that no token stands behind": (double_a_row, {"audit-row-astray"}),
    "a timer at another time": (
        change(engine_timer, due_at=engine.now() + timedelta(days=9)), {"audit-row-differs"}),
    "a state that cannot be read": (
        change(engine_instance, state=b'{"format": 99}'), {"audit-unreadable"}),
    "a state of which half was written": (change(engine_instance, state=b'{"format":2,"proc'), {"audit-unreadable"}),
    "a deflated state of which half was written": (change(engine_instance, state=b"\x78\x01\x00"), {"audit-unreadable"}),
    "a state at a step that there is not": (change(engine_instance, state=(
        b'{"format":1,"process":"p","made":9,"variables":{},"outcome":null,"tokens":[{"id":"t1","at":"ghost","state":"ready"}]}')),
        {"audit-unreadable"}),
    "a state whose tokens are gone": (
        change(engine_instance, state=b'{"format":1,"process":"p","made":9,"variables":{},"outcome":null,"tokens":[]}'),
        {"audit-nothing-awaited", "audit-row-astray"}),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_what_is_planted_is_found(session: Session, busy: engine.Instance, planted: str) -> None:
    assert engine.audit(session) == []
    plant, wanted = PLANTED[planted]
    session.info["sabotaged"] = True

    plant(session)

    assert rules(session) == wanted
    assert {found.instance_id for found in engine.audit(session)} == {busy.id}


def test_so_many_findings_and_no_more(session: Session, busy: engine.Instance) -> None:
    session.info["sabotaged"] = True
    end_it(session)

    assert len(engine.audit(session, at_most=2)) == 2
