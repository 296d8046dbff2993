"""What a contact does in the portal, and what the team sees of it: requirements, messages, what waits, rights."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import engine
from tests.support import build
from tests.support.sending import nonce_of
from tests.support.statements import asked_of
from tests.web.portal.world import REQUIREMENTS, World, settle, standing
from webapp.db import db
from webapp.domain import access, customers, documents, notifications, portal
from webapp.domain.portal import RequirementRemark
from webapp.jobs import run_service_jobs
from webapp.transaction import transaction


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing(f"sqlite:///{tmp_path_factory.mktemp('rooms') / 'house.db'}") as world, world.app.app_context():
        yield world


def room(world: World) -> str:
    return f"/portal/projects/{world.there.project_id}"


def staff(world: World, username: str = "lead") -> object:
    client = world.app.test_client()
    client.set_cookie("locale", "en")
    with client.session_transaction() as session:
        session["person_id"] = getattr(world.there.cast, username).person_id
        session["epoch"] = 1 if username == "lead" else 0
    return client


def say(world: World, kind: str = "full", **more: str) -> object:
    version = str(world.there.confirmation.document_version_id)
    return world.visitor(kind).post(f"{room(world)}/remarks", data={"version": version, "line": "1", "verdict": "clarify",
                                                                   "words": "含上下料时间吗？", **more})


def remarks(world: World) -> list[RequirementRemark]:
    return portal.remarks_of(world.there.session, world.there.project)


def test_home_says_what_waits_for_the_reader_and_whose_turn_it_is(world: World) -> None:
    page = world.visitor("full").get("/portal").text

    assert "Waiting for you" in page
    assert "Sign: Requirement confirmation" in page
    assert "lead 的名字 · Customer project manager" in page


def test_a_colleague_reads_that_it_is_not_theirs(world: World) -> None:
    page = world.visitor("reader").get(room(world)).text

    assert "客户代表" in page
    assert "Read and sign" not in page
    assert "Your message" not in page


def test_one_tap_leads_to_the_signature_and_the_mailed_link_goes_on_working(world: World) -> None:
    mailed = world.there.token()
    task = world.there.task("customer_signs")

    answer = world.visitor("full").post(f"{room(world)}/tasks/{task.id}/opening")

    assert answer.location.startswith("/s/")
    assert world.visitor("full").get(answer.location).status_code == 200
    assert world.visitor("full").get(f"/s/{mailed}").status_code == 200


def test_a_remark_is_a_dated_row_that_the_team_is_told_of_and_answers(world: World) -> None:
    answer = say(world)
    build.work()

    assert answer.status_code == 303
    row = remarks(world)[0]
    assert (row.line, row.requirement, row.verdict, row.words, row.actor) == (
        1, "节拍不超过 45 秒", "clarify", "含上下料时间吗？", world.there.cast.customer.id)
    told = notifications.of_actor(world.there.session, "lead")[0]
    assert told.path == f"/projects/{world.there.project_id}#customer"
    page = staff(world).get(f"/projects/{world.there.project_id}").text
    assert "1 remark on requirements waits for an answer" in page

    staff(world).post(f"/projects/{world.there.project_id}/remarks/{row.id}/answer", data={"words": "含，自动上下料。"})
    build.work()

    assert "含，自动上下料。" in world.visitor("reader").get(room(world)).text
    assert "含，自动上下料。" in world.there.mails()[0].text
    assert (world.there.mails()[0].link or "").startswith("/p/")


def test_a_remark_stands_beside_the_step_that_writes_the_requirements(world: World) -> None:
    say(world, words="夹具由哪一方提供？")
    world.there.take_back()
    world.there.work()

    draft = world.there.task("draft").id

    assert "夹具由哪一方提供？" in staff(world).get(f"/tasks/{draft}").text
    world.there.write_draft(requirements=REQUIREMENTS)


def test_a_remark_is_answered_once(world: World) -> None:
    say(world, line="2")
    number = remarks(world)[0].id
    where = f"/projects/{world.there.project_id}/remarks/{number}/answer"
    staff(world).post(where, data={"words": "可以。"})

    again = staff(world).post(where, data={"words": "不可以。"}, follow_redirects=True).text

    assert "A colleague has answered this in the meantime." in again
    assert remarks(world)[0].answer == "可以。"


def test_accepting_needs_no_words_and_rejecting_does_and_keeps_what_was_typed(world: World) -> None:
    assert say(world, verdict="accept", words="").status_code == 303
    before = len(remarks(world))

    refused = say(world, verdict="reject", words="不行")

    assert refused.status_code == 422
    assert "at least 5 characters" in refused.text
    assert "不行</textarea>" in refused.text
    assert len(remarks(world)) == before


@pytest.mark.parametrize(("sent", "status"), [
    ({"line": "3"}, 409), ({"version": "999"}, 409), ({"line": "0"}, 409), ({"line": "x"}, 404), ({"verdict": "maybe"}, 422),
    ({"words": "长" * 2001}, 422),
])
def test_a_remark_on_what_is_not_there_is_refused_in_words(world: World, sent: dict[str, str], status: int) -> None:
    before = len(remarks(world))

    assert say(world, **sent).status_code == status
    assert len(remarks(world)) == before


def test_whoever_only_reads_is_told_what_right_is_missing_and_keeps_their_words(world: World) -> None:
    answer = say(world, "reader", words="我有一个问题要问")

    assert answer.status_code == 403
    assert "我有一个问题要问" in answer.text


def test_what_a_double_click_sends_twice_is_said_once_on_either_side(world: World) -> None:
    """The customer's remark and message, our message and our answer; what is told by mail is told once."""
    visitor, team, project = world.visitor("full"), staff(world), f"/projects/{world.there.project_id}"
    page = visitor.get(room(world)).text
    nonce = re.search(r'id="requirement-1".*?name="nonce" value="([^"]+)"', page, re.DOTALL)[1]
    before = len(remarks(world))
    for _ in range(2):
        assert say(world, words="双击一次？", nonce=nonce).status_code == 303
    assert len(remarks(world)) == before + 1
    say(world, words="双击一次？")
    assert len(remarks(world)) == before + 2

    for client, at in ((visitor, room(world)), (team, project)):
        address, nonce = f"{at}/messages", nonce_of(client.get(at).text, f"{at}/messages")
        for text in ("周六进场。", "周六进场。", "周日进场。"):
            assert client.post(address, data={"text": text, "nonce": nonce}).status_code == 303
    said = [message.text for message in portal.messages_of(world.there.session, world.there.project)]
    assert (said.count("周六进场。"), said.count("周日进场。")) == (2, 2)

    answers = [team.post(f"{project}/remarks/{remarks(world)[0].id}/answer", data={"words": "一次。"}, follow_redirects=True)
               for _ in range(2)]
    assert ["The customer is told by mail." in answer.text for answer in answers] == [True, True]


