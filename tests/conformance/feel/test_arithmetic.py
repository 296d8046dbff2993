"""Arithmetic: decimals of 34 digits, never infinity; text; the calendar."""

from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ("0.1 + 0.2", "0.3"),
    ("1 + 2 * 3", "7"),
    ("(1 + 2) * 3 - -4", "13"),
    ("10 / 4", "2.5"),
    ("2 ** 3 ** 2", "64"),
    ("-2 ** 2", "4"),
    ("2 ** -1", "0.5"),
    ("0 ** -2.5", "null"),
    ("1 / 3", "0.3333333333333333333333333333333333"),
)
def test_numbers(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("1 / 0", "null"),
    ("0 / 0", "null"),
    ('1 + "a"', "null"),
    ("null + 1", "null"),
    ("9 ** (9 ** 9)", "null"),
    ("true + true", "null"),
    ("10 ** 6145", "null"),
)
def test_no_answer(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('"a" + "b"', '"ab"'),
    ('"a" - "b"', "null"),
)
def test_text(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('@"2024-01-31" + @"P1M"', '@"2024-02-29"'),
    ('@"2024-02-29" + @"P1Y"', '@"2025-02-28"'),
    ('@"2024-03-01" - @"2024-02-01"', '@"P29D"'),
    ('@"2024-01-01T10:00:00" + @"PT36H"', '@"2024-01-02T22:00:00"'),
    ('@"2024-01-01T10:00:00Z" - @"2024-01-01T10:00:00+08:00"', '@"PT8H"'),
    ('@"23:30:00" + @"PT45M"', '@"00:15:00"'),
    ('@"P1D" * 1.5', '@"PT36H"'),
    ('@"P1Y" / 2', '@"P6M"'),
    ('@"P1D" / @"PT6H"', "4"),
    ('@"P1Y" / @"P1M"', "12"),
    ('- @"P1D"', '@"-P1D"'),
    ('@"9999-12-31" + @"P1D"', '@"10000-01-01"'),
    ('@"2024-01-01" + @"PT1H"', '@"2024-01-01"'),
    ('@"2024-01-01T00:00:00" - @"2024-01-01T00:00:00Z"', "null"),
)
def test_calendar(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('@"2024-03-31T00:30:00@Europe/Paris" + @"PT3H"', '@"2024-03-31T04:30:00@Europe/Paris"'),
    ('@"2024-03-31T04:30:00@Europe/Paris" - @"2024-03-31T00:30:00@Europe/Paris"', '@"PT3H"'),
)
def test_named_zones_count_instants(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
