"""Packages: checked on every floor, deployed whole or not at all, read in two languages."""

import re

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support import build
from tests.support.cast import Cast
from tests.support.diagrams import diagram, each, extended, job, zeebe
from webapp import processes
from webapp.config import ROOT
from webapp.domain import packages
from webapp.domain.drafts import names
from webapp.domain.packages.kept import HEAVIEST
from webapp.domain.packages.words import read_words
from webapp.handlers import HANDLERS
from webapp.transaction import transaction


def refusals(files: dict[str, bytes]) -> set[tuple[str, str, str | None]]:
    return {(finding.rule, finding.file, finding.element)
            for finding in packages.check(files, handlers=HANDLERS) if finding.severity == "refusal"}


def test_the_packages_of_the_house_are_in_order() -> None:
    for package in processes.find(ROOT / "processes"):
        assert refusals(dict(package.files)) == set()


def test_the_small_package_is_in_order() -> None:
    assert refusals(build.small_package()) == set()


@pytest.mark.parametrize(("path", "text", "rule"), [
    ("package.toml", b"key = 1", "manifest-unreadable"),
    ("i18n/en.po", b'msgid "broken', "words-unreadable"),
    ("forms/propose.form", b"{", "form-syntax"),
])
def test_a_broken_file_is_named(path: str, text: bytes, rule: str) -> None:
    assert (rule, path, None) in refusals(build.small_package() | {path: text})


def test_a_form_that_is_missing_is_named_with_its_task() -> None:
    files = build.small_package()
    del files["forms/propose.form"]

    assert ("form-missing", "bpmn/stage_idea.bpmn", "propose") in refusals(files)


def test_a_service_task_that_nobody_handles_is_named() -> None:
    files = build.package({"lifecycle": diagram("start > fly:service > end", process="lifecycle",
                                                fly=job("rockets.launch"))})

    assert refusals(files) == {("handler-unknown", "bpmn/lifecycle.bpmn", "fly")}


@pytest.mark.parametrize(("kind", "moment"), [("execution", "start"), ("task", "assigning")])
def test_a_listener_that_nobody_handles_is_named(kind: str, moment: str) -> None:
    line = zeebe(f"{kind}Listener", eventType=moment, type="rockets.launch")
    files = build.package({"lifecycle": diagram("start > ask > end", process="lifecycle",
                                                ask=extended(zeebe("userTask"), zeebe(f"{kind}Listeners", line)))})

    assert ("handler-unknown", "bpmn/lifecycle.bpmn", "ask") in refusals(files)


def test_a_refused_package_leaves_what_runs_alone(people_there: Cast, session: Session) -> None:
    first = build.deploy_small_package()

    with pytest.raises(engine.Refused), transaction() as rows:
        packages.deploy(rows, build.small_package() | {"i18n/en.po": b'msgid "broken'},
                        actor="process_owner", handlers=HANDLERS)

    assert packages.latest(session, packages.LIFECYCLE).number == first.number


def test_what_was_read_of_an_undone_version_is_not_said_of_the_next(people_there: Cast, session: Session) -> None:
    undone = packages.deploy(session, build.small_package(), actor="process_owner", handlers=HANDLERS)
    assert packages.translate(session, undone.id, "方案", "en") == "Proposal"
    session.rollback()

    with transaction() as rows:
        files = build.small_package() | {"i18n/en.po": build.ENGLISH.replace("Proposal", "Idea").encode()}
        kept = packages.deploy(rows, files, actor="process_owner", handlers=HANDLERS)

    assert kept.id == undone.id
    assert packages.translate(session, kept.id, "方案", "en") == "Idea"


def test_unchanged_content_is_the_version_it_already_is(people_there: Cast) -> None:
    assert build.deploy_small_package().number == build.deploy_small_package().number


def test_texts_are_translated_by_the_versions_own_words(people_there: Cast, session: Session) -> None:
    version = build.deploy_small_package()

    assert packages.translate(session, version.id, "提出方案", "en") == "Propose"
    assert packages.translate(session, version.id, "提出方案", "zh") == "提出方案"
    assert packages.element_name(session, version.id, "propose", "en") == "Propose"
    assert packages.labels(session, version.id, "propose", "en")["proposal"] == "Proposal"


