"""Functions of lists."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("count(numbers)", "4"),
    ("count(null)", "null"),
    ("list contains([1, null], null)", "true"),
    ("index of([1, 2, 1], 1)", "[1, 3]"),
    ("sublist([1, 2, 3], 2)", "[2, 3]"),
    ("sublist([1, 2, 3], -2, 1)", "[2]"),
    ("sublist([1], 3)", "null"),
)
def test_looking(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("append([1], 2, 3)", "[1, 2, 3]"),
    ("concatenate([1], [2], 3)", "[1, 2, 3]"),
    ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    ("remove([1, 2, 3], -1)", "[1, 2]"),
    ("reverse([1, 2])", "[2, 1]"),
    ("union([1, 2], [2, 3])", "[1, 2, 3]"),
    ('distinct values([1, "1", 1.0, null, null])', '[1, "1", null]'),
    ("flatten([[1], [2, [3]]])", "[1, 2, 3]"),
    ("list replace([1, 2], 2, 5)", "[1, 5]"),
    ("list replace([1, 5], function(item, new) item < new, 3)", "[3, 5]"),
)
def test_making(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("sort([3, 1, 2])", "[1, 2, 3]"),
    ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
    ('sort(["b", "a"])', '["a", "b"]'),
    ('sort([1, "a"])', "null"),
)
def test_sorting(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
