"""Processes: every deployed version can be looked at, each diagram as it was frozen."""

import re

from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn, laid_over
from webapp.domain.projects import Project


def hand_in_the_proposal(app: Flask, lead: FlaskClient) -> None:
    task = re.search(r'class="row-link" href="(/tasks/\d+)"', lead.get("/inbox/").text)
    assert task is not None
    lead.post(f"{task[1]}/completion", data={"proposal": "U 形布局", "designer": "designer"})
    with app.app_context():
        build.work()


def test_a_version_shows_its_diagrams_in_the_readers_language(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    diagram = lead.get("/processes/1/stage_idea.bpmn")

    assert diagram.mimetype == "application/xml"
    assert 'name="Propose"' in diagram.text
    lead.set_cookie("locale", "zh")
    assert "提出方案" in lead.get("/processes/1/stage_idea.bpmn").text


def test_absent_versions_and_diagrams_are_not_found(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    assert lead.get("/processes/").status_code == 200
    assert lead.get("/processes/1").status_code == 200
    assert lead.get("/processes/99").status_code == 404
    assert lead.get("/processes/1?process=nothing").status_code == 404
    assert lead.get("/processes/1/nothing.bpmn").status_code == 404


def test_starters_are_shown_with_their_diagrams_in_the_readers_language(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    assert "Inspection with photos" in lead.get("/processes/").text
    assert 'name="Fix and take photos"' in lead.get("/processes/starters/photo_inspection.bpmn").text
    assert lead.get("/processes/starters/complaint.bpmn").status_code == 404
    lead.set_cookie("locale", "zh")
    assert "起步模板" in lead.get("/processes/").text
    assert 'name="整改并拍照"' in lead.get("/processes/starters/photo_inspection.bpmn").text


def test_a_starter_leads_whoever_may_begin_packages_to_a_draft_of_it(signed_in: SignedIn, cast: Cast) -> None:
    begin = "/studio/new?starter=photo_inspection"

    assert begin not in signed_in(cast.lead).get("/processes/").text
    owner = signed_in(cast.process_owner)
    assert begin in owner.get("/processes/").text
    assert '<option selected value="photo_inspection">' in owner.get(begin).text
    assert owner.get("/studio/new?starter=nothing").status_code == 200


def test_all_cases_of_a_version_lie_on_one_diagram(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    with app.app_context():
        build.start_project(cast, "包装线改造")
        build.work()
    hand_in_the_proposal(app, lead)

    page = lead.get("/processes/1?process=stage_idea").text

    told = laid_over(page)
    assert (told["propose"]["state"], told["propose"]["count"], told["check"]) == ("heat-4", 1, {"count": 1})
    assert "How the steps fare" in page
    assert "How the steps fare" not in lead.get("/processes/1?process=stage_end").text
