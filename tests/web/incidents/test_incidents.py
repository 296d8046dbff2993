"""Failed steps on the pages: told in words, mended by those who may, and hidden from everybody else."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram
from tests.web.conftest import SignedIn, laid_over
from webapp import processes
from webapp.db import db
from webapp.domain import clock, packages
from webapp.domain.projects import Project
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

COMPLAINT = processes.read(Path(__file__).parents[3] / "processes/complaint")
TRIES = 5
ROUTE = ("start > f:and; f > ask > g:xor; g -[amount > limit]> big > end; g -default> small > end;"
         "f > set_limit > end2:end")


@pytest.fixture
def stuck(app: Flask, cast: Cast) -> Project:
    """A project whose lead answered before anybody had said the limit that the next condition asks for."""
    with app.app_context():
        lead = build.task(assignee="=project_lead")
        files = build.package({"lifecycle": diagram(ROUTE, process="lifecycle", ask=lead, set_limit=lead,
                                                    big=lead, small=lead)})
        with transaction() as session:
            packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        project = build.start_project(cast)
        build.work()
        answer("ask", {"amount": 7})
        db.session.refresh(project)
        return project


def answer(element: str, answers: dict[str, object]) -> None:
    [task] = engine.open_tasks(db.session(), element_ids=[element])
    with transaction() as session:
        engine.complete_task(session, task.id, actor="lead", answers=answers)


@pytest.fixture
def waits_at(app: Flask) -> Callable[[], set[str]]:
    def waits_at() -> set[str]:
        with app.app_context():
            return {task.element_id for task in engine.open_tasks(db.session()) if not task.incident_id}

    return waits_at


def test_the_project_says_what_got_stuck_and_why(signed_in: SignedIn, cast: Cast, stuck: Project) -> None:
    page = signed_in(cast.lead).get(f"/projects/{stuck.id}").text

    assert "asks for something that nobody has answered: amount &gt; limit" in page
    assert "/incidents/1/retries" in page
    assert "/incidents/1/reopening" in page


def test_trying_again_resumes_once_the_cause_is_mended(
        app: Flask, signed_in: SignedIn, cast: Cast, stuck: Project, waits_at: Callable[[], set[str]]) -> None:
    lead = signed_in(cast.lead)
    still = lead.post("/incidents/1/retries", follow_redirects=True).text
    with app.app_context():
        answer("set_limit", {"limit": 5})

    again = lead.post("/incidents/1/retries", follow_redirects=True).text

    assert "failed again" in still
    assert "the project goes on" in again
    assert waits_at() == {"big"}
    assert lead.post("/incidents/1/retries").status_code == 409


def test_a_stuck_task_is_answered_anew(
        signed_in: SignedIn, cast: Cast, stuck: Project, waits_at: Callable[[], set[str]]) -> None:
    signed_in(cast.process_owner).post("/incidents/1/reopening")

    assert waits_at() == {"ask", "set_limit"}


def test_the_drawing_marks_the_step_that_is_stuck_and_the_way_that_failed(
        signed_in: SignedIn, cast: Cast, stuck: Project) -> None:
    lead = signed_in(cast.lead)
    drawn, case = (laid_over(lead.get(f"/projects/{stuck.id}{page}").text) for page in ("", "/case"))

    assert {element for element, facts in drawn.items() if facts.get("state") == "stuck"} == {"ask", "g_big"}
    assert (case["ask"]["state"], case["set_limit"]["state"]) == ("stuck", "here")


def test_nobody_else_mends_or_finds_the_list(signed_in: SignedIn, cast: Cast, stuck: Project) -> None:
    for actor in (cast.stranger, cast.designer, cast.director):
        assert signed_in(actor).post("/incidents/1/retries").status_code == 404
        assert signed_in(actor).post("/incidents/1/reopening").status_code == 404
        assert signed_in(actor).get("/incidents/").status_code == 404
    assert signed_in(cast.admin).post("/incidents/99/retries").status_code == 404


def test_the_keepers_list_everything_stuck(signed_in: SignedIn, cast: Cast, stuck: Project) -> None:
    keeper = signed_in(cast.admin)

    assert stuck.code in keeper.get("/incidents/").text
    keeper.post("/incidents/1/reopening")
    assert "Nothing is stuck" in keeper.get("/incidents/").text


@pytest.fixture
def astray(app: Flask, cast: Cast, project: Project) -> Iterator[int]:
    """A complaint that names a project which is not there; the number of its incident."""
    with app.app_context():
        with transaction() as session:
            packages.deploy(session, COMPLAINT.files, actor="process_owner", handlers=HANDLERS)
        with transaction() as session:
            engine.publish_message(session, "complaint.received", correlation_key="999", variables={"project_id": 999})
        for _ in range(TRIES):
            build.work()
            with transaction() as session:
                clock.turn(session, to=engine.now() + timedelta(hours=1), settings=app.config["SETTINGS"])
        [incident] = engine.incidents(db.session())
        yield incident.id
        engine.turn_clock(timedelta())


def test_a_run_that_found_no_project_is_listed_for_the_keepers_alone(
        signed_in: SignedIn, cast: Cast, astray: int) -> None:
    page = signed_in(cast.admin).get("/incidents/").text

    assert "Of no project" in page
    assert "begun for project 999, which is not there" in page
    for actor in (cast.lead, cast.stranger):
        assert signed_in(actor).post(f"/incidents/{astray}/home", data={"code": "P-2026-001"}).status_code == 404
        assert signed_in(actor).post(f"/incidents/{astray}/discarding", data={"reason": "none"}).status_code == 404


def test_a_keeper_puts_a_stray_run_to_its_project(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, astray: int) -> None:
    keeper = signed_in(cast.admin)
    refused = keeper.post(f"/incidents/{astray}/home", data={"code": "P-1"})
    put = keeper.post(f"/incidents/{astray}/home", data={"code": f" {project.code.lower()} "})
    with app.app_context():
        build.work()

    assert (refused.status_code, put.status_code) == (422, 302)
    assert "There is no project P-1." in refused.text
    assert "Complaint and service order 1" in keeper.get(put.location).text
    assert "Nothing is stuck" in keeper.get("/incidents/").text
    assert keeper.post(f"/incidents/{astray}/home", data={"code": project.code}).status_code == 409


def test_a_stray_run_is_ended_with_a_reason(signed_in: SignedIn, cast: Cast, astray: int) -> None:
    keeper = signed_in(cast.admin)

    assert keeper.post(f"/incidents/{astray}/discarding", data={"reason": " "}).status_code == 422
    assert keeper.post(f"/incidents/{astray}/discarding", data={"reason": "sent twice"}).status_code == 302
    assert "Nothing is stuck" in keeper.get("/incidents/").text
