"""Migrations build exactly the tables that the models mean, on both databases, and take them down."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, inspect, text

import engine
from tests.support import build
from webapp.cli.migrate import know_migrations
from webapp.db import Model, db

DAY = "'2026-03-02 09:00:00+00:00'"
FIRST_VERSION = (
    f"INSERT INTO customer VALUES (1, 'A firm', '', '', '', {DAY}, 'lead')",
    "INSERT INTO engine_version (id, package, number, deployed_at, deployed_by, digest)"
    f" VALUES (1, 'p', 1, {DAY}, 'lead', 'x')",
    "INSERT INTO project (id, code, name, customer_id, lead, version_id, answers, started_at, started_by)"
    f" VALUES (1, 'P-2026-001', 'A project', 1, 'lead', 1, '{{\"photos\": [{{\"file_id\": 1}}, {{\"file_id\": 9}}]}}', {DAY}, 'lead')",
    "INSERT INTO file_content (sha256, content) VALUES ('x', '')",
    "INSERT INTO stored_file (id, sha256, name, type, size, kept_at, kept_by)"
    f" VALUES (1, 'x', 'a.pdf', 'application/pdf', 1, {DAY}, 'lead')",
    "INSERT INTO document (id, project_id, kind, number, title, title_en)"
    " VALUES (1, 1, 'requirement_confirmation', 'P-2026-001-01', 'A', 'A')",
    "INSERT INTO document_version (id, document_id, number, file_id, sha256, data, data_sha256, created_at, created_by)"
    f" VALUES (1, 1, 1, 1, 'x', '{{}}', 'x', {DAY}, 'lead')",
)

SIGNED_ONCE = (
    "INSERT INTO engine_instance (id, version_id, process_id, state, revision, started_at, started_by)"
    f" VALUES (1, 1, 'p', '', 1, {DAY}, 'lead')",
    "INSERT INTO confirmation (id, project_id, instance_id, document_id, document_version_id, sha256, opened_at, opened_by, completed_at)"
    f" VALUES (1, 1, 1, 1, 1, 'x', {DAY}, 'lead', {DAY})",
)

TASK = ("INSERT INTO engine_task (instance_id, version_id, token, process_id, element_id, name, candidate_groups, candidate_users, headers,"
        " input, priority, opened_at, closed_at) VALUES (1, 1, 't', 'stage_execution', 'report_progress', 'Report', '[]', '[]', '{{}}', '{{}}',"
        f" 50, {DAY}, {{closed_at}})")

ARCHIVED = (
    "INSERT INTO engine_version (id, package, number, deployed_at, deployed_by, digest)"
    f" VALUES (1, 'p', 1, {DAY}, 'lead', 'x')",
    "INSERT INTO engine_instance (id, version_id, process_id, state, revision, started_at, started_by)"
    f" VALUES (1, 1, 'p', '', 1, {DAY}, 'lead')",
    *("INSERT INTO engine_archived_event (id, instance_id, kind, facts, at, position)"
      f" VALUES ({number}, 1, 'instance.joined', '{{}}', {DAY}, {number})" for number in (7, 8)),
)

AWAITED = (
    "INSERT INTO engine_subscription (instance_id, token, process_id, element_id, kind, name, correlation_key, opened_at)"
    f" VALUES (1, 't', 'p', 'wait', 'message', 'paid', 'A-7', {DAY})",
    *("INSERT INTO engine_message (name, correlation_key, variables, actor, published_at, expires_at)"
      f" VALUES ('paid', '{key}', '{{}}', 'lead', {DAY}, {DAY})" for key in ("A-7", "A-8")),
)


@pytest.fixture
def application(database_url: str) -> Iterator[Flask]:
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with build.application(database_url) as app, app.app_context():
        know_migrations()
        yield app
        db.session.remove()


def test_models_and_migrations_agree(application: Flask) -> None:
    upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_of(connection)})
        assert compare_metadata(context, Model.metadata) == []


def is_of(connection: Connection) -> Callable[..., bool]:
    """Whether a part of the model is there on this kind of database at all: an index may be one's alone."""
    def is_there(part: Any, *_: object) -> bool:
        only = getattr(part, "_ddl_if", None)
        return only is None or only.dialect == connection.dialect.name

    return is_there


