"""Lists, filters, paths, loops and contexts."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("numbers[item > 2]", "[3, 4]"),
    ("numbers[1]", "1"),
    ("numbers[-1]", "4"),
    ("numbers[9]", "null"),
    ("items[p > 15].n", '["b", "c"]'),
    ('items[n = "a"][1].p', "10"),
    ("5[1]", "5"),
    ("[][1]", "null"),
    ("[][item > 1]", "[]"),
    ("null[1]", "null"),
    ('[1, 2]["x"]', "null"),
)
def test_filters(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("items.p", "[10, 20, 30]"),
    ("[{x: 1}, {y: 2}].y", "[null, 2]"),
    ('@"2026-05-06".weekday', "3"),
    ('@"P1DT2H".hours', "2"),
    ('@"-P14M".years', "-1"),
    ('@"10:00:00+08:00".time offset', '@"PT8H"'),
    ('@"2026-05-06T10:00:00@Asia/Shanghai".timezone', '"Asia/Shanghai"'),
    ("[1..5).end included", "false"),
)
def test_paths(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("for x in numbers return x * 2", "[2, 4, 6, 8]"),
    ("for x in 3..1 return x", "[3, 2, 1]"),
    ("for x in [1..3] return x", "[1, 2, 3]"),
    ("for x in [1, 2], y in [10, x] return x + y", "[11, 2, 12, 4]"),
    ("for i in 1..4 return if i <= 2 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3]"),
    ('for d in @"2026-01-30"..@"2026-02-01" return d.day', "[30, 31, 1]"),
    ("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]"),
    ("(for i in 1..2 return function() i)[1]()", "1"),
    ("for x in null return x", "null"),
)
def test_loops(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("some x in numbers satisfies x > 3", "true"),
    ("every x in numbers satisfies x > 3", "false"),
    ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
    ("every x in [] satisfies false", "true"),
    ("some x in [null, 1] satisfies x > 0", "true"),
)
def test_quantifiers(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("{a: 1, b: a + 1}.b", "2"),
    ("{a: {b: 1}}.a.b", "1"),
    ("{a: 1, a: 2}", "null"),
    ("{}", "{}"),
)
def test_contexts(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("(function(a, b) a - b)(5, 3)", "2"),
    ("(function(a, b) a - b)(b: 5, a: 3)", "-2"),
    ('(function(a: number) a)("x")', "null"),
    ("{f: function(n) if n = 0 then 1 else n * f(n - 1), x: f(5)}.x", "120"),
    ("nothing()", "null"),
)
def test_functions(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
