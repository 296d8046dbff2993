"""FEEL literals and names: numbers, strings, dates behind an @, names with blanks."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("1.50", "1.5"),
    (".5", "0.5"),
    ("1e3", "1000"),
    ("-4", "0-4"),
)
def test_numbers(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('"a\\nb" = "a" + "\\n" + "b"', "true"),
    ('"\\u4EFB\\u52A1"', '"任务"'),
    ('"\\uD83D\\uDE00" = "\\U01F600"', "true"),
    ('string length("任务😀")', "3"),
)
def test_strings(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('@"2026-01-31"', "date(2026, 1, 31)"),
    ('@"P1Y2M"', 'duration("P14M")'),
    ('@"PT36H"', 'duration("P1DT12H")'),
    ('@"09:30:00Z"', 'time("09:30:00+00:00")'),
    ('@"no date"', "null"),
)
def test_at_literals(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("Applicant age + 1", "43"),
    ('{first name: "a", last name: "b"}.last name', '"b"'),
    ("{e-mail: 1, x: e-mail + 1}.x", "2"),
    ('{"key with, anything": 3}', '{"key with, anything": 3}'),
    ("missing", "null"),
    ("risk.missing", "null"),
)
def test_names(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("1 + /* 1 + */ 1", "2"),
    ("1 // and no more", "1"),
)
def test_comments(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
