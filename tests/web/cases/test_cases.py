"""A project's case moved by hand: by right, with a reason, as the page showed it; told in words afterwards."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram
from tests.web.conftest import SignedIn
from webapp.domain import packages
from webapp.domain.projects import Project
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

IN_TWO_DAYS = '<bpmn:timerEventDefinition><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>'
ACTS = ["return", "move", "skip", "tokens", "removal", "variables", "suspension", "resumption", "termination"]


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast, project: Project) -> FlaskClient:
    """The process owner, while the lead has something to propose."""
    return signed_in(cast.process_owner)


def seen(client: FlaskClient, project: Project) -> dict[str, str]:
    """What the page of the case hides in its forms."""
    page = client.get(f"/projects/{project.id}/case").text
    return {name: found[1] for name in ("seen", "token")
            if (found := re.search(f'name="{name}" value="([^"]+)"', page))}


def act(client: FlaskClient, project: Project, what: str, **said: str) -> TestResponse:
    return client.post(f"/projects/{project.id}/case/{what}",
                       data={"reason": "客户要求", **seen(client, project), **said})


def inbox(client: FlaskClient) -> list[str]:
    return re.findall(r'class="row-link" href="(/tasks/\d+)"', client.get("/inbox/").text)


def place(client: FlaskClient, project: Project, name: str) -> str:
    page = client.get(f"/projects/{project.id}/case").text
    return str(re.search(rf'<option value="([^"]*{name})"', page)[1])


def propose(app: Flask, lead: FlaskClient) -> None:
    lead.post(f"{inbox(lead)[0]}/completion", data={"proposal": "U 形布局"})
    with app.app_context():
        build.work()


@pytest.mark.parametrize("what", ACTS)
def test_only_those_who_may_do_anything(signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient,
                                        what: str) -> None:
    said = {"reason": "客户要求", "to": "idea/check", "name": "x", "value": "1", **seen(owner, project)}
    address = f"/projects/{project.id}/case/{what}"

    assert signed_in(cast.stranger).post(address, data=said).status_code == 404
    assert signed_in(cast.quality).post(address, data=said).status_code == 403
    if what != "return":
        assert signed_in(cast.lead).post(address, data=said).status_code == 403
    assert signed_in(cast.quality).get(f"/projects/{project.id}/case").status_code == 404
    assert "/case" not in signed_in(cast.quality).get(f"/projects/{project.id}").text
    assert seen(owner, project) == {key: said[key] for key in ("seen", "token")}


def test_a_team_mate_may_not_and_a_customer_is_not_let_in(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead, designer = signed_in(cast.lead), signed_in(cast.designer)
    lead.post(f"{inbox(lead)[0]}/completion", data={"proposal": "U 形布局", "designer": "designer"})

    assert designer.get(f"/projects/{project.id}").status_code == 200
    assert designer.post(f"/projects/{project.id}/case/suspension", data={"reason": "客户要求"}).status_code == 403
    assert app.test_client().get(f"/projects/{project.id}/case").location.startswith("/sign-in")


def test_a_token_is_moved_and_the_trail_says_so_in_words(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    to = place(owner, project, "idea/check")

    assert act(owner, project, "move", to=to).location == f"/projects/{project.id}/case"

    assert inbox(signed_in(cast.lead)) == []
    page = owner.get(f"/projects/{project.id}").text
    assert "process_owner 的名字 moved the project from “Propose” to “check”. Why: 客户要求" in page


def test_every_act_wants_a_reason_and_keeps_what_was_written(project: Project, owner: FlaskClient) -> None:
    refused = act(owner, project, "variables", name="limit", value="5", reason=" ")

    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert 'value="limit"' in refused.text
    assert act(owner, project, "termination", reason="").status_code == 422


def test_who_acts_on_an_old_page_is_told_to_look_again(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    old = {"reason": "客户要求", "to": place(owner, project, "idea/check"), **seen(owner, project)}
    propose(app, signed_in(cast.lead))

    refused = owner.post(f"/projects/{project.id}/case/skip", data=old)

    assert refused.status_code == 409
    assert refused.text.count('role="alert"') == 1
    assert "has moved on since this page was shown" in refused.text
    assert "客户要求" in refused.text


def test_a_step_is_opened_beside_and_taken_away_again(
        signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    assert act(owner, project, "removal").status_code == 409
    assert act(owner, project, "tokens", to=place(owner, project, "idea/check")).status_code == 302
    page = owner.get(f"/projects/{project.id}/case").text
    tokens = re.findall(r"case\?token=(\w+)", page)
    assert len(tokens) == 2

    assert act(owner, project, "removal", token=tokens[-1]).status_code == 302

    assert len(re.findall(r"case\?token=(\w+)", owner.get(f"/projects/{project.id}/case").text)) == 1


def test_a_step_is_skipped_and_the_lead_returns_to_it(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    lead = signed_in(cast.lead)
    propose(app, lead)
    assert act(lead, project, "return", to="idea/nowhere").status_code == 409
    assert act(lead, project, "return", to="idea/propose").status_code == 302
    assert len(inbox(lead)) == 1

    assert act(owner, project, "skip").status_code == 302
    assert inbox(lead) == []


def test_a_variable_is_set(project: Project, owner: FlaskClient) -> None:
    assert act(owner, project, "variables", name="not a name", value="1").status_code == 422
    assert act(owner, project, "variables", name="limit", value="5").status_code == 302

    assert "<code>limit</code></dt><dd><code>5</code>" in owner.get(f"/projects/{project.id}/case").text
    assert "set limit = 5. Why: 客户要求" in owner.get(f"/projects/{project.id}").text


def test_a_suspended_project_says_so_everywhere_and_keeps_what_was_typed(
        signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    lead = signed_in(cast.lead)
    task = inbox(lead)[0]
    act(owner, project, "suspension")

    for page in ("/inbox/", f"/projects/{project.id}", task):
        assert "uspended" in lead.get(page).text
    refused = lead.post(f"{task}/completion", data={"proposal": "U 形布局"})
    assert refused.status_code == 409
    assert "suspended" in refused.text
    assert "U 形布局" in lead.get(task).text

    act(owner, project, "resumption", reason="")
    assert lead.post(f"{task}/completion", data={"proposal": "U 形布局"}).status_code == 302
    story = lead.get(f"/projects/{project.id}").text
    assert re.search(r'<li class="is-soon">[^<]*suspended the project', story)


def test_a_terminated_project_is_over(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    before = {"reason": "再来一次", **seen(owner, project)}
    act(owner, project, "termination")
    with app.app_context():
        build.work()

    assert inbox(signed_in(cast.lead)) == []
    assert "This project has ended" in owner.get(f"/projects/{project.id}/case").text
    assert owner.post(f"/projects/{project.id}/case/termination", data=before).status_code == 409
    assert "terminated the project. Why: 客户要求" in owner.get(f"/projects/{project.id}").text


def test_branches_that_wait_where_they_meet_are_said_once_and_are_not_what_is_awaited(app: Flask, cast: Cast, owner: FlaskClient) -> None:
    with app.app_context():
        three = diagram("start > split:and > first > meet:and > end; split > second > meet; split > delivery:catch > meet", process="lifecycle",
                        first=build.task(assignee="=project_lead"), second=build.task(assignee="=project_lead"), delivery=IN_TWO_DAYS)
        with transaction() as session:
            packages.deploy(session, build.package({"lifecycle": three}), actor="process_owner", handlers=HANDLERS)
        project = build.start_project(cast, name="并行线")
        for _ in range(2):
            with transaction() as session:
                task = engine.open_tasks(session, instance_ids=[project.instance_id or 0])[0]
                engine.complete_task(session, task.id, actor="lead", answers={})

    page, project_page = owner.get(f"/projects/{project.id}/case").text, owner.get(f"/projects/{project.id}").text

    steps = re.findall(r"<strong>([^<]+)</strong>", page.partition("What is open")[2].partition("</table>")[0])
    assert sorted(steps) == ["Waits for the other branches", "delivery"]
    assert "The project waits for: delivery</p>" in project_page
