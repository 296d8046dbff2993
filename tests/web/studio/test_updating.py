"""A version that went live under a draft: nothing is published over it unseen, and its changes come in first."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.db import db
from webapp.domain import drafts, packages

PACKAGE = "/studio/customer_engineering"
UPDATE = f"{PACKAGE}/update"
PROPOSE, CHECK, WORDS = "forms/propose.form", "forms/check.form", "i18n/en.po"


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """The process owner, with a draft in which the proposal's form has a title."""
    client = signed_in(cast.process_owner)
    client.post(f"{PACKAGE}/draft")
    save(client, PROPOSE, form(title="我的"))
    return client


def form(**more: object) -> bytes:
    return json.dumps({**build.PROPOSE_FORM, **more}, ensure_ascii=False, indent=2).encode()


def save(client: FlaskClient, path: str, content: bytes) -> None:
    revision = client.get(f"{PACKAGE}/content/{path}").headers.get("ETag", '"0"')
    assert client.put(f"{PACKAGE}/content/{path}", data=content, headers={"If-Match": revision}).status_code == 200


def goes_live(app: Flask, **changed: bytes) -> None:
    """Another version goes live, from the installation's folder."""
    files = build.small_package() | {path.replace("__", "/", 1).replace("__", "."): new for path, new in changed.items()}
    with app.app_context(), build.transaction() as rows:
        packages.deploy(rows, files, actor="admin", handlers=build.HANDLERS)


def hidden(page: str, name: str) -> str:
    return str(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def publish(client: FlaskClient) -> int:
    page = client.get(f"{PACKAGE}/").text
    told = {name: hidden(page, name) for name in ("digest", "live")}
    return client.post(f"{PACKAGE}/publication", data={**told, "notes": "改表单标题"}).status_code


def update(client: FlaskClient, **choices: str) -> int:
    told = {f"for:{path.replace('__', '/', 1).replace('__', '.')}": value for path, value in choices.items()}
    return client.post(UPDATE, data={"live": hidden(client.get(UPDATE).text, "live"), **told}).status_code


def content(client: FlaskClient, path: str) -> bytes:
    return client.get(f"{PACKAGE}/content/{path}").data


def test_what_another_version_changed_comes_in_before_a_draft_is_published(app: Flask, owner: FlaskClient) -> None:
    new = json.dumps({**build.CHECK_FORM, "title": "新"}).encode()
    goes_live(app, forms__check__form=new)

    assert publish(owner) == 422
    assert "Bring its changes in first" in owner.get(f"{PACKAGE}/").text
    assert CHECK in owner.get(UPDATE).text
    assert update(owner) == 302
    assert content(owner, CHECK) == new
    assert json.loads(content(owner, PROPOSE))["title"] == "我的"
    assert publish(owner) == 302
    with app.app_context():
        latest = packages.latest(db.session(), packages.LIFECYCLE)
        assert latest.number == 3
        assert drafts.files_of(db.session(), latest.id)[CHECK] == new


def test_a_file_that_both_changed_in_different_places_is_put_together(app: Flask, owner: FlaskClient) -> None:
    text = build.ENGLISH
    save(owner, WORDS, text.encode() + b"\nmsgid \"x\"\nmsgstr \"X\"\n")
    goes_live(app, i18n__en__po=b"# theirs\n" + text.encode())

    assert update(owner) == 302

    assert content(owner, WORDS) == b"# theirs\n" + text.encode() + b"\nmsgid \"x\"\nmsgstr \"X\"\n"


def test_what_both_changed_in_the_same_place_is_decided_file_by_file(app: Flask, owner: FlaskClient) -> None:
    theirs = form(title="线上")
    goes_live(app, forms__propose__form=theirs)

    assert update(owner) == 422
    assert json.loads(content(owner, PROPOSE))["title"] == "我的"
    assert update(owner, forms__propose__form="theirs") == 302
    assert content(owner, PROPOSE) == theirs


def test_a_file_comes_in_and_is_taken_away_again(app: Flask, owner: FlaskClient) -> None:
    goes_live(app, forms__briefing__form=form(id="briefing"))
    assert update(owner) == 302
    assert content(owner, "forms/briefing.form") == form(id="briefing")

    goes_live(app, forms__check__form=json.dumps({**build.CHECK_FORM, "title": "新"}).encode())
    assert update(owner) == 302

    assert owner.get(f"{PACKAGE}/content/forms/briefing.form").status_code == 404
    assert "nothing to bring in" in owner.get(UPDATE).text


def test_only_who_drafts_updates_and_only_to_what_they_saw(
        app: Flask, owner: FlaskClient, signed_in: SignedIn, cast: Cast) -> None:
    goes_live(app, forms__check__form=json.dumps({**build.CHECK_FORM, "title": "新"}).encode())
    seen = hidden(owner.get(UPDATE).text, "live")
    goes_live(app, forms__check__form=json.dumps({**build.CHECK_FORM, "title": "更新"}).encode())

    assert owner.post(UPDATE, data={"live": seen}).status_code == 422
    assert signed_in(cast.designer).post(UPDATE, data={"live": seen}).status_code == 404
    assert signed_in(cast.stranger).get(UPDATE).status_code == 404
