"""What is read of a package: the live files without a draft, names in place of ids, a diagram step by step."""

import json
import re

import pytest
from flask.testing import FlaskClient

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.features.studio.words import HANDLER_WORDS
from webapp.handlers import VERBS

PACKAGE = "/studio/customer_engineering"
IDEA = "bpmn/stage_idea.bpmn"


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """The process owner; nobody has begun a draft."""
    return signed_in(cast.process_owner)


def put(client: FlaskClient, path: str, content: bytes) -> int:
    address = f"{PACKAGE}/content/{path}"
    revision = client.get(address).headers.get("ETag", '"0"')
    return client.put(address, data=content, headers={"If-Match": revision}).status_code


def test_without_a_draft_the_live_files_are_there_to_be_read(owner: FlaskClient) -> None:
    page = owner.get(f"{PACKAGE}/").text
    files = re.findall(rf'href="({PACKAGE}/files/[^"]+)"', page)

    assert len(files) == len(build.small_package())
    for file in files:
        assert owner.get(file, follow_redirects=True).status_code == 200
    editor = owner.get(f"{PACKAGE}/files/{IDEA}").text
    assert 'data-may-draft="no"' in editor
    assert 'data-standing="live"' in editor
    assert owner.get(f"{PACKAGE}/content/{IDEA}").data == build.small_package()[IDEA]
    assert owner.get(f"{PACKAGE}/download/{IDEA}").data == build.small_package()[IDEA]
    assert owner.get(f"{PACKAGE}/findings").json["errors"] == 0
    assert owner.get(f"{PACKAGE}/content/{IDEA}?revision=1").status_code == 404
    assert owner.get(f"{PACKAGE}/files/bpmn/none.bpmn").status_code == 404


def test_every_verb_a_step_may_name_is_said_in_words() -> None:
    assert HANDLER_WORDS.keys() == VERBS


def test_what_is_live_is_written_by_nobody(owner: FlaskClient) -> None:
    assert put(owner, IDEA, build.small_package()[IDEA]) == 404
    assert owner.post(f"{PACKAGE}/parts", json={"kind": "form", "id": "briefing"}).status_code == 404


def test_a_draft_is_begun_at_the_file_one_looks_at(owner: FlaskClient) -> None:
    begun = owner.post(f"{PACKAGE}/draft", data={"path": IDEA})

    assert begun.location == f"{PACKAGE}/files/{IDEA}"
    assert 'data-may-draft="yes"' in owner.get(begun.location).text
    assert owner.post(f"{PACKAGE}/draft", data={"path": "//evil.example"}).location == f"{PACKAGE}/"


def test_an_editor_says_what_its_file_is_about(owner: FlaskClient) -> None:
    owner.set_cookie("locale", "zh")

    assert "<h1>提出方案</h1>" in owner.get(f"{PACKAGE}/files/forms/propose.form").text
    owner.set_cookie("locale", "en")
    assert "<h1>Propose</h1>" in owner.get(f"{PACKAGE}/files/forms/propose.form").text


def test_an_editor_leads_back_to_the_step_that_uses_its_file(owner: FlaskClient) -> None:
    owner.set_cookie("locale", "en")

    form = owner.get(f"{PACKAGE}/files/forms/propose.form").text

    assert re.search(rf'href="{PACKAGE}/files/{IDEA}\?element=propose">used by “Propose”', form)
    assert "used by" not in owner.get(f"{PACKAGE}/files/bpmn/lifecycle.bpmn").text


def test_findings_name_steps_and_fields_as_people_call_them(owner: FlaskClient) -> None:
    owner.post(f"{PACKAGE}/draft")
    idea = build.small_package()[IDEA].decode()
    put(owner, IDEA, idea.replace("提出方案", "拟定方案").replace('formId="propose"', 'formId="none"').encode())

    page = owner.get(f"{PACKAGE}/").text
    told = owner.get(f"{PACKAGE}/findings").json

    assert "拟定方案</a>" in page
    assert f"{IDEA}, line" not in page
    assert any(each["place"].endswith("拟定方案") for each in told["findings"]), told


