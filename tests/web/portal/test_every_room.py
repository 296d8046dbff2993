"""Every room of the portal, tried by every kind of contact: who sees what is said here for each route, or this fails."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.web.portal.world import KINDS, SECRETS, World, mails_to_customers, settle, standing

WAYS_IN = {"portal.home", "portal.ask", "portal.code", "portal.check_code", "portal.door", "portal.send_code",
           "portal.enter", "portal.leave"}
IN, GONE, OUT = 200, 404, 302
SEES = {"full": IN, "commenter": IN, "reader": IN, "named": GONE, "foreign": GONE, "left": OUT, "nobody": OUT}
WRITES = {"full": 303, "commenter": 303, "reader": 403, "named": GONE, "foreign": GONE, "left": 403, "nobody": 403}
OPENS = {"full": 303, "commenter": GONE, "reader": GONE, "named": GONE, "foreign": GONE, "left": 403, "nobody": 403}
ROOMS = {
    "portal.show": SEES, "portal.show_document": SEES, "portal.read_document": SEES, "portal.show_signed": SEES,
    "portal.show_evidence": SEES, "portal.write": WRITES, "portal.remark": WRITES, "portal.open_task": OPENS,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing(f"sqlite:///{tmp_path_factory.mktemp('portal') / 'house.db'}") as world:
        yield world


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same, when both sides have signed."""
    with standing(f"sqlite:///{tmp_path_factory.mktemp('signed') / 'house.db'}") as world:
        with world.app.app_context():
            settle(world)
        yield world


def routes(world: World, method: str) -> dict[str, str]:
    """Every route of the portal that answers this method, by endpoint."""
    return {rule.endpoint: rule.rule for rule in world.app.url_map.iter_rules()
            if rule.endpoint.startswith("portal.") and method in (rule.methods or ())}


def address(world: World, rule: str, project_id: int | None = None) -> str:
    task = next(iter(world.there.open_tasks()), None)
    known = {"project_id": project_id or world.there.project_id, "version_id": world.there.confirmation.document_version_id,
             "task_id": task.id if task else 1, "token": "none"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), rule)


def typed(world: World) -> dict[str, str]:
    return {"text": "周五可以验收吗？", "verdict": "clarify", "words": "含上下料时间吗？", "line": "1",
            "version": str(world.there.confirmation.document_version_id)}


def test_every_route_of_the_portal_has_a_verdict(world: World) -> None:
    known = set(routes(world, "GET")) | set(routes(world, "POST"))

    assert known == WAYS_IN | set(ROOMS)
    assert all(set(verdict) == set(KINDS) for verdict in ROOMS.values())


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_contact_sees_what_is_theirs_and_nothing_else(signed: World, kind: str) -> None:
    with signed.app.app_context():
        seen = {endpoint: signed.visitor(kind).get(address(signed, rule)).status_code
                for endpoint, rule in routes(signed, "GET").items() if endpoint in ROOMS}

    assert seen == {endpoint: ROOMS[endpoint][kind] for endpoint in seen}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_contact_says_and_opens_what_is_theirs_and_nothing_else(world: World, kind: str) -> None:
    with world.app.app_context():
        tasks = {task.assignee: task.id for task in world.there.open_tasks()}
        seen = {}
        for endpoint, rule in routes(world, "POST").items():
            if endpoint in ROOMS:
                where = address(world, rule.replace("<int:task_id>", str(tasks[world.there.cast.customer.id])))
                seen[endpoint] = world.visitor(kind).post(where, data=typed(world)).status_code

    assert seen == {endpoint: ROOMS[endpoint][kind] for endpoint in seen}


def test_a_contact_of_a_named_project_sees_that_one(world: World) -> None:
    visitor = world.visitor("named")

    home = visitor.get("/portal").text

    assert "备件库改造" in home
    assert "柔性生产线" not in home
    assert visitor.get(f"/portal/projects/{world.beside}").status_code == 200


def test_a_version_of_another_project_is_not_handed_out_under_ones_own(world: World) -> None:
    with world.app.app_context():
        version_id = world.there.confirmation.document_version_id

    assert world.visitor("full").get(f"/portal/projects/{world.beside}/documents/{version_id}").status_code == 404


def test_a_task_of_ours_is_never_opened_from_the_portal(world: World) -> None:
    with world.app.app_context():
        ours = world.there.task("lead_signs").id

    for kind in KINDS:
        answer = world.visitor(kind).post(f"/portal/projects/{world.there.project_id}/tasks/{ours}/opening")
        assert answer.status_code in {403, 404}, kind


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("state", ["world", "signed"])
def test_nothing_internal_stands_on_any_page_for_any_contact(
        request: pytest.FixtureRequest, state: str, locale: str) -> None:
    world: World = request.getfixturevalue(state)
    found = []
    with world.app.app_context():
        pages = [address(world, rule, project) for rule in routes(world, "GET").values()
                 for project in (world.there.project_id, world.beside)]
    for kind in KINDS:
        for where in pages:
            page = world.visitor(kind, locale).get(where)
            text = page.text if page.mimetype == "text/html" else ""
            found += [(kind, where, SECRETS[secret]) for secret in SECRETS
                      if secret in text and not (kind == "foreign" and secret in {"SECRETOTHER", "SECRETFIRM"})]

    assert found == []


def test_nothing_internal_is_mailed_to_a_customer(signed: World) -> None:
    with signed.app.app_context():
        told = [(mail[:40], what) for mail in mails_to_customers(signed) for secret, what in SECRETS.items()
                if secret in mail and secret not in {"SECRETOTHER", "SECRETFIRM"}]

    assert told == []


def test_the_secrets_do_stand_where_staff_look(world: World) -> None:
    """Or the tests above would find nothing for want of anything to find."""
    lead = world.app.test_client()
    with lead.session_transaction() as session:
        session["person_id"], session["epoch"] = world.there.cast.lead.person_id, 1
    with world.app.app_context():
        task = world.there.task("lead_signs").id
        customer_id = world.there.project.customer_id
    pages = "".join(lead.get(where).text for where in (
        f"/projects/{world.there.project_id}", f"/projects/{world.beside}", f"/customers/{customer_id}", f"/tasks/{task}"))

    missing = {what for secret, what in SECRETS.items() if secret not in pages}
    assert missing <= {SECRETS[each] for each in (
        "SECRETSOURCE", "SECRETBUDGET", "SECRETSTART", "SECRETOPINION", "SECRETKIND", "SECRETOTHER", "SECRETFIRM", "@tandem.example")}
