"""Functions of numbers."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("decimal(1 / 3, 2)", "0.33"),
    ("decimal(2.5, 0)", "2"),
    ("round up(5.5, 0)", "6"),
    ("round up(-5.5, 0)", "-6"),
    ("round down(-5.5, 0)", "-5"),
    ("round half up(-1.126, 2)", "-1.13"),
    ("round half down(5.5, 0)", "5"),
    ("floor(-1.5)", "-2"),
    ("ceiling(-1.5)", "-1"),
    ("floor(1.56, 1)", "1.5"),
    ("floor(n: 1.56)", "1"),
    ("decimal(1234, -2)", "1200"),
    ("decimal(1, 7000)", "null"),
)
def test_rounding(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("abs(-3)", "3"),
    ('abs(@"-P1D")', '@"P1D"'),
    ("modulo(-12, 5)", "3"),
    ("modulo(12, -5)", "-3"),
    ("modulo(1, 0)", "null"),
    ("sqrt(16)", "4"),
    ("sqrt(-1)", "null"),
    ("log(1)", "0"),
    ("log(0)", "null"),
    ("decimal(exp(1), 5)", "2.71828"),
    ("exp(100000)", "null"),
    ("odd(5)", "true"),
    ("even(5)", "false"),
)
def test_others(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
