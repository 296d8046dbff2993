"""Functions of contexts."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ('get value({a: 5}, "a")', "5"),
    ('get value({a: 5}, "b")', "null"),
    ("get entries({a: 1})", '[{key: "a", value: 1}]'),
    ('context([{key: "a", value: 1}])', "{a: 1}"),
    ('context([{key: "a", value: 1}, {key: "a", value: 2}])', "null"),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('context put({x: {y: 1}}, ["x", "y"], 2)', "{x: {y: 2}}"),
    ('context put({x: {y: 1}}, ["x", "y"], 2).x.y', "2"),
    ("context put({}, [], 2)", "null"),
    ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
)
def test_contexts(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
