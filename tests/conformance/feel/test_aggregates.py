"""Functions that make one value of many, called with a list or with its members."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("min(3, 1, 2)", "1"),
    ("max([1, 3])", "3"),
    ("min([])", "null"),
    ('max("a", "b")', '"b"'),
    ('min(1, "a")', "null"),
)
def test_extremes(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("sum([1, 2, 3])", "6"),
    ("sum([])", "null"),
    ("mean(1, 2)", "1.5"),
    ("median([4, 1, 3, 2])", "2.5"),
    ("stddev(2, 4, 7, 5)", "stddev([2, 4, 7, 5])"),
    ("stddev([1])", "null"),
    ("mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"),
    ("product(2, 3, 4)", "24"),
)
def test_numbers(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("all([true, null])", "null"),
    ("all([])", "true"),
    ("any([false, true])", "true"),
    ("any([])", "false"),
    ("all(true, 1)", "null"),
)
def test_booleans(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
