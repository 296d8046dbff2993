"""The starters: sound as they are handed out, complete in both languages, and each played to its end."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import engine
from tests.support import build, cast
from tests.support.cast import Cast
from tests.support.ceremony import BY_CODE
from webapp import processes
from webapp.db import db
from webapp.domain import confirmations, documents, packages, projects
from webapp.domain.confirmations import Submission
from webapp.domain.packages.words import read_words
from webapp.handlers import HANDLERS
from webapp.transaction import transaction

PROCESSES = Path(__file__).parents[3] / "processes"
STARTERS = {package.manifest.key: package for package in processes.starters(PROCESSES)}


@pytest.fixture(scope="module")
def people_there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A small lifecycle and the starters beside it, as a process owner would deploy copies of them."""
    with build.database(f"sqlite:///{tmp_path_factory.mktemp('starters') / 'floor.db'}"):
        with transaction() as session:
            people = cast.assemble(session)
            for files in (build.small_package(), *(package.files for package in STARTERS.values())):
                packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)
        yield people
        engine.turn_clock(timedelta())


@pytest.fixture
def project(people_there: Cast) -> Iterator[projects.Project]:
    yield build.start_project(people_there, technical_lead="technical_lead", engineering_manager="engineering_manager")
    engine.turn_clock(timedelta())


def begin(project: projects.Project, people: Cast, key: str, **answers: Any) -> None:
    with transaction() as rows:
        offer = next(each for each in projects.offered(rows, people.lead, project) if each.package == key)
        projects.begin(rows, project, offer, actor=people.lead, answers=answers)
    build.work()


def the_case(project: projects.Project) -> projects.Case:
    db.session().rollback()
    return projects.cases_of(db.session(), project)[0]


def open_task(project: projects.Project, element: str) -> engine.Task:
    return next(each.task for each in the_case(project).waiting if each.task.element_id == element)


def answer(project: projects.Project, element: str, **answers: Any) -> None:
    task = open_task(project, element)
    with transaction() as rows:
        engine.complete_task(rows, task.id, actor=task.assignee or "lead", answers=answers)
    build.work()


def outcome(project: projects.Project) -> tuple[str | None, list[str]]:
    kinds = [version.document.kind for version in documents.versions_of(db.session(), project.id)]
    return the_case(project).ended_by, kinds


def test_there_are_four_and_none_is_found_among_the_packages_that_run():
    assert list(STARTERS) == ["photo_inspection", "service_request", "signed_document", "simple_approval"]
    assert STARTERS.keys().isdisjoint(package.manifest.key for package in processes.find(PROCESSES))


@pytest.mark.parametrize("package", STARTERS.values(), ids=STARTERS)
def test_nothing_is_objected_to_or_doubtful(package):
    found = [*packages.check(package.files, handlers=HANDLERS), *packages.lint(package.files)]

    assert [str(finding) for finding in found] == []
    assert package.manifest.about
    assert package.manifest.about_en


@pytest.mark.parametrize("package", STARTERS.values(), ids=STARTERS)
def test_every_name_and_every_label_has_its_english(package):
    english = read_words(package.files["i18n/en.po"])
    said = {node.get("name") for path, text in package.files.items() if path.endswith(".bpmn")
            for node in etree.fromstring(text).iter() if node.get("name")}
    for path, text in package.files.items():
        if path.endswith(".form"):
            said |= {part.get("label") or part.get("dateLabel") or part["text"] for part in json.loads(text)["components"]}

    assert sorted(word for word in said if not word.isascii() and not english.get(word)) == []


def test_an_approval_is_returned_amended_and_approved(project: projects.Project, people_there: Cast) -> None:
    begin(project, people_there, "simple_approval", subject="租一台叉车", reason="设备进场", amount=None)
    answer(project, "approve_request", decision="return", opinion="写明租几天")
    assert open_task(project, "amend_request").assignee == people_there.lead.id
    answer(project, "amend_request", subject="租一台叉车三天", reason="设备进场", amount=None)
    answer(project, "approve_request", decision="approve", opinion="")

    assert outcome(project) == ("request_approved", [])


def test_an_approval_is_refused(project: projects.Project, people_there: Cast) -> None:
    begin(project, people_there, "simple_approval", subject="租一台叉车", reason="设备进场", amount=None)
    answer(project, "approve_request", decision="refuse", opinion="厂里有")

    assert outcome(project) == ("request_refused", [])


def test_a_document_that_one_side_declines_is_drafted_again_and_signed_by_both(
        project: projects.Project, people_there: Cast) -> None:
    begin(project, people_there, "signed_document", subject="现场安全约定", purpose="双方同时施工")
    draft = {"subject": "现场安全约定", "purpose": "双方同时施工", "terms": [{"item": "动火", "agreed": "双方监护"}]}
    answer(project, "draft_document", **draft)
    decline(project, "customer_signs", people_there.customer.id, "要写明监护人")
    assert the_case(project).waiting[0].task.element_id == "draft_document"
    answer(project, "draft_document", **draft)
    sign(project, "customer_signs", people_there.customer.id)
    assert the_case(project).ended_by is None
    sign(project, "lead_signs", people_there.lead.id)

    assert outcome(project) == ("agreement_signed", ["agreement", "agreement"])


def test_a_service_that_runs_out_of_time_is_arranged_anew_and_closed_by_the_one_who_asked(
        project: projects.Project, people_there: Cast) -> None:
    begin(project, people_there, "service_request", summary="主轴异响", place="二号线")
    answer(project, "accept_service", category="fault", solve_within="P1D", handler="designer")
    assert open_task(project, "solve_service").assignee == "designer"
    engine.turn_clock(timedelta(days=1, minutes=1))
    build.work()
    answer(project, "rearrange_service", solve_within="P3D", handler="technical_lead", reason="缺备件")
    answer(project, "solve_service", result="已换轴承")
    answer(project, "confirm_service", decision="open", comment="还有响声")
    answer(project, "solve_service", result="重新校准")
    assert open_task(project, "confirm_service").assignee == people_there.lead.id
    answer(project, "confirm_service", decision="solved")

    assert outcome(project) == ("service_closed", [])


@pytest.mark.parametrize("result", ["good", "bad"])
def test_what_an_inspection_finds_is_fixed_until_it_is_right(
        project: projects.Project, people_there: Cast, result: str) -> None:
    begin(project, people_there, "photo_inspection", place="配电间", scope="接线")
    answer(project, "inspect_site", points=[{"point": "接地", "result": result}, {"point": "标识", "result": "good"}])
    if result == "bad":
        for decision in ("return", "pass"):
            answer(project, "fix_problems", measures="重新压接")
            answer(project, "check_again", decision=decision, opinion="未紧固")

    assert outcome(project) == ("inspection_done", ["inspection_record"])


def sign(project: projects.Project, element: str, signer: str) -> None:
    task = open_task(project, element)
    with transaction() as rows:
        sha256 = confirmations.of_project(rows, project.id)[0].sha256
        confirmations.sign(rows, task, Submission(sha256, "签署人", agrees=True), actor=signer, how=BY_CODE)
    build.work()


def decline(project: projects.Project, element: str, signer: str, reason: str) -> None:
    task = open_task(project, element)
    with transaction() as rows:
        sha256 = confirmations.of_project(rows, project.id)[0].sha256
        confirmations.decline(rows, task, sha256=sha256, reason=reason, actor=signer)
    build.work()
