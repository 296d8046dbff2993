"""The house that is attacked: the whole application, two running projects, and everybody at its doors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from werkzeug.routing import Rule

import engine
from tests.support import build, ceremony, form_gallery
from tests.support.cast import Cast
from tests.support.ceremony import Ceremony
from tests.support.diagrams import diagram, extended, zeebe
from tests.support.stamps import stamp
from webapp import processes
from webapp.db import Model, db
from webapp.domain import (
    access,
    confirmations,
    customers,
    documents,
    drafts,
    notifications,
    packages,
    people,
    portal,
    projects,
    seals,
    trials,
)
from webapp.domain.people import Actor
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

GALLERY = Path(form_gallery.__file__).with_name("form_gallery.form")
COMPLAINT = processes.read(Path(__file__).parents[3] / "processes/complaint")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class House:
    """The application with what stands in it, and a browser for whoever knocks."""

    app: Flask
    there: Ceremony
    token: str
    portal: str
    errand: str
    visit: str
    """The secret of a session in which the customer's contact is in the portal."""
    ids: Mapping[str, Any]

    @property
    def cast(self) -> Cast:
        return self.there.cast

    @property
    def task(self) -> str:
        """The address of the lead's open task, whose form has every kind of field."""
        return f"/tasks/{self.ids['task_id']}"

    def visitor(self) -> FlaskClient:
        """Somebody who is not signed in."""
        client = self.app.test_client()
        client.set_cookie("locale", "en")
        return client

    def in_the_portal(self) -> FlaskClient:
        """The customer's contact, who has shown who they are."""
        client = self.visitor()
        client.set_cookie("portal", self.visit)
        return client

    def signed_in(self, actor: Actor) -> FlaskClient:
        client = self.visitor()
        with self.app.app_context():
            epoch = db.session.execute(text("SELECT session_epoch FROM person WHERE id = :id"),
                                       {"id": actor.person_id}).scalar_one()
        with client.session_transaction() as session:
            session["person_id"], session["epoch"] = actor.person_id, epoch
        return client

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Every writing statement that is sent to the database meanwhile."""
        seen: list[str] = []

        def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if WRITES.match(statement):
                seen.append(statement)

        with self.app.app_context():
            engine_ = db.engine
        event.listen(engine_, "before_cursor_execute", look)
        try:
            yield seen
        finally:
            event.remove(engine_, "before_cursor_execute", look)

    def address(self, rule: Rule, **other: Any) -> str:
        """Where this route leads for the things of the house."""
        tokens = {"portal": self.portal, "errands": self.errand}
        known = {"token": tokens.get(rule.endpoint.partition(".")[0], self.token), "signer_id": 1, "passkey_id": 1, **self.ids}
        if rule.endpoint.startswith("processes."):
            known |= {"version_id": self.ids["deployment_id"], "package": "simple_approval"}
        elif rule.endpoint.startswith("studio."):
            known |= {"package": packages.LIFECYCLE, "side": "draft", "target": "en", "migration_id": self.ids["migration_id"], "trial_id": self.ids["trial_id"]}
            known |= {"path": "bpmn/lifecycle.bpmn"} if rule.endpoint in {"studio.side_diagram", "studio.steps"} else {}
        elif "version_id" in rule.arguments:
            known["version_id"] = self.ids["document_version_id"]
        if rule.endpoint.startswith("portal."):
            known |= {"project_id": self.there.project_id, "task_id": self.ids["signing_task_id"]}
        known |= other
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: quote(str(known[found[1]])), rule.rule)

    def rules(self, method: str) -> list[Rule]:
        """Every route that answers this method."""
        return sorted((rule for rule in self.app.url_map.iter_rules() if method in (rule.methods or ())),
                      key=str)

    def sums(self) -> dict[str, tuple[int, int]]:
        """How many rows every table has, and a sum over all that stands in them."""
        with self.app.app_context(), db.engine.connect() as connection:
            tables = {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in Model.metadata.tables}
        return {name: (len(rows), sum(hash(tuple(row)) for row in rows)) for name, rows in tables.items()}


@contextmanager
def standing(database_url: str, **more: Any) -> Iterator[House]:
    """A house on a database of its own; pages may be asked for without a hidden token unless told."""
    with build.application(database_url, **{"demo": True, **more}) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        for limiter in app.extensions["limiter"]:
            limiter.enabled = False
        with app.app_context():
            build.create_tables()
            there = ceremony.ready()
            token = there.token()
            portal = _portal_of(there)
            errand = _errand_of(there)
            with transaction() as session:
                visit = access.admit(session, session.get_one(customers.Contact, there.cast.customer.contact_id))
            ids = _furnish(there)
        yield House(app, there, token, portal, errand, visit, ids)


def _portal_of(there: Ceremony) -> str:
    with transaction() as session:
        contact = session.get_one(customers.Contact, there.cast.customer.contact_id)
        return access.open_link(session, contact, project_id=there.project_id)


def _errand_of(there: Ceremony) -> str:
    """What the customer's link opens that asks for an answer without a signature."""
    survey = build.task(assignee="=customer_contact", form="propose")
    way = diagram("start > survey > end", process="lifecycle", survey=survey)
    with transaction() as session:
        packages.deploy(session, build.package({"lifecycle": way}, files={"forms/propose.form": _gallery()}),
                        actor="process_owner", handlers=HANDLERS)
    build.start_project(there.cast, name="回访线")
    build.work()
    links = [mail.link or "" for mail in notifications.mails(there.session)]
    return next(link for link in links if link.startswith("/t/")).removeprefix("/t/")


