"""Beside a project: the list on its page, a process begun by hand, its own page, and who may."""

from pathlib import Path

from flask import Flask

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp import processes
from webapp.domain import packages
from webapp.domain.projects import Project
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

PROCESSES = Path(__file__).parents[3] / "processes"
COMPLAINT, BREACH = (processes.read(PROCESSES / name) for name in ("complaint", "budget_breach"))
SAID = {"summary": "主轴噪声大", "source_channel": "phone", "heard_on": "2026-11-20"}


def test_a_member_begins_a_complaint_by_hand_and_sees_it_beside_the_project(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context(), transaction() as rows:
        packages.deploy(rows, COMPLAINT.files, actor="process_owner", handlers=HANDLERS)
    lead, where = signed_in(cast.lead), f"/projects/{project.id}"
    assert f"{where}/begin/complaint" in lead.get(where).text
    assert "How we learned of it" in lead.get(f"{where}/begin/complaint").text

    refused = lead.post(f"{where}/begin/complaint", data={**SAID, "summary": ""})
    begun = lead.post(f"{where}/begin/complaint", data=SAID)
    with app.app_context():
        build.work()

    assert (refused.status_code, begun.status_code) == (422, 302)
    page = lead.get(begun.location).text
    assert "主轴噪声大" in page
    assert "Accept and give a first answer" in page
    assert "Complaint and service order 1" in lead.get(where).text


def test_a_breach_that_is_open_is_shown_instead_of_a_second_form(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context(), transaction() as rows:
        packages.deploy(rows, BREACH.files, actor="process_owner", handlers=HANDLERS)
    lead, where = signed_in(cast.lead), f"/projects/{project.id}"
    said = {"summary": "人工超支", "planned": "1000", "spent": "1100"}
    begun = lead.post(f"{where}/begin/budget_breach", data=said)
    assert begun.status_code == 302

    page = lead.get(f"{where}/begin/budget_breach").text
    refused = lead.post(f"{where}/begin/budget_breach", data={**said, "summary": "外协超支"})

    assert refused.status_code == 409
    for text in (page, refused.text):
        assert "One is open in this project already" in text
        assert f'href="{begun.location}"' in text
        assert ">Begin</button>" not in text
    assert "外协超支" in refused.text
    with app.app_context():
        build.work()
    beside = lead.get(where).text
    assert "Budget breach approval 2" not in beside
    assert f"{where}/begin/budget_breach" not in beside


def test_a_role_that_is_not_named_or_a_stranger_finds_no_way_in(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with app.app_context(), transaction() as rows:
        packages.deploy(rows, COMPLAINT.files, actor="process_owner", handlers=HANDLERS)
    for actor in (cast.stranger, cast.designer):
        client = signed_in(actor)
        assert client.get(f"/projects/{project.id}/begin/complaint").status_code == 404
        assert client.post(f"/projects/{project.id}/begin/complaint", data=SAID).status_code == 404
        assert client.get(f"/projects/{project.id}/beside/{project.instance_id}").status_code == 404
