"""Builders: settings, databases and packages for tests, as the product itself would make them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import inspect
from werkzeug.test import TestResponse

import engine
from tests.support import once
from tests.support.cast import Cast
from tests.support.diagrams import diagram, extended, job, zeebe
from webapp.app import configure_log, create_app
from webapp.config import Settings
from webapp.db import Model, db, open_database
from webapp.domain import evidence, packages, projects
from webapp.handlers import HANDLERS
from webapp.jobs import run_due
from webapp.transaction import transaction

SECRET = "a secret of the tests, long enough to be one"


def settings(database_url: str, **more: Any) -> Settings:
    """Settings for this database; a test names only what its story is about."""
    return Settings(database_url=database_url, secret_key=SECRET, **more)


class TidyClient(FlaskClient):
    """Reads every answer to its end and closes what was sent and what was answered: both may be files."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        answer = super().open(*args, **more)
        answer.get_data()
        answer.close()
        answer.request.environ["wsgi.input"].close()
        return answer


@contextmanager
def application(database_url: str, **more: Any) -> Iterator[Flask]:
    """The whole product on this database; its connections are closed when the story is over."""
    with once.built_before():
        app = create_app(settings(database_url, **more))
    app.jinja_env.bytecode_cache = once.COMPILED_TEMPLATES
    app.test_client_class = TidyClient
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def database(database_url: str, **more: Any) -> Iterator[Flask]:
    """The domain floor on a fresh database, without any screen."""
    configure_log()
    app = Flask("tandem-floor")
    app.config["SETTINGS"] = settings(database_url, **more)
    evidence.introduce(evidence.House(vault_secret=SECRET, base_url=app.config["SETTINGS"].base_url))
    open_database(app, database_url)
    with app.app_context():
        create_tables()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def create_tables() -> None:
    """Every table of the product in the application's database, unless it was copied with its tables."""
    with db.engine.begin() as connection:
        if inspect(connection).has_table("engine_version"):
            return
        if statements := once.TABLES.get(connection.dialect.name):
            for statement in statements:
                connection.exec_driver_sql(statement)
        else:
            once.TABLES[connection.dialect.name] = once.heard(
                connection, lambda: Model.metadata.create_all(connection, checkfirst=False))


PROPOSE_FORM = {
    "schemaVersion": 19, "type": "default", "id": "propose", "components": [
        {"type": "textfield", "id": "f1", "key": "proposal", "label": "方案", "validate": {"required": True},
         "properties": {"initial": "=customer.industry"}},
        {"type": "person", "id": "f2", "key": "designer", "label": "设计工程师", "role": "designer"},
    ],
}
CHECK_FORM = {
    "schemaVersion": 19, "type": "default", "id": "check", "components": [
        {"type": "textarea", "id": "f1", "key": "note", "label": "意见"},
    ],
}
ENGLISH = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "方案"
msgstr "Proposal"

msgid "提出方案"
msgstr "Propose"
"""


def package(bpmn: Mapping[str, bytes], *, key: str = "customer_engineering", root: str = "lifecycle",
            files: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of a package: a manifest, diagrams by name, and whatever else."""
    manifest = f'key = "{key}"\nname = "客户工程项目"\nname_en = "Customer engineering"\nroot = "{root}"\n'
    return {"package.toml": manifest.encode(), **(files or {}),
            **{f"bpmn/{name}.bpmn": text for name, text in bpmn.items()}}


def small_package(service: str = "notifications.tell") -> dict[str, bytes]:
    """Two stages: the lead proposes, a designer checks, a service task follows, the lead closes."""
    called = {name: extended(zeebe("calledElement", processId=name, propagateAllChildVariables="true"))
              for name in ("stage_idea", "stage_end")}
    lifecycle = diagram("start > idea:call > ending:call > end", process="lifecycle",
                        idea=called["stage_idea"], ending=called["stage_end"])
    idea = diagram(
        "start > propose > check > tell:service > end", process="stage_idea",
        propose='@name=提出方案 ' + task(assignee="=project_lead", form="propose",
                                        due='=now() + duration("P2D")'),
        check=task(groups="designer", form="check"), tell=job(service, zeebe("taskHeaders", "".join([
            zeebe("header", key="message", value="message"),
            zeebe("header", key="roles", value="project_lead")]))),
    )
    ending = diagram("start > close > end", process="stage_end", close=task(assignee="=project_lead"))
    return package(
        {"lifecycle": lifecycle, "stage_idea": idea, "stage_end": ending},
        files={"forms/propose.form": json.dumps(PROPOSE_FORM).encode(),
               "forms/check.form": json.dumps(CHECK_FORM).encode(), "i18n/en.po": ENGLISH.encode()},
    )


def task(*, assignee: str = "", groups: str = "", form: str = "", due: str = "") -> str:
    """What stands inside a user task."""
    said = {"assignee": assignee, "candidateGroups": groups}
    parts = [zeebe("userTask"), zeebe("assignmentDefinition", **{k: v for k, v in said.items() if v})]
    parts += [zeebe("formDefinition", formId=form)] if form else []
    parts += [zeebe("taskSchedule", dueDate=due)] if due else []
    return extended(*parts)


def deploy_small_package(**more: str) -> engine.Version:
    """Deploy it as the command would."""
    with transaction() as session:
        return packages.deploy(session, small_package(**more), actor="process_owner", handlers=HANDLERS)


def start_project(cast: Cast, name: str = "柔性生产线", **answers: Any) -> projects.Project:
    """The lead starts a project for the cast's customer."""
    with transaction() as session:
        return projects.start(session, actor=cast.lead, name=name, answers=answers,
                              contact_id=cast.customer.contact_id or 0)


def work() -> int:
    """Let the worker do everything that is due."""
    return run_due(current_app.config["SETTINGS"], worker="test")
