"""Processes: every deployed version can be looked at, each diagram as it was frozen."""

from tests.support.cast import Cast
from tests.web.conftest import SignedIn


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
