"""The workspace of packages: begun, saved, never overwritten, exported and brought back; by right."""

import io
import json
import re
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.domain import packages

PACKAGE = "/studio/customer_engineering"
FORM = f"{PACKAGE}/content/forms/propose.form"


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """The process owner, with a draft of the small package begun."""
    client = signed_in(cast.process_owner)
    assert client.post(f"{PACKAGE}/draft").location == f"{PACKAGE}/"
    return client


def put(client: FlaskClient, address: str, content: bytes, revision: int) -> TestResponse:
    return client.put(address, data=content, headers={"If-Match": f'"{revision}"'})


def form(**more: object) -> bytes:
    return json.dumps({**build.PROPOSE_FORM, **more}).encode()


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return io.BytesIO(held.getvalue())


def bring(client: FlaskClient, packed: io.BytesIO) -> TestResponse:
    return client.post("/studio/import", data={"file": (packed, "package.zip")})


@pytest.mark.parametrize("who", ["designer", "lead", "director", "admin", "stranger"])
def test_who_looks_after_no_package_finds_no_studio(signed_in: SignedIn, cast: Cast, owner: FlaskClient, who: str) -> None:
    visitor = signed_in(getattr(cast, who))

    answers = [visitor.get("/studio/"), visitor.get(f"{PACKAGE}/"), visitor.get(FORM), put(visitor, FORM, form(), 1),
               visitor.post(f"{PACKAGE}/draft"), visitor.get(f"{PACKAGE}/context?file=bpmn/stage_idea.bpmn"),
               visitor.post(f"{PACKAGE}/comments?file=a", json={"element": "x", "text": "y"})]

    assert {answer.status_code for answer in answers} == {404}
    assert "/studio/" not in visitor.get("/inbox/").text
    assert "/studio/" in owner.get("/inbox/").text


def test_a_package_may_name_who_else_drafts_it_but_a_draft_gives_no_rights(
        app: Flask, signed_in: SignedIn, cast: Cast) -> None:
    files = build.small_package()
    named = files["package.toml"] + b'[studio]\ndraft = ["quality"]\n'
    quality, owner = signed_in(cast.quality), signed_in(cast.process_owner)
    owner.post(f"{PACKAGE}/draft")

    assert put(owner, f"{PACKAGE}/content/package.toml", named, 1).status_code == 200
    assert quality.get(f"{PACKAGE}/").status_code == 404

    with app.app_context(), build.transaction() as rows:
        packages.deploy(rows, {**files, "package.toml": named}, actor="process_owner", handlers=build.HANDLERS)

    owner.post(f"{PACKAGE}/presence", json={"path": "forms/propose.form"})

    here = {"name": cast.process_owner.name, "path": "forms/propose.form"}
    assert quality.post(f"{PACKAGE}/presence", json={"path": "package.toml"}).json == {"others": [here]}
    for page in (f"{PACKAGE}/", f"{PACKAGE}/here"):
        assert "is editing forms/propose.form" in quality.get(page).text
    assert put(quality, FORM, form(title="x"), 1).status_code == 200
    assert quality.get("/studio/new").status_code == 404


def test_a_file_is_saved_over_the_revision_it_was_edited_from(owner: FlaskClient) -> None:
    assert owner.get(FORM).headers["ETag"] == '"1"'

    saved = put(owner, FORM, form(title="二"), 1)

    assert saved.json["revision"] == 2
    assert json.loads(owner.get(FORM).text)["title"] == "二"
    assert "title" not in json.loads(owner.get(f"{FORM}?revision=1").text)
    assert owner.put(FORM, data=form()).status_code == 428


def test_who_comes_second_is_told_who_was_first_and_nothing_is_overwritten(
        app: Flask, signed_in: SignedIn, cast: Cast, owner: FlaskClient) -> None:
    put(owner, FORM, form(title="先"), 1)

    refused = put(owner, FORM, form(title="后"), 1)

    assert refused.status_code == 409
    assert refused.json["revision"] == 2
    assert refused.json["by"] == cast.process_owner.name
    assert json.loads(refused.json["content"])["title"] == "先"
    assert json.loads(owner.get(FORM).text)["title"] == "先"


def test_the_plain_editor_shows_both_texts_when_somebody_was_faster(owner: FlaskClient) -> None:
    address, text = f"{PACKAGE}/files/i18n/en.po", build.ENGLISH
    owner.post(address, data={"content": text + "# one\n", "revision": "1"})

    merge = owner.post(address, data={"content": text + "# two\n", "revision": "1"})

    assert merge.status_code == 409
    assert "# one" in merge.text
    assert "# two" in merge.text
    assert 'name="revision" value="2"' in merge.text
    assert owner.post(address, data={"content": text + "# one\n# two\n", "revision": "2"}).status_code == 302


