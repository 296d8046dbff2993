"""Exclusive gateway: takes the first flow whose condition holds, else the default."""

import pytest

from engine.errors import EngineError, ExpressionError
from tests.support.diagrams import Played, diagram

CHOICE = diagram(
    "start > check:xor; check -[amount > 10]> big; check -[amount > 5]> middle;"
    "check -default> small; big > merge:xor; middle > merge; small > merge; merge > end"
)


@pytest.mark.parametrize(("amount", "task"), [(11, "big"), (6, "middle"), (1, "small")])
def test_takes_the_first_flow_whose_condition_holds_or_the_default(amount, task):
    case = Played(CHOICE, {"amount": amount})

    assert case.open == [task]
    assert case.complete(task).outcome == "completed"


def test_without_a_default_the_case_cannot_go_on_and_says_where():
    no_default = diagram("start > check:xor; check -[a]> x; check -[b]> y")

    with pytest.raises(EngineError, match="no-flow-holds") as raised:
        Played(no_default, {"a": False, "b": False})

    assert raised.value.facts["element"] == "check"


@pytest.mark.parametrize(("condition", "error", "named"), [
    ("amount", "condition-not-boolean", {"text": "amount"}),
    ("amount > 10", "expression-failed", {"reason": "not-comparable", "left": "string"}),
    ("amont > 10", "expression-unknown-name", {"name": "amont"}),
    ("missing = \"yes\"", "expression-unknown-name", {"name": "missing"}),
    ("amount.net > 10", "expression-failed", {"text": "amount.net > 10"}),
])
def test_a_condition_that_cannot_be_answered_is_an_error_at_its_flow_never_the_default(condition, error, named):
    choice = diagram(f"start > check:xor; check -[{condition}]> big; check -default> end")

    with pytest.raises(ExpressionError, match=error) as raised:
        Played(choice, {"amount": "many"})

    assert raised.value.facts["element"] == "check_big"
    assert raised.value.facts["file"] == "diagram.bpmn"
    assert raised.value.facts.items() >= named.items()


def test_whether_a_variable_is_null_may_be_asked_of_one_that_was_never_set():
    choice = diagram("start > check:xor; check -[x = null]> ask; check -[x != null]> go")

    assert Played(choice).open == ["ask"]
    assert Played(choice, {"x": None}).open == ["ask"]
    assert Played(choice, {"x": 1}).open == ["go"]


def test_merges_without_waiting():
    case = Played(diagram("start > split:and; split > a; split > b; a > merge:xor; b > merge; merge > c"))

    case.complete("a")

    assert case.open == ["b", "c"]


def test_loops_back():
    case = Played(diagram("start > write > ok:xor; ok -[done]> end; ok -default> write"))

    case.complete("write", done=False).complete("write", done=False)

    assert case.open == ["write"]
    assert case.complete("write", done=True).outcome == "completed"
