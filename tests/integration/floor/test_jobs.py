"""The worker: every row once, failures back with patience, one broken reaction holds up no other."""

import time
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import engine
from tests.integration.floor.test_transaction import in_threads
from tests.support import build
from tests.support.cast import Cast
from webapp import jobs
from webapp.db import db
from webapp.domain import customers, notifications, projects, tasks
from webapp.transaction import ThreadDoorbell, transaction
from webapp.worker import WorkerThread


@pytest.fixture
def telling(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> engine.Instance:
    """A project that has come to its service task."""
    project = build.start_project(cast)
    session = db.session()
    for actor in (cast.lead, cast.designer):
        task = engine.open_tasks(session, instance_ids=[project.instance_id or 0])[0]
        with transaction() as rows:
            if task.assignee is None:
                tasks.claim(rows, task, actor=actor)
                task = engine.get_task(rows, task.id) or task
            tasks.submit(rows, task, actor=actor, data={})
    return engine.get_instance(session, project.instance_id or 0)


def kinds(instance: engine.Instance) -> list[str]:
    db.session.rollback()
    return [event.kind for event in engine.history(db.session(), instance.id)]


def handle(monkeypatch: pytest.MonkeyPatch, handler: Any) -> None:
    monkeypatch.setattr(jobs, "HANDLERS", {"notifications.tell": handler})


def test_a_handlers_effect_and_the_step_are_one(telling: engine.Instance) -> None:
    build.work()

    assert kinds(telling).count("job.completed") == 1
    assert engine.open_tasks(db.session())[0].element_id == "close"


def test_several_workers_at_once_do_a_job_once(
    floor: Flask, telling: engine.Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def note(job: engine.Job, session: Session) -> dict[str, Any]:
        customers.create_customer(session, name=f"once {job.id}", by="system")
        return {}

    handle(monkeypatch, note)

    in_threads(floor, lambda number: jobs.run_due(floor.config["SETTINGS"], worker=f"w{number}") and None)

    assert kinds(telling).count("job.completed") == 1
    assert len(customers.find(db.session(), search="once")) == 1


def test_a_failing_handler_leaves_no_effect_and_is_tried_again(
    telling: engine.Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def stumble(_job: engine.Job, session: Session) -> dict[str, Any]:
        customers.create_customer(session, name="half", by="system")
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the printer is on fire")
        return {}

    handle(monkeypatch, stumble)
    build.work()
    assert customers.find(db.session(), search="half") == []

    engine.turn_clock(timedelta(hours=2))
    try:
        build.work()
    finally:
        engine.turn_clock(timedelta())

    assert kinds(telling).count("job.failed") == 1
    assert kinds(telling).count("job.completed") == 1
    assert len(customers.find(db.session(), search="half")) == 1


def test_after_the_last_try_there_is_an_incident_that_the_lead_hears_of(
    telling: engine.Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_job: engine.Job, _session: Session) -> dict[str, Any]:
        raise OSError("the printer is on fire")

    handle(monkeypatch, fail)
    try:
        for hours in (0, 2, 4, 6):
            engine.turn_clock(timedelta(hours=hours))
            build.work()
    finally:
        engine.turn_clock(timedelta())

    incident = engine.incidents(db.session(), instance_ids=[telling.id])[0]
    assert "the printer is on fire" in str(incident.facts)
    assert "told-incident" in [told.message_id for told in notifications.of_actor(db.session(), "lead")]


def test_a_broken_reaction_is_written_down_and_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_event: engine.Event, session: Session) -> None:
        customers.create_customer(session, name="half", by="system")
        raise LookupError("no such wire")

    monkeypatch.setattr(jobs, "REACTIONS", {
        "task.opened": [broken, projects.take_part, notifications.tell_assignees]})
    project = build.start_project(cast)
    build.work()

    assert [told.message_id for told in notifications.of_actor(db.session(), "lead")] == ["told-task"]
    assert customers.find(db.session(), search="half") == []
    failed = engine.history(db.session(), project.instance_id or 0, kinds=["reaction.failed"])
    assert failed[0].facts["reaction"] == "broken"


def test_the_thread_works_when_rung_and_stops_when_told(floor: Flask, cast: Cast) -> None:
    doorbell = ThreadDoorbell()
    floor.extensions["doorbell"] = doorbell
    worker = WorkerThread(floor, doorbell)
    worker.start()
    build.start_project(cast)

    patience = time.monotonic() + 60
    while not notifications.of_actor(db.session(), "lead") and time.monotonic() < patience:
        db.session.rollback()
        time.sleep(0.1)
    worker.stop()

    assert notifications.of_actor(db.session(), "lead")
    assert not worker.is_alive
