"""Why a case is where it is: shown to whoever may see the project, in words."""

import pytest
from flask import Flask

from tests.support.cast import Cast
from tests.web.cases.test_cases import act, propose
from tests.web.conftest import SignedIn
from webapp.domain.projects import Project


def test_the_way_is_told_from_the_open_step_back_to_the_beginning(app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    propose(app, lead)

    page = lead.get(f"/projects/{project.id}/way").text

    assert "Any of these may take it: Design engineer" in page
    assert page.index("handed it in.") < page.index("Beginning")
    assert cast.lead.name in page


def test_an_open_step_may_be_asked_for_and_an_unknown_one_is_answered_by_the_first(signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)

    assert lead.get(f"/projects/{project.id}/way?token=no-such-token").status_code == 200


def test_a_project_that_has_ended_has_no_open_step(signed_in: SignedIn, cast: Cast, project: Project) -> None:
    act(signed_in(cast.process_owner), project, "termination")

    assert "This project has ended" in signed_in(cast.lead).get(f"/projects/{project.id}/way").text


@pytest.mark.parametrize("address", ["/projects/{}/way", "/projects/999/way"])
def test_a_stranger_and_a_typing_error_get_the_same_answer(signed_in: SignedIn, cast: Cast, project: Project, address: str) -> None:
    assert signed_in(cast.stranger).get(address.format(project.id)).status_code == 404
