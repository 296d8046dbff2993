"""Which variables an expression reads, known before it runs."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.expressions import compile_expression, compile_unary_tests, evaluate


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('decision = "sign"', {"decision"}),
        ("risk.level", {"risk"}),
        ("Applicant age > limit of age", {"Applicant age", "limit of age"}),
        ("for x in rows return x.price * rate", {"rows", "rate"}),
        ("some r in reviews satisfies r.passed", {"reviews"}),
        ("{a: b, c: a}.c", {"b"}),
        ("function(x) x + y", {"y"}),
        ("count(reviews[passed])", {"reviews", "passed"}),
        ("rows[item > 1]", {"rows"}),
        ("count(x)", {"x"}),
        ("duration + date", {"duration", "date"}),
        ("sort(rows, by price)", {"rows", "by price"}),
        ("if a then b else c", {"a", "b", "c"}),
        ("a between b and c", {"a", "b", "c"}),
        ("a in (b..c)", {"a", "b", "c"}),
        ("f(key: v)", {"f", "v"}),
    ],
)
def test_the_names_an_expression_reads(expression: str, names: set[str]) -> None:
    assert compile_expression(expression).names == names


def test_the_value_looked_at_is_no_name() -> None:
    assert compile_unary_tests("? > limit").names == {"limit"}


def test_a_variable_hides_a_function_of_its_name() -> None:
    assert evaluate("count + 1", {"count": 2}) == 3
    assert evaluate("duration(\"P1D\") = @\"P1D\"", {"duration": 5}) is True


def test_a_name_with_an_operator_in_it_must_be_known() -> None:
    known = frozenset({"e-mail", "rate of return"})

    assert compile_expression("e-mail", known).names == {"e-mail"}
    assert compile_expression("rate of return", known).names == {"rate of return"}
    assert compile_expression("e-mail").names == {"e", "mail"}


def test_a_source_is_compiled_once() -> None:
    assert compile_expression("a + 1") is compile_expression("a + 1")


@pytest.mark.parametrize(
    ("text", "position", "problem"),
    [
        ("", 0, "operand-expected"),
        ("1 +", 3, "operand-expected"),
        ("a b c )", 6, "unexpected"),
        ("if a then b", 11, "expected"),
        ("'x'", 0, "operand-expected"),
        ("a # b", 2, "unreadable"),
        ("f(1, a: 2)", 10, "mixed-arguments"),
        ("1 instance of nonsense", 22, "unknown-type"),
        ("function(a) external {}", 12, "external-function"),
        ('"open', 0, "unreadable"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, problem: str) -> None:
    with pytest.raises(ExpressionError) as error:
        compile_expression(text)

    assert error.value.message_id == "expression-syntax"
    assert (error.value.facts["position"], error.value.facts["problem"]) == (position, problem)