def test_the_same_content_again_is_no_revision(owner: FlaskClient) -> None:
    assert put(owner, FORM, form(title="二"), 1).json["revision"] == 2
    assert put(owner, FORM, form(title="二"), 2).json["revision"] == 2


def test_files_are_added_renamed_removed_and_brought_back(owner: FlaskClient) -> None:
    made = owner.post(f"{PACKAGE}/new", data={"folder": "forms", "name": "site_briefing"})
    assert made.location == f"{PACKAGE}/files/forms/site_briefing.form"

    moved = owner.post(f"{PACKAGE}/renaming", data={"path": "forms/site_briefing.form", "to": "forms/briefing.form"})
    assert moved.location == f"{PACKAGE}/files/forms/briefing.form"
    assert json.loads(owner.get(f"{PACKAGE}/content/forms/briefing.form").text)["id"] == "briefing"

    owner.post(f"{PACKAGE}/removals", data={"path": "forms/briefing.form"})
    assert owner.get(f"{PACKAGE}/content/forms/briefing.form").status_code == 404
    owner.post(f"{PACKAGE}/revival", data={"path": "forms/briefing.form", "revision": "1"})
    assert owner.get(f"{PACKAGE}/content/forms/briefing.form").headers["ETag"] == '"3"'
    assert owner.post(f"{PACKAGE}/removals", data={"path": "package.toml"}).status_code == 422


@pytest.mark.parametrize("path", [
    "../evil.bpmn", "bpmn/../../evil.bpmn", "/etc/passwd", "bpmn/.hidden.bpmn", "bpmn\\evil.bpmn", "bpmn/a.exe",
    "evil.py", "documents/a/b/c/d/e/f.typ", "forms/" + "x" * 300 + ".form", "bpmn/a\0.bpmn", "bpmn/a.bpmn/"])
def test_no_path_leads_out_of_the_package(owner: FlaskClient, path: str) -> None:
    refused = owner.post(f"{PACKAGE}/renaming", data={"path": "forms/propose.form", "to": path})

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


BPMN = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
EVIL = {
    "an external entity": (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><definitions ' + BPMN + b'>&e;</definitions>',
                           "document type"),
    "an entity bomb": (b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><definitions ' + BPMN + b'>&b;</definitions>',
                       "document type"),
    "a style sheet": (b'<?xml-stylesheet href="x.xsl"?><definitions ' + BPMN + b'/>', "document type"),
    "a script in a label": (b'<definitions ' + BPMN + b'><process id="p"><task id="t" name="&lt;script&gt;alert(1)&lt;/script&gt;"/>'
                            b'</process></definitions>', "script"),
    "an event in a label": (b'<definitions ' + BPMN + b'><process id="p"><task id="t" name="&lt;b onclick=alert(1)&gt;"/>'
                            b'</process></definitions>', "script"),
    "a page": (b"<html><body/></html>", "not what its name says"),
    "half a diagram": (b"<definitions " + BPMN + b"><process>", "well-formed"),
    "no XML at all": (b"\x00\x01\x02", "well-formed"),
    "50 MB": (b"<definitions " + BPMN + b">" + b" " * 50_000_000 + b"</definitions>", "larger than 4 MB"),
}


@pytest.mark.parametrize("what", EVIL)
def test_a_malicious_diagram_is_refused_in_words_and_not_kept(owner: FlaskClient, what: str) -> None:
    content, words = EVIL[what]
    address = f"{PACKAGE}/content/bpmn/stage_idea.bpmn"

    saved = put(owner, address, content, 1)
    brought = owner.post(f"{PACKAGE}/import", data={"file": (io.BytesIO(content), "evil.bpmn")})

    assert saved.status_code == 422
    assert words in saved.json["message"]
    assert brought.status_code == 422
    assert owner.get(address).headers["ETag"] == '"1"'
    assert owner.get(f"{PACKAGE}/content/bpmn/evil.bpmn").status_code == 404


def test_a_malicious_form_or_decision_is_refused_in_words(owner: FlaskClient) -> None:
    deep = b'{"components": [], "x": ' + b"[" * 5000 + b"]" * 5000 + b"}"
    label = form(components=[{"type": "textfield", "key": "a", "label": "<img src=x onerror=alert(1)>"}])

    assert put(owner, FORM, label, 1).status_code == 422
    assert put(owner, FORM, deep, 1).status_code == 422
    assert put(owner, FORM, b"[]", 1).status_code == 422
    assert put(owner, f"{PACKAGE}/content/dmn/a.dmn", EVIL["an entity bomb"][0], 0).status_code == 422
    assert put(owner, f"{PACKAGE}/content/package.toml", b'key = "other"\n', 1).status_code == 422


