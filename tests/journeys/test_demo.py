"""What a newcomer finds: projects at several places of their way, what runs beside them, the machine's clock."""

import html
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

import engine
from tests.support import build
from webapp.cli import demo, tour
from webapp.cli.deploy import deploy_all
from webapp.db import Model, db
from webapp.domain import (
    access,
    clock,
    confirmations,
    customers,
    documents,
    notifications,
    packages,
    people,
    portal,
    projects,
    schedule,
)
from webapp.transaction import transaction

SHORTEST = 8
"""Shorter ones are words that anybody may use; a date tells nothing by itself."""
NO_ANSWER = 'autocomplete="off"'
"""What every form tells a browser, in which one of the answers stands."""


class PowerCut(Exception):
    """The machine went off."""


def cut_after(steps: int) -> Callable[[Any, Any], None]:
    """Something told of every step that lives through so many."""
    left = iter(range(steps))

    def tell(_self: Any, _project: Any) -> None:
        if next(left, None) is None:
            raise PowerCut

    return tell


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo as two starts load it, of which the first one was killed in the middle."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    with build.application(url, demo=True) as app, app.app_context():
        build.create_tables()
        deploy_all()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tour._Stages, "tell", cut_after(3))
            with pytest.raises(PowerCut):
                demo.load()
        demo.load()
        yield app
        db.session.remove()


def sums() -> dict[str, int]:
    """How many rows every table has."""
    with db.engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in Model.metadata.tables}


def waits_at(reference: str) -> list[str]:
    """Where the project of this reference waits."""
    project = projects.referred_to(db.session(), reference)
    assert project is not None
    return sorted(task.element_id for task in
                  engine.open_tasks(db.session(), instance_ids=[project.instance_id or 0]))


def test_one_project_waits_for_both_signatures_and_one_has_just_begun(app: Flask) -> None:
    assert waits_at(tour.REFERENCE) == ["customer_signs", "lead_signs"]
    assert waits_at(demo.BEGUN) == ["record_project"]


def test_the_hospital_is_late_and_its_review_and_a_complaint_are_at_work(app: Flask) -> None:
    project = projects.referred_to(db.session(), "BL-2026-009")
    assert project is not None
    light = schedule.light_of(db.session(), project)

    assert project.stage == "execution"
    assert light is not None
    assert light.colour == "red"
    assert {(case.row.package, case.waiting[0].task.element_id) for case in projects.cases_of(db.session(), project)} == {
        ("deviation_review", "carry_out_measures"), ("complaint", "accept_complaint"), ("risk_escalation", "assess_risk"),
        ("change_request", "assess_change")}
    assert len(project.customer.contacts) == 3


def test_the_plants_design_is_before_its_experts_and_a_risk_is_going_up(app: Flask) -> None:
    project = projects.referred_to(db.session(), "NEV-2026-003")
    assert project is not None

    assert waits_at("NEV-2026-003") == ["expert_review"] * 3
    assert [(case.row.package, case.waiting[0].task.element_id) for case in projects.cases_of(db.session(), project)] == [
        ("risk_escalation", "assess_risk")]


def test_the_customer_declined_once_and_has_the_link_to_the_new_version(app: Flask) -> None:
    project = projects.referred_to(db.session(), tour.REFERENCE)
    assert project is not None

    newest, oldest = confirmations.of_project(db.session(), project.id)

    assert (oldest.declined_at is not None, newest.voided_at, newest.version.number) == (True, None, 2)
    assert any((mail.link or "").startswith("/s/") for mail in notifications.mails(db.session()))


def test_it_ended_just_now_and_the_clock_is_the_machines(app: Flask) -> None:
    project = projects.referred_to(db.session(), tour.REFERENCE)
    assert project is not None
    happened = [event.at for event in engine.history(db.session(), project.instance_id or 0, limit=5000)]

    assert db.session.scalar(text("SELECT offset_seconds FROM clock_setting")) == 0
    clock.load(db.session(), app.config["SETTINGS"])
    assert engine.clock_offset() == timedelta()
    assert project.started_at < engine.now() - timedelta(days=7)
    assert engine.now() - timedelta(hours=12) < max(happened) <= engine.now()