def test_of_one_page_the_last_word_counts_and_only_its_repetition_is_none(world: World) -> None:
    visitor = world.visitor("full")
    nonce = re.search(r'id="requirement-1".*?name="nonce" value="([^"]+)"', visitor.get(room(world)).text, re.DOTALL)[1]
    before = len(remarks(world))

    for verdict, words in (("accept", ""), ("reject", "节拍要按班次算"), ("accept", ""), ("accept", "")):
        assert say(world, verdict=verdict, words=words, nonce=nonce).status_code == 303

    assert [row.verdict for row in remarks(world)][:-before or None] == ["accept", "reject", "accept"]


def test_messages_go_both_ways_with_a_mail_and_a_link(world: World) -> None:
    world.visitor("commenter").post(f"{room(world)}/messages", data={"text": "周五可以进场吗？"})
    build.work()
    assert "周五可以进场吗？" in staff(world).get(f"/projects/{world.there.project_id}").text
    assert any("周五可以进场吗？" in mail.text for mail in notifications.mails(world.there.session)
               if mail.to == "lead@tandem.example")

    staff(world).post(f"/projects/{world.there.project_id}/messages", data={"text": "可以，八点见。"})
    build.work()

    told = {mail.to for mail in notifications.mails(world.there.session) if "可以，八点见。" in mail.text}
    assert told == {"customer@customer.example", "commenter@customer.example"}
    assert "可以，八点见。" in world.visitor("reader").get(room(world)).text


def test_only_those_who_speak_for_the_project_write_to_the_customer(world: World) -> None:
    for username in ("designer", "director", "stranger"):
        answer = staff(world, username).post(f"/projects/{world.there.project_id}/messages", data={"text": "x"})
        assert answer.status_code in {403, 404}, username


def test_what_somebody_typed_is_never_read_as_markup(world: World) -> None:
    world.visitor("full").post(f"{room(world)}/messages", data={"text": "<script>alert(1)</script>"})

    for page in (world.visitor("full").get(room(world)), staff(world).get(f"/projects/{world.there.project_id}")):
        assert "<script>alert(1)" not in page.text


def test_rights_are_given_and_taken_on_the_customers_page_and_hold_at_once(world: World) -> None:
    customer, contact = world.there.project.customer_id, world.contacts["named"]
    lead, named = staff(world), world.visitor("named")
    assert named.get(room(world)).status_code == 404

    lead.post(f"/customers/{customer}/contacts/{contact}/rights", data={"right": "see", "project": ""})
    assert named.get(room(world)).status_code == 200
    grant = access.grants_of(world.there.session, customer)[-1]
    assert (grant.contact_id, grant.granted_by) == (contact, "lead")
    assert "All projects" in lead.get(f"/customers/{customer}").text

    lead.post(f"/customers/{customer}/rights/{grant.id}/withdrawal")
    assert named.get(room(world)).status_code == 404


