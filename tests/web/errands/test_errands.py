"""A customer's task behind a mailed link: looked at without effect, filled in without an account, used up once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, job, zeebe
from webapp.db import Model, db
from webapp.domain import access, clock, customers, notifications, packages, projects
from webapp.domain.errands.links import LINKS_PER_DAY
from webapp.domain.errands.operations import MOST_FILES
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

FORM = {"schemaVersion": 19, "type": "default", "id": "survey", "components": [
    {"type": "radio", "id": "f1", "key": "nps", "label": "推荐意愿", "validate": {"required": True},
     "values": [{"label": "9", "value": "9"}, {"label": "3", "value": "3"}]},
    {"type": "textarea", "id": "f2", "key": "comment", "label": "意见"},
    {"type": "photo", "id": "f3", "key": "photos", "label": "照片", "multiple": True},
]}
ENGLISH = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "满意度调查"\nmsgstr "Satisfaction survey"\n'
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63"
                    "64f8cf500f0003860180345a4b8f0000000049454e44ae426082")


@dataclass
class Errand:
    """A project that waits for its customer's answer."""

    app: Flask
    cast: Cast
    project_id: int
    instance_id: int

    def mails(self) -> list[notifications.OutgoingMail]:
        with self.app.app_context():
            return [mail for mail in notifications.mails(db.session()) if (mail.link or "").startswith("/t/")]

    @property
    def link(self) -> str:
        return str(self.mails()[0].link)

    def waits_at(self) -> list[str]:
        with self.app.app_context():
            return [task.element_id for task in engine.open_tasks(
                db.session(), instance_ids=[self.instance_id])]

    def task_id(self) -> int:
        with self.app.app_context():
            return engine.open_tasks(db.session(), instance_ids=[self.instance_id])[0].id

    def later(self, **by: float) -> None:
        """Let time pass, and what becomes due be done."""
        with self.app.app_context():
            with transaction() as session:
                clock.turn(session, to=engine.now() + timedelta(**by), settings=self.app.config["SETTINGS"])
            build.work()

    def customer(self) -> FlaskClient:
        return self.app.test_client()

    def rows(self) -> dict[str, int]:
        with self.app.app_context(), db.engine.connect() as connection:
            return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
                    for name in Model.metadata.tables}


@pytest.fixture
def errand(app: Flask, cast: Cast) -> Iterator[Errand]:
    survey = "@name=满意度调查 " + build.task(assignee="=customer_contact", form="survey")
    flows = ("start > split:and; split > survey > after; split > wait:catch > remind:service > end;"
             "late:boundary > closed")
    with app.app_context():
        with transaction() as session:
            packages.deploy(session, build.package({"lifecycle": diagram(
                flows, process="lifecycle", survey=survey,
                after=build.task(assignee="=project_lead"), closed=build.task(assignee="=project_lead"),
                wait="<bpmn:timerEventDefinition><bpmn:timeDuration>P4D</bpmn:timeDuration></bpmn:timerEventDefinition>",
                late='@attachedToRef=survey <bpmn:timerEventDefinition><bpmn:timeDuration>P7D</bpmn:timeDuration>'
                     '</bpmn:timerEventDefinition>',
                remind=job("errands.remind", zeebe("taskHeaders", zeebe("header", key="task", value="survey"))),
            )}, files={"forms/survey.form": json.dumps(FORM).encode(), "i18n/en.po": ENGLISH.encode()}),
                actor="process_owner", handlers=HANDLERS)
        project = build.start_project(cast)
        ids = project.id, project.instance_id or 0
        build.work()
    yield Errand(app, cast, *ids)
    engine.turn_clock(timedelta())


def test_the_customer_is_mailed_one_link_and_looking_at_it_changes_nothing(errand):
    before = errand.rows()

    shown = errand.customer().get(errand.link)

    assert shown.status_code == 200
    assert "满意度调查" in shown.text
    assert "推荐意愿" in shown.text
    assert errand.customer().head(errand.link).status_code == 200
    assert (len(errand.mails()), errand.rows()) == (1, before)
    assert errand.link.removeprefix("/t/") not in str(errand.mails()[0].text)


def test_handing_in_moves_the_process_uses_up_the_link_and_shows_the_progress(errand):
    link = errand.link

    answer = errand.customer().post(f"{link}/completion", data={"nps": "9", "comment": "很好"})

    assert answer.status_code == 303
    assert answer.location.startswith("/p/")
    assert errand.waits_at() == ["after"]
    again = errand.customer().post(f"{link}/completion", data={"nps": "3"})
    assert (again.status_code, errand.customer().get(link).status_code) == (410, 410)
    assert "您的答复已收到" in again.text


def test_what_is_missing_is_said_on_the_same_page_and_nothing_is_lost(errand):
    answer = errand.customer().post(f"{errand.link}/completion", data={"comment": "交付慢了三天"})

    assert answer.status_code == 422
    assert "交付慢了三天" in answer.text
    assert errand.waits_at() == ["survey"]


