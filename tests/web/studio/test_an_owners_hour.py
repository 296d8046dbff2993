"""A process owner's hour: a site safety briefing with its own form and a condition, tried, published, met in the inbox."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.domain.projects import Project

PACKAGE = "/studio/customer_engineering"
IDEA = f"{PACKAGE}/content/bpmn/stage_idea.bpmn"
STEP = """<bpmn:exclusiveGateway id="high" name="高处作业？" default="high_no"/>
<bpmn:userTask id="briefing" name="现场安全交底"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition candidateGroups="designer"/><zeebe:formDefinition formId="briefing"/>
</bpmn:extensionElements></bpmn:userTask>
<bpmn:sequenceFlow id="to_high" sourceRef="propose" targetRef="high"/>
<bpmn:sequenceFlow id="high_yes" name="是" sourceRef="high" targetRef="briefing">
<bpmn:conditionExpression>=contains(proposal, "高处")</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="high_no" name="否" sourceRef="high" targetRef="check"/>
<bpmn:sequenceFlow id="briefed" sourceRef="briefing" targetRef="check"/>"""
FORM = {"schemaVersion": 19, "type": "default", "id": "briefing", "components": [
    {"type": "textfield", "id": "b1", "key": "briefed_by", "label": "交底人", "validate": {"required": True}}]}


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    return signed_in(cast.process_owner)


def hidden(page: str, *names: str) -> dict[str, str]:
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in names}


def task(client: FlaskClient) -> str:
    return str(re.search(r'class="row-link" href="(/tasks/\d+)"', client.get("/inbox/").text)[1])


def draw(owner: FlaskClient) -> None:
    """The stage drawn, its form brought in."""
    owner.post(f"{PACKAGE}/draft")
    stage = owner.get(IDEA)
    flow = re.search(r'<bpmn:sequenceFlow id="propose_check"[^>]*?(/>|>\s*</bpmn:sequenceFlow>)', stage.text)
    drawn = stage.text.replace(str(flow[0]), STEP).encode()
    assert owner.put(IDEA, data=drawn, headers={"If-Match": stage.headers["ETag"]}).status_code == 200
    owner.post(f"{PACKAGE}/import", data={"file": (BytesIO(json.dumps(FORM).encode()), "from the modeler.form")})
    assert owner.get(f"{PACKAGE}/findings").json["errors"] == 0


def try_out(owner: FlaskClient, proposal: str) -> str:
    """The page of a trial after this proposal."""
    trial = str(owner.post(f"{PACKAGE}/trials/", data={
        "process": "stage_idea", "variables": json.dumps({"project_lead": "project_lead"})}).location)
    owner.post(f"{trial}/completion?task=propose", data={"seen": "1", "proposal": proposal})
    return owner.get(trial).text


def test_a_stage_is_drawn_tried_published_migrated_and_met_in_the_inbox(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    draw(owner)

    assert "briefed_by" in try_out(owner, "高处安装")
    assert "briefed_by" not in try_out(owner, "地面安装")
    seen = hidden(owner.get(f"{PACKAGE}/").text, "digest", "live")
    assert owner.post(f"{PACKAGE}/publication", data={**seen, "notes": "高处作业前先交底"}).status_code == 302
    chosen = hidden(owner.get(f"{PACKAGE}/migration").text, "from", "to")
    owner.post(f"{PACKAGE}/migrations", data={**chosen, "reason": "高处作业前先交底"})
    with app.app_context():
        build.work()
    lead, designer = signed_in(cast.lead), signed_in(cast.designer)
    lead.post(f"{task(lead)}/completion", data={"proposal": "高处安装", "designer": "designer"})

    assert "现场安全交底" in designer.get("/inbox/").text
    assert "交底人" in designer.get(task(designer)).text
