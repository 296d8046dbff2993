"""Signing in and out: who is let in, where one lands, and what stays closed."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.db import db
from webapp.domain import clock, people
from webapp.domain.people.models import EndedSession
from webapp.transaction import transaction


def test_the_demos_sign_in_page_names_everybodys_password(app: Flask, cast: Cast) -> None:
    assert "tandem-demo" in app.test_client().get("/sign-in").text


def test_a_visitor_is_sent_to_sign_in_and_back_to_where_they_wanted(app: Flask, cast: Cast) -> None:
    give_password(app, cast.lead.id, "long enough to hold")
    visitor = app.test_client()

    asked = visitor.get("/projects/?search=P-2026")
    answer = visitor.post(asked.location, data={"username": "lead", "password": "long enough to hold"})

    assert answer.location == "/projects/?search=P-2026"


def test_a_wrong_password_is_told_in_words_and_keeps_the_user_name(app: Flask, cast: Cast) -> None:
    answer = app.test_client().post("/sign-in", data={"username": "lead", "password": "wrong"})

    assert answer.status_code == 422
    assert 'value="lead"' in answer.text


def test_signing_in_never_leads_to_another_site(app: Flask, cast: Cast) -> None:
    give_password(app, cast.lead.id, "long enough to hold")

    for trap in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = app.test_client().post(
            "/sign-in", query_string={"next": trap},
            data={"username": "lead", "password": "long enough to hold"})
        assert answer.location == "/"


def test_the_demo_lets_its_cast_in_with_one_click_on_this_machine_only(app: Flask, cast: Cast) -> None:
    here, elsewhere = app.test_client(), app.test_client()

    assert here.post("/demo-sign-in", data={"username": "lead"}).location == "/"
    assert elsewhere.post("/demo-sign-in", data={"username": "lead"},
                          environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404


def test_signing_out_closes_every_page(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    lead.post("/sign-out")

    assert lead.get("/inbox/").location.startswith("/sign-in")


def test_signing_out_ends_this_session_only_and_its_copied_cookie(app: Flask, cast: Cast) -> None:
    desk, phone, thief = (app.test_client() for _ in range(3))
    for client in (desk, phone):
        client.post("/demo-sign-in", data={"username": "lead"})
    cookie = desk.get_cookie("tandem")
    assert cookie is not None
    thief.set_cookie("tandem", cookie.value)

    desk.post("/sign-out")

    assert thief.get("/inbox/").location.startswith("/sign-in")
    assert phone.get("/inbox/").status_code == 200


def test_signing_out_everywhere_ends_every_session(app: Flask, cast: Cast) -> None:
    desk, phone = app.test_client(), app.test_client()
    for client in (desk, phone):
        client.post("/demo-sign-in", data={"username": "lead"})

    page = desk.get(f"/people/{cast.lead.person_id}").text
    desk.post("/sign-out-everywhere")

    assert "/sign-out-everywhere" in page
    assert phone.get("/inbox/").location.startswith("/sign-in")
    assert desk.get("/inbox/").location.startswith("/sign-in")


def test_ended_sessions_are_forgotten_when_they_would_have_run_out(app: Flask, cast: Cast) -> None:
    for hours in (0, app.config["SETTINGS"].session_hours + 1):
        engine.turn_clock(timedelta(hours=hours))
        with app.app_context(), transaction() as session:
            clock.turn(session, to=engine.now(), settings=app.config["SETTINGS"])
        client = app.test_client()
        client.post("/demo-sign-in", data={"username": "lead"})
        client.post("/sign-out")
    engine.turn_clock(timedelta())

    with app.app_context():
        assert db.session.query(EndedSession).count() == 1


def test_every_page_is_fresh_and_carries_a_strict_policy(signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.lead).get("/inbox/")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_the_reader_chooses_language_and_theme(signed_in: SignedIn, cast: Cast) -> None:
    lead = signed_in(cast.lead)

    lead.post("/preferences/theme", data={"theme": "dark", "back": "/inbox/"})
    answer = lead.post("/preferences/language", data={"locale": "zh", "back": "/inbox/"})
    page = lead.get(answer.location)

    assert 'lang="zh-CN"' in page.text
    assert 'data-bs-theme="dark"' in page.text
    assert lead.post("/preferences/theme", data={"theme": "pink"}).status_code == 400


def give_password(app: Flask, username: str, password: str) -> None:
    with app.app_context(), transaction() as session:
        person = people.person_called(session, username)
        assert person is not None
        people.set_password(session, person, password)


def test_a_form_without_its_token_is_refused_in_words(app: Flask, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client: FlaskClient = app.test_client()

    answer = client.post("/sign-in", data={"username": "lead", "password": "x"})

    assert answer.status_code == 400


def test_a_clock_that_an_interrupted_case_left_turned_is_told_and_can_be_turned_back(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        clock.turn(session, to=engine.now() - timedelta(days=200), settings=app.config["SETTINGS"])
    lead = signed_in(cast.lead)

    told = lead.get("/people/").text
    answer = lead.post("/demo/clock/return", data={"back": "/people/"})

    assert "Turn the clock back" in told
    assert answer.location == "/people/"
    assert "Turn the clock back" not in lead.get("/people/").text
