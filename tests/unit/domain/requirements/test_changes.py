"""Requirements after they were signed: only the difference is signed, and of two changes to one line the later one waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
from tests.support import baselines, build, cast
from tests.support.baselines import BEAT, SCREEN, Change, in_force
from tests.support.cast import Cast
from webapp import processes
from webapp.db import db
from webapp.domain import confirmations, packages, projects, requirements, tasks
from webapp.domain.confirmations import ConfirmationOver
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

SHIPPED = Path(__file__).parents[4] / "processes/change_request"
BOTH = ("customer_signs", "lead_signs")
REWORK = {"requirement": "返修位", "level": "could", "acceptance": "一车位", "reason": "现场提出", "withdraw": False}


@pytest.fixture(scope="module")
def people_there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A small lifecycle, and the change request beside it as it is shipped."""
    with build.database(f"sqlite:///{tmp_path_factory.mktemp('changes') / 'floor.db'}"):
        with transaction() as session:
            people = cast.assemble(session)
            for files in (_reading_requirements(build.small_package()), processes.read(SHIPPED).files):
                packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        yield people


def _reading_requirements(files: dict[str, bytes]) -> dict[str, bytes]:
    """The proposal begins with the first requirement in force."""
    form = files["forms/propose.form"].replace(b"=customer.industry", b"=project.requirements[1].requirement")
    return {**files, "forms/propose.form": form}


@pytest.fixture
def project(people_there: Cast) -> projects.Project:
    project = build.start_project(people_there, technical_lead="technical_lead", engineering_manager="engineering_manager")
    baselines.agree(project, BEAT, SCREEN)
    return project


@pytest.fixture
def change(people_there: Cast, project: projects.Project) -> Change:
    return baselines.ask(people_there, project)


def test_the_form_shows_the_lines_of_the_baseline_in_force(change: Change) -> None:
    assert [(line["number"], line["requirement"], line["withdraw"]) for line in change.lines] == [
        (1, "节拍 90 秒", False), (2, "能耗看板", False)]


def test_the_last_signature_puts_the_next_baseline_in_force_before_any_worker_follows(
        change: Change, project: projects.Project) -> None:
    beat, screen = change.lines
    change.writes({**beat, "acceptance": "连续 8 小时", "reason": "两班制"},
                  {**screen, "withdraw": True, "reason": "另行采购"}, REWORK).approved()

    change.signs("customer_signs")
    assert in_force(project)[0] == 1
    change.sign_only("lead_signs")

    assert in_force(project) == (2, [(1, "节拍 90 秒", "must"), (3, "返修位", "could")])
    assert requirements.comparisons(db.session(), project.id)[0].baseline.version.id == change.order.document_version_id


def test_only_the_difference_stands_in_what_is_signed(change: Change) -> None:
    beat, screen = change.lines
    change.writes({**beat, "acceptance": "连续 8 小时", "reason": "两班制"}, screen).approved()

    said = change.order.version.data["variables"]["requirement_changes"]

    assert [(each["number"], each["old"]["acceptance"], each["new"]["acceptance"]) for each in said] == [
        (1, BEAT["acceptance"], "连续 8 小时")]


def test_a_change_of_time_and_money_alone_is_signed_and_leaves_the_baseline(change: Change, project: projects.Project) -> None:
    change.writes(*change.lines, extra_days=5).approved().signs(*BOTH)

    assert (in_force(project)[0], change.waits_at) == (1, ["carry_out_change"])


def test_a_refused_signature_leads_back_to_the_draft_with_what_was_written(change: Change, project: projects.Project) -> None:
    change.writes(*change.lines, REWORK).approved()
    task, submission, actor = change.signing("customer_signs")
    with transaction() as session:
        confirmations.decline(session, task, sha256=submission.sha256, reason="返修位要两个", actor=actor)
    build.work()

    assert (change.waits_at, in_force(project)[0]) == (["assess_change"], 1)
    assert [line["requirement"] for line in change.lines] == ["节拍 90 秒", "能耗看板", "返修位"]
    assert change.case.instance.variables["order_outcome"] == "declined_by_customer"


@pytest.mark.parametrize("decision", ["return", "refuse"])
def test_what_is_not_approved_is_not_in_force(change: Change, project: projects.Project, decision: str) -> None:
    change.writes(*change.lines, REWORK)
    change.answer("approve_change", decision=decision, opinion="先议价")

    assert in_force(project)[0] == 1
    assert change.waits_at == (["assess_change"] if decision == "return" else [])