def test_expressions_are_no_markup(owner: FlaskClient) -> None:
    said = build.small_package()["bpmn/stage_idea.bpmn"].replace(
        "提出方案".encode(), b"=if amount &lt; limit and one = &quot;x&quot; then 1 else 2")

    assert put(owner, f"{PACKAGE}/content/bpmn/stage_idea.bpmn", said, 1).status_code == 200


def test_a_package_goes_out_as_a_zip_and_comes_in_again(owner: FlaskClient) -> None:
    packed = owner.get(f"{PACKAGE}/export").data
    files = {**build.small_package(), "forms/propose.form": form(title="改")}

    assert set(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == set(files)
    assert bring(owner, zipped(files)).location == f"{PACKAGE}/"
    assert owner.get(FORM).headers["ETag"] == '"2"'
    inside_a_folder = zipped({f"folder/{path}": content for path, content in files.items() if path != "forms/check.form"})
    assert bring(owner, inside_a_folder).status_code == 302
    assert owner.get(f"{PACKAGE}/content/forms/check.form").status_code == 404


@pytest.mark.parametrize(("files", "words"), [
    ({"../../evil.bpmn": b"x"}, "no path"), ({"/etc/x.bpmn": b"x"}, "no path"), ({"a\\b.bpmn": b"x"}, "no path"),
    ({"evil.py": b"x", "package.toml": b'key = "x"'}, "no path"), ({"bpmn/a.bpmn": b"x"}, "no readable package.toml"),
    ({f"bpmn/f{n}.bpmn": b"x" for n in range(700)}, "at most 600 files"),
    ({"package.toml": b'key = "ok_key"', "documents/bomb.typ": b"\0" * 60_000_000}, "larger than 40 MB"),
    ({"package.toml": b'key = "../x"'}, "cannot be a key"),
])
def test_a_malicious_zip_is_refused_in_words(owner: FlaskClient, files: dict[str, bytes], words: str) -> None:
    refused = bring(owner, zipped(files))

    assert refused.status_code == 422
    assert words in refused.text


def test_no_zip_is_refused_in_words(owner: FlaskClient) -> None:
    assert "no readable zip" in bring(owner, io.BytesIO(b"no zip")).text
    assert owner.post("/studio/import").status_code == 422


def test_a_zip_that_lies_about_its_size_or_links_elsewhere_is_refused(owner: FlaskClient) -> None:
    link = zipfile.ZipInfo("bpmn/a.bpmn")
    link.external_attr = 0o120777 << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("package.toml", 'key = "linked"')
        archive.writestr(link, "/etc/passwd")
    lying = bytearray(zipped({"package.toml": b'key = "x"', "documents/a.typ": b"a" * 6_000_000}).getvalue())
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24:at + 28] = (10).to_bytes(4, "little")

    assert "is a link" in bring(owner, io.BytesIO(held.getvalue())).text
    assert bring(owner, io.BytesIO(bytes(lying))).status_code == 422


def test_a_new_package_begins_empty_or_from_a_starter(owner: FlaskClient) -> None:
    empty = owner.post("/studio/", data={"key": "site_visit", "name": "现场走访", "name_en": "Site visit", "starter": ""})
    owner.post("/studio/", data={"key": "purchase", "name": "采购审批", "name_en": "", "starter": "simple_approval"})

    assert empty.location == "/studio/site_visit/"
    assert owner.get("/studio/site_visit/findings").json["errors"] == 0
    assert 'key = "purchase"' in owner.get("/studio/purchase/content/package.toml").text
    assert "Site visit" in owner.get("/studio/").text
    taken = owner.post("/studio/", data={"key": "purchase", "name": "又", "starter": ""})
    assert taken.status_code == 422
    assert "already a package" in taken.text
    assert owner.post("/studio/", data={"key": "New", "name": "x", "starter": ""}).status_code == 422


def test_copies_of_a_starter_have_processes_of_their_own(owner: FlaskClient) -> None:
    for key, name in (("purchase", "采购审批"), ("leave", "请假审批")):
        owner.post("/studio/", data={"key": key, "name": name, "name_en": key.title(), "starter": "simple_approval"})

    for key, name in (("purchase", "采购审批"), ("leave", "请假审批")):
        diagram = owner.get(f"/studio/{key}/content/bpmn/{key}.bpmn").text
        assert f'<bpmn:process id="{key}" name="{name}"' in diagram
        assert f'bpmnElement="{key}"' in diagram
        assert '="simple_approval"' not in diagram
        assert f'root = "{key}"' in owner.get(f"/studio/{key}/content/package.toml").text
        assert owner.get(f"/studio/{key}/findings").json == {"errors": 0, "findings": [], "untranslated": ""}