def test_the_way_back_leaves_nothing(application: Flask) -> None:
    upgrade()
    downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def test_what_a_database_holds_is_there_after_the_way_up(application: Flask) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        for statement in FIRST_VERSION:
            connection.execute(text(statement))

    upgrade()

    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT kind, part FROM document JOIN document_version"
                                       " ON document_version.document_id = document.id")).all()
        belongs = connection.execute(text("SELECT file_id, project_id FROM project_file")).all()
    assert [tuple(row) for row in kept] == [("requirement_confirmation", "")]
    assert [tuple(row) for row in belongs] == [(1, 1)]


def test_an_archived_event_never_shares_its_id_with_a_later_one(application: Flask) -> None:
    upgrade(revision="0041")
    with db.engine.begin() as connection:
        for statement in ARCHIVED:
            connection.execute(text(statement))
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT setval('engine_event_id_seq', 8)"))

    upgrade()

    told = engine.record(db.session(), instance_id=1, kind="studio.opened", actor="lead", facts={})
    assert told.id == 9
    assert [event.id for event in engine.history(db.session(), 1)] == [7, 8, 9]


@pytest.mark.parametrize(("task_closed_at", "lights"), [("NULL", [("red", "Assembly", 6.7, "stage_execution")]), (DAY, [])])
def test_a_project_at_work_shows_the_light_that_its_table_judged_last(
        application: Flask, task_closed_at: str, lights: list[tuple[Any, ...]]) -> None:
    upgrade(revision="0042")
    walked = json.dumps({"moves": [judged("green", "", 0), judged("red", "Assembly", 6.7)]})
    with db.engine.begin() as connection:
        for statement in (*FIRST_VERSION[:3], SIGNED_ONCE[0], "UPDATE project SET instance_id = 1", TASK.format(closed_at=task_closed_at)):
            connection.execute(text(statement))
        connection.execute(text(f"INSERT INTO engine_event (instance_id, kind, facts, at) VALUES (1, 'path.walked', :facts, {DAY})"),
                           {"facts": walked})

    upgrade()

    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT colour, why, slip_percent, process_id FROM project_light WHERE over_at IS NULL")).all()
    assert [tuple(row) for row in kept] == lights


def judged(light: str, why: str, percent: float) -> list[Any]:
    """A move in which the table of the schedule answered."""
    return ["decision.evaluated", "check_light", {"decision": "schedule_light", "process_id": "stage_execution", "answer": {
        "light": light, "summary": why, "slip_percent": percent}}]


def test_a_message_that_waits_for_a_suspended_case_has_come_for_it(application: Flask) -> None:
    upgrade(revision="0045")
    with db.engine.begin() as connection:
        for statement in (FIRST_VERSION[1], SIGNED_ONCE[0], f"UPDATE engine_instance SET suspended_at = {DAY}", *AWAITED):
            connection.execute(text(statement))

    upgrade()

    with db.engine.connect() as connection:
        came = connection.execute(text("SELECT instance_id, token, kind, name, actor FROM engine_arrival")).all()
        waits = connection.execute(text("SELECT correlation_key FROM engine_message")).scalars().all()
    assert [tuple(row) for row in came] == [(1, "t", "message", "paid", "lead")]
    assert waits == ["A-8"]


def test_requirements_that_were_signed_before_are_the_first_baseline(application: Flask) -> None:
    said = {"answers": {"draft_confirmation": {"requirements": [
        {"requirement": "Takt 90 s", "level": "must", "acceptance": "four hours"},
        {"requirement": "Board", "level": "could", "acceptance": "seen", "source": "equipment"}]}}}
    for revision, statements in (("0001", FIRST_VERSION), ("0031", SIGNED_ONCE)):
        upgrade(revision=revision)
        with db.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE document_version SET data = :data"), {"data": json.dumps(said)})

    upgrade()

    with db.engine.connect() as connection:
        baselines = connection.execute(text("SELECT project_id, number, document_version_id FROM requirement_baseline")).all()
        lines = connection.execute(text("SELECT number, what, requirement, source FROM requirement_line ORDER BY number")).all()
    assert [tuple(row) for row in baselines] == [(1, 1, 1)]
    assert [tuple(row) for row in lines] == [(1, "agreed", "Takt 90 s", ""), (2, "agreed", "Board", "equipment")]