def _gallery() -> bytes:
    """The form with every kind of field."""
    return json.dumps(json.loads(GALLERY.read_text()) | {"id": "propose"}).encode()


def _lifecycle() -> bytes:
    """The small package's stages, begun by the form with every kind of field."""
    stages = {name: extended(zeebe("calledElement", processId=name, propagateAllChildVariables="true"))
              for name in ("stage_idea", "stage_end")}
    return diagram("start > idea:call > ending:call > end", process="lifecycle",
                   start=extended(zeebe("formDefinition", formId="propose")),
                   idea=stages["stage_idea"], ending=stages["stage_end"])


def _furnish(there: Ceremony) -> dict[str, Any]:
    """A project of a package with forms, a file in it, and an id of everything that has one."""
    files = {**build.small_package(), "bpmn/lifecycle.bpmn": _lifecycle(), "forms/propose.form": _gallery()}
    with transaction() as session:
        packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        file_id = documents.keep_file(session, "平面图.pdf", PDF, actor=there.cast.lead.id).id
        department = people.open_department(session, name="自动化部", head="designer")
        packages.deploy(session, COMPLAINT.files, actor="process_owner", handlers=HANDLERS)
        draft = drafts.begin(session, packages.LIFECYCLE, actor=there.cast.process_owner)
        story = trials.opening(drafts.files(session, draft.id), "lifecycle", {"project_lead": "project_lead"})
        trial = trials.begin(session, draft, story, actor=there.cast.process_owner)
        newest, older, *_rest = engine.versions(session, packages.LIFECYCLE)
        migration = drafts.begin_migration(session, packages.LIFECYCLE, drafts.plan(session, packages.LIFECYCLE, newest.id, older.id),
                                           reason="试一试", canary=1, actor=there.cast.process_owner)
        seal = seals.add_seal(session, name="合同专用章", picture=stamp(), by="admin")
        holder = seals.allow_holder(session, seal, "lead", by="admin")
        customer = session.get_one(customers.Customer, there.project.customer_id)
        substitute = confirmations.allow_substitute(session, customer, "quality", by="lead")
    project = build.start_project(there.cast, name="喷涂线", designer="designer",
                                  photos=[{"file_id": file_id}])
    with transaction() as session:
        complaint = next(each for each in projects.offered(session, there.cast.lead, project)
                         if each.package == COMPLAINT.manifest.key)
        case = projects.begin(session, project, complaint, actor=there.cast.lead, answers={"summary": "主轴噪声大"})
    build.work()
    session = there.session
    task = engine.open_tasks(session, instance_ids=[project.instance_id])[0]
    confirmation = there.confirmation
    return {
        "task_id": task.id, "project_id": project.id, "file_id": file_id,
        "confirmation_id": confirmation.id, "document_version_id": confirmation.document_version_id,
        "customer_id": project.customer_id, "contact_id": there.cast.customer.contact_id,
        "person_id": there.cast.designer.person_id, "deployment_id": project.version_id,
        "department_id": department.id, "package": COMPLAINT.manifest.key, "instance_id": case.id, "process_id": "lifecycle", "number": 1, "incident_id": 1,
        "notification_id": notifications.of_actor(session, there.cast.lead.id)[0].id,
        "mail_id": session.scalar(select(text("max(id)")).select_from(text("outgoing_mail"))),
        "path": "forms/propose.form", "target": "en", "migration_id": migration.id, "trial_id": trial.id, "reference": "none", "filename": "brand/mark.svg",
        "code": confirmation.version.data_sha256[:32], "name": "tandem_verify.py",
        "seal_id": seal.id, "holder_id": holder.id, "substitute_id": substitute.id,
        **_said_in_the_portal(there, project),
    }


def _said_in_the_portal(there: Ceremony, project: projects.Project) -> dict[str, int]:
    """A right, a remark and a signature that waits: what the customer's side has numbers of."""
    with transaction() as session:
        customer = session.get_one(customers.Customer, there.project.customer_id)
        colleague = customers.add_contact(session, customer, name="设备员", email="equipment@customer.example")
        grant = access.grant(session, colleague, access.SEE, project_id=None, by="lead")
        remark = portal.RequirementRemark(
            project_id=project.id, document_version_id=there.confirmation.document_version_id, line=1, requirement="节拍 45 秒",
            verdict="clarify", words="含上下料吗？", actor=there.cast.customer.id, at=engine.now())
        session.add(remark)
    return {"grant_id": grant.id, "remark_id": remark.id, "signing_task_id": there.task("customer_signs").id}
