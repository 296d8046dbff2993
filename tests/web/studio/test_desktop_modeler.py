"""The shipped lifecycle changed in the desktop modeler: its file comes in, is checked, compared and tried like one drawn here."""

import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp import processes
from webapp.domain import packages

PACKAGE = "/studio/customer_engineering"
SHIPPED = processes.read(Path(__file__).parents[3] / "processes" / "customer_engineering")
STAGE = "bpmn/stage_execution.bpmn"
STEP = """<root xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<bpmn:exclusiveGateway id="Gateway_0safety" name="涉及公共安全？" default="Flow_0no"><bpmn:incoming>{way}</bpmn:incoming>
  <bpmn:outgoing>Flow_0yes</bpmn:outgoing><bpmn:outgoing>Flow_0no</bpmn:outgoing></bpmn:exclusiveGateway>
<bpmn:userTask id="Activity_0briefing" name="现场安全交底"><bpmn:extensionElements><zeebe:userTask />
  <zeebe:formDefinition formId="site_briefing" /><zeebe:assignmentDefinition assignee="=quality" /></bpmn:extensionElements>
  <bpmn:incoming>Flow_0yes</bpmn:incoming><bpmn:outgoing>Flow_0done</bpmn:outgoing></bpmn:userTask>
<bpmn:exclusiveGateway id="Gateway_0merge"><bpmn:incoming>Flow_0no</bpmn:incoming><bpmn:incoming>Flow_0done</bpmn:incoming>
  <bpmn:outgoing>Flow_0on</bpmn:outgoing></bpmn:exclusiveGateway>
<bpmn:sequenceFlow id="Flow_0yes" name="是" sourceRef="Gateway_0safety" targetRef="Activity_0briefing">
  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=safety_area != null</bpmn:conditionExpression></bpmn:sequenceFlow>
<bpmn:sequenceFlow id="Flow_0no" name="否" sourceRef="Gateway_0safety" targetRef="Gateway_0merge" />
<bpmn:sequenceFlow id="Flow_0done" sourceRef="Activity_0briefing" targetRef="Gateway_0merge" />
<bpmn:sequenceFlow id="Flow_0on" sourceRef="Gateway_0merge" targetRef="execution_join" /></root>"""
FORM = {"components": [{"label": "交底内容", "type": "textarea", "layout": {"row": "Row_0", "columns": None}, "id": "Field_0said",
                        "key": "said", "validate": {"required": True}}],
        "type": "default", "id": "site_briefing", "executionPlatform": "Camunda Cloud", "executionPlatformVersion": "8.8.0",
        "exporter": {"name": "Camunda Modeler", "version": "5.41.0"}, "schemaVersion": 19}


@pytest.fixture
def owner(app: Flask, signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """The process owner, with a draft of the lifecycle as it is shipped."""
    with app.app_context(), build.transaction() as rows:
        packages.deploy(rows, SHIPPED.files, actor="process_owner", handlers=build.HANDLERS)
    client = signed_in(cast.process_owner)
    client.post(f"{PACKAGE}/draft")
    return client


def from_the_desktop(content: bytes) -> bytes:
    """The stage as the desktop modeler saves it, with the briefing before its end: its own writer, ids and order."""
    root = etree.fromstring(content)
    way = next(each for each in root.iter("{*}sequenceFlow") if each.get("id") == "work_done_to_execution_join")
    process = way.getparent()
    way.set("targetRef", "Gateway_0safety")
    join = next(each for each in process if each.get("id") == "execution_join")
    incoming = next(each for each in join.findall("{*}incoming") if each.text == way.get("id"))
    incoming.text = "Flow_0on"
    process.extend(etree.fromstring(STEP.format(way=way.get("id"))))
    root.set("exporter", "Camunda Modeler")
    root.set("exporterVersion", "5.41.0")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def bring(client: FlaskClient, name: str, content: bytes) -> int:
    return client.post(f"{PACKAGE}/import", data={"file": (io.BytesIO(content), name)}).status_code


def test_a_stage_changed_in_the_desktop_modeler_is_brought_in_and_tried(owner: FlaskClient) -> None:
    assert bring(owner, "site_briefing (1).form", json.dumps(FORM).encode()) == 302
    assert bring(owner, "stage_execution.bpmn", from_the_desktop(SHIPPED.files[STAGE])) == 302

    found = owner.get(f"{PACKAGE}/findings").json
    assert found["findings"] == []
    assert "no English yet" in found["untranslated"]
    difference = owner.get(f"{PACKAGE}/compare").text
    assert re.search(r"added</span>\s*<strong>现场安全交底", difference)
    assert "现场安全交底" in owner.get(f"{PACKAGE}/steps/{STAGE}").text
    given = {"wbs": [{"phase": 1, "task": "联调", "owner": "lead", "start": "2026-01-05", "due": "2026-01-09", "depends_on": None}],
             "phase_number": 1, "phase": {"name": "一期"}, "phases": None, "budget": [], "safety_area": "medical",
             "project_id": 1, **{role: role for role in SHIPPED.manifest.roles}}
    begun = owner.post(f"{PACKAGE}/trials/", data={"process": "stage_execution", "variables": json.dumps(given)})
    assert begun.status_code == 302, re.search(r'role="alert">(.*?)<', begun.text)
    assert "task=report_progress" in owner.get(begun.location).text