def test_a_customer_abroad_and_who_works_for_them_read_nothing_but_english(app: Flask) -> None:
    session = db.session()
    project = projects.referred_to(session, "TX-2026-011")
    assert project is not None
    papers = documents.versions_of(session, project.id)
    named = people.named(session, [actor for paper in confirmations.of_project(session, project.id) for actor in signers(paper)])
    mails = [f"{mail.subject} {mail.text}" for mail in notifications.mails(session, limit=2000)
             if mail.to == "works@grid.example" or ("_en@" in mail.to and project.name in mail.text)]
    said = [project.name, *words(projects_file(project)), *named.values(), *mails, *(staff_answers(project)),
            *(documents.reading_of(session, paper.id) for paper in papers)]

    assert waits_at("TX-2026-011") == ["lead_signs"]
    assert len(papers) >= 5
    assert len(mails) > 20
    assert [text for text in said if packages.is_chinese(text)] == []


def signers(confirmation: confirmations.Confirmation) -> list[str]:
    """Who signs it."""
    return [each.actor for each in confirmation.signatories]


def projects_file(project: projects.Project) -> dict[str, Any]:
    """What the customer's file and the project's beginning say."""
    return {"customer": customers.file_of(project.customer, project.contact), "answers": project.answers}


def test_a_second_load_changes_nothing(app: Flask) -> None:
    before = sums()

    demo.load()

    assert sums() == before


def test_every_customer_is_invited_to_the_portal_and_one_waits_for_an_answer(app: Flask) -> None:
    invited = {customer.name: access.invited(db.session(), customer.id) for customer in customers.find(db.session())}
    project = projects.referred_to(db.session(), tour.REFERENCE)

    assert project is not None
    assert all(invited.values()), invited
    assert [row.verdict for row in portal.remarks_of(db.session(), project)] == ["clarify", "accept"]
    assert len(portal.messages_of(db.session(), project)) == 1


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_nothing_that_staff_answered_stands_in_the_portal_unless_it_is_on_a_paper_the_customer_was_shown(
        app: Flask, locale: str) -> None:
    leaks = []
    for contact in (contact for customer in customers.find(db.session()) for contact in customer.contacts):
        with transaction() as session:
            secret = access.admit(session, contact)
        client = app.test_client()
        client.set_cookie("locale", locale)
        client.set_cookie("portal", secret)
        pages = client.get("/portal").text + "".join(
            client.get(f"/portal/projects/{view.project.id}").text for view in portal.views_of(db.session(), contact))
        shown = html.unescape(pages).replace(NO_ANSWER, "")
        assert "@tandem.example" not in shown
        leaks += [said for view in portal.views_of(db.session(), contact)
                  for said in staff_answers(view.project) - printed(view) if said in shown]

    assert leaks == []


def staff_answers(project: projects.Project) -> set[str]:
    """Every line that our side answered in a project and beside it, remarks and reasons included."""
    session, known = db.session(), {project.name, project.customer.name, project.customer.contacts[0].name}
    runs = [project.instance_id or 0, *(each.id for each in projects.side_instances(session, project))]
    sheets = [sheet.data for run in runs for sheet in engine.answers(session, run).values() if not people.is_contact(sheet.by)]
    begun = [engine.get_instance(session, run).variables for run in runs[1:]]
    lines = {line.strip() for said in (project.answers, *sheets, *begun) for line in words(said)}
    return {line for line in lines if len(line) >= SHORTEST and any(map(str.isalpha, line)) and not any(line in each for each in known)}


def words(said: Any) -> Iterator[str]:
    """The lines of every text in an answer, however deep it lies."""
    if isinstance(said, str):
        yield from said.splitlines()
    for each in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from words(each)


def printed(view: portal.View) -> set[str]:
    """What stands on the papers that this contact was shown, line by line."""
    session = db.session()
    papers = "".join(html.unescape(documents.reading_of(session, sheet.version.id))
                     for paper in portal.papers_of(session, view) for sheet in paper.sheets)
    return {line for line in staff_answers(view.project) if line in papers}
