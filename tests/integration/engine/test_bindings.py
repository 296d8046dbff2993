"""Bindings: what a case calls, asks and shows may be of another version of its package than the case itself."""

import json

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import at, diagram, event, extended, zeebe

LATEST = {"bindingType": "latest"}
TAGGED = {"bindingType": "versionTag", "versionTag": "stable"}


def calling(**binding: str) -> bytes:
    return diagram("start > first > ask:call > after > end", ask=extended(zeebe("calledElement", processId="child", **binding)))


def child(step: str, tag: str = "") -> bytes:
    """A called process of one task, with a version tag."""
    drawn = diagram(f"start2 > {step} > end2", process="child")
    said = f"<bpmn:extensionElements><zeebe:versionTag value=\"{tag}\"/></bpmn:extensionElements>".encode()
    return drawn.replace(b'isExecutable="true">', b'isExecutable="true">' + said) if tag else drawn


def deployed(session: Session, **files: bytes) -> engine.Version:
    paths = {f"bpmn/{name}.bpmn": content for name, content in files.items()}
    return engine.deploy(session, "tested", paths, actor="owner")


def begun(session: Session, version: engine.Version, **variables) -> engine.Instance:
    return engine.start(session, "p", version_id=version.id, actor="lead", variables=variables)


def done(session: Session, element: str, **answers) -> list[str]:
    """Complete the one open task of an element; which are open then."""
    [task] = [one for one in engine.open_tasks(session) if one.element_id == element]
    engine.complete_task(session, task.id, actor="lead", answers=answers)
    return sorted(one.element_id for one in engine.open_tasks(session))


@pytest.mark.parametrize(("binding", "opened"), [({}, "old"), (LATEST, "new"), (TAGGED, "tried")])
def test_a_call_goes_to_the_version_that_it_is_bound_to(session: Session, binding, opened) -> None:
    deployed(session, p=calling(**binding), child=child("tried", "stable"))
    mine = begun(session, deployed(session, p=calling(**binding), child=child("old")))
    newest = deployed(session, p=calling(**binding), child=child("new"))

    assert done(session, "first") == [opened]
    [task] = engine.open_tasks(session)
    assert (task.version_id == newest.id) is (opened == "new")
    assert engine.get_instance(session, mine.id).version_id == newest.id - 1
    assert done(session, opened) == ["after"]
    assert done(session, "after") == []


def test_a_call_stays_in_the_version_that_was_the_latest_when_it_began(session: Session) -> None:
    begun(session, deployed(session, p=calling(**LATEST), child=child("old")))
    done(session, "first")

    deployed(session, p=calling(**LATEST), child=child("new"))

    assert done(session, "old") == ["after"]


def test_a_case_that_moves_to_a_new_version_finishes_the_call_where_it_began(session: Session) -> None:
    old = deployed(session, p=calling(**LATEST), child=child("old"))
    mine = begun(session, old)
    done(session, "first")
    new = deployed(session, p=calling(**LATEST), child=child("new"))

    engine.begin_migration(session, engine.plan_migration(session, old.id, new.id), actor="owner", reason="better")
    engine.step_migrations(session)

    assert engine.get_instance(session, mine.id).version_id == new.id
    assert [task.element_id for task in engine.open_tasks(session)] == ["old"]
    assert done(session, "old") == ["after"]


def test_an_error_rises_out_of_a_process_of_another_version(session: Session) -> None:
    roots = '<bpmn:error id="e" errorCode="no"/>'
    parent = diagram("start > first > ask:call > after > end; no:boundary > mend > end3:end", roots=roots,
                     ask=extended(zeebe("calledElement", processId="child", **LATEST)), no=at("ask", event("error", "e")))
    begun(session, deployed(session, p=parent, child=child("old")))
    deployed(session, p=parent, child=diagram("start2 > new > end2", process="child", roots=roots, end2=event("error", "e")))

    assert done(session, "first") == ["new"]
    assert done(session, "new") == ["mend"]


def test_every_answer_travels_where_another_version_may_read_it(session: Session) -> None:
    """The version that reads it is not known when the answer is given."""
    begun(session, deployed(session, p=calling(**LATEST), child=child("old")))
    deployed(session, p=calling(**LATEST), child=diagram(
        "start2 > g:xor; g -[amount > 5]> much > end2; g -default> end3:end", process="child"))

    assert done(session, "first", amount=9) == ["much"]


def test_a_decision_may_be_asked_of_the_latest_version(session: Session) -> None:
    asks = diagram("start > first > rule:rule > after > end", rule=extended(
        zeebe("calledDecision", decisionId="grade", resultVariable="grade", **LATEST)))
    for answer in ("A", "B"):
        files = {"bpmn/p.bpmn": asks, "dmn/grade.dmn": decision(answer)}
        version = engine.deploy(session, "tested", files, actor="owner")
        if answer == "A":
            mine = begun(session, version)

    done(session, "first")

    assert engine.get_instance(session, mine.id).variables["grade"] == "B"


@pytest.mark.parametrize(("binding", "shown"), [({}, 0), (LATEST, 2), (TAGGED, 1)])
def test_a_form_is_shown_as_the_version_has_it_that_it_is_bound_to(session: Session, binding, shown) -> None:
    drawn = diagram("start > first > sign > end", sign=extended(
        zeebe("userTask"), zeebe("formDefinition", formId="sign", **binding)))
    kept = [engine.deploy(session, "tested", {
        "bpmn/p.bpmn": drawn, "forms/sign.form": json.dumps({"versionTag": tag, "components": []}).encode(),
    }, actor="owner") for tag in ("first", "stable", "last")]
    begun(session, kept[0])

    done(session, "first")

    [task] = engine.open_tasks(session)
    assert (task.form_id, task.version_id) == ("sign", kept[shown].id)


def test_a_tag_that_no_version_carries_is_an_incident_at_the_call(session: Session) -> None:
    mine = begun(session, deployed(session, p=calling(**TAGGED), child=child("old")))
    [task] = engine.open_tasks(session)

    completion = engine.complete_task(session, task.id, actor="lead", answers={})

    assert completion.incident is not None
    assert completion.incident.message_id == "no-version-tagged"
    assert completion.incident.facts["tag"] == "stable"
    assert engine.incidents(session, instance_ids=[mine.id])


def decision(answer: str) -> bytes:
    """A decision that always says this."""
    return ('<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
            '<decision id="grade" name="grade"><variable name="grade"/><literalExpression>'
            f'<text>"{answer}"</text></literalExpression></decision></definitions>').encode()
