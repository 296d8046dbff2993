"""Functions that make a value of one kind from another."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("string(1.10)", '"1.1"'),
    ("string(null)", "null"),
    ('string([1, "a", null])', '"[1, \\"a\\", null]"'),
    ('string({a: @"2026-01-01"})', '"{a: 2026-01-01}"'),
    ('string(@"PT36H")', '"P1DT12H"'),
    ('string(@"P0M")', '"P0M"'),
    ("string(1e3)", '"1000"'),
    ('string(@"10:00:00.500@Asia/Shanghai")', '"10:00:00.5@Asia/Shanghai"'),
)
def test_text(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('number("1 000,5", " ", ",")', "1000.5"),
    ('number("1.000.5", ".", ".")', "null"),
    ('number("x")', "null"),
    ('number("1e400000")', "null"),
    ('number("12")', "12"),
)
def test_numbers(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
