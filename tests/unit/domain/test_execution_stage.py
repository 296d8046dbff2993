"""The shipped execution stage: what the dates and amounts start beside it, and what its gate holds back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import engine
import forms
from tests.support import build, cast
from tests.support.cast import Cast
from tests.support.diagrams import diagram, event, extended, zeebe
from webapp import processes
from webapp.db import db
from webapp.domain import documents, packages, projects, schedule, tasks
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

SHIPPED = processes.read(Path(__file__).parents[3] / "processes/customer_engineering")
LISTENED = ("deviation.found", "budget.breached", "risk.escalated", "change.requested")


def day(number: int) -> str:
    return (engine.now().date() + timedelta(number)).isoformat()


def yuan(amount: int) -> dict[str, Any]:
    return {"amount_minor": amount * 100, "currency": "CNY"}


RISK = {"risk": "供应商交期不稳", "probability": 4, "impact": 4, "response": "备用供应商"}


def work() -> list[dict[str, Any]]:
    """The plan as of today: two tasks of the first phase, one of the second."""
    return [{"phase": 1, "task": "进场", "owner": "designer", "start": day(0), "due": day(3), "depends_on": ""},
            {"phase": 1, "task": "装配", "owner": "designer", "start": day(3), "due": day(9), "depends_on": "进场"},
            {"phase": 2, "task": "扩展", "owner": "designer", "start": day(30), "due": day(39), "depends_on": ""}]


def begun() -> dict[str, Any]:
    """What the stage is handed: a first phase of thirty days that begins today, its plan, risks, money and people."""
    return {"phase": {"name": "基础单元", "scope": "两个加工岛", "start": day(0), "due": day(30)}, "phase_number": 1,
            "wbs": work(), "risks": [RISK], "budget": [{"category": "labour", "planned": yuan(1000)}],
            "classification": {"label": "一般"}, "quality": "quality", "schedule_controller": "liaison",
            "procurement": "designer", "liaison": "liaison"}


def listener(name: str) -> bytes:
    """A process that begins when this message is thrown, and waits."""
    return diagram("heard:start > note > end", process=name.replace(".", "_"), heard=event("message", "m"),
                   note=build.task(assignee="lead"),
                   roots=f'<bpmn:message id="m" name="{name}">' + extended(
                       zeebe("subscription", correlationKey="=project_id")) + "</bpmn:message>")


@pytest.fixture(scope="module")
def lead(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """The stage in a way of its own, with one step after it, and somebody who listens to what it throws."""
    drawn = {path: text for path, text in SHIPPED.files.items()
             if not path.startswith("bpmn/") or path in ("bpmn/stage_execution.bpmn", "bpmn/stage_gate.bpmn")}
    drawn["bpmn/lifecycle.bpmn"] = diagram(
        "start > execution:call > follow > end", process="lifecycle", follow=build.task(assignee="lead"),
        execution=extended(zeebe("calledElement", processId="stage_execution", propagateAllChildVariables="true")))
    beside = build.package({name.replace(".", "_"): listener(name) for name in LISTENED},
                           key="beside", root="deviation_found")
    with build.database(f"sqlite:///{tmp_path_factory.mktemp('execution') / 'floor.db'}"):
        with transaction() as session:
            people = cast.assemble(session)
            for files in (drawn, beside):
                packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        yield people


@pytest.fixture
def session(lead: Cast) -> Session:
    return db.session()


@pytest.fixture
def stage(lead: Cast) -> Iterator[projects.Project]:
    yield build.start_project(lead, **begun())
    engine.turn_clock(timedelta())


def pass_days(count: int) -> None:
    for _ in range(count):
        engine.turn_clock(engine.clock_offset() + timedelta(days=1, minutes=1))
        build.work()


def answer(session: Session, project: projects.Project, element: str, **answers: Any) -> None:
    task = next(each for each in waiting(session, project) if each.element_id == element)
    with transaction() as rows:
        engine.complete_task(rows, task.id, actor=task.assignee or "lead", answers=answers)
    build.work()


def waiting(session: Session, project: projects.Project) -> list[engine.Task]:
    session.rollback()
    return engine.open_tasks(session, instance_ids=[project.instance_id or 0])


def heard(session: Session, project: projects.Project) -> list[tuple[str, dict[str, Any]]]:
    """What was thrown, with the facts it carried."""
    session.rollback()
    return [(instance.process_id, instance.variables) for instance in engine.instances(session)
            if instance.variables.get("project_id") == project.id and instance.id != project.instance_id]


def done(*dates: str | None) -> list[dict[str, Any]]:
    own = [{key: value for key, value in row.items() if key != "phase"} for row in work()[:2]]
    return [{**row, "done_on": at} for row, at in zip(own, dates, strict=True)]


def test_only_the_tasks_of_this_phase_are_reported(session: Session, stage: projects.Project) -> None:
    build.work()

    report = next(task for task in waiting(session, stage) if task.element_id == "report_progress")

    assert [row["task"] for row in report.input["planned_work"]] == ["进场", "装配"]


def test_a_slip_over_five_percent_starts_one_review_however_many_days_it_lasts(
    session: Session, stage: projects.Project
) -> None:
    pass_days(4)
    assert heard(session, stage) == []

    pass_days(3)

    [(process, facts)] = heard(session, stage)
    assert process == "deviation_found"
    assert (facts["project_id"], facts["slip_days"], facts["summary"]) == (stage.id, 2, "进场")


def test_the_light_is_what_the_dates_say_today(session: Session, stage: projects.Project) -> None:
    build.work()
    assert schedule.light_of(session, stage) is None

    colours = []
    for days in (1, 3, 1):
        pass_days(days)
        session.rollback()
        light = schedule.light_of(session, session.merge(stage))
        colours.append((light.colour, light.slip_percent) if light else None)

    assert colours == [("green", 0), ("yellow", 3.3), ("red", 6.7)]


def test_the_light_goes_out_with_the_work_that_it_judges(session: Session, stage: projects.Project) -> None:
    pass_days(2)
    assert schedule.lights_of(session, [session.merge(stage)]).keys() == {stage.id}

    answer(session, stage, "report_progress", work=done(day(0), day(0)), costs=[])
    assert schedule.light_of(session, session.merge(stage)) is not None
    for element, answers in (("accept_materials", {"decision": "pass"}), ("record_concealed_work", {"decision": "complete"}),
                             ("host_site_visit", {"new_request": ""})):
        answer(session, stage, element, **answers)

    assert [task.element_id for task in waiting(session, stage)] == ["follow"]
    assert schedule.light_of(session, session.merge(stage)) is None


def test_an_overspent_budget_starts_its_approval_once(session: Session, stage: projects.Project) -> None:
    build.work()
    answer(session, stage, "report_progress", work=done(day(0), None),
           costs=[{"category": "labour", "planned": yuan(1000), "actual": yuan(1200)}])

    pass_days(2)

    [(process, facts)] = heard(session, stage)
    assert (process, facts["planned"], facts["spent"], facts["used_percent"]) == ("budget_breached", 1000, 1200, 120)


def test_a_high_risk_is_escalated_with_the_weeks_report_and_not_again(session: Session, stage: projects.Project) -> None:
    build.work()
    answer(session, stage, "report_progress", work=done(day(0), day(0)), costs=[])
    for _ in range(2):
        pass_days(7)
        answer(session, stage, "publish_weekly_report", risks=[RISK])

    assert [process for process, _facts in heard(session, stage)] == ["risk_escalated"]
    reports = [version.document.kind for version in documents.versions_of(session, stage.id)]
    assert reports == ["weekly_report"] * 2


def test_a_report_that_is_not_written_takes_the_following_weeks_in(session: Session, stage: projects.Project) -> None:
    began = day(0)

    pass_days(21)

    [report] = [task for task in waiting(session, stage) if task.element_id == "publish_weekly_report"]
    assert report.input["covers_from"] == began


def test_the_week_after_a_late_report_opens_one_that_covers_what_the_last_left_over(
        session: Session, stage: projects.Project) -> None:
    pass_days(16)
    reported = day(0)
    answer(session, stage, "publish_weekly_report", risks=[RISK])
    assert "publish_weekly_report" not in {task.element_id for task in waiting(session, stage)}

    pass_days(6)

    [report] = [task for task in waiting(session, stage) if task.element_id == "publish_weekly_report"]
    assert report.input["covers_from"] == reported


def test_the_form_says_which_weeks_a_late_report_covers(lead: Cast, session: Session, stage: projects.Project) -> None:
    began = day(0)
    pass_days(16)
    [report] = [task for task in waiting(session, stage) if task.element_id == "publish_weekly_report"]

    page = tasks.page(session, lead.lead, report.id)
    assert page is not None
    assert page.definition is not None
    form = forms.bind(page.definition, context=page.context, evaluate=engine.evaluate)

    assert [str(form[key].data) for key in ("covers_from", "covers_to", "weeks")] == [began, day(0), "2"]


def test_a_request_made_on_site_becomes_a_change_request(session: Session, stage: projects.Project) -> None:
    build.work()
    answer(session, stage, "host_site_visit", new_request="大屏显示刀具寿命")
    answer(session, stage, "raise_change", change_summary="大屏加一个画面", reason="换刀看不见", affected="大屏画面",
           extra_cost=yuan(28), extra_days=2)

    [(process, facts)] = heard(session, stage)
    assert (process, facts["summary"], facts["extra_days"]) == ("change_requested", "大屏加一个画面", 2)
    assert (facts["reason"], facts["affected"]) == ("换刀看不见", "大屏画面")
    assert [version.document.kind for version in documents.versions_of(session, stage.id)] == ["change_request"]


def test_what_was_put_off_on_site_is_asked_for_at_the_gate(session: Session, stage: projects.Project) -> None:
    build.work()
    answer(session, stage, "accept_materials", decision="return")
    answer(session, stage, "record_concealed_work", decision="complete")
    answer(session, stage, "host_site_visit", new_request="")
    answer(session, stage, "report_progress", work=done(day(0), day(0)), costs=[])

    assert [(task.element_id, task.assignee) for task in waiting(session, stage)] == [("supply_document", "designer")]