def test_a_step_gets_a_form_of_its_own_once(owner: FlaskClient) -> None:
    owner.post(f"{PACKAGE}/draft")

    made = [owner.post(f"{PACKAGE}/parts", json={"kind": "form", "id": "activity_1"}) for _ in range(2)]

    assert [(each.status_code, each.json["path"]) for each in made] == [(201, "forms/activity_1.form")] * 2
    assert json.loads(owner.get(f"{PACKAGE}/content/forms/activity_1.form").text)["components"] == []


@pytest.mark.parametrize(("kind", "path"), [("bpmn", "bpmn/activity_1.bpmn"), ("dmn", "dmn/activity_1.dmn")])
def test_a_step_gets_a_diagram_or_a_table_called_as_the_step(owner: FlaskClient, kind: str, path: str) -> None:
    owner.post(f"{PACKAGE}/draft")

    made = owner.post(f"{PACKAGE}/parts", json={"kind": kind, "id": "activity_1", "name": '现场 <"安全"> 交底 '})

    assert (made.status_code, made.json["path"]) == (201, path)
    listed = owner.get(f"{PACKAGE}/context?file={IDEA}").json["processes" if kind == "bpmn" else "decisions"]
    assert {"id": "activity_1", "name": '现场 <"安全"> 交底', "path": path} in listed
    assert owner.get(f"{PACKAGE}/findings").json["errors"] == 0


@pytest.mark.parametrize(("name", "key"), [
    ("Site safety briefing (2)", "site_safety_briefing_2"), ("提出方案", "propose_2"), ("现场安全交底", ""), ("2nd visit", ""), ("", "")])
def test_a_step_offers_its_english_name_for_what_is_made_for_it(owner: FlaskClient, name: str, key: str) -> None:
    owner.post(f"{PACKAGE}/draft")

    assert owner.get(f"{PACKAGE}/parts", query_string={"name": name}).json == {"id": key}


@pytest.mark.parametrize("asked", [{"kind": "form", "id": "../evil"}, {"kind": "typ", "id": "a"}, {"id": "a"}, ["x"]])
def test_nothing_else_is_made_for_a_step(owner: FlaskClient, asked: object) -> None:
    owner.post(f"{PACKAGE}/draft")

    assert owner.post(f"{PACKAGE}/parts", json=asked).status_code == 422


def test_a_diagram_is_told_step_by_step_as_the_draft_stands(owner: FlaskClient, signed_in: SignedIn, cast: Cast) -> None:
    steps = f"{PACKAGE}/steps/{IDEA}"
    owner.post(f"{PACKAGE}/draft")
    put(owner, IDEA, build.small_package()[IDEA].replace("提出方案".encode(), "拟定方案".encode()))

    assert "拟定方案" in owner.get(steps).text
    assert owner.get(f"{PACKAGE}/steps/forms/propose.form").status_code == 404
    assert signed_in(cast.stranger).get(steps).status_code == 404


def test_what_a_draft_changed_stands_before_everything_else(owner: FlaskClient) -> None:
    owner.post(f"{PACKAGE}/draft")
    assert "Changed in this draft" not in owner.get(f"{PACKAGE}/").text
    idea = build.small_package()[IDEA]

    put(owner, IDEA, idea.replace("提出方案".encode(), "拟定方案".encode()))
    owner.post(f"{PACKAGE}/new", data={"folder": "forms", "name": "briefing"})
    changed = re.search(r"Changed in this draft.*?</details>", owner.get(f"{PACKAGE}/").text, re.DOTALL)

    assert changed is not None
    assert re.findall(rf"{PACKAGE}/files/([^\"]+)", changed[0]) == [IDEA, "forms/briefing.form"]
    put(owner, IDEA, idea)
    assert "Changed in this draft <span class=\"mark figures\">1<" in owner.get(f"{PACKAGE}/").text
