"""The database goes away in the very moment of keeping: before it kept, or after, and nobody is told which."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import engine
from tests.support import build
from tests.support.cast import Cast, assemble
from webapp import jobs
from webapp.db import db
from webapp.transaction import transaction

pytestmark = pytest.mark.postgresql
CUT = [pytest.param(True, id="after it kept"), pytest.param(False, id="before it kept")]


@pytest.fixture
def app(prepared_postgresql_url: str) -> Iterator[Flask]:
    with build.application(prepared_postgresql_url) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            build.create_tables()
        yield app
        engine.turn_clock(timedelta())


@pytest.fixture
def cast(app: Flask) -> Cast:
    with app.app_context():
        with transaction() as session:
            people = assemble(session)
        build.deploy_small_package()
        return people


@contextmanager
def cut_at_commit(app: Flask, number: int, *, kept: bool) -> Iterator[None]:
    """The connection ends at the commit of this number, behind it or in front of it."""
    with app.app_context():
        dialect = db.engine.dialect
    really: Callable[[Any], None] = dialect.do_commit
    seen = 0

    def commit(connection: Any) -> None:
        nonlocal seen
        seen += 1
        if seen != number:
            return really(connection)
        if kept:
            really(connection)
        with app.app_context(), db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": connection.dbapi_connection.info.backend_pid})
            other.rollback()
        connection.dbapi_connection.execute("SELECT 1")  # what the driver finds, whichever side of the commit it is on
        raise AssertionError("the connection was not cut")

    dialect.do_commit = commit  # type: ignore[method-assign]
    try:
        yield
    finally:
        dialect.do_commit = really  # type: ignore[method-assign]
    assert seen >= number


@pytest.mark.parametrize("kept", CUT)
def test_who_hands_in_is_told_that_nobody_knows_and_loses_and_doubles_nothing(
    app: Flask, cast: Cast, kept: bool
) -> None:
    with app.app_context():
        project = build.start_project(cast)
        instance_id = project.instance_id or 0
        task = engine.open_tasks(db.session(), instance_ids=[instance_id])[0]
    client = app.test_client()
    client.set_cookie("locale", "en")
    with client.session_transaction() as session:
        session["person_id"], session["epoch"] = cast.lead.person_id, 0
    data = {"proposal": "two lines", "designer": "designer"}

    with cut_at_commit(app, 1, kept=kept):
        cut = client.post(f"/tasks/{task.id}/completion", data=data)
    again = client.post(f"/tasks/{task.id}/completion", data=data)

    assert cut.status_code == 503
    assert "Look whether it has arrived" in cut.text
    assert again.status_code == (409 if kept else 302)
    with app.app_context():
        assert len(engine.answer_history(db.session(), instance_id)) == 1
        assert engine.audit(db.session()) == []


@pytest.mark.parametrize("kept", CUT)
@pytest.mark.parametrize("number", [1, 2], ids=["leasing", "completing"])
def test_a_job_cut_off_while_it_is_kept_has_its_effect_once(
    app: Flask, cast: Cast, number: int, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        project = build.start_project(cast)
        with transaction() as session:
            for _ in range(2):
                task = engine.open_tasks(session, instance_ids=[project.instance_id or 0])[0]
                engine.complete_task(session, task.id, actor="lead", answers={})

        def leave_trace(job: engine.Job, session: Any) -> dict[str, Any]:
            engine.record(session, instance_id=job.instance_id, kind="traced", actor="w", facts={})
            return {}

        monkeypatch.setattr(jobs, "HANDLERS", {"notifications.tell": leave_trace})
        with cut_at_commit(app, number, kept=kept):
            try_to_work()
        for _ in range(3):
            engine.turn_clock(engine.clock_offset() + timedelta(hours=1))
            try_to_work()
        db.session.rollback()

        kinds = [event.kind for event in engine.history(db.session(), project.instance_id or 0)]
        assert (kinds.count("traced"), kinds.count("job.completed")) == (1, 1)
        assert engine.audit(db.session()) == []


def try_to_work() -> None:
    try:
        jobs.run_service_jobs("w")
    except (OperationalError, engine.CommitUnsure):
        db.session.rollback()
