"""A draft is played before anybody works with it: real forms, a turned clock, and nothing of it anywhere else."""

import html
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, extended, zeebe
from tests.web.conftest import SignedIn
from webapp.db import Model, db
from webapp.domain import notifications
from webapp.domain.projects import Project

PACKAGE = "/studio/customer_engineering"
TRIALS = f"{PACKAGE}/trials/"
TIMED = ('<bpmn:boundaryEvent id="late" attachedToRef="check" cancelActivity="true"><bpmn:outgoing>late_out</bpmn:outgoing>'
         '<bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
         '<bpmn:userTask id="remind" name="催办"/>'
         '<bpmn:sequenceFlow id="late_out" sourceRef="late" targetRef="remind"/>'
         '<bpmn:sequenceFlow id="remind_out" sourceRef="remind" targetRef="end"/>')


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    client = signed_in(cast.process_owner)
    client.post(f"{PACKAGE}/draft")
    return client


def put(client: FlaskClient, path: str, content: bytes) -> None:
    revision = client.get(f"{PACKAGE}/content/{path}").headers.get("ETag", '"0"')
    assert client.put(f"{PACKAGE}/content/{path}", data=content, headers={"If-Match": revision}).status_code == 200


def begin(client: FlaskClient, process: str = "stage_idea", **variables: object) -> str:
    given = {"project_lead": "project_lead", "project_id": 1, **variables}
    begun = client.post(TRIALS, data={"process": process, "variables": json.dumps(given)})
    assert begun.status_code == 302, begun.text
    return str(begun.location)


def act(client: FlaskClient, trial: str, what: str, **said: str) -> TestResponse:
    seen = re.search(r'name="seen" value="(\d+)"', client.get(trial).text)
    return client.post(f"{trial}/{what}", data={"seen": seen[1] if seen else "1", **said})


def sums(app: Flask, *without: str) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as rows:
        return {name: rows.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in Model.metadata.tables if name not in without}


def test_tasks_are_completed_with_their_real_forms_and_the_system_is_pretended(owner: FlaskClient) -> None:
    trial = begin(owner)
    page = owner.get(trial).text
    assert "Proposal" in page
    empty = act(owner, trial, "completion?task=propose")
    assert empty.status_code == 422
    assert "form-problems" in empty.text

    act(owner, trial, "completion?task=propose", proposal="U 形布局", by="project_lead")
    act(owner, trial, "completion?task=check", note="可以", by="designer")

    assert "stage_idea · 2 steps" in owner.get(TRIALS).text
    end = owner.get(trial).text
    assert "The process has ended: it went to its end." in end
    assert "the system would: Tell roles or persons something" in end
    assert "U 形布局" in end


def test_nothing_of_a_trial_is_in_any_other_table_nor_does_anybody_hear_of_it(
        app: Flask, owner: FlaskClient, signed_in: SignedIn, cast: Cast) -> None:
    with app.app_context():
        build.work()
    before = sums(app, "draft_trial")
    trial = begin(owner, project_lead="lead")
    act(owner, trial, "completion?task=propose", proposal="U 形布局")
    with app.app_context():
        build.work()

    assert sums(app, "draft_trial") == before
    assert "check" not in signed_in(cast.designer).get("/inbox/").text
    with app.app_context():
        assert notifications.of_actor(db.session(), "lead") == []
        assert engine.open_tasks(db.session()) == []


def test_each_choice_tells_its_condition_and_what_it_saw(owner: FlaskClient) -> None:
    chosen = diagram('start > propose > which:xor; which -[string length(proposal) > 1]> check; which -default> end; check > end',
                     process="stage_idea", propose=extended(
                         zeebe("userTask"), zeebe("assignmentDefinition", assignee="=project_lead"), zeebe("formDefinition", formId="propose")))
    put(owner, "bpmn/stage_idea.bpmn", chosen)
    trial = begin(owner)

    act(owner, trial, "completion?task=propose", proposal="U 形布局")

    trail = owner.get(trial).text
    assert "<code>string length(proposal) &gt; 1</code>" in trail
    assert "<dt>proposal</dt><dd>&#34;U 形布局&#34;</dd>" in trail


def test_the_clock_is_turned_in_the_trial_alone(owner: FlaskClient) -> None:
    stage = build.small_package()["bpmn/stage_idea.bpmn"].decode().replace("</bpmn:process>", f"{TIMED}</bpmn:process>")
    put(owner, "bpmn/stage_idea.bpmn", stage.encode())
    trial = begin(owner)
    act(owner, trial, "completion?task=propose", proposal="x")
    real = engine.now()

    assert act(owner, trial, "clock", amount="4", unit="days").status_code == 302

    assert "催办" in owner.get(trial).text
    assert (engine.now() - real).total_seconds() < 60
    assert act(owner, trial, "clock", amount="9999", unit="weeks").status_code == 422


def test_a_step_is_taken_back_and_an_old_page_is_told(owner: FlaskClient) -> None:
    trial = begin(owner)
    act(owner, trial, "completion?task=propose", proposal="x")

    assert owner.post(f"{trial}/return", data={"seen": "1"}).status_code == 409
    assert act(owner, trial, "return").status_code == 302
    assert "Proposal" in owner.get(trial).text
    assert "no step to take back" in act(owner, trial, "return").text


