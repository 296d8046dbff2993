"""Nothing that an owner may type hangs the process or fills its memory."""

from __future__ import annotations

import pytest

from engine.errors import ExpressionError
from engine.expressions import Limits, compile_expression, compile_unary_tests, evaluate, unwrap

pytestmark = pytest.mark.timeout(60)

DOUBLED = ", ".join(f"a{n}: [a{n - 1}, a{n - 1}]" for n in range(1, 40))
DOUBLED_AGAIN = ", ".join(f"b{n}: [b{n - 1}, b{n - 1}]" for n in range(1, 40))
GROWING = ", ".join(f"a{n}: a{n - 1} + a{n - 1}" for n in range(1, 60))


@pytest.mark.parametrize(
    ("expression", "resource"),
    [
        ("for i in 1..1000000000 return i", "items"),
        ("for i in 1..99999, j in 1..99999 return 1", "items"),
        ("some i in 1..99999, j in 1..99999 satisfies i < 0", "steps"),
        ("for i in [1..1000000000] return i", "items"),
        ('for d in @"0001-01-01"..@"9999-12-31" return d', "items"),
        ("for i in 1..50000 return partial", "steps"),
        (f'{{a0: "0123456789", {GROWING}}}', "text"),
        (f"{{a0: [1], {DOUBLED}, s: string(a39)}}", "steps"),
        (f"{{a0: [1], {DOUBLED}, s: flatten(a39)}}", "steps"),
        (f"{{a0: [1], {DOUBLED}, b0: [1], {DOUBLED_AGAIN}, s: a39 = b39}}", "steps"),
        ("{f: function(x) f(x) + f(x), y: f(1)}", "depth"),
        ("{f: function(x) [f(x)], y: sort([1, 2], function(a, b) f(a))}", "depth"),
        ("sort(for i in 1..20000 return -i, function(a, b) count(for k in 1..50 return k) > a)",
         "steps"),
        ('split(string join(for i in 1..90000 return "aa"), "")', "steps"),
        ('string join(for i in 1..9999 return "x", string join(for i in 1..99 return "0123456789"))',
         "text"),
        ('replace(string join(for i in 1..9999 return "a"), "a", string join(for i in 1..999 '
         'return "0123456789"))', "steps"),
        ("distinct values(for i in 1..20000 return [i])", "steps"),
        ("(" * 3000 + "1" + ")" * 3000, "nesting"),
        ("[" * 3000, "nesting"),
        ("-" * 5000 + "1", "nesting"),
        ("if a then " * 3000, "nesting"),
        ("1" + " + 1" * 15_000, "nesting"),
        ("a" + ".b" * 15_000, "nesting"),
        ("1 in (" * 3000, "nesting"),
        ("function() " * 3000 + "1", "nesting"),
        ("x" * 70_000, "source"),
    ],
)
def test_what_would_not_end_runs_out_of_budget(expression: str, resource: str) -> None:
    with pytest.raises(ExpressionError) as error:
        evaluate(expression, {})

    assert error.value.message_id == "expression-budget"
    assert error.value.facts["resource"] == resource


@pytest.mark.parametrize(
    "expression",
    [
        "9 ** (9 ** 9)",
        "exp(999999999)",
        "10 ** 6144 * 10",
        "modulo(10 ** 6144, 7)",
        "substring(\"abc\", 10 ** 6000)",
        "[1, 2][10 ** 6000]",
        '@"P999999999Y" * 10 ** 6000',
        '@"9999-12-31" + @"P99999999999M"',
        "time(10 ** 6000, 0, 0)",
        'abs(@"-P999999999D") * 3',
    ],
)
def test_numbers_beyond_the_edge_are_null_at_once(expression: str) -> None:
    assert evaluate(expression, {}) is None


def test_a_literal_beyond_the_edge_is_a_mistake() -> None:
    with pytest.raises(ExpressionError, match="number-out-of-range"):
        compile_expression("1e999999999")


def test_a_catastrophic_pattern_takes_linear_time() -> None:
    text = "a" * 5_000 + "!"

    assert evaluate('matches(t, "^(a+)+$")', {"t": text}) is False


def test_a_pattern_that_would_grow_out_of_bounds_is_no_pattern() -> None:
    assert evaluate('matches("a", "((a{1000}){1000}){1000}")', {}) is None


def test_a_long_text_under_a_big_pattern_runs_out_of_budget() -> None:
    with pytest.raises(ExpressionError, match="steps"):
        evaluate('matches(t, "(x+x+)+y(ab{400}c){2}")', {"t": "x" * 900_000})


def test_a_turn_costs_what_its_body_costs() -> None:
    heavy = " + ".join(["i"] * 300)

    with pytest.raises(ExpressionError, match="steps"):
        evaluate(f"for i in 1..90000 return {heavy}", {})


def test_budgets_are_not_swallowed_as_null() -> None:
    with pytest.raises(ExpressionError, match="budget"):
        evaluate("if (for i in 1..1000000000 return i) = null then 1 else 2", {})


def test_a_caller_may_allow_less() -> None:
    few = Limits(steps=100)

    with pytest.raises(ExpressionError, match="steps"):
        compile_expression("count(for i in 1..200 return i)").evaluate({}, limits=few)


def test_a_cell_that_nests_without_end_is_refused() -> None:
    with pytest.raises(ExpressionError, match="nesting"):
        compile_unary_tests("not(" * 3000)


def test_data_that_contains_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(ExpressionError, match="depth"):
        evaluate("count(x)", {"x": endless})
    with pytest.raises(ExpressionError, match="depth"):
        unwrap(endless)
