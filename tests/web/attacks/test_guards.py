"""What guards every door: headers, cookies, limits, the end of a session, and a demo that stays at home."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support import build
from tests.support.ceremony import PASSWORD
from tests.web.attacks.world import House
from webapp.app import security
from webapp.db import db
from webapp.domain import access, customers, people
from webapp.transaction import transaction

# A drawing or a letter that brings its own looks may run, send and open nothing; only the editors, whose canvas styles
# itself, are pages of ours that let it.
NO_PAGE_OF_OURS = ("script-src", "connect-src", "form-action", "frame-src")
EDITOR = re.compile(r"/studio/[^/]+/files/.+\.(bpmn|form|dmn)")
Installation = Callable[..., Flask]

DEMO_ONLY = ("/outbox/", "/demo/clock", "/demo/trails/x")
AWAY = ("https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "\\\\evil.example", "javascript:alert(1)", "http:evil.example", "///evil.example", "/%09/evil.example",
        "/%5cevil.example", " //evil.example", "https:/evil.example", "/\r\nX-Bad: 1", "//[evil", "/\x00/evil")


def policy(text: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in text.split(";") if part.strip()}


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('guards') / 'tandem.db'}"


@pytest.fixture
def installation(sqlite: str) -> Iterator[Installation]:
    """Opens the product on one database, with whatever settings the story is about."""
    with ExitStack() as open_ones:

        def opened(**more: object) -> Flask:
            app = open_ones.enter_context(build.application(sqlite, **more))
            app.config["WTF_CSRF_ENABLED"] = False
            with app.app_context():
                build.create_tables()
                if people.person_called(db.session(), "lead") is None:
                    with transaction() as session:
                        people.create_person(session, username="lead", name="项目负责人", email="l@x.example",
                                             roles=["admin"], password=PASSWORD)
                        customers.add_contact(session, customers.create_customer(session, name="客户", by="lead"),
                                              name="客户代表", email="c@x.example")
            return app

        yield opened


def come_in(client: FlaskClient, **more: str) -> FlaskClient:
    client.post("/sign-in", data={"username": "lead", "password": PASSWORD}, **more)
    return client


def test_every_answer_carries_the_headers(house: House) -> None:
    lead, nobody = house.signed_in(house.cast.lead), house.visitor()
    answers = [lead.get(house.address(rule)) for rule in house.rules("GET")]
    answers += [nobody.get("/inbox/"), nobody.get("/nowhere"), nobody.post("/inbox/"), lead.post("/tasks/999/claim"),
                nobody.get("/static/build/nothing.js"), nobody.get(f"/s/{'x' * 40}")]

    for answer in answers:
        told, where = answer.headers, answer.request.path
        rules = policy(told["Content-Security-Policy"])
        own_looks = [name for name, sources in rules.items() if "'unsafe-inline'" in sources]
        assert own_looks in ([], ["style-src"]), where
        assert not own_looks or rules.keys().isdisjoint(NO_PAGE_OF_OURS) or EDITOR.fullmatch(where), where
        assert "'unsafe-eval'" not in str(rules), where
        assert "*" not in str(rules), where
        assert rules["default-src"] == ["'none'"], where
        assert told["X-Frame-Options"] == "DENY" or "frame-ancestors" in rules, where
        assert told["X-Content-Type-Options"] == "nosniff", where
        assert told["Referrer-Policy"] in ("same-origin", "no-referrer"), where
        if not where.startswith("/static"):
            assert {"no-store", "no-cache"} & set(told["Cache-Control"].replace(",", " ").split()), where
        answer.close()


@pytest.mark.parametrize(("path", "status"), [("/sign-in", 200), ("/static/brand/mark.svg", 200), ("/nowhere", 404)])
def test_our_pages_and_files_load_and_send_nothing_elsewhere(installation: Installation, path: str, status: int) -> None:
    answer = installation().test_client().get(path)
    told = answer.headers

    assert answer.status_code == status
    assert policy(told["Content-Security-Policy"]) == {
        "default-src": ["'none'"], "script-src": ["'self'"], "style-src": ["'self'"], "connect-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"], "media-src": ["'self'", "blob:"], "font-src": ["'self'"],
        "frame-src": ["'self'"], "worker-src": ["'self'"], "manifest-src": ["'self'"], "form-action": ["'self'"],
        "base-uri": ["'none'"], "frame-ancestors": ["'none'"]}
    assert {name: told[name] for name in (
        "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy")} == {
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=(self), geolocation=(), microphone=()"}


def test_cookies_are_out_of_reach_of_scripts_and_strangers(installation: Installation) -> None:
    client = installation(base_url="https://tandem.example").test_client()

    answer = client.post("/sign-in", data={"username": "lead", "password": PASSWORD}, base_url="https://tandem.example")

    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("tandem="))
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("address", AWAY, ids=ascii)
def test_no_door_leads_off_the_premises(house: House, address: str) -> None:
    """After signing in, and from the buttons that lead back to the page they were pressed on."""
    nobody = house.visitor()

    signed = nobody.post("/demo-sign-in", query_string={"next": address}, data={"username": "stranger"})
    back = nobody.post("/preferences/theme", data={"theme": "dark", "back": address})

    for answer in (signed, back):
        assert answer.status_code == 302
        assert answer.location.startswith("/"), answer.location
        assert not answer.location.startswith(("//", "/\\", "/\t", "/\n")), answer.location
        assert "X-Bad" not in answer.headers


def test_a_session_given_by_somebody_else_is_not_carried_into_ones_own(installation: Installation) -> None:
    client = installation().test_client()
    with client.session_transaction() as planted:
        planted["csrf_token"], planted["planted"] = "known to another", True

    come_in(client)

    with client.session_transaction() as own:
        assert "planted" not in own
        assert own.get("csrf_token") != "known to another"


@pytest.mark.parametrize("change", ["password", "departure", "everywhere"])
def test_sessions_end_with_what_they_were_opened_by(change: str, house: House) -> None:
    with house.app.app_context(), transaction() as session:
        person = people.create_person(session, username=change, name="短期同事", email="x@x.example", password=PASSWORD)
    client = house.visitor()
    client.post("/sign-in", data={"username": change, "password": PASSWORD})
    assert client.get("/inbox/").status_code == 200

    with house.app.app_context(), transaction() as session:
        kept = people.get_person(session, person.id)
        assert kept is not None
        {"password": lambda: people.set_password(session, kept, PASSWORD + "2"),
         "departure": lambda: people.deactivate(session, kept),
         "everywhere": lambda: people.end_sessions(session, kept)}[change]()

    assert client.get("/inbox/").location.startswith("/sign-in")


def test_a_cookie_from_before_signing_out_opens_nothing(house: House) -> None:
    with house.app.app_context(), transaction() as session:
        people.create_person(session, username="leaver", name="短期同事", email="x@x.example", password=PASSWORD)
    client, copied = house.visitor(), house.visitor()
    client.post("/sign-in", data={"username": "leaver", "password": PASSWORD})
    cookie = client.get_cookie("tandem")
    assert cookie is not None
    copied.set_cookie("tandem", cookie.value)
    assert copied.get("/inbox/").status_code == 200

    client.post("/sign-out")

    assert client.get("/inbox/").location.startswith("/sign-in")
    assert copied.get("/inbox/").location.startswith("/sign-in")


def test_a_session_runs_out_by_itself_whatever_its_cookie_says(
        installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    client = come_in(installation(session_hours=2).test_client())
    cookie = client.get_cookie("tandem")
    assert cookie is not None
    assert client.get("/inbox/").status_code == 200

    monkeypatch.setattr("itsdangerous.timed.TimestampSigner.get_timestamp", lambda _self: int(time()) + 2 * 3600 + 60)
    client.set_cookie("tandem", cookie.value)

    assert client.get("/inbox/").location.startswith("/sign-in")


def test_every_limited_door_is_there(house: House) -> None:
    assert set(security.LIMITS) <= set(house.app.view_functions)


@pytest.fixture
def limited(installation: Installation) -> FlaskClient:
    client = installation().test_client()
    client.set_cookie("locale", "en")
    return client


def test_who_guesses_is_slowed_down_in_words(limited: FlaskClient) -> None:
    answers = [limited.post("/sign-in", data={"username": f"guess{n}", "password": "x"}) for n in range(22)]

    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert "<main" in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_a_forged_address_does_not_make_a_new_guesser(limited: FlaskClient) -> None:
    answers = [limited.post("/sign-in", data={"username": f"guess{n}", "password": "x"},
                            headers={"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(22)]

    assert answers[-1].status_code == 429


def test_colleagues_behind_one_address_do_not_shut_each_others_doors(installation: Installation) -> None:
    app = installation()
    with app.app_context(), transaction() as rows:
        people.create_person(rows, username="designer", name="设计人员", email="d@x.example", roles=[],
                             password=PASSWORD)
    lead, designer = come_in(app.test_client()), app.test_client()
    designer.post("/sign-in", data={"username": "designer", "password": PASSWORD})

    answers = [lead.post("/confirmations/1/signature").status_code for _ in range(11)]

    assert answers[-1] == 429
    assert designer.post("/confirmations/1/signature").status_code == 404


@pytest.mark.parametrize("path", DEMO_ONLY)
def test_the_demo_stays_on_this_machine(installation: Installation, path: str) -> None:
    serious = come_in(installation().test_client())
    public = come_in(installation(demo=True, base_url="https://tandem.example").test_client())
    demo = come_in(installation(demo=True).test_client())
    abroad = {"REMOTE_ADDR": "203.0.113.7"}

    assert serious.get(path).status_code == 404
    assert public.get(path).status_code in (302, 404)
    assert demo.get(path).status_code == 200
    assert demo.get(path, environ_overrides=abroad).status_code == 404
    for forged in ({"X-Forwarded-For": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}):
        assert demo.get(path, environ_overrides=abroad, headers=forged).status_code == 404
    assert demo.get(path, environ_overrides={**abroad, "HTTP_HOST": "127.0.0.1"}).status_code in (302, 404)


def test_nobody_signs_in_with_one_click_from_abroad(installation: Installation) -> None:
    demo = installation(demo=True).test_client()

    for forged in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Host": "127.0.0.1"}):
        answer = demo.post("/demo-sign-in", data={"username": "lead"}, headers=forged,
                           environ_overrides={"REMOTE_ADDR": "203.0.113.7"})
        assert answer.status_code == 404


@pytest.fixture
def anybody(installation: Installation) -> FlaskClient:
    """Somebody who may try every door: signed in as a colleague, and in the portal as a contact."""
    app = installation()
    client = app.test_client()
    with app.app_context(), transaction() as rows:
        lead = people.person_called(rows, "lead")
        assert lead is not None
        client.set_cookie("portal", access.admit(rows, rows.scalars(select(customers.Contact)).one()))
        with client.session_transaction() as session:
            session["person_id"], session["epoch"] = lead.id, lead.session_epoch
    return client


@pytest.mark.parametrize(("door", "tries"), [
    ("auth.create", 20), ("people.register_passkey", 10), ("people.remove_passkey", 10),
    ("signing.send_code", 10), ("signing.check_code", 20), ("signing.confirmations.sign", 10),
    ("signing.confirmations.ask_for_passkey", 20), ("verification.check", 10), ("verification.show", 60),
    ("portal.ask", 5), ("portal.send_code", 10), ("portal.enter", 20), ("portal.check_code", 20), ("portal.write", 20),
    ("portal.remark", 60), ("portal.open_task", 20)])
def test_every_door_that_is_guessed_at_is_limited(anybody: FlaskClient, door: str, tries: int) -> None:
    """So often a minute and no more, whatever it is that is asked there."""
    rule = next(rule for rule in anybody.application.url_map.iter_rules() if rule.endpoint == door)
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    path = re.sub(r"<[^>]*>", "1", rule.rule)

    answers = [anybody.open(path, method=method, data={"username": "guess", "password": "x"}).status_code
               for _ in range(tries + 1)]

    assert 429 not in answers[:tries]
    assert answers[tries] == 429
