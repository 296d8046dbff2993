"""Functions of text."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ('substring("foobar", 3)', '"obar"'),
    ('substring("foobar", -3, 2)', '"ba"'),
    ('substring("foobar", 0)', "null"),
    ('string length("任务")', "2"),
    ('upper case("aB")', '"AB"'),
    ('lower case("aB")', '"ab"'),
    ('trim("  a ")', '"a"'),
    ('substring before("foobar", "bar")', '"foo"'),
    ('substring after("foobar", "ob")', '"ar"'),
    ('substring after("foobar", "x")', '""'),
    ('contains("foobar", "oba")', "true"),
    ('starts with("foobar", "fo")', "true"),
    ('ends with("foobar", "ar")', "true"),
    ('contains(["foobar"], "oba")', "true"),
)
def test_parts(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('matches("foobar", "^fo*b")', "true"),
    ('matches("aB", "AB", "i")', "true"),
    ('matches("a", "[a-z-[aeiou]]")', "false"),
    ('matches("b", "[a-z-[aeiou]]")', "true"),
    ('matches("A", "[A--[OI]]", "i")', "null"),
    ('matches("任务", "^\\p{Lo}+$")', "true"),
    ('matches("x", "(x)\\1")', "null"),
    ('matches("x", "x", "z")', "null"),
    ('matches("a.b", "a.b", "q")', "true"),
    ('matches("axb", "a.b", "q")', "false"),
    ('matches("ab", "a b", "x")', "true"),
    ('matches("_a-1", "^\\i\\c*$")', "true"),
)
def test_patterns(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
    ('replace("abracadabra", "a.*?a", "*")', '"*c*bra"'),
    ('replace("abc", "x*", "-")', "null"),
    ('replace("1-2", "-", "\\$")', '"1$2"'),
    ('split("a;b;;c", ";")', '["a", "b", "", "c"]'),
    ('split("John  Doe", "\\s+")', '["John", "Doe"]'),
    ('string join(["a", null, "b"], "-")', '"a-b"'),
    ('string join(["a", 1])', "null"),
    ("string join([])", '""'),
)
def test_replacements(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