def test_an_undeployed_package_is_told(session: Session) -> None:
    with pytest.raises(packages.NotDeployed):
        packages.latest(session, "nothing")


def test_what_repeats_for_every_phase_stands_for_the_stages_inside_it(people_there: Cast, session: Session) -> None:
    def called(name: str, more: str = "") -> str:
        return extended(zeebe("calledElement", processId=name)) + more

    files = build.package({
        "lifecycle": diagram("start > plan:call > delivery:call > overlapping:call > overall:call > visit:call > end",
                             process="lifecycle", plan=called("stage_plan"), visit=called("stage_visit"),
                             overlapping=called("phase", each("phases", "phase")), overall=called("stage_acceptance"),
                             delivery=called("phase", each("phases", "phase", sequential=True))),
        "phase": diagram("start > execution:call > acceptance:call > end", process="phase",
                         execution=called("stage_execution"), acceptance=called("stage_acceptance")),
        **{name: diagram("start > end", process=name) for name in ("stage_plan", "stage_execution", "stage_acceptance", "stage_visit")}})
    with transaction() as rows:
        version = packages.deploy(rows, files, actor="process_owner", handlers=HANDLERS)

    found = [element.id for element in packages.stage_elements(session, version.id)]

    assert found == ["plan", "execution", "acceptance", "visit"]


def test_a_stage_that_is_drawn_later_stands_where_it_is_called(people_there: Cast, session: Session) -> None:
    def called(name: str) -> str:
        return extended(zeebe("calledElement", processId=name, propagateAllChildVariables="true"))

    drawn = diagram("start > one:call > two:call > end", process="lifecycle", one=called("first"), two=called("second"))
    extra = "".join(re.findall(r'<bpmn:callActivity id="one".*?</bpmn:callActivity>', drawn.decode(), re.DOTALL))
    later = drawn.decode().replace(extra, "").replace("</bpmn:process>", f"{extra}</bpmn:process>").encode()
    files = build.package({"lifecycle": later, **{name: diagram("start > end", process=name) for name in ("first", "second")}})
    version = packages.deploy(session, files, actor="process_owner", handlers=HANDLERS)

    assert [element.id for element in packages.stage_elements(session, version.id)] == ["one", "two"]
    assert [process.process_id for process in packages.in_order(session, version.id)] == ["lifecycle", "first", "second"]
    assert names.in_order(files)[:3] == ["bpmn/lifecycle.bpmn", "bpmn/first.bpmn", "bpmn/second.bpmn"]


def test_diagrams_are_listed_as_they_call_each_other_and_what_several_call_last(people_there: Cast, session: Session) -> None:
    def called(name: str) -> str:
        return extended(zeebe("calledElement", processId=name, propagateAllChildVariables="true"))

    files = {
        "lifecycle": diagram("start > one:call > two:call > end", process="lifecycle", one=called("first"), two=called("second")),
        "first": diagram("start > inside:call > both:call > end", process="first", inside=called("inner"), both=called("shared")),
        "second": diagram("start > both:call > end", process="second", both=called("shared")),
        "inner": diagram("start > end", process="inner"), "shared": diagram("start > end", process="shared"),
    }
    version = packages.deploy(session, build.package(files), actor="process_owner", handlers=HANDLERS)

    found = [process.process_id for process in packages.in_order(session, version.id)]

    assert found == ["lifecycle", "first", "inner", "second", "shared"]


def test_what_a_light_file_says_is_found_once_and_a_heavy_one_fills_no_memory() -> None:
    line = b'msgid "approve"\nmsgstr "agree to it"\n\n'
    heavy = line + b"# much\n" * (HEAVIEST // 7)

    assert read_words(line) is read_words(line)
    assert read_words(heavy) == read_words(line)
    assert read_words(heavy) is not read_words(heavy)