def test_signing_out_a_contact_everywhere_ends_sessions_and_links(world: World) -> None:
    customer, contact = world.there.project.customer_id, world.contacts["commenter"]
    lead = staff(world)
    lead.post(f"/customers/{customer}/contacts/{contact}/portal-link")
    link = next(mail.link for mail in notifications.mails(world.there.session) if mail.to == "commenter@customer.example")
    assert world.visitor("nobody").get(link).status_code == 200

    lead.post(f"/customers/{customer}/contacts/{contact}/portal-closure")

    assert world.visitor("commenter").get(room(world)).status_code == 302
    assert world.visitor("nobody").get(link).status_code == 410


def test_who_may_not_keep_the_list_gives_nobody_a_right(world: World) -> None:
    customer, contact = world.there.project.customer_id, world.contacts["named"]
    before = len(access.grants_of(world.there.session, customer))

    answer = staff(world, "designer").post(f"/customers/{customer}/contacts/{contact}/rights", data={"right": "see"})

    assert answer.status_code == 404
    assert len(access.grants_of(world.there.session, customer)) == before


def test_nobody_gives_a_right_in_a_project_that_they_do_not_see(world: World) -> None:
    customer, contact = world.there.project.customer_id, world.contacts["named"]
    given = {"right": "see", "project": str(world.there.project_id)}

    answer = staff(world, "business_manager").post(f"/customers/{customer}/contacts/{contact}/rights", data=given)

    assert answer.status_code == 404
    assert world.visitor("named").get(room(world)).status_code == 404


def test_a_right_in_another_customers_project_is_not_given(world: World) -> None:
    with transaction() as session:
        contact = session.get_one(customers.Contact, world.contacts["foreign"])
        with pytest.raises(access.BadGrant):
            access.grant(session, contact, access.SEE, project_id=world.there.project_id, by="lead")


def test_a_contract_paper_is_shown_with_the_right_to_it_alone(world: World) -> None:
    offer = next(version for version in documents.versions_of(world.there.session, world.there.project_id)
                 if version.document.kind == "offer")
    where = f"{room(world)}/documents/{offer.id}"
    seen = {kind: ("The offer" in world.visitor(kind).get(room(world)).text, world.visitor(kind).get(where).status_code)
            for kind in ("full", "reader")}
    assert seen == {"full": (True, 200), "reader": (False, 404)}

    with transaction() as session:
        access.grant(session, session.get_one(customers.Contact, world.contacts["reader"]), access.COMMERCIAL,
                     project_id=world.there.project_id, by="lead")

    assert world.visitor("reader").get(where).status_code == 200
    assert say(world, "reader").status_code == 403


def test_a_version_is_shown_once_a_contact_was_asked_to_sign_it_and_not_before(world: World) -> None:
    there = world.there
    there.take_back()
    there.work()
    with transaction() as session:
        engine.complete_task(session, there.task("draft").id, actor="lead", answers={"scope": "三条", "requirements": REQUIREMENTS})
    while run_service_jobs("worker"):
        pass
    where = f"{room(world)}/documents/{there.confirmation.document_version_id}"

    before = world.visitor("full").get(where).status_code
    there.work()

    assert (before, world.visitor("full").get(where).status_code) == (404, 200)


def test_what_is_signed_need_not_be_accepted_again(world: World) -> None:
    settle(world)

    page = world.visitor("full").get(room(world)).text

    assert "These requirements are signed." in page
    assert "Reject or ask" in page
    assert page.count('value="accept"') == sum(
        line.remarks[0].verdict != "accept" for line in requirements(world) if line.remarks)


def requirements(world: World) -> list[portal.requirements.Line]:
    view = portal.view_of(world.there.session, world.contact("full"), world.there.project_id)
    assert view is not None
    found = portal.requirements_of(world.there.session, view, portal.papers_of(world.there.session, view))
    assert found is not None
    return found.lines


def questions(world: World) -> int:
    """How many statements the reader's page of the project costs, once what a process reads but once has been read."""
    visitor = world.visitor("reader")
    visitor.get(room(world))
    with asked_of(db.engine) as asked:
        assert visitor.get(room(world)).status_code == 200
    return len(asked)


def test_a_long_thread_costs_no_more_questions_than_a_short_one(world: World) -> None:
    world.visitor("commenter").post(f"{room(world)}/messages", data={"text": "周五可以进场吗？"})
    staff(world).post(f"/projects/{world.there.project_id}/messages", data={"text": "可以，八点见。"})
    short = questions(world)

    for _ in range(3):
        world.visitor("commenter").post(f"{room(world)}/messages", data={"text": "还需要带什么资料？"})
        staff(world).post(f"/projects/{world.there.project_id}/messages", data={"text": "带上进场审批单。"})

    assert questions(world) == short
