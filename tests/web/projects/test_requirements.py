"""What was signed and what changed in it: the form that edits it line by line, and the comparison on the project's page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import baselines, build
from tests.support.baselines import BEAT, SCREEN, Change
from tests.support.cast import Cast
from tests.support.ceremony import PASSWORD
from tests.web.conftest import SignedIn
from webapp import processes
from webapp.domain import packages, people
from webapp.domain.projects import Project
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

CHANGE_REQUEST = processes.read(Path(__file__).parents[3] / "processes/change_request")
FREE = {"reason": "客户现场提出", "affected": "合装工位", "extra_cost": "0", "extra_days": "0", "decision": "proceed"}


@pytest.fixture
def floor(app: Flask, cast: Cast, project: Project) -> Iterator[Flask]:
    """Two requirements are signed, and changes can be asked for."""
    with app.app_context():
        with transaction() as rows:
            packages.deploy(rows, CHANGE_REQUEST.files, actor="process_owner", handlers=HANDLERS)
        baselines.agree(project, BEAT, SCREEN)
        yield app


@pytest.fixture
def change(floor: Flask, cast: Cast, project: Project) -> Change:
    return baselines.ask(cast, project)


@pytest.fixture
def author(signed_in: SignedIn, cast: Cast) -> FlaskClient:
    return signed_in(cast.technical_lead)


def posted(*lines: dict[str, str], **answers: str) -> dict[str, str]:
    """The form as a browser sends it."""
    cells = {f"requirement_lines-{row}-{key}": value for row, line in enumerate(lines) for key, value in line.items()
             if key != "source"}
    return {**FREE, **cells, **answers}


def address_of(change: Change) -> str:
    return f"/tasks/{change.case.waiting[0].task.id}"


def test_the_form_shows_what_is_in_force_and_takes_no_number_from_outside(
        floor: Flask, author: FlaskClient, change: Change) -> None:
    where = address_of(change)
    assert "节拍 90 秒" in author.get(where).text

    answer = author.post(f"{where}/completion", data=posted(
        {**BEAT, "acceptance": "连续 8 小时", "reason": "两班制", "number": "2"}, SCREEN,
        {"requirement": "返修位", "level": "could", "acceptance": "一车位", "reason": "现场提出", "number": "1"}))
    build.work()

    assert answer.status_code == 302
    assert [(each["number"], each["what"]) for each in change.case.instance.variables["requirement_changes"]] == [
        (1, "changed"), (None, "added")]


@pytest.mark.parametrize(("lines", "answers", "said"), [
    ([{**BEAT, "acceptance": "连续 8 小时"}, SCREEN], {}, "needs its reason"),
    ([BEAT], {}, "cannot be removed"),
    ([BEAT, SCREEN], {}, "Nothing is changed"),
])
def test_what_is_not_in_order_comes_back_in_words_with_what_was_typed(
        floor: Flask, author: FlaskClient, change: Change, lines: list[dict[str, str]], answers: dict[str, str], said: str) -> None:
    where = address_of(change)

    answer = author.post(f"{where}/completion", data=posted(*lines, **answers, extra_days="0"))

    assert answer.status_code == 422
    assert said in answer.text
    assert "合装工位" in answer.text
    assert change.waits_at == ["assess_change"]


def test_a_change_of_time_alone_changes_no_line(floor: Flask, author: FlaskClient, change: Change) -> None:
    author.post(f"{address_of(change)}/completion", data=posted(BEAT, SCREEN, extra_days="3"))
    build.work()

    assert change.case.instance.variables["requirement_changes"] == []
    assert change.waits_at == ["approve_change"]


def test_the_projects_page_compares_the_baselines_and_leads_to_the_paper(
        floor: Flask, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    paper = baselines.agree(project, {**BEAT, "acceptance": "连续 8 小时", "what": "changed", "reason": "两班制"},
                            {**SCREEN, "what": "withdrawn", "reason": "另行采购"})

    page = signed_in(cast.lead).get(f"/projects/{project.id}").text

    told = page.partition('id="requirements"')[2].partition("</section>")[0]
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told))
    assert "Baseline 2 in force" in seen
    assert f"/documents/{paper}" in told
    assert all(word in seen for word in (BEAT["acceptance"], "连续 8 小时", "两班制", "withdrawn", "另行采购"))
    assert signed_in(cast.stranger).get(f"/projects/{project.id}").status_code == 404


def test_whoever_signs_too_late_is_told_what_happened(
        floor: Flask, change: Change, signed_in: SignedIn, cast: Cast, project: Project) -> None:
    with transaction() as rows:
        people.set_password(rows, people.person_called(rows, "lead"), PASSWORD)
    beat, screen = change.lines
    change.writes({**beat, "acceptance": "连续 6 小时", "reason": "两班制"}, screen).approved().signs("customer_signs")
    baselines.agree(project, {**BEAT, "acceptance": "连续 8 小时", "what": "changed", "reason": "两班制"}, SCREEN)

    lead = signed_in(cast.lead)
    with lead.session_transaction() as kept:
        kept["epoch"] = 1  # since the password was set

    answer = lead.post(f"/confirmations/{change.order.id}/signature", data={
        "sha256": change.order.sha256, "name": "龘喆堃", "consent": "y", "password": PASSWORD})

    assert answer.status_code == 409
    assert "Another change was faster" in answer.text
    assert len(change.order.signatures) == 1
