"""A worker killed -9 in the middle of a batch of a migration: nothing of the batch is kept, the next one does all of it."""

import signal
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

import engine
from tests.integration.floor.test_worker_process import wait_until, worker
from tests.support import build
from tests.support.diagrams import diagram
from webapp.db import db
from webapp.transaction import transaction

CASES = 6
OLD = diagram("start > write > check > end")
NEW = diagram("start > write > weigh > check > end")
BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%engine_instance%'")


@pytest.fixture
def floor(postgresql_url: str) -> Iterator[Flask]:
    with build.database(postgresql_url) as app:
        yield app


@pytest.fixture
def migration(floor: Flask) -> engine.Migration:
    """Cases of an old version in line for the new one."""
    with transaction() as session:
        old = engine.deploy(session, "tested", {"bpmn/p.bpmn": OLD}, actor="owner")
        for _ in range(CASES):
            engine.start(session, "p", version_id=old.id, actor="lead")
        new = engine.deploy(session, "tested", {"bpmn/p.bpmn": NEW}, actor="owner")
        plan = engine.plan_migration(session, old.id, new.id)
        return engine.begin_migration(session, plan, actor="owner", reason="weigh it first")


def progress(migration: engine.Migration) -> dict[str, int]:
    return engine.migration_progress(db.session(), migration.id)


def times_told() -> Counter[int]:
    """How often each case is told to have migrated."""
    told = text("SELECT instance_id FROM engine_event WHERE kind = 'instance.migrated'")
    return Counter(db.session.scalars(told))


@pytest.mark.postgresql
def test_nothing_of_the_batch_is_kept_and_the_next_worker_does_each_case_once(
    floor: Flask, migration: engine.Migration
) -> None:
    ids = [case.instance_id for case in engine.migration_cases(db.session(), migration.id)]
    settings = floor.config["SETTINGS"]

    with db.engine.begin() as holding, worker(settings) as first:
        holding.execute(text("SELECT 1 FROM engine_instance WHERE id = :id FOR UPDATE"), {"id": ids[CASES // 2]})
        wait_until(lambda: db.session.scalar(BLOCKED))
        first.send_signal(signal.SIGKILL)
        first.wait()
    db.session.rollback()
    assert progress(migration) == {"waiting": CASES}
    assert times_told() == {}

    with worker(settings):
        wait_until(lambda: progress(migration) == {"migrated": CASES})

    assert times_told() == dict.fromkeys(ids, 1)
    assert {engine.get_instance(db.session(), number).version_id for number in ids} == {migration.to_version_id}
    assert engine.audit(db.session()) == []
