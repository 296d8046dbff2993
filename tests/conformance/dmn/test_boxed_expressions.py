"""Boxed expressions, requirements, knowledge, services and imports."""

from __future__ import annotations

from typing import Any

import pytest

from engine.decisions import DecisionRefused, read
from engine.errors import ExpressionError
from tests.conformance.dmn.models import decision, decisions, literal, model, requirement, table


def value_of(logic: str, context: dict[str, Any] | None = None) -> Any:
    return decisions(decision("d", logic)).evaluate("d", context or {})


def entry(name: str, logic: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{logic}</contextEntry>'


def result(logic: str) -> str:
    return f"<contextEntry>{logic}</contextEntry>"


def bkm(name: str, body: str, *parameters: str, needs: str = "") -> str:
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters)
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/>{needs}'
        f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic></businessKnowledgeModel>"
    )


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (literal("1 + 1"), 2),
        (f"<list>{literal('1')}{literal('2')}</list>", [1, 2]),
        (f"<context>{entry('a', literal('1'))}{entry('b', literal('a + 1'))}</context>",
         {"a": 1, "b": 2}),
        (f"<context>{entry('a', literal('1'))}{result(literal('a + 1'))}</context>", 2),
        ('<relation><column name="n"/><column name="p"/><row>'
         f"{literal('1')}{literal('2')}</row></relation>", [{"n": 1, "p": 2}]),
        (f"<conditional><if>{literal('1 > 2')}</if><then>{literal('1')}</then>"
         f"<else>{literal('2')}</else></conditional>", 2),
        (f'<for iteratorVariable="x"><in>{literal("[1..3]")}</in>'
         f"<return>{literal('x')}</return></for>", [1, 2, 3]),
        (f'<for iteratorVariable="x"><in>{literal("[1, 2]")}</in>'
         f"<return>{literal('x + count(partial)')}</return></for>", [1, 3]),
        (f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > 1')}</match></filter>",
         [2, 3]),
        (f'<some iteratorVariable="x"><in>{literal("[1, 2]")}</in>'
         f"<satisfies>{literal('x > 1')}</satisfies></some>", True),
        (f'<every iteratorVariable="x"><in>{literal("[1, 2]")}</in>'
         f"<satisfies>{literal('x > 1')}</satisfies></every>", False),
        (f"<invocation>{literal('f')}<binding><parameter name='a'/>{literal('2')}</binding>"
         "</invocation>", None),
    ],
)  # fmt: skip
def test_a_box_has_a_value(logic: str, expected: Any) -> None:
    assert value_of(logic) == expected


def test_a_decision_sees_what_it_requires() -> None:
    model_ = decisions(
        '<inputData id="in" name="Order value"><variable name="Order value"/></inputData>',
        decision("discount", literal("Order value * 0.1"), needs=["requiredInput#in"]),
        decision("price", literal("Order value - discount"),
                 needs=["requiredInput#in", "requiredDecision#discount"]),
    )  # fmt: skip

    assert model_.evaluate("price", {"Order value": 100}) == 90
    assert model_.names("price") == {"Order value"}
    assert model_.ids == ("discount", "price")


def test_a_required_decision_is_made_once_and_seen_by_name_and_by_id() -> None:
    body = decision("Decision_1", literal("1")).replace('name="Decision_1"', 'name="Risk class"')
    model_ = decisions(body, decision("d", literal("Risk class + Decision_1"),
                                      needs=["requiredDecision#Decision_1"]))  # fmt: skip

    assert model_.evaluate("d", {}) == 2
    assert model_.names("d") == frozenset()


def test_knowledge_is_called_like_a_function() -> None:
    model_ = decisions(
        bkm("rate", table(("> 100", "0.1"), ("<= 100", "0.2"), inputs=["amount"]), "amount"),
        decision("d", literal("rate(150) + rate(amount: 50)"), needs=["requiredKnowledge#rate"]),
        decision(
            "i",
            f"<invocation>{literal('rate')}<binding><parameter name='amount'/>{literal('50')}"
            "</binding></invocation>",
            needs=["requiredKnowledge#rate"],
        ),
    )

    assert float(model_.evaluate("d", {})) == pytest.approx(0.3)
    assert float(model_.evaluate("i", {})) == pytest.approx(0.2)


def test_knowledge_that_needs_itself_is_refused() -> None:
    own = requirement("requiredKnowledge#f")
    body = bkm("f", literal("if n = 0 then 1 else n * f(n - 1)"), "n", needs=own)

    with pytest.raises(DecisionRefused, match="decision-needs-itself"):
        decisions(body, decision("d", literal("f(5)"), needs=["requiredKnowledge#f"]))


def test_a_service_is_called_with_its_inputs_and_then_its_decisions() -> None:
    service = (
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#sum"/>'
        '<inputDecision href="#b"/><inputData href="#a"/></decisionService>'
    )
    model_ = decisions(
        '<inputData id="a" name="a"><variable name="a"/></inputData>',
        decision("b", literal("1000")),
        decision("sum", literal("a * 10 + b"), needs=["requiredInput#a", "requiredDecision#b"]),
        service,
        decision("d", literal("s(1, 2)"), needs=["requiredKnowledge#s"]),
    )

    assert model_.evaluate("d", {}) == 12
    assert model_.evaluate("s", {"a": 3, "b": 4}) == 34
    assert model_.names("s") == {"a", "b"}


def test_types_convert_or_refuse_what_comes_out() -> None:
    items = (
        '<itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues>'
        '<text>"A", "B"</text></allowedValues></itemDefinition>'
        '<itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef>'
        "</itemDefinition>"
        '<itemDefinition name="tCase"><itemComponent name="grade"><typeRef>tGrade</typeRef>'
        "</itemComponent></itemDefinition>"
    )
    model_ = decisions(
        items,
        decision("one", literal('["A"]'), type_ref="tGrade"),
        decision("many", literal('"B"'), type_ref="tGrades"),
        decision("wrong", literal('"C"'), type_ref="tGrade"),
        decision("case", literal('{grade: "A", more: 1}'), type_ref="tCase"),
        decision("day", literal('@"2026-01-01"'), type_ref="dateTime"),
        decision("shape", literal('"C" instance of tGrade')),
    )

    assert model_.evaluate("one", {}) == "A"
    assert model_.evaluate("many", {}) == ["B"]
    assert model_.evaluate("wrong", {}) is None
    assert model_.evaluate("case", {})["grade"] == "A"
    assert model_.evaluate("day", {}).tzinfo is None
    assert model_.evaluate("shape", {}) is True
    with pytest.raises(ExpressionError, match="wrong-type"):
        model_.require("wrong", {})


def test_an_import_is_seen_under_its_name() -> None:
    other = model(
        '<itemDefinition name="tRate"><typeRef>number</typeRef></itemDefinition>'
        + bkm("double it", literal("x * 2"), "x")
        + decision("base", literal("5")),
        namespace="urn:other",
    )
    body = model(
        '<import namespace="urn:other" name="lib" '
        'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
        + decision(
            "d", literal("lib.double it(lib.base)"), type_ref="lib.tRate"
        ).replace(
            "<literalExpression>",
            '<informationRequirement><requiredDecision href="urn:other#base"/>'
            "</informationRequirement><knowledgeRequirement>"
            '<requiredKnowledge href="urn:other#double it"/></knowledgeRequirement>'
            "<literalExpression>",
            1,
        )
    )

    assert read(body, "m.dmn", {"lib.dmn": other}).evaluate("d", {}) == 10
