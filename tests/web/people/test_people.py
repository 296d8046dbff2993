"""People: looked at by everybody, changed by the administrator alone."""

from flask import Flask

from tests.support.cast import Cast
from tests.web.conftest import SignedIn

NEWCOMER = {"username": "planner", "name": "计划工程师", "email": "planner@tandem.example",
            "department": "工程部", "roles": ["designer", "quality"]}


def test_the_administrator_adds_somebody_with_roles(signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in(cast.admin)

    page = admin.get(admin.post("/people/", data=NEWCOMER).location).text

    assert "计划工程师" in page
    assert "Quality supervisor" in page
    assert "工程部" in page


def test_nobody_else_finds_the_forms(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    assert lead.get("/people/new").status_code == 404
    assert lead.post("/people/", data=NEWCOMER).status_code == 404
    assert lead.post(f"/people/{cast.designer.person_id}/departure").status_code == 404
    assert lead.get("/people/").status_code == 200


def test_a_taken_user_name_is_told_beside_the_field(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.admin).post("/people/", data={**NEWCOMER, "username": "lead"})

    assert answer.status_code == 422
    assert "The user name lead is taken." in answer.text


def test_who_has_left_can_no_longer_sign_in_and_open_sessions_end(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    designer = signed_in(cast.designer)

    signed_in(cast.admin).post(f"/people/{cast.designer.person_id}/departure")

    assert designer.get("/inbox/").location.startswith("/sign-in")
    assert app.test_client().post("/demo-sign-in", data={"username": "designer"}).status_code == 404