def test_a_draft_is_there_on_another_phone(errand):
    saved = errand.customer().post(f"{errand.link}/draft", data={"comment": "写了一半"})

    assert saved.status_code == 204
    assert "写了一半" in errand.customer().get(errand.link).text


def test_photos_come_along_and_are_the_customers(errand):
    answer = errand.customer().post(f"{errand.link}/completion", content_type="multipart/form-data",
                                    data={"nps": "9", "photos": (BytesIO(PNG), "现场.png")})

    assert answer.status_code == 303
    with errand.app.app_context():
        sheet = engine.answers(db.session(), errand.instance_id)["survey"]
        assert sheet.data["photos"][0]["name"] == "现场.png"
        assert sheet.by == errand.cast.customer.id


def test_an_unknown_link_is_404_and_an_old_one_410(errand):
    link = errand.link
    assert errand.customer().get("/t/nonsense").status_code == 404

    with errand.app.app_context(), transaction() as session:
        session.execute(text("UPDATE errand_link SET expires_at = created_at"))

    told = errand.customer().get(link)
    assert told.status_code == 410
    assert "重新发送" in told.text


def test_a_reminder_brings_a_new_link_and_keeps_the_draft(errand):
    first = errand.link
    errand.customer().post(f"{first}/draft", data={"comment": "写了一半"})

    errand.later(days=4, minutes=1)

    assert errand.link != first
    assert "提醒" in errand.mails()[0].subject
    assert errand.customer().get(first).status_code == 410
    assert "写了一半" in errand.customer().get(errand.link).text


def test_a_survey_that_was_closed_says_that_there_is_nothing_to_do(errand):
    errand.later(days=7, minutes=1)

    assert errand.waits_at() == ["closed"]
    told = errand.customer().post(f"{errand.link}/completion", data={"nps": "9"})
    assert told.status_code == 410
    assert "这里已无需办理" in told.text


def test_the_lead_mails_a_new_link_and_not_twice_in_a_minute(errand, signed_in):
    first, lead = errand.link, signed_in(errand.cast.lead)
    address = f"/tasks/{errand.task_id()}/link"

    early = lead.post(address, follow_redirects=True)
    errand.later(minutes=2)
    lead.post(address)

    assert re.search("A link was sent a moment ago", early.text)
    assert errand.link != first
    assert errand.customer().get(first).status_code == 410


def test_links_are_few_a_day_and_more_on_the_next(errand, signed_in):
    lead, address = signed_in(errand.cast.lead), f"/tasks/{errand.task_id()}/link"
    for _ in range(LINKS_PER_DAY):
        errand.later(minutes=2)
        lead.post(address)
    assert len(errand.mails()) == LINKS_PER_DAY

    errand.later(days=1)
    lead.post(address)

    assert len(errand.mails()) == LINKS_PER_DAY + 1


def test_a_contact_who_has_left_is_mailed_nothing_more(errand, signed_in):
    with errand.app.app_context(), transaction() as session:
        contact = session.get_one(projects.Project, errand.project_id).contact
        customers.retire_contact(session, contact)
    errand.later(minutes=2)

    signed_in(errand.cast.lead).post(f"/tasks/{errand.task_id()}/link")

    assert len(errand.mails()) == 1


def test_a_link_dies_when_its_contact_is_reached_elsewhere(errand, signed_in):
    first = errand.link
    with errand.app.app_context(), transaction() as session:
        contact = session.get_one(projects.Project, errand.project_id).contact
        access.change_contact(session, contact, by="lead", name=contact.name, email="new@customer.example")
    errand.later(minutes=2)
    assert errand.customer().get(first).status_code == 410

    signed_in(errand.cast.lead).post(f"/tasks/{errand.task_id()}/link")

    assert (errand.customer().get(errand.link).status_code, errand.mails()[0].to) == (200, "new@customer.example")


def test_by_one_link_come_only_so_many_files(errand):
    def brought() -> int:
        return errand.customer().post(f"{errand.link}/draft", content_type="multipart/form-data",
                                      data={"photos": (BytesIO(PNG), "现场.png")}).status_code

    assert {brought() for _ in range(MOST_FILES)} == {204}

    assert brought() == 429
    assert errand.rows()["stored_file"] == MOST_FILES


def test_a_stranger_mails_nobody(errand, signed_in):
    answer = signed_in(errand.cast.stranger).post(f"/tasks/{errand.task_id()}/link")

    assert answer.status_code == 404
    assert len(errand.mails()) == 1


def test_the_page_speaks_its_contacts_language(errand):
    with errand.app.app_context(), transaction() as session:
        project = session.get_one(projects.Project, errand.project_id)
        project.contact.locale = "en"

    assert "Satisfaction survey" in errand.customer().get(errand.link).text
