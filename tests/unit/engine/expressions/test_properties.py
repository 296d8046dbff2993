"""What must hold for all values and all texts."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ExpressionError
from engine.expressions import (
    FeelFunction,
    Range,
    Run,
    YearsMonthsDuration,
    as_text,
    compile_expression,
    compile_unary_tests,
    evaluate,
    unwrap,
    wrap,
)
from engine.expressions.builtins import BUILTINS
from engine.expressions.compare import same

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20),
                      max_value=10**20, places=8)
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=8)), ZoneInfo("Asia/Shanghai")])
DURATIONS = st.timedeltas(min_value=timedelta(days=-10**6), max_value=timedelta(days=10**6))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    st.text(),
    st.dates(),
    st.times(timezones=st.sampled_from([None, UTC])),
    st.datetimes(min_value=datetime(1900, 1, 1), timezones=ZONES),  # noqa: DTZ001
    DURATIONS,
    st.builds(YearsMonthsDuration, st.integers(-10**6, 10**6)),
)
# A context with a tag for its only name is how a tagged value is written.
KEYS = st.text().filter(lambda key: not key.startswith("@"))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)
WORDS = (
    "if then else for in return some every satisfies and or not ( ) [ ] { } , : . .. + - * / ** "
    '< <= > >= = != between instance of number list function "text" @"P1D" 1 2.5 x y item ? null '
    "true count date and time -> ] [ // /* */ external"
)
FRAGMENTS = st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)


@given(VALUES)
def test_what_is_stored_comes_back_the_same(value: Any) -> None:
    stored = json.dumps(unwrap(value))

    assert same(wrap(json.loads(stored)), wrap(value), Run())


def test_what_json_has_no_word_for_is_tagged() -> None:
    kept = {
        "day": date(2026, 1, 31),
        "moment": datetime(2026, 1, 31, 9, tzinfo=ZoneInfo("Asia/Shanghai")),
        "clock": time(9, 30, tzinfo=UTC),
        "wait": timedelta(hours=36),
        "term": YearsMonthsDuration(14),
        "band": Range(Decimal(1), None, True, False),
        "exact": Decimal("0.1234567890123456789012345678901234"),
        "count": 3,
        "share": 0.1,
    }

    stored = unwrap(kept)

    assert stored == {
        "day": {"@": "2026-01-31"},
        "moment": {"@": "2026-01-31T09:00:00@Asia/Shanghai"},
        "clock": {"@": "09:30:00Z"},
        "wait": {"@": "P1DT12H"},
        "term": {"@": "P1Y2M"},
        "band": {"@range": [1, None, True, False]},
        "exact": {"@number": "0.1234567890123456789012345678901234"},
        "count": 3,
        "share": 0.1,
    }
    assert wrap(stored) == wrap(kept)


@given(NUMBERS, NUMBERS)
def test_arithmetic_is_that_of_decimals_of_34_digits(one: Decimal, other: Decimal) -> None:
    names = {"a": one, "b": other}
    with localcontext() as exact:
        exact.prec = 34
        assert evaluate("a + b", names) == one + other
        assert evaluate("a - b", names) == one - other
        assert evaluate("a * b", names) == one * other
        assert evaluate("a / b", names) == (one / other if other else None)
    assert evaluate("a < b", names) is (one < other)
    assert evaluate("a = b", names) is (one == other)


@given(NUMBERS)
def test_a_number_reads_back_as_it_was_written(number: Decimal) -> None:
    assert evaluate(as_text(wrap(number), Run()), {}) == wrap(number)


@given(DURATIONS)
def test_a_duration_reads_back_as_it_was_written(duration: timedelta) -> None:
    assert evaluate(f'duration("{as_text(duration, Run())}")', {}) == duration


@settings(max_examples=300)
@given(st.text() | FRAGMENTS)
def test_any_text_is_an_expression_or_an_expression_error(text: str) -> None:
    for compile_ in (compile_expression, compile_unary_tests):
        with suppress(ExpressionError):
            compile_(text)


@settings(max_examples=300)
@given(FRAGMENTS, SCALARS, VALUES)
def test_whatever_compiles_evaluates_or_says_why_not(text: str, x: Any, y: Any) -> None:
    with suppress(ExpressionError):
        expression = compile_expression(text)
        for run in (expression.evaluate, expression.require):
            with suppress(ExpressionError):
                run({"x": x, "y": y})


FUNCTIONS = [one for named in BUILTINS.values() for one in (named, *named.overloads)]


@settings(max_examples=500)
@given(st.sampled_from(FUNCTIONS), st.lists(VALUES, min_size=5, max_size=5), st.booleans())
def test_every_function_answers_whatever_it_is_given(
    function: FeelFunction, values: list[Any], without_optional: bool
) -> None:
    parameters = [each for each in function.parameters if not (each.optional and without_optional)]
    arguments = dict(zip("abcde", values, strict=True))
    by_position = ", ".join(name for name, _ in zip(arguments, parameters, strict=False))
    by_name = ", ".join(f"{each.name}: {name}" for name, each in zip(arguments, parameters, strict=False))

    for given_as in (by_position, by_name):
        with suppress(ExpressionError):
            unwrap(evaluate(f"{function.name}({given_as})", arguments))


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=5))
def test_any_pattern_answers_or_is_null(text: str, pattern: str, flags: str) -> None:
    names = {"t": text, "p": pattern, "f": flags}

    assert evaluate("matches(t, p, f)", names) in (True, False, None)
    assert isinstance(evaluate('replace(t, p, "$1")', names), (str, type(None)))
    assert isinstance(evaluate("split(t, p)", names), (list, type(None)))
