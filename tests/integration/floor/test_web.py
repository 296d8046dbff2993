"""What every answer of the web floor keeps to: closed doors, headers, words for errors, few statements."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.statements import asked_of
from webapp.db import db
from webapp.domain import people, schedule, tasks
from webapp.domain.people import Actor
from webapp.transaction import transaction

MOST_STATEMENTS = 12


@pytest.fixture
def floor(prepared_url: str) -> Iterator[Flask]:
    with build.application(prepared_url, max_request_bytes=100_000) as app, app.app_context():
        build.create_tables()
        yield app
        db.session.remove()


@pytest.fixture
def visitor(floor: Flask) -> FlaskClient:
    return floor.test_client()


def sign_in(visitor: FlaskClient, actor: Actor) -> None:
    with visitor.session_transaction() as cookie:
        cookie["person_id"], cookie["epoch"] = actor.person_id, 0


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_without_signing_in_every_page_leads_to_the_door(visitor: FlaskClient) -> None:
    for path in ("/", "/inbox/", "/projects/", "/people/", "/tasks/1"):
        assert visitor.get(path).headers["Location"].startswith("/sign-in")


def test_every_answer_carries_the_strict_policy(visitor: FlaskClient) -> None:
    for path in ("/sign-in", "/nowhere", "/health"):
        headers = visitor.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_health_says_what_is_there(visitor: FlaskClient) -> None:
    answer = visitor.get("/health")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "redis": "not used",
                           "worker": "0 elsewhere"}


def test_a_form_without_its_token_is_refused_in_words(visitor: FlaskClient) -> None:
    answer = visitor.post("/sign-in", data={"username": "lead", "password": "x"})

    assert answer.status_code == 400


def test_what_is_not_there_is_404_in_the_readers_language(visitor: FlaskClient, cast: Cast) -> None:
    sign_in(visitor, cast.lead)
    for path in ("/tasks/999", "/projects/999", "/nowhere", "/customers/999"):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert "text/html" in answer.headers["Content-Type"]


def test_a_strangers_task_is_404_like_an_absent_one(visitor: FlaskClient, cast: Cast) -> None:
    build.start_project(cast)
    sign_in(visitor, cast.stranger)

    assert visitor.get("/tasks/1").status_code == 404


def test_too_large_a_request_is_413(visitor: FlaskClient, cast: Cast) -> None:
    sign_in(visitor, cast.lead)

    answer = visitor.post("/projects/", data={"name": "x" * 200_000})

    assert answer.status_code == 413


def test_the_second_to_hand_in_is_told_with_409(visitor: FlaskClient, cast: Cast) -> None:
    build.start_project(cast)
    sign_in(visitor, cast.lead)
    token = token_of(visitor.get("/tasks/1").text)
    form = {"csrf_token": token, "proposal": "柔性单元", "designer": "designer"}
    assert visitor.post("/tasks/1/completion", data=form).status_code == 302

    assert visitor.post("/tasks/1/completion", data=form).status_code == 409


def test_handing_in_a_task_takes_few_statements(visitor: FlaskClient, cast: Cast) -> None:
    tasks_open = [hand_in_proposal(visitor, cast) for _ in range(2)]
    form = {"csrf_token": token_of(visitor.get(f"/tasks/{tasks_open[0]}").text), "note": "可行"}
    visitor.post(f"/tasks/{tasks_open[0]}/completion", data=form)  # what is kept per process is kept now
    db.session.remove()

    with asked_of(db.engine) as statements:
        answer = visitor.post(f"/tasks/{tasks_open[1]}/completion", data=form)

    assert answer.status_code == 302
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


@pytest.mark.parametrize(("page", "most"), [("/inbox/", 14), ("/tasks/1", 23), ("/projects/", 11), ("/projects/1", 38)])
def test_looking_at_a_page_takes_few_statements(visitor: FlaskClient, cast: Cast, page: str, most: int) -> None:
    build.start_project(cast)
    sign_in(visitor, cast.lead)
    visitor.get(page)  # what is kept per process is kept now
    db.session.remove()

    with asked_of(db.engine) as statements:
        assert visitor.get(page).status_code == 200

    assert len(statements) <= most, "\n".join(statements)


def test_a_light_stands_in_the_list_until_the_work_that_it_judges_is_over(visitor: FlaskClient, cast: Cast) -> None:
    project_id = build.start_project(cast).id
    sign_in(visitor, cast.lead)
    with transaction() as session:
        session.add(schedule.ProjectLight(project_id=project_id, colour="red", why="装配", slip_percent=6.7,
                                          process_id="stage_execution", judged_at=engine.now()))
    burning = visitor.get("/projects/").text
    with transaction() as session:
        session.get_one(schedule.ProjectLight, project_id).over_at = engine.now()

    assert ('title="装配"' in burning, 'title="装配"' in visitor.get("/projects/").text) == (True, False)


def test_a_projects_page_reads_its_way_once_and_its_trail_once(visitor: FlaskClient, cast: Cast) -> None:
    build.start_project(cast)
    sign_in(visitor, cast.lead)

    with asked_of(db.engine) as statements:
        visitor.get("/projects/1")

    assert len([each for each in statements if "FROM engine_event" in each]) == 2


def test_the_readers_own_language_wins_over_the_browsers(visitor: FlaskClient, cast: Cast) -> None:
    with transaction() as session:
        person = people.person_called(session, "lead")
        assert person is not None
        people.set_locale(session, person, "en")
    sign_in(visitor, cast.lead)

    page = visitor.get("/inbox/", headers={"Accept-Language": "zh"}).text

    assert '<html lang="en"' in page


def hand_in_proposal(visitor: FlaskClient, cast: Cast) -> int:
    """Bring a project to the designer's desk; returns the designer's task."""
    project = build.start_project(cast)
    with transaction() as session:
        proposing = engine.open_tasks(session, instance_ids=[project.instance_id or 0])[0]
        checking = tasks.submit(session, proposing, actor=cast.lead, data={}).opened[0]
        tasks.claim(session, checking, actor=cast.designer)
    sign_in(visitor, cast.designer)
    return checking.id
