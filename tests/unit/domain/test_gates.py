"""The gate: nothing passes until every required document is there; who owes it is asked, and asked by role."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, event, extended, job, mapping, zeebe
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
WISH = ('<bpmn:message id="m" name="wish">' + extended(zeebe("subscription", correlationKey="=project_id"))
        + "</bpmn:message>")
ASKED = {"document": "drawing_review", "owner": "technical_lead", "each_phase": False}


def stage(name: str, asks: str) -> str:
    """A stage that is nothing but its gate."""
    mapping = f'<zeebe:ioMapping><zeebe:input source="=&quot;{asks}&quot;" target="gate_stage"/></zeebe:ioMapping>'
    return diagram("start > gate:call > end", process=name,
                   gate=extended(zeebe("calledElement", processId="stage_gate"), mapping))


@pytest.fixture
def project(people_there: Cast) -> projects.Project:
    return at_its_gate(people_there, "design")


@pytest.fixture
def closing(people_there: Cast) -> projects.Project:
    """A project at its last gate, with one case beside it that waits for the lead."""
    with transaction() as session:
        packages.deploy(session, beside(), actor="process_owner", handlers=HANDLERS)
    return at_its_gate(people_there, "follow_up", before="note")


def at_its_gate(people_there: Cast, asks: str, *, before: str = "", wishing: str = "") -> projects.Project:
    """A project whose first stage is nothing but its gate, perhaps with a task before it and a wish after that."""
    first = " > ".join(["start", *filter(None, [before, wishing and f"{wishing}:throw"]), "design:call"])
    lifecycle = diagram(f"{first} > close > end", process="lifecycle", roots=WISH if wishing else "",
                        design=extended(zeebe("calledElement", processId="stage_design")),
                        close=build.task(assignee="=project_lead"),
                        **({before: build.task(assignee="=project_lead")} if before else {}),
                        **({wishing: extended(mapping(inputs={"project_id": "=project_id"})) + event("message", "m")}
                           if wishing else {}))
    files = {path: (SHIPPED / path).read_bytes() for path in (
        "bpmn/stage_gate.bpmn", "dmn/gate_requirements.dmn", "forms/supply_document.form", "forms/settle_beside.form")}
    files |= {"bpmn/lifecycle.bpmn": lifecycle, "bpmn/design.bpmn": stage("stage_design", asks),
              "package.toml": MANIFEST.encode()}
    with transaction() as session:
        packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
    started = build.start_project(people_there, technical_lead="technical_lead")
    build.work()
    return started


def beside() -> dict[str, bytes]:
    """A process that a message begins beside a project, and that waits for its lead."""
    drawn = diagram("heard:start > join:service > settle > end", process="wish", heard=event("message", "m"),
                    join=job("projects.join"), settle="@name=定下来 " + build.task(assignee="lead"), roots=WISH)
    return build.package({"wish": drawn}, key="wish", root="wish")


def wish(project: projects.Project) -> None:
    with transaction() as rows:
        engine.publish_message(rows, "wish", correlation_key=str(project.id),
                               variables={"project_id": project.id, "summary": "加一个返修位"})
    build.work()


def answer(session: Session, instance_id: int, element: str) -> None:
    [task] = [task for task in engine.open_tasks(session, instance_ids=[instance_id]) if task.element_id == element]
    with transaction() as rows:
        engine.complete_task(rows, task.id, actor="lead", answers={})
    build.work()
    session.rollback()


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


def test_what_still_runs_beside_holds_the_last_gate_which_says_where_it_waits_and_who_has_it(
        session: Session, closing: projects.Project) -> None:
    wish(closing)
    answer(session, closing.instance_id or 0, "note")

    [task] = open_tasks(session, closing)

    assert (task.element_id, task.assignee) == ("settle_beside", "lead")
    assert task.input["gate_open_cases"] == [
        {"case": "客户工程项目 1", "about": "加一个返修位", "waits_at": "定下来", "owner": "lead 的名字"}]


def test_what_the_last_step_before_it_begins_beside_does_not_outrun_the_gate(session: Session, people_there: Cast) -> None:
    with transaction() as rows:
        packages.deploy(rows, beside(), actor="process_owner", handlers=HANDLERS)
    project = at_its_gate(people_there, "follow_up", before="note", wishing="tell")

    answer(session, project.instance_id or 0, "note")

    assert [task.element_id for task in open_tasks(session, project)] == ["settle_beside"]
    assert [case.row.number for case in projects.open_cases(session, project)] == [1]


def test_the_gate_looks_again_by_itself_when_the_last_case_beside_has_ended(
        session: Session, closing: projects.Project) -> None:
    wish(closing)
    wish(closing)
    answer(session, closing.instance_id or 0, "note")
    for case in projects.open_cases(session, closing):
        assert [task.element_id for task in open_tasks(session, closing)] == ["settle_beside"]
        answer(session, case.row.instance_id, "settle")

    assert [task.element_id for task in open_tasks(session, closing)] == ["close"]


def test_handing_it_in_too_early_only_asks_again(session: Session, closing: projects.Project) -> None:
    wish(closing)
    answer(session, closing.instance_id or 0, "note")

    answer(session, closing.instance_id or 0, "settle_beside")

    assert [task.element_id for task in open_tasks(session, closing)] == ["settle_beside"]


def test_where_nothing_runs_beside_the_last_gate_is_open(session: Session, closing: projects.Project) -> None:
    answer(session, closing.instance_id or 0, "note")

    assert [task.element_id for task in open_tasks(session, closing)] == ["close"]
