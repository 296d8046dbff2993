"""Functions that make and look at dates, times and durations."""

from datetime import UTC, datetime

from engine.clock import clock_stands_at
from engine.expressions import evaluate
from tests.conformance.feel.examples import assert_equals, examples


@examples(
    ('date("2026-02-29")', "null"),
    ("date(2026, 2, 28)", '@"2026-02-28"'),
    ('date(@"2026-02-28T10:00:00")', '@"2026-02-28"'),
    ('time("24:00:00")', "null"),
    ('time(10, 30, 0, @"PT8H")', '@"10:30:00+08:00"'),
    ('date and time(@"2026-02-28", @"10:00:00")', '@"2026-02-28T10:00:00"'),
    ('date and time("2026-02-28T24:00:00")', '@"2026-03-01T00:00:00"'),
    ('date and time("2026-02-28")', '@"2026-02-28T00:00:00"'),
    ('duration("P1Y1D")', "null"),
    ('duration("P")', "null"),
    ('date and time("2026-01-01T00:00:00@No/Where")', "null"),
)
def test_making(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ('years and months duration(@"2020-01-15", @"2024-03-20")', '@"P4Y2M"'),
    ('years and months duration(@"2024-03-20", @"2020-01-15")', '@"-P4Y2M"'),
    ('day of week(@"2026-11-22")', '"Sunday"'),
    ('day of year(@"2026-02-01")', "32"),
    ('week of year(@"2026-01-01")', "1"),
    ('month of year(@"2026-11-22")', '"November"'),
)
def test_measuring(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


@examples(
    ("now()", '@"2026-11-22T09:30:00Z"'),
    ("today()", '@"2026-11-22"'),
    ('today() + @"P14D"', '@"2026-12-06"'),
)
def test_the_present_is_handed_in(expression: str, expected: str) -> None:
    assert_equals(expression, expected)


def test_where_nobody_hands_it_in_the_present_is_the_engines() -> None:
    moment = datetime(2031, 4, 5, 6, 7, tzinfo=UTC)

    with clock_stands_at(moment):
        assert evaluate("now()", {}) == moment
        assert evaluate("today()", {}) == moment.date()


@examples(
    ('is(@"10:00:00Z", @"18:00:00+08:00")', "false"),
    ("is(1, 1.0)", "true"),
    ('is(1, "1")', "false"),
)
def test_sameness(expression: str, expected: str) -> None:
    assert_equals(expression, expected)
