"""A customer with two projects and several contacts, and every internal thing there is, each under a word of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient

from tests.support import build, ceremony
from tests.support.ceremony import Ceremony
from tests.support.diagrams import diagram, job, zeebe
from webapp import processes
from webapp.config import ROOT
from webapp.domain import (
    access,
    customers,
    documents,
    notifications,
    packages,
    portal,
    projects,
    tasks,
)
from webapp.domain.customers import Contact
from webapp.domain.documents import Paper
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

REQUIREMENTS = [
    {"requirement": "节拍不超过 45 秒", "level": "must", "acceptance": "连续八小时抽测", "source": "SECRETSOURCE 内部会上提出"},
    {"requirement": "换型时间十分钟以内", "level": "should", "acceptance": "三种工件各换型两次"},
]
SECRETS = {
    "SECRETSOURCE": "a column of the requirements that no document prints",
    "SECRETNOTE": "a note in the customer's file", "SECRETABOUT": "what to know about the customer",
    "SECRETBUDGET": "a budget in the answers that a signed version was frozen from",
    "SECRETSTART": "what was answered when the project began", "SECRETTALK": "what was said at a step among colleagues",
    "SECRETRISK": "a risk that goes up beside the project", "SECRETPAPER": "a document for staff only",
    "SECRETKIND": "a step that got stuck", "SECRETOPINION": "the opinion of a review", "SECRETSTEP": "the name of our own step",
    "SECRETOTHER": "a message of another customer's project", "SECRETFIRM": "another customer",
    "@tandem.example": "the mail address of a colleague",
    "designer 的名字": "the name of a colleague who is not the lead", "liaison 的名字": "the name of another",
}
KINDS = ("full", "commenter", "reader", "named", "foreign", "left", "nobody")


@dataclass
class World:
    """The application, its story, and a session of each kind of contact."""

    app: Flask
    there: Ceremony
    beside: int
    """The number of the customer's second project."""
    visits: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)

    def visitor(self, kind: str, locale: str = "en") -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("locale", locale)
        if kind in self.visits:
            client.set_cookie("portal", self.visits[kind])
        return client

    def contact(self, kind: str) -> Contact:
        return self.there.session.get_one(Contact, self.contacts[kind])


@contextmanager
def standing(database_url: str) -> Iterator[World]:
    """Everything is there, and the customer's representative has been asked to sign."""
    with build.application(database_url, demo=True) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        for limiter in app.extensions["limiter"]:
            limiter.enabled = False
        with app.app_context():
            build.create_tables()
            there = ceremony.begin()
            there.write_draft(requirements=REQUIREMENTS, budget="SECRETBUDGET 三百二十万")
            world = World(app, there, _second_project(there))
            _bring_contacts(world)
            _keep_secrets(there)
        yield world


def _second_project(there: Ceremony) -> int:
    """One that is stuck at a step of ours, and has a staff member's own step open."""
    way = diagram("start > split:and > freeze:service > end; split > think > end_too", process="lifecycle",
                  think="@name=SECRETSTEP " + build.task(assignee="designer"),
                  freeze=job("documents.freeze", zeebe("taskHeaders", zeebe("header", key="document", value="SECRETKIND"))))
    with transaction() as session:
        packages.deploy(session, build.package({"lifecycle": way}), actor="process_owner", handlers=HANDLERS)
        project = projects.start(session, actor=there.cast.lead, name="备件库改造", answers={"budget": "SECRETSTART"},
                                 contact_id=there.cast.customer.contact_id or 0)
    build.work()
    return project.id


def _bring_contacts(world: World) -> None:
    there = world.there
    with transaction() as session:
        customer = session.get_one(customers.Customer, there.project.customer_id)
        other = customers.create_customer(session, name="SECRETFIRM", by="lead")
        made = {"full": session.get_one(Contact, there.cast.customer.contact_id)}
        for kind in KINDS[1:-1]:
            made[kind] = customers.add_contact(session, other if kind == "foreign" else customer, name=f"{kind}@",
                                               email=f"{kind}@customer.example")
        access.grant(session, made["commenter"], access.COMMENT, project_id=there.project_id, by="lead")
        access.grant(session, made["reader"], access.SEE, project_id=None, by="lead")
        access.grant(session, made["named"], access.SEE, project_id=world.beside, by="lead")
        for kind in ("left", "foreign"):  # in every project of a firm that is not this one, or not theirs any more
            access.grant(session, made[kind], access.COMMENT, project_id=None, by="lead")
        world.visits = {kind: access.admit(session, contact) for kind, contact in made.items()}
        world.contacts = {kind: contact.id for kind, contact in made.items()}
        customers.retire_contact(session, made["left"])
        foreign = projects.start(session, actor=there.cast.lead, name="SECRETFIRM 的项目", answers={}, contact_id=made["foreign"].id)
        portal.write_back(session, foreign, "SECRETOTHER", actor=there.cast.lead)
    build.work()


def _keep_secrets(there: Ceremony) -> None:
    """Whatever the house keeps to itself, in and around the project that the customer looks at."""
    risk = processes.read(ROOT / "processes" / "risk_escalation")
    with transaction() as session:
        project = session.get_one(projects.Project, there.project_id)
        project.customer.notes = "SECRETABOUT"
        customers.add_note(session, project.customer, text="SECRETNOTE", by="lead")
        tasks.comment(session, there.task("lead_signs"), actor=there.cast.lead, text="SECRETTALK")
        projects.name_members(session, project, {"designer": "designer", "liaison": "liaison"})
        packages.deploy(session, risk.files, actor="process_owner", handlers=HANDLERS)
        beside = next(each for each in projects.offered(session, there.cast.lead, project) if each.package == "risk_escalation")
        projects.begin(session, project, beside, actor=there.cast.lead, answers={
            "summary": "SECRETRISK", "probability": 4, "impact": 5, "opinion": "SECRETOPINION"})
        paper = Paper(kind="risk_register", title="SECRETPAPER", title_en="SECRETPAPER", files={"documents/paper.typ": b"SECRETPAPER"},
                      template="documents/paper.typ", readers="staff")
        documents.freeze(session, project.id, paper, {"locale": "zh"}, actor="lead")
        offer = Paper(kind="offer", title="报价单", title_en="The offer", files={"documents/paper.typ": "报价".encode()},
                      template="documents/paper.typ")
        documents.freeze(session, project.id, offer, {"locale": "zh"}, actor="lead")
    build.work()


def mails_to_customers(world: World) -> list[str]:
    """Every word that left for a contact's mailbox."""
    return [f"{mail.subject} {mail.text}" for mail in notifications.mails(world.there.session, limit=1000)
            if mail.to.endswith("@customer.example")]


def settle(world: World) -> None:
    """Both sides sign, and our next step opens."""
    world.there.customer_signs()
    world.there.lead_signs()
    world.there.proven()

