"""The gate: nothing passes until every required document is there; who owes it is asked, and asked by role."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, extended, zeebe
from webapp.domain import documents, gates, packages, projects
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

SHIPPED = Path(__file__).parents[3] / "processes/customer_engineering"
MANIFEST = """key = "customer_engineering"
name = "客户工程项目"
root = "lifecycle"
gate = "gate_requirements"

[documents.drawing_review]
title = "图纸会审记录"
title_en = "Drawing review record"
"""
ASKED = {"document": "drawing_review", "owner": "technical_lead", "each_phase": False}


def stage(name: str, asks: str) -> str:
    """A stage that is nothing but its gate."""
    mapping = f'<zeebe:ioMapping><zeebe:input source="=&quot;{asks}&quot;" target="gate_stage"/></zeebe:ioMapping>'
    return diagram("start > gate:call > end", process=name,
                   gate=extended(zeebe("calledElement", processId="stage_gate"), mapping))


@pytest.fixture
def project(people_there: Cast) -> projects.Project:
    lifecycle = diagram("start > design:call > close > end", process="lifecycle",
                        design=extended(zeebe("calledElement", processId="stage_design")),
                        close=build.task(assignee="=project_lead"))
    files = {path: (SHIPPED / path).read_bytes() for path in (
        "bpmn/stage_gate.bpmn", "dmn/gate_requirements.dmn", "forms/supply_document.form")}
    files |= {"bpmn/lifecycle.bpmn": lifecycle, "bpmn/design.bpmn": stage("stage_design", "design"),
              "package.toml": MANIFEST.encode()}
    with transaction() as session:
        packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
    started = build.start_project(people_there, technical_lead="technical_lead")
    build.work()
    return started


def open_tasks(session: Session, project: projects.Project) -> list[engine.Task]:
    return engine.open_tasks(session, instance_ids=[project.instance_id or 0])


def supply(project: projects.Project, *files: Any) -> None:
    """Whoever owes the document answers the gate's task."""
    with transaction() as session:
        task = open_tasks(session, project)[0]
        kept = [documents.keep_file(session, name, b"%PDF-1.4 " + name.encode(), actor="technical_lead")
                for name in files]
        engine.complete_task(session, task.id, actor="technical_lead",
                             answers={"files": [documents.as_answer(file) for file in kept]})
    build.work()


def test_what_is_missing_is_asked_of_the_role_that_owes_it(session: Session, project: projects.Project) -> None:
    [task] = open_tasks(session, project)

    assert (task.element_id, task.assignee) == ("supply_document", "technical_lead")
    assert task.input["missing_document"] == ASKED


def test_the_project_says_what_its_gate_misses(session: Session, project: projects.Project) -> None:
    [missing] = gates.standing(session, session.merge(project))

    assert (missing.title_in("zh"), missing.title_in("en")) == ("图纸会审记录", "Drawing review record")
    assert (missing.owner, missing.is_there) == ("technical_lead", False)
    assert not gates.is_open([missing])


def test_what_is_supplied_becomes_a_version_and_opens_the_gate(session: Session, project: projects.Project) -> None:
    supply(project, "会审记录.pdf")

    [version] = documents.versions_of(session, project.id)
    assert (version.document.kind, version.file.name, version.number) == ("drawing_review", "会审记录.pdf", 1)
    assert version.sha256 == version.file.sha256
    assert [task.element_id for task in open_tasks(session, project)] == ["close"]


def test_an_answer_without_a_file_leaves_the_gate_shut(session: Session, project: projects.Project) -> None:
    supply(project)

    assert [task.element_id for task in open_tasks(session, project)] == ["supply_document"]


def test_every_check_stands_in_the_projects_history(session: Session, project: projects.Project) -> None:
    supply(project, "会审记录.pdf")

    found = engine.history(session, project.instance_id or 0, kinds=["gate.checked"])
    assert [event.facts["missing"] for event in found] == [
        [ASKED], []]
