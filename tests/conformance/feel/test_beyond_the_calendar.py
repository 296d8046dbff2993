"""Years of up to nine digits and fractions of up to nine places, where the usual calendar ends (DMN 1.5, 10.3.2.3.4)."""

from engine.expressions import compile_expression, unwrap, wrap
from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ('string(date("999999999-12-31"))', '"999999999-12-31"'),
    ('string(date("-999999999-01-01"))', '"-999999999-01-01"'),
    ("string(date(-2017, 12, 31))", '"-2017-12-31"'),
    ('date("1000000000-01-01")', "null"),
    ('date("-0000-01-01")', "null"),
    ('date("10001-02-29")', "null"),
    ('string(date("12000-02-29"))', '"12000-02-29"'),
    ('string(date and time("-99999-12-31T11:22:33.5+01:35"))', '"-99999-12-31T11:22:33.5+01:35"'),
    ('string(time("11:22:33.123456789@Europe/Paris"))', '"11:22:33.123456789@Europe/Paris"'),
    ('string(date and time("2026-12-31T23:59:59.999999999Z"))', '"2026-12-31T23:59:59.999999999Z"'),
    ("string(time(11, 22, 33.000000001))", '"11:22:33.000000001"'),
    ('string(date and time("9999-12-31T24:00:00"))', '"10000-01-01T00:00:00"'),
)
def test_they_are_read_and_written(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('date and time(@"12000-02-29", @"10:00:00.000000001").year', "12000"),
    ('date and time(@"12000-02-29", @"10:00:00.000000001").second', "0.000000001"),
    ('string(date(@"12000-02-29T10:00:00.000000001"))', '"12000-02-29"'),
    ('string(time(@"12000-02-29T10:00:00.000000001"))', '"10:00:00.000000001"'),
    ('time(@"10000-01-01")', '@"00:00:00Z"'),
    ('string(date and time(@"10000-01-01"))', '"10000-01-01T00:00:00"'),
    ('@"12000-02-29".weekday = @"2000-02-29".weekday', "true"),
    ('day of week(@"12000-02-29")', '"Tuesday"'),
    ('@"10000-01-01" instance of date', "true"),
    ('@"10:00:00.000000001" instance of time', "true"),
    ('years and months duration(@"2017-12-31T13:00:00", @"-2019-10-01T12:32:59")', '@"-P4036Y2M"'),
)
def test_they_are_taken_apart_and_put_together(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('@"10000-01-01" > @"9999-12-31"', "true"),
    ('@"-0001-12-31" < @"0001-01-01"', "true"),
    ('@"10:00:00.000000001" > @"10:00:00"', "true"),
    ('@"10:00:00.000000001Z" = @"11:00:00.000000001+01:00"', "true"),
    ('@"10000-01-01" = @"10000-01-01"', "true"),
    ('@"10000-01-01" in [@"9000-01-01"..@"11000-01-01"]', "true"),
    ('max(@"2026-01-01", @"12000-01-01", @"-0500-01-01") = @"12000-01-01"', "true"),
    ('is(@"10:00:00.000000001Z", @"11:00:00.000000001+01:00")', "false"),
)
def test_they_are_compared_with_all_others(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('string(@"9999-12-31" + @"P1D")', '"10000-01-01"'),
    ('string(@"10000-01-01" - @"P1D")', '"9999-12-31"'),
    ('string(@"2026-01-31" + @"P100000Y1M")', '"102026-02-28"'),
    ('string(@"0001-01-01" - @"P2Y")', '"-0001-01-01"'),
    ('@"10000-01-01" - @"9999-12-31"', '@"P1D"'),
    ('string(@"2026-01-01T00:00:00.123456789Z" + @"PT1S")', '"2026-01-01T00:00:01.123456789Z"'),
    ('string(@"10:00:00.123456789" + @"PT1H")', '"11:00:00.123456789"'),
    ('@"999999999-12-31" + @"P1Y"', "null"),
)
def test_one_computes_with_them(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


def test_they_are_stored_as_they_are_written() -> None:
    stored = unwrap(compile_expression('@"-12000-02-29T10:00:00.000000001@Asia/Shanghai"').evaluate({}))

    assert stored == {"@": "-12000-02-29T10:00:00.000000001@Asia/Shanghai"}
    assert unwrap(wrap(stored)) == stored


@examples(
    ("is(value1: 1)", "false"),
    ("is(value1: null)", "true"),
    ("is(1)", "null"),
    ("list contains(list: [null])", "true"),
)
def test_an_argument_left_out_by_name_is_null(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
