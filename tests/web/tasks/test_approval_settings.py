"""What a diagram says about approvals: whose no decides, and whether an answer may be taken back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, extended, zeebe
from tests.web.conftest import SignedIn
from webapp.domain import packages
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

FORM = (b'{"schemaVersion": 19, "type": "default", "id": "approve", "components": ['
        b'{"type": "textfield", "id": "f1", "key": "decision", "label": "decision"}]}')
HEADERS = {"task.withdraw": "never", "signers.decide": '=decision = "return"'}


@pytest.fixture
def approval(app: Flask, signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """The lead, who has to approve something and has asked a designer to sign before."""
    headers = zeebe("taskHeaders", "".join(zeebe("header", key=key, value=value) for key, value in HEADERS.items()))
    inside = extended(zeebe("userTask"), zeebe("assignmentDefinition", assignee="=project_lead"),
                      zeebe("formDefinition", formId="approve"), headers)
    drawn = diagram("start > approve > after > end", process="lifecycle", approve=inside,
                    after=build.task(groups="quality"))
    with app.app_context():
        with transaction() as session:
            packages.deploy(session, build.package({"lifecycle": drawn}, files={"forms/approve.form": FORM}),
                            actor="process_owner", handlers=HANDLERS)
        build.start_project(cast)
        build.work()
    lead = signed_in(cast.lead)
    lead.post(f"{first(lead)}/signers", data={"to": "designer", "where": "before", "reason": "请把关"})
    return lead


def first(client: FlaskClient) -> str:
    return str(re.search(r'class="row-link" href="(/tasks/\d+)"', client.get("/inbox/").text)[1])


def test_a_signers_no_decides_for_all_where_the_diagram_says_so(
        signed_in: SignedIn, cast: Cast, approval: FlaskClient) -> None:
    designer, task = signed_in(cast.designer), first(approval)
    page = designer.get(first(designer)).text
    assert "asked you to sign before them" in page
    assert "请把关" in page
    assert "If you do not agree, that decides this step." in page

    designer.post(f"{first(designer)}/completion", data={"decision": "return"})

    assert task not in approval.get("/inbox/").text
    assert approval.post(f"{task}/completion", data={"decision": "pass"}).status_code in (403, 409)


def test_a_signers_yes_leaves_the_decision_to_whoever_asked(
        signed_in: SignedIn, cast: Cast, approval: FlaskClient) -> None:
    designer, task = signed_in(cast.designer), first(approval)
    held = approval.post(f"{task}/completion", data={"decision": "pass"})
    assert held.status_code == 409
    assert "kept as a draft" in held.text

    designer.post(f"{first(designer)}/completion", data={"decision": "pass"})

    assert approval.post(f"{task}/completion", data={"decision": "pass"}).status_code == 302


def test_an_answer_stays_where_the_diagram_says_so(
        signed_in: SignedIn, cast: Cast, approval: FlaskClient) -> None:
    designer, task = signed_in(cast.designer), first(approval)
    designer.post(f"{first(designer)}/completion", data={"decision": "pass"})
    approval.post(f"{task}/completion", data={"decision": "pass"})

    assert "Take your answer back" not in approval.get(task).text
    refused = approval.post(f"{task}/withdrawal", data={"reason": "传错了"})
    assert refused.status_code == 409
    assert "an answer that was handed in stays" in refused.text