def test_everybody_shares_one_draft(owner: FlaskClient, signed_in: SignedIn, cast: Cast) -> None:
    second = signed_in(cast.process_owner)
    second.post(f"{PACKAGE}/draft")
    assert "Nothing has been saved" in owner.get(f"{PACKAGE}/history").text

    put(second, FORM, form(title="二"), 1)

    assert re.findall(r"history\?file=([^\"]+)", owner.get(f"{PACKAGE}/history").text) == ["forms/propose.form"]
    assert len(re.findall(r'href="[^"]+history\?file=package.toml"', owner.get(f"{PACKAGE}/history?file=package.toml").text)) == 1


def test_a_form_of_the_desktop_modeler_lies_under_its_id(owner: FlaskClient) -> None:
    made = owner.post(f"{PACKAGE}/import", data={"file": (io.BytesIO(form(id="briefing")), "My form (2).form")})

    assert made.location == f"{PACKAGE}/files/forms/briefing.form"


def test_the_variables_of_an_element_are_those_written_before_it(owner: FlaskClient) -> None:
    context = owner.get(f"{PACKAGE}/context?file=bpmn/stage_idea.bpmn&element=check").json
    first = owner.get(f"{PACKAGE}/context?file=bpmn/stage_idea.bpmn&element=propose").json
    later = owner.get(f"{PACKAGE}/context?file=bpmn/stage_end.bpmn&element=close").json

    assert {each["name"]: each["from"] for each in context["variables"]}["proposal"] == "提出方案"
    assert "proposal" not in {each["name"] for each in first["variables"]}
    assert {"proposal", "note", "project_lead"} <= {each["name"] for each in later["variables"]}
    assert [each["id"] for each in context["forms"]] == ["check", "propose"]
    assert {"type": "notifications.tell", "words": "Tell roles or persons something"} in context["handlers"]
    assert "designer" in {each["id"] for each in context["roles"]}


def test_findings_name_file_and_element_in_the_readers_words(owner: FlaskClient) -> None:
    put(owner, FORM, form(components=[{"type": "nonsense", "id": "x", "key": "a"}]), 1)
    owner.post(f"{PACKAGE}/removals", data={"path": "forms/check.form"})

    told = owner.get(f"{PACKAGE}/findings").json

    missing = next(each for each in told["findings"] if each["rule"] == "form-missing")
    assert missing["file"] == "bpmn/stage_idea.bpmn"
    assert missing["element"] == "check"
    assert missing["severity"] == "refusal"
    assert told["errors"] >= 2
    assert "Publishing needs zero errors" in owner.get(f"{PACKAGE}/").text


def test_remarks_are_written_listed_and_taken_back_by_their_writer(
        owner: FlaskClient, signed_in: SignedIn, cast: Cast) -> None:
    at = f"{PACKAGE}/comments?file=bpmn/stage_idea.bpmn"
    made = owner.post(at, json={"element": "propose", "text": "要加安全交底"})

    assert made.status_code == 201
    [told] = owner.get(at).json["comments"]
    assert (told["element"], told["text"], told["mine"]) == ("propose", "要加安全交底", True)
    assert owner.post(at, json={"element": "propose", "text": " "}).status_code == 422
    assert signed_in(cast.lead).delete(f"{PACKAGE}/comments?id={told['id']}").status_code == 404
    assert owner.delete(f"{PACKAGE}/comments?id={told['id']}").status_code == 204
    assert owner.get(at).json["comments"] == []
    assert owner.delete(f"{PACKAGE}/comments?id={told['id']}").status_code == 422


def test_a_remark_that_is_sent_twice_is_kept_once_and_answered_alike(owner: FlaskClient) -> None:
    at = f"{PACKAGE}/comments?file=bpmn/stage_idea.bpmn"
    said = {"element": "propose", "text": "要加安全交底", "nonce": "4f1c2d7a9b"}

    first, second = owner.post(at, json=said), owner.post(at, json=said)
    another = owner.post(at, json={**said, "nonce": "0c55aa71e2"})

    assert (first.status_code, second.status_code, another.status_code) == (201, 201, 201)
    assert first.json["id"] == second.json["id"] != another.json["id"]
    assert len(owner.get(at).json["comments"]) == 2


def test_a_draft_thrown_away_is_gone_and_another_begins_from_what_is_live(owner: FlaskClient) -> None:
    put(owner, FORM, form(title="二"), 1)

    assert owner.post(f"{PACKAGE}/removal").location == "/studio/"

    assert "title" not in json.loads(owner.get(FORM).text)
    assert put(owner, FORM, form(), 2).status_code == 404
    owner.post(f"{PACKAGE}/draft")
    assert "title" not in json.loads(owner.get(FORM).text)


def test_only_the_editors_pages_may_set_styles_by_script(owner: FlaskClient) -> None:
    editor = owner.get(f"{PACKAGE}/files/bpmn/stage_idea.bpmn")

    assert "style-src 'self' 'unsafe-inline'" in editor.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in owner.get(f"{PACKAGE}/").headers["Content-Security-Policy"]
    assert "unsafe-eval" not in editor.headers["Content-Security-Policy"]
