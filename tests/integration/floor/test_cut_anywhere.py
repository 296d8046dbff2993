"""The database cuts a request off at any of its statements: a page says so, and it can be sent again."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import event, text

import engine
from tests.support import build
from tests.support.cast import Cast, assemble
from webapp.db import db
from webapp.transaction import transaction

pytestmark = pytest.mark.postgresql
MOST_STATEMENTS = 60


@pytest.fixture
def app(prepared_postgresql_url: str) -> Iterator[Flask]:
    with build.application(prepared_postgresql_url) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            build.create_tables()
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    with app.app_context():
        with transaction() as session:
            people = assemble(session)
        build.deploy_small_package()
        return people


class Scissors:
    """Ends the connection that is about to run the statement of this number."""

    def __init__(self, app: Flask) -> None:
        self.seen, self.at, self.idle, self.again = 0, 0, True, False
        with app.app_context():
            self.database = db.engine
        event.listen(self.database, "before_cursor_execute", self)

    def __call__(self, connection: Any, *_statement: Any) -> None:
        if self.idle:
            return
        self.seen += 1
        if self.seen < self.at:
            return
        self.idle = True
        with self.database.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"),
                          {"pid": connection.connection.dbapi_connection.info.backend_pid})
            other.rollback()
        self.idle = not self.again

    def cut(self, at: int, *, again: bool) -> None:
        """Once, or from there on at each statement, as if the database had gone for good."""
        self.seen, self.at, self.idle, self.again = 0, at, False, again


@pytest.fixture
def lead(app: Flask, cast: Cast) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["person_id"], session["epoch"] = cast.lead.person_id, 0
    return client


@pytest.fixture
def task(app: Flask, cast: Cast) -> str:
    with app.app_context():
        instance_id = build.start_project(cast).instance_id or 0
        return f"/tasks/{engine.open_tasks(db.session(), instance_ids=[instance_id])[0].id}/completion"


def answers_when_cut(app: Flask, lead: FlaskClient, task: str, *, again: bool) -> list[int]:
    """What the same request answers, cut off at its first statement, its second, until at none."""
    scissors, answers = Scissors(app), []
    for at in range(1, MOST_STATEMENTS):
        scissors.cut(at, again=again)
        answers.append(lead.post(task, data={"proposal": "two lines", "designer": "designer"}).status_code)
        if scissors.seen < at:
            break
    scissors.idle = True
    return answers


@pytest.mark.parametrize("again", [False, True], ids=["once", "for good"])
def test_wherever_a_request_is_cut_off_it_is_told_and_can_be_sent_again(
    app: Flask, lead: FlaskClient, task: str, again: bool
) -> None:
    answers = answers_when_cut(app, lead, task, again=again)

    assert set(answers[:-1]) == {503}
    assert answers[-1] == 302
    assert len(answers) > 5
    with app.app_context():
        assert engine.audit(db.session()) == []


@pytest.mark.parametrize("again", [False, True], ids=["once", "for good"])
def test_a_refusal_cut_off_while_its_page_is_drawn_is_still_told(
    app: Flask, lead: FlaskClient, task: str, again: bool
) -> None:
    assert lead.post(task, data={"proposal": "two lines", "designer": "designer"}).status_code == 302

    answers = answers_when_cut(app, lead, task, again=again)

    assert set(answers) == {409, 503}
    assert answers[-2:] == [409, 409]


def test_a_page_that_was_made_stands_when_the_connection_is_cut_before_it_is_let_go(
    app: Flask, lead: FlaskClient, task: str
) -> None:
    def cut(response: Response) -> Response:
        pid = db.session.connection().connection.dbapi_connection.info.backend_pid
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        return response

    app.after_request(cut)
    page = task.removesuffix("/completion")

    assert [lead.get(page).status_code for _ in range(2)] == [200, 200]
