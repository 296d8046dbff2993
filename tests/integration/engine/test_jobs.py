"""Jobs: leased to one worker, tried again with patience, never lost and never in a loop."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, event, extended, job, mapping, zeebe

WORK = diagram("start > work:service > after > end", work=job("documents.freeze"))


def later(**passed: float) -> None:
    engine.turn_clock(engine.clock_offset() + timedelta(**passed))


def test_a_service_task_is_a_job_until_a_worker_has_done_it(session: Session, started) -> None:
    words = extended(
        zeebe("taskDefinition", type="documents.freeze", retries="5"),
        zeebe("taskHeaders", zeebe("header", key="document", value="requirement_confirmation")),
        mapping(inputs={"title": '="Scope of " + name'}),
    )
    instance = started(diagram("start > work:service > after > end", work=words),
                       {"name": "line 1"}, business_key="project:7")

    [work] = engine.lease_jobs(session, worker="w")

    assert (work.type, work.element_id, work.instance_id) == ("documents.freeze", "work", instance.id)
    assert work.headers == {"document": "requirement_confirmation"}
    assert (work.input, work.variables) == ({"title": "Scope of line 1"}, {"name": "line 1"})
    assert (work.retries_left, work.business_key) == (4, "project:7")
    assert work.idempotency_key.startswith(f"{instance.id}:")
    done = engine.complete_job(session, work.id, worker="w", variables={"version": 3})
    assert [task.element_id for task in done.opened] == ["after"]
    assert done.instance.variables == {"name": "line 1", "version": 3}
    assert engine.lease_jobs(session, worker="w") == []


def test_what_is_to_be_done_is_seen_without_taking_it_until_it_is_done(session: Session, started) -> None:
    instance = started(WORK, {"name": "line 1"})
    [seen] = engine.open_jobs(session, "documents.freeze")

    [work] = engine.lease_jobs(session, worker="w")

    assert (seen.id, seen.instance_id, seen.variables["name"]) == (work.id, instance.id, "line 1")
    assert engine.open_jobs(session, "gates.check") == []
    assert [job.id for job in engine.open_jobs(session, "documents.freeze")] == [work.id]
    engine.complete_job(session, work.id, worker="w")
    assert engine.open_jobs(session, "documents.freeze") == []


def test_a_leased_job_is_nobody_elses(session: Session, started) -> None:
    started(WORK)
    [work] = engine.lease_jobs(session, worker="one")

    assert engine.lease_jobs(session, worker="two") == []
    for verb in (engine.complete_job, engine.throw_job_error, engine.fail_job):
        more = {"throw_job_error": {"code": "x"}, "fail_job": {"error": "x"}}.get(verb.__name__, {})
        with pytest.raises(engine.LeaseLost):
            verb(session, work.id, worker="two", **more)
    engine.complete_job(session, work.id, worker="one")
    with pytest.raises(engine.LeaseLost):
        engine.complete_job(session, work.id, worker="one")


def test_a_lease_that_ran_out_goes_to_the_next_worker(session: Session, started) -> None:
    started(WORK)
    [work] = engine.lease_jobs(session, worker="one", lease=timedelta(minutes=1))
    later(minutes=2)

    [again] = engine.lease_jobs(session, worker="two")

    assert (again.id, again.idempotency_key) == (work.id, work.idempotency_key)
    assert again.retries_left == work.retries_left - 1
    with pytest.raises(engine.LeaseLost):
        engine.complete_job(session, work.id, worker="one")
    engine.complete_job(session, work.id, worker="two")


def test_late_work_counts_while_nobody_else_has_taken_it(session: Session, started) -> None:
    started(WORK)
    [work] = engine.lease_jobs(session, worker="one")
    later(hours=1)

    assert engine.complete_job(session, work.id, worker="one").incident is None


def test_a_failed_job_waits_longer_each_time_and_ends_as_an_incident(session, started) -> None:
    instance = started(WORK)
    pauses = []

    for attempt in range(3):
        [work] = engine.lease_jobs(session, worker="w")
        incident = engine.fail_job(session, work.id, worker="w", error=f"Disk full {attempt}")
        assert engine.lease_jobs(session, worker="w") == []
        waiting = engine.due(session)
        pauses.append((waiting.next_at - engine.now()).total_seconds() if waiting.next_at else None)
        later(hours=2)

    assert 3 < pauses[0] < 7 < 14 < pauses[1] < 26
    assert pauses[2] is None
    assert (incident.message_id, incident.facts["error"]) == ("job-failed", "Disk full 2")
    assert engine.lease_jobs(session, worker="w") == []
    assert len(engine.history(session, instance.id, kinds=["job.failed"])) == 3

    engine.retry_incident(session, incident.id, actor="owner")

    [work] = engine.lease_jobs(session, worker="w")
    assert (work.retries_left, work.last_error) == (2, "Disk full 2")
    engine.complete_job(session, work.id, worker="w")
    assert engine.incidents(session) == []


def test_a_worker_may_say_when_to_try_again(session: Session, started) -> None:
    started(WORK)
    [work] = engine.lease_jobs(session, worker="w")

    engine.fail_job(session, work.id, worker="w", error="busy", retry_in=timedelta())

    assert len(engine.lease_jobs(session, worker="w")) == 1


def test_a_job_that_kills_its_workers_becomes_an_incident(session: Session, started) -> None:
    started(WORK)
    for worker in ("one", "two", "three"):
        assert len(engine.lease_jobs(session, worker=worker)) == 1
        later(minutes=5)

    assert engine.lease_jobs(session, worker="four") == []

    [incident] = engine.incidents(session)
    assert incident.message_id == "job-abandoned"
    assert not engine.due(session)


def test_an_error_thrown_by_a_job_is_caught_on_the_diagram(session: Session, started) -> None:
    roots = '<bpmn:error id="e" errorCode="declined"/>'
    started(diagram("start > work:service > end; no:boundary > mend > end2:end", roots=roots,
                    work=job("ask"), no=at("work", event("error", "e"))))
    [work] = engine.lease_jobs(session, worker="w")

    done = engine.throw_job_error(session, work.id, worker="w", code="declined", message="No")

    assert [task.element_id for task in done.opened] == ["mend"]


def test_what_is_due_is_counted_without_being_taken(session: Session, started) -> None:
    assert not engine.due(session)
    started(WORK)

    assert engine.due(session).jobs == 1
    assert engine.due(session)
    assert len(engine.lease_jobs(session, worker="w")) == 1
    assert engine.due(session).jobs == 0


def test_listeners_are_jobs_of_their_own(session: Session) -> None:
    listens = ('<zeebe:executionListeners><zeebe:executionListener eventType="start" type="before"/>'
               '<zeebe:executionListener eventType="end" type="after"/></zeebe:executionListeners>')
    version = engine.deploy(session, "heard", {"d.bpmn": diagram("start > a:service > end", a=job("main", listens))},
                            actor="owner")
    instance = engine.start(session, "p", version_id=version.id, actor="lead")

    done = []
    while leased := engine.lease_jobs(session, worker="w"):
        [one] = leased
        done.append(one.type)
        engine.complete_job(session, one.id, worker="w", variables={one.type: True})

    assert done == ["before", "main", "after"]
    assert engine.get_instance(session, instance.id).outcome == "completed"
    assert engine.get_instance(session, instance.id).variables == {"before": True, "main": True, "after": True}
