"""One task: who may see it, hand it in, take it, and what comes back when something is wrong."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram
from tests.support.sending import nonce_of
from tests.web.conftest import SignedIn
from webapp.domain import packages
from webapp.domain.projects import Project
from webapp.handlers import HANDLERS
from webapp.transaction import transaction


@pytest.fixture
def lead(signed_in: SignedIn, cast: Cast, project: Project) -> FlaskClient:
    return signed_in(cast.lead)


@pytest.fixture
def proposal(lead: FlaskClient) -> str:
    """The address of the lead's task."""
    return first_task(lead, "mine")


def first_task(client: FlaskClient, box: str) -> str:
    return str(re.search(r'href="(/tasks/\d+)"', client.get(f"/inbox/?box={box}").text)[1])


def test_the_form_stands_beside_its_context(lead: FlaskClient, proposal: str) -> None:
    page = lead.get(proposal).text

    assert 'name="proposal"' in page
    assert 'value="汽车零部件"' in page  # from the customer file: nothing is typed twice
    assert 'data-behaviour="diagram"' in page
    assert "柔性生产线" in page


def test_a_stranger_finds_nothing(signed_in: SignedIn, cast: Cast, proposal: str) -> None:
    stranger = signed_in(cast.stranger)

    assert stranger.get(proposal).status_code == 404
    for act in ("completion", "draft", "claim", "release", "assignment", "comments"):
        assert stranger.post(f"{proposal}/{act}", data={"text": "x"}).status_code == 404


def test_an_onlooker_sees_no_form_and_may_not_hand_in(
        signed_in: SignedIn, cast: Cast, proposal: str) -> None:
    director = signed_in(cast.director)

    assert 'name="proposal"' not in director.get(proposal).text
    assert director.post(f"{proposal}/completion", data={"proposal": "x"}).status_code == 403


def test_what_is_not_in_order_comes_back_with_the_field_named(lead: FlaskClient, proposal: str) -> None:
    answer = lead.post(f"{proposal}/completion", data={"proposal": ""})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Proposal" in answer.text


def test_handing_in_twice_is_told_in_words_not_broken(lead: FlaskClient, proposal: str) -> None:
    first = lead.post(f"{proposal}/completion", data={"proposal": "U 形布局"})
    second = lead.post(f"{proposal}/completion", data={"proposal": "直线布局"})

    assert first.location == "/inbox/"
    assert second.status_code == 409
    assert proposal in second.text


def test_a_draft_waits_on_every_device(
        signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> None:
    lead.post(f"{proposal}/draft", data={"proposal": "先写一半"})

    page = signed_in(cast.lead).get(proposal).text

    assert 'value="先写一半"' in page
    assert "This is your draft" in page


def test_a_group_task_is_taken_and_given_back(
        app: Flask, signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> None:
    lead.post(f"{proposal}/completion", data={"proposal": "U 形布局"})
    with app.app_context():
        build.work()
    designer, other = signed_in(cast.designer), signed_in(cast.other_designer)
    check = first_task(designer, "groups")

    designer.post(f"{check}/claim")
    taken = other.post(f"{check}/claim")
    designer.post(f"{check}/release")

    assert taken.status_code in (403, 404, 409)
    assert check in other.get("/inbox/?box=groups").text


def test_earlier_answers_are_read_beside_the_form(
        app: Flask, signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> None:
    lead.post(f"{proposal}/completion", data={"proposal": "U 形布局"})
    with app.app_context():
        build.work()
    designer = signed_in(cast.designer)

    page = designer.get(first_task(designer, "groups")).text

    assert "U 形布局" in page


def test_of_a_long_case_the_newest_answers_are_read_and_the_older_ones_a_click_away(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    steps = {f"step_{number}": f"@name=第{number}步 " + build.task(assignee="=project_lead")
             for number in range(1, 10)}
    way = diagram(" > ".join(["start", *steps, "end"]), process="lifecycle", **steps)
    with app.app_context():
        with transaction() as session:
            packages.deploy(session, build.package({"lifecycle": way}), actor="process_owner", handlers=HANDLERS)
        build.start_project(cast)
    lead = signed_in(cast.lead)
    for _ in range(8):
        lead.post(f"{first_task(lead, 'mine')}/completion")

    newest = lead.get(first_task(lead, "mine")).text
    whole = lead.get(f"{first_task(lead, 'mine')}?earlier=all").text

    assert [f"<span>第{number}步" in newest for number in range(1, 9)] == [False] * 2 + [True] * 6
    assert all(f"<span>第{number}步" in whole for number in range(1, 9))


def test_the_thread_keeps_what_is_said_as_text(lead: FlaskClient, proposal: str) -> None:
    lead.post(f"{proposal}/comments", data={"text": "<b>布局</b>待确认"})

    page = lead.get(proposal).text

    assert "&lt;b&gt;布局&lt;/b&gt;待确认" in page


def test_a_word_in_the_thread_that_a_double_click_sends_twice_is_said_once(lead: FlaskClient, proposal: str) -> None:
    nonce = nonce_of(lead.get(proposal).text, f"{proposal}/comments")
    for text in ("布局待确认", "布局待确认", "再看一次"):
        assert lead.post(f"{proposal}/comments", data={"text": text, "nonce": nonce}).status_code == 302
    page = lead.get(proposal).text
    assert (page.count("布局待确认"), page.count("再看一次")) == (1, 1)

    lead.post(f"{proposal}/comments", data={"text": "布局待确认", "nonce": nonce_of(page, f"{proposal}/comments")})

    assert lead.get(proposal).text.count("布局待确认") == 2


def test_a_task_is_handed_on_to_a_colleague(
        signed_in: SignedIn, cast: Cast, lead: FlaskClient, proposal: str) -> None:
    lead.post(f"{proposal}/assignment", data={"to": "designer", "reason": "布局更熟"})

    assert proposal in signed_in(cast.designer).get("/inbox/").text
    assert proposal not in lead.get("/inbox/").text
