"""Comparison and three-valued logic."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("true and null", "null"),
    ("false and null", "false"),
    ("null and false", "false"),
    ("true and 1", "null"),
    ("true and true", "true"),
)
def test_conjunction(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("true or null", "true"),
    ("null or true", "true"),
    ("false or null", "null"),
    ('false or "x"', "null"),
)
def test_disjunction(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("not(true)", "false"),
    ("not(null)", "null"),
    ('not("x")', "null"),
)
def test_negation(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("1 = 1.0", "true"),
    ('1 = "1"', "null"),
    ("null = null", "true"),
    ("1 = null", "false"),
    ("1 != null", "true"),
    ("[1, 2] = [1, 2]", "true"),
    ("[1, 2] = [2, 1]", "false"),
    ("{a: 1} = {a: 1}", "true"),
    ('@"10:00:00Z" = @"18:00:00+08:00"', "true"),
    ("[1..2] = [1..2]", "true"),
    ("[1..2] = [1..2)", "false"),
)
def test_equality(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("1 < 2", "true"),
    ('"a" < "b"', "true"),
    ('1 < "b"', "null"),
    ("null < 1", "null"),
    ('@"2024-01-01" < @"2024-02-01"', "true"),
    ('@"P1D" > @"PT23H"', "true"),
    ("true < false", "null"),
    ('@"10:00:00" < @"11:00:00Z"', "null"),
)
def test_order(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("2 between 1 and 3", "true"),
    ("1 between 1 and 1 and true", "true"),
    ("null between 1 and 3", "null"),
    ("4 between 1 and 3", "false"),
)
def test_between(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("5 in [1..10]", "true"),
    ("10 in [1..10)", "false"),
    ("1 in ]1..10]", "false"),
    ("1 in (1..10]", "false"),
    ("5 in (> 3, < 2)", "true"),
    ("3 in (1, 2, 3)", "true"),
    ("5 in > 3", "true"),
    ('"b" in ["a".."c"]', "true"),
    ("1 in [[0..2], [5..6]]", "true"),
    ("3 in (1 + 2)", "true"),
    ("2 in ([1..3])", "true"),
)
def test_membership(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("1 instance of number", "true"),
    ("null instance of number", "false"),
    ("[1, 2] instance of list<number>", "true"),
    ('[1, "a"] instance of list<number>', "false"),
    ("{a: 1} instance of context<a: number>", "true"),
    ('@"P1D" instance of days and time duration', "true"),
    ("[1..2] instance of range<number>", "true"),
    ("(function(a, b) a) instance of function<Any, Any> -> Any", "true"),
)
def test_instance_of(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('if amount > 10 then "big" else "small"', '"big"'),
    ("if null then 1 else 2", "2"),
)
def test_choice(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
