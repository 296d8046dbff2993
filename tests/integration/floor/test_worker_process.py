"""A real worker process, rung through a real Valkey: killed in the middle of a job, nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

import engine
from tests.support import build
from tests.support.cast import Cast, assemble
from webapp.config import ROOT, Settings
from webapp.db import db
from webapp.domain import clock, notifications, tasks
from webapp.transaction import QueueDoorbell, transaction

PATIENCE_SECONDS = 90


@pytest.fixture
def settings(postgresql_url: str, valkey_url: str) -> Settings:
    return build.settings(postgresql_url, redis_url=valkey_url, demo=True)


@pytest.fixture
def floor(settings: Settings) -> Iterator[Flask]:
    with build.database(settings.database_url, redis_url=settings.redis_url, demo=True) as app:
        app.extensions["doorbell"] = QueueDoorbell(settings.redis_url or "")
        yield app
        engine.turn_clock(timedelta())


@pytest.fixture
def waiting_job(floor: Flask) -> engine.Instance:
    """A project whose next step is a service task."""
    with transaction() as session:
        cast = assemble(session)
    build.deploy_small_package()
    project = build.start_project(cast)
    for actor in (cast.lead, cast.designer):
        hand_in(cast, actor, project.instance_id or 0)
    return engine.get_instance(db.session(), project.instance_id or 0)


def hand_in(_cast: Cast, actor: Any, instance_id: int) -> None:
    with transaction() as session:
        task = engine.open_tasks(session, instance_ids=[instance_id])[0]
        if task.assignee is None:
            tasks.claim(session, task, actor=actor)
            task = engine.get_task(session, task.id) or task
        tasks.submit(session, task, actor=actor, data={})


@contextmanager
def worker(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "TANDEM_DATABASE_URL": settings.database_url, "TANDEM_DEMO": "1",
                   "TANDEM_REDIS_URL": settings.redis_url or "", "TANDEM_SECRET_KEY": settings.secret_key}
    process = subprocess.Popen([sys.executable, "-m", "webapp.cli", "worker"], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_until(happened: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        db.session.rollback()
        if happened():
            return
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


def completions(instance: engine.Instance) -> int:
    return len(engine.history(db.session(), instance.id, kinds=["job.completed"]))


@pytest.mark.postgresql
@pytest.mark.valkey
def test_a_worker_killed_in_the_middle_of_a_job_leaves_it_to_the_next(
    settings: Settings, waiting_job: engine.Instance
) -> None:
    leased = text("SELECT count(*) FROM engine_job WHERE worker IS NOT NULL")
    with db.engine.begin() as holding, worker(settings) as first:
        holding.execute(text("SELECT 1 FROM engine_instance WHERE id = :id FOR UPDATE"), {"id": waiting_job.id})
        wait_until(lambda: db.session.scalar(leased))
        first.send_signal(signal.SIGKILL)
        first.wait()
    db.session.rollback()
    assert completions(waiting_job) == 0

    with transaction() as session:
        clock.turn(session, to=engine.now() + timedelta(minutes=5), settings=settings)
    with worker(settings) as second:
        wait_until(lambda: completions(waiting_job))
        wait_until(lambda: "told-task" in told("lead"))
        second.send_signal(signal.SIGTERM)
        assert second.wait(PATIENCE_SECONDS) == 0

    assert completions(waiting_job) == 1
    assert told("lead").count("told-message") == 1


def told(actor_id: str) -> list[str]:
    return [row.message_id for row in notifications.of_actor(db.session(), actor_id)]
