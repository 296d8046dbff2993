"""How points and intervals lie to one another."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("before(1, [2..3])", "true"),
    ("before([1..2], [2..3])", "false"),
    ("before([1..2), [2..3])", "true"),
    ("after([5..6], 3)", "true"),
    ("meets([1..5], [5..10])", "true"),
    ("met by([5..10], [1..5])", "true"),
    ("overlaps([1..5], [3..8])", "true"),
    ("overlaps([1..3], (3..8])", "false"),
    ("overlaps before([1..5], [3..8])", "true"),
    ("overlaps after([3..8], [1..5])", "true"),
    ("finishes(5, [1..5])", "true"),
    ("finished by([1..5], [3..5])", "true"),
    ("starts([1..3], [1..5])", "true"),
    ("started by([1..5], 1)", "true"),
    ("includes([1..10], [2..3])", "true"),
    ("includes([1..10], 11)", "false"),
    ("during(2, [1..10])", "true"),
    ("coincides([1..2], [1..2])", "true"),
    ("coincides(1, 2)", "false"),
    ("before(null, 1)", "null"),
)
def test_relations(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('range("[1..3)")', "[1..3)"),
    ('range("[@\\"2026-01-01\\"..@\\"2026-02-01\\"]").start', '@"2026-01-01"'),
    ('range("[3..1]")', "null"),
    ('range("[today()..today()]")', "null"),
    ("[3..1]", "null"),
    ("(> 5).start", "5"),
)
def test_ranges(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