def test_what_cannot_begin_or_is_no_json_is_said_in_words(owner: FlaskClient) -> None:
    unknown = owner.post(TRIALS, data={"process": "stage_idea", "variables": "{}"})
    garbled = owner.post(TRIALS, data={"process": "stage_idea", "variables": "[1"})
    nowhere = owner.post(TRIALS, data={"process": "no_such", "variables": "{}"})

    assert {answer.status_code for answer in (unknown, garbled, nowhere)} == {422}
    assert "project_lead" in unknown.text
    assert "JSON object" in garbled.text


def test_messages_reach_who_waits_in_the_trial_and_others_are_told_so(owner: FlaskClient) -> None:
    refused = act(owner, begin(owner), "messages", name="nothing", key="1")

    assert refused.status_code == 422
    assert "Nobody waits for the message" in refused.text


def test_an_example_is_played_by_every_publication(app: Flask, owner: FlaskClient) -> None:
    trial = begin(owner)
    act(owner, trial, "completion?task=propose", proposal="x")
    act(owner, trial, "completion?task=check", note="y")
    kept = act(owner, trial, "example", name="straight")
    assert "“straight” is an example now" in owner.get(kept.location).text
    assert json.loads(owner.get(f"{PACKAGE}/content/examples/straight.json").text)["expect"]["path"] == ["propose", "check"]

    other = diagram("start > propose > end", process="stage_idea", propose=extended(
        zeebe("userTask"), zeebe("assignmentDefinition", assignee="=project_lead"), zeebe("formDefinition", formId="propose")))
    good = owner.get(f"{PACKAGE}/content/bpmn/stage_idea.bpmn").data
    put(owner, "bpmn/stage_idea.bpmn", other)
    refused = publish(owner)
    assert refused.status_code == 422
    assert "straight" in refused.text

    put(owner, "bpmn/stage_idea.bpmn", good)
    assert publish(owner).status_code == 302


def publish(client: FlaskClient) -> TestResponse:
    page = client.get(f"{PACKAGE}/").text
    seen = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("digest", "live")}
    return client.post(f"{PACKAGE}/publication", data={**seen, "notes": "试过了"})


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"steps": 7}', b'{"process": "stage_idea", "begins_at": "never", "steps": []}',
                                     b'{"process":"stage_idea","begins_at":"2026-01-01T00:00:00","steps":[{"do":"rm"}],"expect":{}}'])
def test_a_garbled_example_is_refused_in_words(owner: FlaskClient, content: bytes) -> None:
    put(owner, "examples/odd.json", content)

    refused = publish(owner)

    assert refused.status_code == 422
    assert "odd" in refused.text


TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">
<decision id="route" name="route"><decisionTable id="route_table"><input id="i"><inputExpression id="e"><text>amount</text>
</inputExpression></input><output id="o" name="who"/>
<rule id="r1"><inputEntry id="c1"><text>&gt; 10</text></inputEntry><outputEntry id="a1"><text>"director"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


@pytest.mark.parametrize(("example", "status"), [
    ('[[example]]\nabout = "large"\ngiven = { amount = 11 }\nanswer = "director"', 302),
    ('[[example]]\nabout = "large"\ngiven = { amount = 11 }\nanswer = "lead"', 422),
    ('[[example]]\nabout = "large"\nanswer = "director"', 422),
    ('example = "garbled"', 422)])
def test_a_question_to_a_table_is_asked_by_every_publication(owner: FlaskClient, example: str, status: int) -> None:
    put(owner, "dmn/route.dmn", TABLE)
    put(owner, "examples/tables/route.toml", example.encode())

    answer = publish(owner)

    assert answer.status_code == status
    assert status == 302 or "large" in answer.text or "route.toml" in answer.text


@pytest.mark.parametrize("who", ["designer", "lead", "admin", "stranger"])
def test_nobody_else_finds_a_trial(owner: FlaskClient, signed_in: SignedIn, cast: Cast, who: str) -> None:
    trial = begin(owner)
    other = signed_in(getattr(cast, who))

    doors = ("completion?task=propose", "clock", "messages", "return", "example")
    assert {other.post(f"{trial}/{door}").status_code for door in doors} == {404}
    assert {other.get(trial).status_code, other.get(TRIALS).status_code, other.post(TRIALS).status_code} == {404}


def test_a_trial_begins_with_the_data_of_a_running_case(owner: FlaskClient, project: Project) -> None:
    page = owner.get(f"{TRIALS}?process=stage_idea&like={project.id}").text
    said = re.search(r'name="variables"[^>]*>(.*?)</textarea>', page, re.DOTALL)

    assert said is not None
    given = json.loads(html.unescape(said[1]))
    assert given["project_name"] == project.name
    assert given["project_lead"] == "lead"
    assert owner.get(f"{TRIALS}?process=stage_idea&like=999").status_code == 200


def test_likely_answers_are_filled_in_when_they_are_asked_for(owner: FlaskClient) -> None:
    trial = begin(owner)

    assert "Sample" not in owner.get(trial).text
    assert "Sample" in owner.get(f"{trial}?likely=yes").text
