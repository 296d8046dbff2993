"""What an approver does beside answering, over HTTP: by right, with a reason, and what is refused comes in words."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.domain.projects import Project


@pytest.fixture
def lead(signed_in: SignedIn, cast: Cast, project: Project) -> FlaskClient:
    return signed_in(cast.lead)


@pytest.fixture
def proposal(lead: FlaskClient) -> str:
    """The address of the lead's task, which is not answered yet."""
    return first(lead, "mine")


@pytest.fixture
def check(app: Flask, signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> str:
    """The task after it, taken by a designer."""
    lead.post(f"{proposal}/completion", data={"proposal": "U 形布局"})
    with app.app_context():
        build.work()
    designer = signed_in(cast.designer)
    address = first(designer, "groups")
    designer.post(f"{address}/claim")
    return address


def first(client: FlaskClient, box: str) -> str:
    return str(re.search(r'href="(/tasks/\d+)"', client.get(f"/inbox/?box={box}").text)[1])


def test_a_task_is_returned_with_a_reason_to_a_listed_step(
        app: Flask, signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str, check: str) -> None:
    designer = signed_in(cast.designer)
    place = str(re.search(r'<option value="([^"]+)">', designer.get(check).text.split('id="return-to"')[1])[1])

    assert designer.post(f"{check}/return", data={"to": place, "reason": ""}).status_code == 422
    assert designer.post(f"{check}/return", data={"to": "nowhere", "reason": "数据有误"}).status_code == 409
    assert designer.post(f"{check}/return", data={"to": place, "reason": "数据有误"}).location == "/inbox/"

    assert "returned this on" in designer.get(check).text
    assert first(lead, "mine") != proposal
    assert "数据有误" in designer.get(check).text


@pytest.mark.parametrize("act", ["return", "delegation", "signers", "withdrawal"])
def test_a_stranger_finds_nothing_and_an_onlooker_may_not(
        signed_in: SignedIn, cast: Cast, check: str, act: str) -> None:
    said = {"to": "designer", "where": "before", "reason": "为什么"}

    assert signed_in(cast.stranger).post(f"{check}/{act}", data=said).status_code == 404
    assert signed_in(cast.director).post(f"{check}/{act}", data=said).status_code == 403
    assert signed_in(cast.lead).post(f"{check}/{act}", data=said).status_code == 403
    assert "return-to" not in signed_in(cast.director).get(check).text


def test_a_colleague_answers_first_and_the_task_comes_back(
        signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> None:
    designer = signed_in(cast.designer)
    assert lead.post(f"{proposal}/delegation", data={"to": "nobody"}).status_code == 422
    lead.post(f"{proposal}/delegation", data={"to": "designer", "reason": "你更熟"})

    assert "asked for your answer" in designer.get(proposal).text
    designer.post(f"{proposal}/completion", data={"proposal": "U 形布局"})

    assert proposal in lead.get("/inbox/").text
    assert "U 形布局" in lead.get(proposal).text


def test_a_colleague_signs_before_and_is_let_go_again(
        signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> None:
    lead.post(f"{proposal}/signers", data={"to": "designer", "where": "before", "reason": ""})
    asked = first(signed_in(cast.designer), "mine")

    page = lead.get(proposal).text
    assert "Others were asked first" in page
    refused = lead.post(f"{proposal}/completion", data={"proposal": "U 形布局"})
    assert refused.status_code == 409
    assert "this task waits for them" in refused.text
    number = asked.rpartition("/")[2]
    assert signed_in(cast.designer).post(f"{proposal}/signers/{number}/dismissal").status_code in (403, 404)
    lead.post(f"{proposal}/signers/{number}/dismissal")

    assert asked not in signed_in(cast.designer).get("/inbox/").text
    assert lead.post(f"{proposal}/completion", data={"proposal": "U 形布局"}).location == "/inbox/"


def test_an_answer_is_taken_back_until_somebody_has_gone_on(
        app: Flask, signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str, check: str) -> None:
    assert "Take your answer back" in lead.get(proposal).text
    assert lead.post(f"{proposal}/withdrawal", data={"reason": "传错了"}).location == "/inbox/"
    again = first(lead, "mine")

    lead.post(f"{again}/completion", data={"proposal": "直线布局"})
    with app.app_context():
        build.work()
    designer = signed_in(cast.designer)
    following = first(designer, "groups")
    designer.post(f"{following}/claim")
    done = designer.post(f"{following}/completion", data={"fits": "yes"})
    if done.status_code == 302:
        refused = lead.post(f"{again}/withdrawal", data={"reason": "又传错了"})
        assert refused.status_code == 409
        assert "cannot be taken back" in refused.text
