"""Why a case is here: the way of a token, read backwards from the history."""

import pytest
from sqlalchemy.orm import Session

import engine
from tests.support.diagrams import diagram, extended, sub_process, timer, zeebe
from webapp.domain import cases
from webapp.transaction import transaction


@pytest.fixture
def run(session: Session):
    """Start a process of these diagrams and answer tasks; then tell the way of the only token, or of the one at a step."""

    def play(*diagrams, answers=(), start="p", at="", **variables):
        with transaction() as rows:
            files = {f"bpmn/{place}.bpmn": one for place, one in enumerate(diagrams)}
            version = engine.deploy(rows, "a", files, actor="owner")
            case = engine.start(rows, start, version_id=version.id, actor="lead", variables=variables)
        for element, said in answers:
            with transaction() as rows:
                open_now = engine.open_tasks(rows, instance_ids=[case.id])
                task = next(task for task in open_now if task.element_id == element)
                engine.claim(rows, task.id, actor="lead")
                engine.complete_task(rows, task.id, actor="lead", answers=said)
        instance = engine.get_instance(session, case.id)
        tokens = engine.tokens(session, case.id)
        chosen = next(token for token in tokens if not at or token.element_id == at)
        return cases.way_of(session, instance, chosen)

    return play


def task(name="lead"):
    return extended(zeebe("userTask"), zeebe("assignmentDefinition", candidateGroups=name))


def steps(way):
    return [one.element.id for one in way]


def test_the_way_leads_back_to_the_beginning(run):
    way = run(diagram("start > a > b > c > end", a=task(), b=task(), c=task()), answers=[("a", {}), ("b", {})])

    assert steps(way) == ["b", "a", "start"]
    assert [(event.kind, event.actor) for event in way[0].done] == [("task.completed", "lead")]
    assert way[0].flow.target == "c"


def test_a_choice_says_what_it_saw_and_which_way_it_did_not_take(run):
    way = run(diagram("start > a > which:xor; which -[amount > 5]> big; which -default> small", a=task(), big=task(), small=task()),
              answers=[("a", {"amount": 3})])

    choice = way[0]
    assert (choice.element.id, choice.flow.is_default, choice.saw) == ("which", True, {"amount": 3})
    assert [flow.condition for flow in choice.instead] == ["amount > 5"]
    assert way[1].saw == {}


def test_every_round_of_a_loop_is_on_the_way(run):
    looped = diagram("start > a > ok:xor; ok -[good]> b; ok -default> a", a=task(), b=task())

    way = run(looped, answers=[("a", {"good": False}), ("a", {"good": True})])

    assert steps(way) == ["ok", "a", "ok", "a", "start"]
    assert [one.saw for one in way if one.element.id == "ok"] == [{"good": True}, {"good": False}]


def test_out_of_a_called_diagram_it_goes_on_at_the_call(run):
    called = extended(zeebe("calledElement", processId="inner", propagateAllChildVariables="true"))

    way = run(diagram("start > a > c:call > end", a=task(), c=called), diagram("begin:start > x > y > done:end", process="inner", x=task(), y=task()),
              answers=[("a", {}), ("x", {})], at="y")

    assert [(one.process_id, one.element.id) for one in way] == [
        ("inner", "x"), ("inner", "begin"), ("p", "c"), ("p", "a"), ("p", "start")]


def test_from_an_event_at_an_edge_it_goes_on_at_the_activity(run):
    overdue = diagram("start > a:sub > end; late:boundary > c", a=sub_process("s2:start > b > e2:end", b=task()), c=task(),
                      late="@attachedToRef=a @cancelActivity=false " + timer(duration="PT0S"))

    assert "late" not in steps(run(overdue, at="b"))
    assert steps(run(overdue, at="b")) == ["s2", "a", "start"]


def test_where_branches_come_together_the_others_are_told_too(run):
    way = run(diagram("start > s:and; s > a; s > b; a > j:and; b > j; j > c; c > end", a=task(), b=task(), c=task()),
              answers=[("a", {}), ("b", {})])

    assert steps(way) == ["j", "b", "s", "start"]
    assert [(element.id, event.kind) for element, event in way[0].met] == [("a", "task.completed")]


def test_a_move_by_hand_is_part_of_the_way(run, session):
    run(diagram("start > a > b > c > end", a=task(), b=task(), c=task()), at="a")
    instance = engine.instances(session)[0]
    with transaction() as rows:
        engine.move_token(rows, instance.id, engine.tokens(rows, instance.id)[0].token, to="c", actor="owner", reason="客户要求")

    way = cases.way_of(session, instance, engine.tokens(session, instance.id)[0])

    assert steps(way) == ["a", "start"]
    assert [(event.kind, event.facts["message"]) for event in way[0].done] == [("token.moved", "客户要求")]
