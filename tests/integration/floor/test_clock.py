"""The worker's clock: timers wait for no job, a lease lasts for the job in hand, and what expired is dropped."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

import engine
from tests.support import build
from tests.support.diagrams import diagram, job, timer
from webapp import jobs
from webapp.db import db
from webapp.transaction import ThreadDoorbell, transaction
from webapp.worker import WorkerThread

PATIENCE = 30
BOTH = diagram("start > f:and; f > work:service; f > pause:catch; pause > told; work > done", work=job("slow"), pause=timer("PT1S"))
TWO = diagram("start > f:and; f > one:service; f > two:service; one > end; two > end2:end", one=job("slow"), two=job("slow"))


@pytest.fixture
def postgresql_floor(prepared_postgresql_url: str) -> Iterator[Flask]:
    """Only here can another go on while a handler's transaction is open: SQLite has one writer at a time."""
    with build.database(prepared_postgresql_url) as app:
        yield app


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    yield
    engine.turn_clock(timedelta())


def started(xml: bytes) -> engine.Instance:
    with transaction() as session:
        version = engine.deploy(session, "slow", {"bpmn/p.bpmn": xml}, actor="lead")
        return engine.start(session, "p", version_id=version.id, actor="lead")


@pytest.mark.postgresql
def test_a_job_that_takes_its_time_holds_up_no_timer(postgresql_floor: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    began, went_off = threading.Event(), threading.Event()
    monkeypatch.setattr(jobs, "HANDLERS", {"slow": lambda *_: began.set() or went_off.wait(PATIENCE) or {}})
    case = started(BOTH)
    worker = WorkerThread(postgresql_floor, ThreadDoorbell())
    worker.start()
    began.wait(PATIENCE)

    for _ in range(PATIENCE * 10):
        db.session.rollback()
        fired = engine.history(db.session(), case.id, kinds=["timer.fired"])
        if fired:
            break
        went_off.wait(0.1)
    still_at_work = not went_off.is_set()
    went_off.set()
    worker.stop()

    assert [event.element_id for event in fired] == ["pause"]
    assert still_at_work


def test_a_worker_holds_no_job_but_the_one_in_hand(floor: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    leased = select(func.count()).select_from(engine.metadata.tables["engine_job"]).where(
        engine.metadata.tables["engine_job"].c.worker.is_not(None),
        engine.metadata.tables["engine_job"].c.closed_at.is_(None))
    monkeypatch.setattr(jobs, "HANDLERS", {"slow": lambda _job, session: held.append(session.scalar(leased)) or {}})
    started(TWO)

    assert jobs.run_service_jobs("w") == 2

    assert held == [1, 1]


def test_messages_that_waited_in_vain_are_dropped_by_the_sweep(floor: Flask) -> None:
    with transaction() as session:
        engine.publish_message(session, "late", correlation_key="7", ttl=timedelta(minutes=1))
    engine.turn_clock(timedelta(minutes=2))
    worker = WorkerThread(floor, ThreadDoorbell())
    worker.doorbell.ring()

    worker.start()
    worker.stop()

    kept = select(func.count()).select_from(engine.metadata.tables["engine_message"])
    db.session.rollback()
    assert db.session.scalar(kept) == 0


def test_the_clock_rests_until_the_next_timer_and_never_longer_than_a_sweep(floor: Flask) -> None:
    settings = floor.config["SETTINGS"]
    assert jobs.watch_clock(settings) == jobs.SWEEP_SECONDS

    case = started(diagram("start > pause:catch > told > end", pause=timer("PT0.5S")))
    assert 0 < jobs.watch_clock(settings) <= 0.5

    engine.turn_clock(timedelta(seconds=1))
    assert jobs.watch_clock(settings) == jobs.SWEEP_SECONDS
    assert [task.element_id for task in engine.open_tasks(db.session(), instance_ids=[case.id])] == ["told"]
