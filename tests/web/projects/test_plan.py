"""The plan in force on the project's page: every task a bar on one line of days, and in words how it stands."""

import json
import re

import pytest
from flask import Flask

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram
from tests.web.conftest import SignedIn
from webapp.domain import packages
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

WORK = [
    {"phase": 1, "task": "安装", "owner": "designer", "start": "2026-03-02", "due": "2026-03-06"},
    {"phase": 1, "task": "联调", "owner": "lead", "start": "2026-03-06", "due": "2026-03-10"},
]
MANIFEST = '\n[plan]\nphases = "plan.phases"\nwork = "plan.wbs"\nreported = "report.work"\n'


@pytest.fixture
def planned(app: Flask, cast: Cast) -> str:
    """The page of a project whose first task was done a day late and whose second is long overdue."""
    steps = diagram("start > plan > report > close > end", process="lifecycle",
                    **{name: build.task(assignee="=project_lead") for name in ("plan", "report", "close")})
    files = build.package({"lifecycle": steps})
    files["package.toml"] += MANIFEST.encode()
    with app.app_context():
        with transaction() as session:
            packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        project = build.start_project(cast)
        for answers in ({"phases": [{"name": "一期"}], "wbs": WORK},
                        {"work": [{"task": "安装", "done_on": "2026-03-07"}, {"task": "联调", "done_on": None}]}):
            with transaction() as session:
                [task] = engine.open_tasks(session, instance_ids=[project.instance_id or 0])
                engine.complete_task(session, task.id, actor="lead", answers=json.loads(json.dumps(answers)))
        return f"/projects/{project.id}"


def test_each_task_of_the_plan_has_its_bar_and_says_how_late_it_is(planned: str, signed_in: SignedIn, cast: Cast) -> None:
    page = signed_in(cast.lead).get(planned).text

    [rows] = re.findall(r'<ul class="timetable">(.*?)</ul>', page, re.DOTALL)
    bars = re.findall(r'<li class="is-(\w+)">.*?timetable-task">.*?</svg>(\w+)</span>.*?<rect class="bar" x="([\d.]+)".*?timetable-state">([^<]+)<', rows, re.DOTALL)
    assert [(state, task) for state, task, *_ in bars] == [("done", "安装"), ("late", "联调")]
    assert float(bars[0][2]) == 0 < float(bars[1][2])
    assert bars[0][3] == "done, 1 day late"
    assert "designer 的名字" in rows


def test_a_project_without_a_plan_shows_none(signed_in: SignedIn, cast: Cast, project: object) -> None:
    assert 'class="timetable"' not in signed_in(cast.lead).get("/projects/1").text