def test_a_change_that_was_withdrawn_leaves_the_baseline(change: Change, project: projects.Project) -> None:
    change.answer("assess_change", requirement_lines=change.lines, decision="withdraw", **baselines.FREE)

    assert (change.case.ended_by, in_force(project)[0]) == ("change_withdrawn", 1)


def test_before_anything_is_signed_the_draft_is_edited_instead(people_there: Cast) -> None:
    unsigned = build.start_project(people_there, technical_lead="technical_lead")

    assert baselines.ask(people_there, unsigned).case.ended_by == "nothing_signed"


# two changes at work at once

@pytest.fixture
def other(people_there: Cast, project: projects.Project, change: Change) -> Change:
    return baselines.ask(people_there, project, "另一处提出")


def slower(change: Change) -> None:
    beat, screen = change.lines
    change.writes({**beat, "acceptance": "连续 8 小时", "reason": "两班制"}, screen)


def faster(change: Change, **words: object) -> None:
    """The other change is in force first."""
    beat, screen = change.lines
    change.writes({**beat, "reason": "设备更快", **words}, screen).approved().signs(*BOTH)


def test_two_changes_to_different_lines_are_both_in_force(change: Change, other: Change, project: projects.Project) -> None:
    slower(change)
    change.approved()
    other.writes(other.lines[0], {**other.lines[1], "level": "must", "reason": "节能考核"}).approved().signs(*BOTH)

    change.signs(*BOTH)

    assert in_force(project) == (3, [(1, "节拍 90 秒", "must"), (2, "能耗看板", "must")])


def test_a_change_that_waits_for_its_approval_is_written_anew_on_what_is_in_force(change: Change, other: Change) -> None:
    slower(change)
    faster(other, requirement="节拍 80 秒")
    change.approved()

    assert change.waits_at == ["assess_change"]
    assert change.lines[0]["requirement"] == "节拍 80 秒"
    assert change.case.instance.variables["requirement_clashes"] == [
        {"number": 1, "meant": "节拍 90 秒", "now": "节拍 80 秒"}]


def test_a_change_that_is_out_for_signature_is_sent_back_when_its_line_was_changed(change: Change, other: Change) -> None:
    slower(change)
    change.approved().signs("customer_signs")

    faster(other, requirement="节拍 80 秒")

    assert (change.order.void_reason, change.waits_at) == ("overtaken", ["assess_change"])
    assert change.case.instance.variables["order_outcome"] == "overtaken"


def test_the_last_signature_is_refused_in_words_while_nobody_was_sent_back_yet(
        change: Change, other: Change, project: projects.Project) -> None:
    slower(change)
    change.approved().signs("customer_signs")
    beat, screen = other.lines
    other.writes({**beat, "requirement": "节拍 80 秒", "reason": "设备更快"}, screen).approved().signs("customer_signs")
    other.sign_only("lead_signs")

    with pytest.raises(ConfirmationOver) as refused:
        change.sign_only("lead_signs")

    assert (refused.value.message_id, refused.value.facts) == ("confirmation-overtaken", {"baseline": 2, "lines": "1"})
    assert len(change.order.signatures) == 1
    build.work()
    assert (in_force(project)[0], change.waits_at) == (2, ["assess_change"])


def test_a_line_that_was_withdrawn_is_gone_from_what_others_go_on_from(change: Change, other: Change) -> None:
    slower(change)
    beat, screen = other.lines
    other.writes({**beat, "withdraw": True, "reason": "取消"}, screen).approved().signs(*BOTH)

    change.approved()

    assert [line["number"] for line in change.lines] == [2]
    assert change.case.instance.variables["requirement_clashes"] == [{"number": 1, "meant": "节拍 90 秒", "now": ""}]


def test_later_forms_of_the_project_read_the_lines_in_force(people_there: Cast, project: projects.Project) -> None:
    session = db.session()
    [row] = tasks.inbox(session, people_there.lead, search=project.code).rows
    page = tasks.page(session, people_there.lead, row.task.id)

    assert page is not None
    assert [line["requirement"] for line in page.context["project"]["requirements"]] == ["节拍 90 秒", "能耗看板"]


def test_the_history_names_the_baseline_and_its_paper(change: Change) -> None:
    change.writes(*change.lines, REWORK).approved().signs(*BOTH)

    [fact] = [event.facts for event in engine.history(change.session, change.instance_id) if event.kind == "requirements.in_force"]

    assert (fact["baseline"], fact["lines"], fact["document"]) == (2, 3, "需求变更确认书 · 1")
