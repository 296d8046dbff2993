"""Business rule task: asks a decision of the package; the answer goes into a variable."""

import pytest

from engine.errors import ExpressionError, NoSuchDecision
from tests.support.diagrams import Played, diagram, extended, job, mapping, zeebe

TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="level" name="level"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o" name="level" typeRef="string"/>
<rule id="r1"><inputEntry id="a"><text>&lt; 100</text></inputEntry><outputEntry id="b"><text>"lead"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>&gt;= 100</text></inputEntry><outputEntry id="f"><text>"director"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def asking(decision, *more):
    words = extended(zeebe("calledDecision", decisionId=decision, resultVariable="who"), *more)
    return {"a.bpmn": diagram("start > ask:rule > sign", ask=words), "a.dmn": TABLE}


@pytest.mark.parametrize(("amount", "who"), [(7, "lead"), (700, "director")])
def test_puts_the_answer_into_its_variable_and_tells_what_was_decided(amount, who):
    case = Played(asking("level"), {"amount": amount})

    assert case.variables["who"] == who
    decided = [move for move in case.moved if move.kind == "decision.evaluated"]
    assert [(move.element_id, dict(move.facts)) for move in decided] == [
        ("ask", {"decision": "level", "answer": who})]


def test_an_input_mapping_is_seen_by_the_decision():
    case = Played(asking("level", mapping(inputs={"amount": "=price * 10"})), {"price": 20})

    assert case.variables["who"] == "director"


def test_an_input_never_set_is_an_error_at_the_task_and_no_null():
    with pytest.raises(ExpressionError, match="amount") as raised:
        Played(asking("level"))

    assert raised.value.facts["element"] == "ask"


def test_what_the_decision_reads_is_among_the_names_that_travel():
    assert "amount" in Played(asking("level"), {"amount": 1}).program.routing_names


def test_a_decision_that_is_not_there_is_named():
    with pytest.raises(NoSuchDecision):
        Played(asking("ghost"), {"amount": 1})


def test_a_worker_may_decide_instead():
    assert Played(diagram("start > ask:rule > a", ask=job("rules"))).work("ask", who="x").open == ["a"]


def test_the_decision_may_be_computed():
    assert Played(asking('="le" + rest'), {"amount": 7, "rest": "vel"}).variables["who"] == "lead"
