"""Packages: refused whole or frozen whole, numbered, and read back byte for byte."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import definitions, diagram, extended, process_xml, zeebe
from tests.support.statements import asked_of

TASK = diagram("start > write > end")
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d"
 namespace="urn:test"><inputData id="in_amount" name="amount"><variable name="amount" typeRef="number"/>
</inputData><decision id="size" name="Size"><variable name="Size" typeRef="string"/>
<informationRequirement id="r"><requiredInput href="#in_amount"/></informationRequirement>
<literalExpression id="e"><text>if amount &gt; 5 then "big" else "small"</text></literalExpression>
</decision></definitions>"""

RATES = TABLE.replace(b"urn:test", b"urn:rates")
PRICES = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="p" name="p" namespace="urn:prices">
<import namespace="urn:rates" name="rates" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
<decision id="price" name="Price"><variable name="Price"/>
<informationRequirement id="r"><requiredDecision href="urn:rates#size"/></informationRequirement>
<literalExpression id="e"><text>if rates.Size = "big" then 100 else 10</text></literalExpression>
</decision></definitions>"""


def asking(element: str) -> bytes:
    return diagram("start > ask:rule > end", ask=extended(element))


def test_each_change_is_the_next_version_and_no_change_is_none(session: Session) -> None:
    first = engine.deploy(session, "tested", {"bpmn/p.bpmn": TASK}, actor="owner")
    same = engine.deploy(session, "tested", {"bpmn/p.bpmn": TASK}, actor="lead")
    changed = {"bpmn/p.bpmn": TASK, "forms/write.form": b"{}"}
    second = engine.deploy(session, "tested", changed, actor="owner")
    back = engine.deploy(session, "tested", {"bpmn/p.bpmn": TASK}, actor="owner")

    assert (first.number, second.number, back.number) == (1, 2, 3)
    assert same == first
    assert engine.latest_version(session, "tested") == back
    assert engine.versions(session, "tested") == [back, second, first]
    assert engine.get_version(session, second.id) == second
    assert engine.packages(session) == ["tested"]
    assert engine.latest_version(session, "other") is None


def test_files_are_frozen_and_kept_once(session: Session) -> None:
    files = {"bpmn/p.bpmn": TASK, "documents/a.typ": "甲".encode(), "documents/b.typ": "甲".encode()}
    first = engine.deploy(session, "tested", files, actor="owner")
    engine.deploy(session, "tested", {**files, "documents/c.typ": b"new"}, actor="owner")
    contents = engine.metadata.tables["engine_content"]

    assert session.execute(select(func.count()).select_from(contents)).scalar_one() == 3
    assert engine.file_paths(session, first.id) == sorted(files)
    assert engine.file(session, first.id, "documents/a.typ") == "甲".encode()
    with pytest.raises(engine.NoSuchFile):
        engine.file(session, first.id, "documents/c.typ")
    with pytest.raises(engine.NoSuchVersion):
        engine.file(session, 999, "documents/a.typ")


def test_an_instance_stays_on_the_version_it_was_started_on(session: Session) -> None:
    old = engine.deploy(session, "tested", {"p.bpmn": TASK}, actor="owner")
    instance = engine.start(session, "p", version_id=old.id, actor="lead")
    engine.deploy(session, "tested", {"p.bpmn": diagram("start > other > end")}, actor="owner")

    [write] = engine.open_tasks(session)
    engine.complete_task(session, write.id, actor="lead", answers={})

    assert engine.get_instance(session, instance.id).outcome == "completed"


@pytest.mark.parametrize(("files", "rule", "element"), [
    ({"p.bpmn": b"<broken"}, None, None),
    ({"p.bpmn": diagram("start > w > end", w=extended(zeebe("formDefinition", formId="none")))},
     "form-missing", "w"),
    ({"p.bpmn": asking(zeebe("calledDecision", decisionId="none", resultVariable="r"))},
     "decision-missing", "ask"),
    ({"p.bpmn": TASK, "d.dmn": b"<broken"}, None, None),
    ({"p.bpmn": TASK, "d.dmn": TABLE, "e.dmn": TABLE}, "decision-twice", "size"),
    ({"p.bpmn": TASK, "../etc/passwd": b""}, "file-path", None),
])
def test_a_faulty_package_is_refused_whole(session: Session, files, rule, element) -> None:
    with pytest.raises(engine.Refused) as refused:
        engine.deploy(session, "tested", files, actor="owner")

    findings = refused.value.findings
    assert {finding.severity for finding in findings} == {"refusal"}
    if rule:
        assert rule in {finding.rule for finding in findings}
        assert element in {finding.element for finding in findings}
    assert engine.check(files) == sorted(engine.check(files), key=lambda f: (f.file, f.line or 0))
    assert engine.packages(session) == []


def test_a_version_that_was_read_is_asked_for_no_second_time(database: Engine) -> None:
    with Session(database) as session:
        engine.begin_immediate(session)
        version = engine.deploy(session, "tested", {"bpmn/p.bpmn": TASK}, actor="owner")
        session.commit()
        engine.file_paths(session, version.id)

    with Session(database) as session, asked_of(database) as said:
        engine.processes(session, version.id)
        engine.file_paths(session, version.id)

    assert said == []


def test_a_version_that_was_undone_leaves_nothing_to_the_one_that_gets_its_id(database: Engine) -> None:
    with Session(database) as session:
        engine.begin_immediate(session)
        undone = engine.deploy(session, "tested", {"bpmn/p.bpmn": TASK}, actor="owner")
        assert engine.file(session, undone.id, "bpmn/p.bpmn") == TASK
        session.rollback()
        other = diagram("start > other > end")
        engine.begin_immediate(session)
        kept = engine.deploy(session, "tested", {"bpmn/p.bpmn": other}, actor="owner")
        session.commit()

        assert engine.file(session, kept.id, "bpmn/p.bpmn") == other


def test_processes_and_their_elements_are_listed(session: Session) -> None:
    words = extended(zeebe("formDefinition", formId="write"))
    version = engine.deploy(session, "tested", {
        "bpmn/p.bpmn": diagram("start > write > end", write=words), "forms/write.form": b"{}",
    }, actor="owner")

    [process] = engine.processes(session, version.id)

    assert (process.process_id, process.file, process.called) == ("p", "bpmn/p.bpmn", False)
    assert ("write", "userTask", "write") in {
        (element.id, element.type, element.form_id) for element in process.elements}


def test_a_decision_is_asked_from_outside_and_by_a_diagram(session: Session) -> None:
    files = {"d.dmn": TABLE,
             "p.bpmn": asking(zeebe("calledDecision", decisionId="size", resultVariable="size"))}
    version = engine.deploy(session, "tested", files, actor="owner")

    assert engine.evaluate_decision(session, version.id, "size", {"amount": 7}) == "big"
    with pytest.raises(engine.NoSuchDecision):
        engine.evaluate_decision(session, version.id, "none", {})
    instance = engine.start(session, "p", version_id=version.id, actor="lead",
                            variables={"amount": 3})
    assert engine.get_instance(session, instance.id).variables["size"] == "small"


def test_a_decision_model_may_import_another_of_its_package(session: Session) -> None:
    files = {"dmn/prices.dmn": PRICES, "dmn/rates.dmn": RATES,
             "p.bpmn": asking(zeebe("calledDecision", decisionId="price", resultVariable="price"))}
    version = engine.deploy(session, "tested", files, actor="owner")

    instance = engine.start(session, "p", version_id=version.id, actor="lead", variables={"amount": 7})

    assert engine.get_instance(session, instance.id).variables["price"] == 100
    assert engine.evaluate_decision(session, version.id, "price", {"amount": 3}) == 10
    assert engine.try_decision(files, "price", {"amount": 7}).value == 100


def test_an_import_that_the_package_lacks_is_refused_and_a_broken_neighbour_is_told_once() -> None:
    alone = engine.check({"prices.dmn": PRICES})
    beside = engine.check({"rates.dmn": RATES, "other.dmn": b"<broken"})

    assert "decision-import-missing" in {finding.rule for finding in alone}
    assert [(finding.file, finding.rule) for finding in beside] == [("other.dmn", "decision-not-xml")]


def test_a_called_process_runs_within_its_caller(session: Session) -> None:
    calling = process_xml("start > stage:call > end",
                          stage=extended(zeebe("calledElement", processId="stage_one")))
    called = process_xml("start1:start > write > end1:end", process="stage_one")
    version = engine.deploy(session, "tested", {
        "bpmn/p.bpmn": definitions(calling), "bpmn/stage.bpmn": definitions(called)}, actor="owner")

    engine.start(session, "p", version_id=version.id, actor="lead")

    [write] = engine.open_tasks(session)
    assert (write.element_id, write.process_id) == ("write", "stage_one")
    engine.complete_task(session, write.id, actor="lead", answers={})
    assert engine.instances(session, ended=False) == []


def test_the_shipped_package_can_be_deployed(session: Session) -> None:
    root = Path(__file__).parents[3] / "processes" / "customer_engineering"
    files = {path.relative_to(root).as_posix(): path.read_bytes()
             for path in root.rglob("*") if path.is_file()}

    engine.deploy(session, "customer_engineering", files, actor="owner")
