"""From draft to live and back: checked, reviewed by another owner, with notes; and running cases carried along."""

import json
import re
from collections import OrderedDict
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp import processes
from webapp.cli.deploy import deploy_unless_published
from webapp.db import db
from webapp.domain import packages, people, trials
from webapp.domain.packages import kept
from webapp.domain.people import Actor
from webapp.domain.projects import Project

PACKAGE = "/studio/customer_engineering"
IDEA = "bpmn/stage_idea.bpmn"


@pytest.fixture
def owner(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    client = signed_in(cast.process_owner)
    client.post(f"{PACKAGE}/draft")
    return client


@pytest.fixture
def second(app: Flask, signed_in: SignedIn, cast: Cast) -> FlaskClient:
    """Another process owner."""
    with app.app_context(), build.transaction() as rows:
        person = people.create_person(rows, username="second_owner", name="second_owner 的名字", roles=("process_owner",),
                                      email="second@tandem.example")
        actor = Actor("second_owner", person.name, ("process_owner",), "zh", person_id=person.id)
    return signed_in(actor)


def save(client: FlaskClient, path: str, content: bytes) -> None:
    revision = client.get(f"{PACKAGE}/content/{path}").headers.get("ETag", '"0"')
    assert client.put(f"{PACKAGE}/content/{path}", data=content, headers={"If-Match": revision}).status_code == 200


def with_briefing(files: dict[str, bytes]) -> bytes:
    """The small package's first stage with one more task after the proposal, for whoever works at height."""
    text = files[IDEA].decode()
    task = ('<bpmn:userTask id="briefing" name="现场安全交底"><bpmn:extensionElements><zeebe:userTask/>'
            '<zeebe:assignmentDefinition candidateGroups="designer"/><zeebe:formDefinition formId="briefing"/>'
            "</bpmn:extensionElements></bpmn:userTask>")
    flow = re.search(r'<bpmn:sequenceFlow id="propose_check"[^>]*?(/>|>\s*</bpmn:sequenceFlow>)', text)
    assert flow is not None
    new = (task + '<bpmn:sequenceFlow id="propose_briefing" sourceRef="propose" targetRef="briefing"/>'
           '<bpmn:sequenceFlow id="briefing_check" sourceRef="briefing" targetRef="check"/>')
    return text.replace(flow[0], new).encode()


def draft_briefing(owner: FlaskClient) -> None:
    save(owner, IDEA, with_briefing(build.small_package()))
    form = {**build.CHECK_FORM, "id": "briefing"}
    assert owner.post(f"{PACKAGE}/import", data={"file": (BytesIO(json.dumps(form).encode()), "briefing.form")}).status_code == 302


def hidden(page: str, name: str) -> str:
    return str(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def seen(client: FlaskClient) -> dict[str, str]:
    page = client.get(f"{PACKAGE}/").text
    return {name: hidden(page, name) for name in ("digest", "live")}


def publish(client: FlaskClient, notes: str = "加一步安全交底", **more: str) -> TestResponse:
    return client.post(f"{PACKAGE}/publication", data={**seen(client), "notes": notes, **more})


def number(app: Flask) -> int:
    with app.app_context():
        return packages.latest(db.session(), packages.LIFECYCLE).number


def test_a_draft_without_errors_becomes_the_live_version_and_ends(app: Flask, owner: FlaskClient) -> None:
    draft_briefing(owner)

    assert publish(owner).location == f"{PACKAGE}/"

    assert number(app) == 2
    page = owner.get(f"{PACKAGE}/").text
    assert "加一步安全交底" in page
    assert "Begin a draft" in page
    assert publish_refused(owner) == 404


def publish_refused(client: FlaskClient) -> int:
    return client.post(f"{PACKAGE}/publication", data={"notes": "x"}).status_code


def test_nothing_is_published_with_errors_without_notes_or_unchanged(app: Flask, owner: FlaskClient) -> None:
    unchanged = publish(owner)
    draft_briefing(owner)
    silent = publish(owner, notes=" ")
    owner.post(f"{PACKAGE}/removals", data={"path": "forms/briefing.form"})
    faulty = publish(owner)

    assert "nothing to publish" in unchanged.text
    assert "Write release notes" in silent.text
    assert "Publishing needs zero" in faulty.text
    assert {answer.status_code for answer in (unchanged, silent, faulty)} == {422}
    assert number(app) == 1


def test_an_unchanged_draft_says_so_and_offers_nothing_to_publish(owner: FlaskClient) -> None:
    unchanged = owner.get(f"{PACKAGE}/").text
    draft_briefing(owner)
    changed = owner.get(f"{PACKAGE}/").text
    save(owner, IDEA, build.small_package()[IDEA])
    owner.post(f"{PACKAGE}/removals", data={"path": "forms/briefing.form"})

    assert owner.get(f"{PACKAGE}/").text.count("nothing to publish") == unchanged.count("nothing to publish") == 1
    assert re.search(r"<button[^>]*disabled[^>]*>\s*<svg.*?</svg>Publish</button>", unchanged, re.DOTALL)
    assert "nothing to publish" not in changed
    assert not re.search(r"<button[^>]*disabled[^>]*>\s*<svg.*?</svg>Publish</button>", changed, re.DOTALL)


def test_nobody_publishes_what_they_have_not_seen(app: Flask, owner: FlaskClient) -> None:
    old = seen(owner)
    draft_briefing(owner)

    refused = owner.post(f"{PACKAGE}/publication", data={**old, "notes": "x" * 5})

    assert refused.status_code == 409
    assert number(app) == 1


@pytest.fixture
def asks_for_review(app: Flask, owner: FlaskClient) -> None:
    """The package's live version wants a second pair of eyes."""
    with app.app_context(), build.transaction() as rows:
        files = build.small_package()
        files["package.toml"] += b"[studio]\nreview_required = true\n"
        packages.deploy(rows, files, actor="process_owner", handlers=build.HANDLERS)
    owner.post(f"{PACKAGE}/removal")
    owner.post(f"{PACKAGE}/draft")


@pytest.mark.usefixtures("asks_for_review")
def test_another_owner_agrees_with_exactly_what_is_published(app: Flask, owner: FlaskClient, second: FlaskClient) -> None:
    draft_briefing(owner)
    assert "another owner" in publish(owner).text
    own = owner.post(f"{PACKAGE}/reviews", data={**seen(owner), "verdict": "agree"})
    assert (own.status_code, "another owner" in own.text) == (422, True)

    assert second.post(f"{PACKAGE}/reviews", data={**seen(second), "verdict": "agree"}).status_code == 302
    save(owner, "forms/briefing.form", json.dumps({**build.CHECK_FORM, "id": "briefing", "x": 1}).encode())
    assert publish(owner).status_code == 422
    assert second.post(f"{PACKAGE}/reviews", data={**seen(second), "verdict": "agree"}).status_code == 302

    assert publish(owner).status_code == 302
    assert number(app) == 3


@pytest.mark.usefixtures("asks_for_review")
def test_a_reviewer_returns_a_draft_with_a_reason_and_the_demand_cannot_be_edited_away(
        app: Flask, owner: FlaskClient, second: FlaskClient) -> None:
    save(owner, "package.toml", build.small_package()["package.toml"])

    assert second.post(f"{PACKAGE}/reviews", data={**seen(second), "verdict": "return", "note": ""}).status_code == 422
    second.post(f"{PACKAGE}/reviews", data={**seen(second), "verdict": "return", "note": "评审要求不能去掉"})

    assert "评审要求不能去掉" in owner.get(f"{PACKAGE}/").text
    assert publish(owner).status_code == 422
    assert number(app) == 2


def test_an_older_version_is_published_again_under_a_new_number(app: Flask, owner: FlaskClient) -> None:
    with app.app_context():
        first = packages.latest(db.session(), packages.LIFECYCLE)
    draft_briefing(owner)
    publish(owner)
    live = hidden(owner.get(f"{PACKAGE}/").text, "live")

    assert owner.post(f"{PACKAGE}/rollback", data={"version": first.id, "live": first.id, "notes": "出错"}).status_code == 409
    assert owner.post(f"{PACKAGE}/rollback", data={"version": first.id, "live": live, "notes": "出错"}).status_code == 302

    with app.app_context():
        newest = packages.latest(db.session(), packages.LIFECYCLE)
        assert newest.number == 3
        assert engine.file(db.session(), newest.id, IDEA) == engine.file(db.session(), first.id, IDEA)


def test_what_lies_on_disk_is_not_deployed_over_what_the_studio_published(app: Flask, owner: FlaskClient) -> None:
    draft_briefing(owner)
    publish(owner)

    with app.app_context():
        files = build.small_package()
        told = deploy_unless_published(processes.Package(processes.read_manifest(files["package.toml"]), files))
        assert "version 2 of the studio stays" in told
    assert number(app) == 2
    assert "not deployed over it" in owner.get(f"{PACKAGE}/").text


@pytest.mark.parametrize("who", ["designer", "director", "admin", "stranger"])
def test_nobody_else_publishes_reviews_rolls_back_or_migrates(
        app: Flask, signed_in: SignedIn, cast: Cast, owner: FlaskClient, who: str) -> None:
    draft_briefing(owner)
    other, told = signed_in(getattr(cast, who)), {**seen(owner), "notes": "xxx", "version": "1", "reason": "xxx"}

    doors = ("publication", "reviews", "rollback", "disk", "migrations")
    assert {other.post(f"{PACKAGE}/{door}", data=told).status_code for door in doors} == {404}
    assert number(app) == 1


def test_a_package_may_let_others_draft_and_still_keep_publishing_to_its_owners(
        app: Flask, signed_in: SignedIn, cast: Cast, owner: FlaskClient) -> None:
    with app.app_context(), build.transaction() as rows:
        files = build.small_package()
        files["package.toml"] += b'[studio]\ndraft = ["quality"]\n'
        packages.deploy(rows, files, actor="process_owner", handlers=build.HANDLERS)
    quality = signed_in(cast.quality)
    draft_briefing(quality)

    assert quality.post(f"{PACKAGE}/publication", data={"notes": "xxx"}).status_code == 403
    assert quality.post(f"{PACKAGE}/migrations", data={"from": "1", "to": "2", "reason": "xxx"}).status_code == 403
    assert "Release notes" not in quality.get(f"{PACKAGE}/").text


def test_the_difference_is_told_in_words_with_old_and_new(owner: FlaskClient) -> None:
    draft_briefing(owner)
    form = {**build.PROPOSE_FORM, "components": [{**build.PROPOSE_FORM["components"][0], "label": "方案概要"}]}
    save(owner, "forms/propose.form", json.dumps(form).encode())

    page = owner.get(f"{PACKAGE}/compare").text

    assert re.search(r"added</span>\s*<strong>现场安全交底", page)
    assert "<del>方案</del>" in page
    assert "<ins>方案概要</ins>" in page
    assert re.search(r"removed</span>\s*<strong>设计工程师", page)
    assert owner.get(f"{PACKAGE}/compare?old=999&new=draft").status_code == 404
    side = re.search(r'data-src="([^"]+sides/draft/[^"]+)"', page)
    assert side is not None
    assert owner.get(side[1]).mimetype == "application/xml"


def test_what_is_new_is_told_by_what_it_says_and_in_words(owner: FlaskClient) -> None:
    step = {"kind": "bpmn", "id": "activity_1", "name": "交底"}
    owner.post("/studio/customer_engineering/parts", json=step)
    text = owner.get(f"{PACKAGE}/content/bpmn/activity_1.bpmn").text
    way = '<bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression">=safety != null</bpmn:conditionExpression>'
    flow = 'targetRef="done_activity_1" />'
    assert flow in text
    save(owner, "bpmn/activity_1.bpmn", text.replace(flow, f"{flow[:-3]}>{way}</bpmn:sequenceFlow>").encode())

    page = owner.get(f"{PACKAGE}/compare").text

    assert re.search(r"<dt>Condition</dt><dd>\s*<ins>=safety != null", page)
    assert "conditionExpression" not in page
    assert "isExecutable" not in page


def test_moving_things_in_the_drawing_is_no_difference(owner: FlaskClient) -> None:
    text = build.small_package()[IDEA]
    save(owner, IDEA, text.replace(b"</bpmn:definitions>", b"<!-- moved --></bpmn:definitions>"))

    assert "Only the drawing has moved" in owner.get(f"{PACKAGE}/compare").text


@pytest.fixture
def published(app: Flask, project: Project, owner: FlaskClient) -> Project:
    """A project runs in version 1; version 2 has the briefing."""
    draft_briefing(owner)
    assert publish(owner).status_code == 302
    return project


def work(app: Flask) -> None:
    with app.app_context():
        build.work()


def inbox(client: FlaskClient) -> str:
    return client.get("/inbox/").text


def test_a_running_case_is_looked_at_migrated_and_meets_the_new_stage(
        app: Flask, signed_in: SignedIn, cast: Cast, published: Project, owner: FlaskClient) -> None:
    assert "1 case is running." in owner.get(f"{PACKAGE}/compare").text
    plan = owner.get(f"{PACKAGE}/migration").text
    assert published.code in plan
    assert re.search(r"goes over", plan)

    begun = owner.post(f"{PACKAGE}/migrations", data={
        **{name: hidden(plan, name) for name in ("from", "to")}, "canary": "1", "reason": "新增安全交底"})
    assert 'hx-trigger="every 2s"' in owner.get(begun.location).text
    work(app)

    done = owner.get(begun.location).text
    assert "migrated 1" in done
    assert "hx-trigger" not in done
    lead = signed_in(cast.lead)
    task = re.search(r'class="row-link" href="(/tasks/\d+)"', inbox(lead))[1]
    lead.post(f"{task}/completion", data={"proposal": "U 形布局", "designer": "designer"})
    work(app)
    assert "现场安全交底" in inbox(signed_in(cast.designer))


def test_a_case_is_drawn_in_the_version_it_runs_in(
        app: Flask, signed_in: SignedIn, cast: Cast, published: Project, owner: FlaskClient) -> None:
    lead = signed_in(cast.lead)

    def drawn() -> tuple[bool, bool]:
        page = lead.get(f"/projects/{published.id}").text
        source = re.search(r'data-src="([^"]+stage_idea.bpmn)"', page)
        assert source is not None
        return "现场安全交底" in lead.get(source[1]).text, "现场安全交底" in page

    assert drawn() == (False, False)
    plan = owner.get(f"{PACKAGE}/migration").text
    owner.post(f"{PACKAGE}/migrations", data={**{name: hidden(plan, name) for name in ("from", "to")}, "reason": "新增安全交底"})
    work(app)
    assert drawn() == (True, True)


def test_a_migration_is_taken_back_and_the_case_is_where_it_was(
        app: Flask, published: Project, owner: FlaskClient) -> None:
    plan = owner.get(f"{PACKAGE}/migration").text
    begun = owner.post(f"{PACKAGE}/migrations", data={
        **{name: hidden(plan, name) for name in ("from", "to")}, "reason": "新增安全交底"})
    work(app)

    assert owner.post(f"{begun.location}/reversal").status_code == 302
    work(app)

    assert "back as it was 1" in owner.get(begun.location).text
    with app.app_context():
        first = min(version.id for version in engine.versions(db.session(), packages.LIFECYCLE))
        assert engine.get_instance(db.session(), published.instance_id).version_id == first


def test_the_mapping_is_edited_by_hand_and_a_case_without_a_counterpart_stays(
        app: Flask, published: Project, owner: FlaskClient) -> None:
    told = owner.get(f"{PACKAGE}/migration?element=stage_idea/propose&counterpart=-").text
    nonsense = owner.get(f"{PACKAGE}/migration?element=stage_idea/propose&counterpart=no/where")

    assert "stays behind" in told
    assert "has no counterpart in the new version" in told
    assert nonsense.status_code == 200
    assert 'role="alert"' in nonsense.text


def test_a_migration_wants_a_reason_and_belongs_to_its_package(app: Flask, published: Project, owner: FlaskClient) -> None:
    plan = owner.get(f"{PACKAGE}/migration").text
    versions = {name: hidden(plan, name) for name in ("from", "to")}

    assert owner.post(f"{PACKAGE}/migrations", data={**versions, "reason": ""}).status_code == 422
    assert owner.post(f"{PACKAGE}/migrations", data={**versions, "reason": "xxx", "canary": "0"}).status_code == 422
    assert owner.get("/studio/other/migrations/1").status_code == 404
    assert owner.get(f"{PACKAGE}/migrations/7").status_code == 404


def test_a_form_that_changed_alone_reaches_running_cases_too(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project, owner: FlaskClient) -> None:
    form = {**build.PROPOSE_FORM, "components": [{**build.PROPOSE_FORM["components"][0], "label": "方案概要"}]}
    save(owner, "forms/propose.form", json.dumps(form).encode())
    publish(owner, notes="表单改名")
    plan = owner.get(f"{PACKAGE}/migration").text
    owner.post(f"{PACKAGE}/migrations", data={**{name: hidden(plan, name) for name in ("from", "to")}, "reason": "表单"})
    work(app)

    lead = signed_in(cast.lead)
    task = re.search(r'class="row-link" href="(/tasks/\d+)"', inbox(lead))[1]
    assert "方案概要" in lead.get(task).text


def told(client: FlaskClient) -> str:
    return client.get("/notifications/").text


@pytest.mark.usefixtures("asks_for_review")
def test_whoever_looks_after_a_package_hears_of_reviews_and_versions(app: Flask, owner: FlaskClient, second: FlaskClient) -> None:
    draft_briefing(owner)

    for _ in range(2):
        assert owner.post(f"{PACKAGE}/review-requests", data=seen(owner)).status_code == 302
    work(app)
    assert told(second).count("asks for your review") == 1
    assert "asks for your review" not in told(owner)
    second.post(f"{PACKAGE}/reviews", data={**seen(second), "verdict": "agree"})
    work(app)
    assert "it can be published" in told(owner)
    publish(owner, notes="先交底再施工")
    work(app)
    assert "先交底再施工" in told(second)
    assert "先交底再施工" not in told(owner)


def test_examples_are_played_before_anything_is_locked(
        app: Flask, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_briefing(owner)

    def saves_meanwhile(_files: object) -> list[object]:
        """Somebody saves while the examples are played: no lock is in the way, and the publication meets other content."""
        save(owner, "forms/propose.form", json.dumps({**build.PROPOSE_FORM, "title": "改"}).encode())
        return []

    monkeypatch.setattr(trials, "check_examples", saves_meanwhile)
    assert publish(owner).status_code == 409

    assert number(app) == 1


def test_nothing_is_checked_while_others_are_locked_out(
        app: Flask, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        first = packages.latest(db.session(), packages.LIFECYCLE)
    draft_briefing(owner)
    locked, check = [], engine.check

    def looks(files: dict[str, bytes]) -> list[engine.Finding]:
        locked.append("writing" in db.session().info)
        return check(files)

    monkeypatch.setattr(engine, "check", looks)
    monkeypatch.setattr(kept, "_known", OrderedDict())
    assert publish(owner).status_code == 302
    monkeypatch.setattr(kept, "_known", OrderedDict())
    assert owner.post(f"{PACKAGE}/rollback", data={
        "version": first.id, "live": hidden(owner.get(f"{PACKAGE}/").text, "live"), "notes": "出错"}).status_code == 302

    assert locked == [False, False]
