"""Where a case stands: the steps that wait, not the frames around them."""

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import diagram, each, extended, sub_process, zeebe
from webapp.domain import cases
from webapp.domain.projects import Project
from webapp.transaction import transaction

ASKED = extended(zeebe("userTask"), zeebe("assignmentDefinition", candidateGroups="lead"))
INNER = sub_process("begin:start > ask > done:end", ask=ASKED)


def standing(session: Session, xml: str) -> list[tuple[str, tuple[str, ...]]]:
    with transaction() as rows:
        version = engine.deploy(rows, "a", {"bpmn/p.bpmn": xml}, actor="owner")
        case = engine.start(rows, "p", version_id=version.id, actor="lead", variables={"people": ["a", "b"]})
    return [(found.element_id, found.around) for found in cases.case_of(session, Project(instance_id=case.id)).standing]


@pytest.mark.parametrize(("xml", "around"), [
    (diagram("start > inside:sub > end", inside=INNER), [("inside",)]),
    (diagram("start > inside:sub > end", inside=each("people", "person") + INNER), [("inside[1]",), ("inside[2]",)]),
    (diagram("start > outside:sub > end", outside=each(cardinality="1") + sub_process(
        "first:start > inside:sub > last:end", inside=each("people", "person") + INNER)),
     [("outside[1]", "inside[1]"), ("outside[1]", "inside[2]")]),
])
def test_a_step_that_only_frames_others_stands_around_them(session: Session, xml: str, around: list[tuple[str, ...]]) -> None:
    assert standing(session, xml) == [("ask", each) for each in around]


def test_each_of_several_instances_of_one_step_waits_by_itself(session: Session) -> None:
    asked = diagram("start > ask > end", ask=ASKED + each("people", "person"))

    assert [element for element, _ in standing(session, asked)] == ["ask", "ask"]
