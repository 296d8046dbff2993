"""The inbox: mine, my groups, done; narrowed by words and dates; never stale."""

import re
from datetime import timedelta

from flask import Flask

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.web.conftest import SignedIn
from webapp.domain import clock
from webapp.domain.projects import Project
from webapp.transaction import transaction


def test_my_task_is_listed_with_its_project_and_leads_to_its_page(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    page = signed_in(cast.lead).get("/inbox/").text

    assert "Propose" in page
    assert "柔性生产线" in page
    assert re.search(r'href="/tasks/\d+"', page)


def test_the_navigation_counts_what_waits_for_me(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    assert ">1</span>" in signed_in(cast.lead).get("/customers/").text
    assert ">1</span>" not in signed_in(cast.designer).get("/customers/").text


def test_a_task_is_gone_from_the_inbox_once_it_is_handed_in_and_found_among_the_done(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    task = re.search(r'href="(/tasks/\d+)"', lead.get("/inbox/").text)[1]

    lead.post(f"{task}/completion", data={"proposal": "U 形布局"})

    assert task not in lead.get("/inbox/").text.replace(f'{task}"', "", 0).split('id="list"')[1]
    assert task in lead.get("/inbox/?box=done").text


def test_a_task_for_a_role_waits_in_the_groups_of_everyone_who_carries_it(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    task = re.search(r'href="(/tasks/\d+)"', lead.get("/inbox/").text)[1]
    lead.post(f"{task}/completion", data={"proposal": "U 形布局"})
    with app.app_context():
        build.work()

    for designer in (cast.designer, cast.other_designer):
        assert "/tasks/" in signed_in(designer).get("/inbox/?box=groups").text
    assert "/tasks/" not in signed_in(cast.quality).get("/inbox/?box=groups").text


def test_words_and_dates_narrow_the_list(signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)

    assert "/tasks/" in lead.get("/inbox/?search=柔性").text
    assert "Nothing matches" in lead.get("/inbox/?search=nobody").text
    assert "Nothing matches" in lead.get("/inbox/?due=overdue").text
    assert "/tasks/" in lead.get("/inbox/?due=week").text


def test_nonsense_in_the_address_is_left_out_not_complained_about(
        signed_in: SignedIn, cast: Cast) -> None:
    answer = signed_in(cast.lead).get("/inbox/?box=x&due=y&page=-7&search=%00")

    assert answer.status_code == 200


def test_htmx_gets_the_list_alone(signed_in: SignedIn, cast: Cast, project: Project) -> None:
    part = signed_in(cast.lead).get("/inbox/?search=柔性", headers={"HX-Target": "list"}).text

    assert "/tasks/" in part
    assert "<html" not in part


def test_the_list_is_told_by_how_soon_and_one_heading_alone_is_left_out(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    quiet = lead.get("/inbox/").text
    with app.app_context():
        with transaction() as session:
            clock.turn(session, to=engine.now() + timedelta(days=3), settings=app.config["SETTINGS"])
        build.start_project(cast, name="第二个项目")
        build.work()

    pressing = lead.get("/inbox/").text
    engine.turn_clock(timedelta())

    assert "rows-head" not in quiet
    assert re.findall(r'id="due-(\w+)"', pressing) == ["overdue", "week"]
    assert "1 task is overdue" in pressing


def test_a_line_says_that_it_was_begun_and_that_something_was_said(
        signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead = signed_in(cast.lead)
    untouched = lead.get("/inbox/").text
    task = re.search(r'href="(/tasks/\d+)"', untouched)[1]

    lead.post(f"{task}/draft", data={"proposal": "一半"})
    lead.post(f"{task}/comments", data={"text": "客户催了两次"})

    touched = lead.get("/inbox/").text
    assert ("Draft" in untouched, "Draft" in touched) == (False, True)
    assert ("Words in the thread" in untouched, "Words in the thread" in touched) == (False, True)


def test_a_task_of_the_groups_is_taken_from_the_list(
        app: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    lead, designer = signed_in(cast.lead), signed_in(cast.designer)
    lead.post(re.search(r'href="(/tasks/\d+)"', lead.get("/inbox/").text)[1] + "/completion", data={"proposal": "U 形布局"})
    with app.app_context():
        build.work()

    [claim] = re.findall(r'action="(/tasks/\d+/claim)"', designer.get("/inbox/?box=groups").text)
    designer.post(claim)

    assert claim.removesuffix("/claim") in designer.get("/inbox/?box=mine").text
    assert "/claim" not in designer.get("/inbox/?box=groups").text
