"""The cells of a decision table: tests of one value."""

from typing import Any

import pytest

from tests.conformance.feel.examples import passes


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ("> 10", 20, True),
        ("> 10", 5, False),
        ("> 10", "x", None),
        ("[1..10]", 5, True),
        ("1, 2, 3", 2, True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ('"a", "b"', "b", True),
        ("? > 5 and ? < 10", 7, True),
        ("starts with(?, \"P-\")", "P-2026", True),
        ("null", None, True),
        ("[1..10], > 100", 200, True),
        ("amount", 150_000, True),
        ("not(null)", 1, True),
        ("= 3", 3, True),
        ("!= 3", 3, False),
        ("[1, 2, 3]", 2, True),
        ("true", True, True),
    ],
)
def test_a_value_passes(tests: str, value: Any, expected: bool | None) -> None:
    assert passes(tests, value) is expected
