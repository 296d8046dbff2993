"""What cannot be executed faithfully is refused when it is read, with rule, file, line, element."""

from __future__ import annotations

import pytest

from engine.decisions import DecisionRefused, read
from engine.errors import NoSuchDecision
from tests.conformance.dmn.models import SPACE, decision, decisions, literal, model, table

JAVA = '<functionDefinition kind="Java"><formalParameter name="x"/></functionDefinition>'
CUBIST = literal("1").replace("<literalExpression>", '<literalExpression expressionLanguage="js">')
LIBRARY = '<import namespace="urn:lib" name="l" importType="https://www.omg.org/spec/DMN/x/MODEL/"/>'


def refused(xml: bytes) -> DecisionRefused:
    with pytest.raises(DecisionRefused) as error:
        read(xml, "model.dmn")
    return error.value


@pytest.mark.parametrize(
    ("body", "rule", "element"),
    [
        (decision("d", literal("1 +")), "expression-syntax", "d"),
        (decision("d", JAVA), "decision-external-function", "d"),
        (decision("d", f"<invocation>{literal('f')}<binding>{literal('1')}</binding></invocation>"), "decision-part-missing", "d"),
        (decision("d", CUBIST), "decision-language", "d"),
        (decision("d", literal("1"), type_ref="tNone"), "decision-unknown-type", "d"),
        (decision("d", literal("1"), needs=["requiredInput#x"]),
         "decision-reference-dangling", "d"),
        (decision("a", literal("b"), needs=["requiredDecision#b"])
         + decision("b", literal("a"), needs=["requiredDecision#a"]), "decision-needs-itself", "a"),
        (decision("d", literal("1")) * 2, "decision-id-twice", "d"),
        (decision("d", table(("-", "1"), policy="LAST")), "decision-hit-policy", "table"),
        (decision("d", table(("-", "1"), policy="COLLECT", aggregation="AVG")),
         "decision-hit-policy", "table"),
        (decision("d", table(("-", "1"), policy="PRIORITY")),
         "decision-priority-without-values", "table"),
        (decision("d", table(("-", "1", "2"), policy="COLLECT", aggregation="SUM",
                             outputs=("a", "b"))), "decision-aggregates-several-outputs", "table"),
        (decision("d", table(("-", "1", "2"), outputs=("a", "a"))), "decision-output-names",
         "table"),
        (decision("d", table(("-",))), "decision-rule-width", "rule1"),
        (decision("d", table(("-", "1"), inputs=("",))), "decision-input-empty", "in0"),
        (decision("d", table((")", "1"))), "expression-syntax", "rule1"),
        (LIBRARY, "decision-import-missing", None),
        ("<surprise id='s'/>", "decision-unknown-element", "s"),
        ('<itemDefinition id="t" name="t"><typeRef>t</typeRef></itemDefinition>',
         "decision-type-of-itself", "t"),
    ],
)  # fmt: skip
def test_a_model_is_refused(body: str, rule: str, element: str | None) -> None:
    findings = refused(model(body)).findings

    assert (rule, element) in [(each.rule, each.element) for each in findings]
    assert all(each.file == "model.dmn" and each.line for each in findings)


def test_what_a_loop_goes_through_is_read_once() -> None:
    loop = f'<for iteratorVariable="x"><in>{literal("1 +")}</in><return>{literal("x")}</return></for>'

    assert [each.rule for each in refused(model(decision("d", loop))).findings] == ["expression-syntax"]


def test_every_reason_is_told_at_once() -> None:
    body = decision("a", literal("1 +")) + decision("b", literal("2 +"))

    assert [each.element for each in refused(model(body)).findings] == ["a", "b"]


def test_what_is_wrong_in_an_imported_model_is_told_in_its_own_file() -> None:
    library = model("\n" + decision("rate", literal("1 +")), namespace="urn:lib")

    with pytest.raises(DecisionRefused) as error:
        read(model(LIBRARY + decision("d", literal("1"))), "model.dmn", {"library.dmn": library})

    assert [(each.file, each.line, each.rule, each.element) for each in error.value.findings] == [
        ("library.dmn", 2, "expression-syntax", "rate")]


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        (b"not xml", "decision-not-xml"),
        (b"", "decision-not-xml"),
        (b"<definitions/>", "decision-not-dmn"),
        (b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
         + model(decision("d", literal('"&x;"').replace("&amp;", "&"))), "decision-has-doctype"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "decision-not-dmn"),
    ],
)  # fmt: skip
def test_what_is_no_model_is_refused(xml: bytes, rule: str) -> None:
    assert rule in [each.rule for each in refused(xml).findings]


def test_entities_that_multiply_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "' + b"x" * 1000 + b'">'
    for one, other in zip("bcdefgh", "abcdefg", strict=True):
        bomb += f'<!ENTITY {one} "{f"&{other};" * 50}">'.encode()

    assert refused(bomb + b"]>" + model(decision("d", literal("1")))).findings


def test_an_unknown_decision_is_named() -> None:
    with pytest.raises(NoSuchDecision):
        decisions(decision("d", literal("1"))).evaluate("e", {})


@pytest.mark.parametrize("year", ["20180521", "20191111", "20211108", "20230324"])
def test_dmn_1_2_to_1_5_are_read(year: str) -> None:
    space = SPACE.replace("20230324", year)

    model_ = read(model(decision("d", literal("1")), space=space), "model.dmn")

    assert model_.evaluate("d", {}) == 1


def test_what_the_browser_editor_writes_is_read() -> None:
    written = """<?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
        xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
        xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
        xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0"
        xmlns:modeler="http://camunda.org/schema/modeler/1.0"
        id="Definitions_1" name="DRD" namespace="http://camunda.org/schema/1.0/dmn"
        exporter="dmn-js" modeler:executionPlatform="Camunda Cloud">
      <decision id="review_routing" name="评审路线">
        <decisionTable id="DecisionTable_1" hitPolicy="COLLECT">
          <input id="Input_1" label="金额" biodi:width="192">
            <inputExpression id="InputExpression_1" typeRef="number"><text>amount</text>
            </inputExpression>
          </input>
          <input id="Input_2" label="风险">
            <inputExpression id="InputExpression_2" typeRef="string"><text>risk</text>
            </inputExpression>
            <inputValues id="UnaryTests_v"><text>"high","low"</text></inputValues>
          </input>
          <output id="Output_1" label="评审人" name="reviewer" typeRef="string" biodi:width="192"/>
          <rule id="DecisionRule_1">
            <description>大额</description>
            <inputEntry id="UnaryTests_1"><text>&gt;= 100000</text></inputEntry>
            <inputEntry id="UnaryTests_2"><text></text></inputEntry>
            <outputEntry id="LiteralExpression_1"><text>"finance"</text></outputEntry>
          </rule>
          <rule id="DecisionRule_2">
            <inputEntry id="UnaryTests_3"><text></text></inputEntry>
            <inputEntry id="UnaryTests_4"><text>"high"</text></inputEntry>
            <outputEntry id="LiteralExpression_2"><text>"legal"</text></outputEntry>
          </rule>
        </decisionTable>
      </decision>
      <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="review_routing">
        <dc:Bounds height="80" width="180" x="160" y="100"/></dmndi:DMNShape>
      </dmndi:DMNDiagram></dmndi:DMNDI>
    </definitions>"""

    model_ = read(written.encode(), "review_routing.dmn")

    assert model_.names("review_routing") == {"amount", "risk"}
    assert model_.name_of("review_routing") == "评审路线"
    assert model_.evaluate("review_routing", {"amount": 200_000, "risk": "high"}) == [
        "finance",
        "legal",
    ]
